"""What may be written at the cursor: one module for each kind of answer.

Texts of several lines are relative to the line they are put into: an editor puts that line's leading blanks before
each further line (`adjustIndentation`, what VS Code, Neovim and others do with snippets unless told otherwise).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Completions, Item
from stacklint_lsp.ide.completion import backends, env, keys, names, providers, skeletons, values
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.cursor import cursor_at

__all__ = ["complete"]

_KINDS: tuple[Callable[[Place], Iterator[Item]], ...] = (
    backends.items,
    names.items,
    providers.items,
    values.items,
    keys.items,
    skeletons.items,
    env.items,
)

_VALUES = (backends.items, names.items, values.items)


def complete(analysis: Analysis, offset: int) -> Completions:
    """What may be written at a place of the file; nothing in comments and in text that is not ours."""
    view = _view(analysis, offset)
    # A folded text cannot be edited place by place.
    cursor = cursor_at(analysis, view, offset) if view is not None and view.configuration.editable else None
    if view is None or cursor is None:
        return Completions(())
    within = env.operand(cursor)
    if within is not None:
        # A default is a value like any other, only that another expression cannot stand in it.
        place = Place(view, within)
        found = (item for kind in _VALUES for item in kind(place))
        return Completions(tuple(item for item in found if "$" not in item.content))
    place = Place(view, cursor)
    if env.opened(cursor) is not None:
        return Completions(tuple(env.items(place)))
    return Completions(tuple(item for kind in _KINDS for item in kind(place)))


def _view(analysis: Analysis, offset: int) -> View | None:
    """The configuration that the cursor is in, also on blank lines behind the end of an embedded one."""
    view = analysis.view_at(offset)
    if view is not None:
        return view
    for found in analysis.views:
        embedded = found.configuration.embedded
        if embedded is None or offset < found.configuration.extent.end:
            continue
        if not analysis.text[found.configuration.extent.end : offset].strip():
            return found
    return None
