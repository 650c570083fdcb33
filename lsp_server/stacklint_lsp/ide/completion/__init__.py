"""What may be written at the cursor: one module for each kind of answer.

Texts of several lines are relative to the line they are put into: an editor puts that line's leading blanks before
each further line (`adjustIndentation`, what VS Code, Neovim and others do with snippets unless told otherwise).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Completions, Item
from stacklint_lsp.ide.completion import backends, keys, values
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.cursor import cursor_at

__all__ = ["complete"]

_KINDS: tuple[Callable[[Place], Iterator[Item]], ...] = (backends.items, values.items, keys.items)


def complete(analysis: Analysis, offset: int) -> Completions:
    """What may be written at a place of the file; nothing in comments and in text that is not ours."""
    view = _view(analysis, offset)
    cursor = None if view is None else cursor_at(analysis, view, offset)
    if view is None or cursor is None:
        return Completions(())
    place = Place(view, cursor)
    return Completions(tuple(item for kind in _KINDS for item in kind(place)))


def _view(analysis: Analysis, offset: int) -> View | None:
    return analysis.view_at(offset)
