"""One name changed wherever it stands in a configuration."""

from __future__ import annotations

from stacklint.model.names import Mention, Name, NameKind, Role
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import RenameRefused, Renaming
from stacklint_lsp.ide.names import everywhere, name_at
from stacklint_lsp.ide.renaming.allowed import check_name, check_uses
from stacklint_lsp.ide.renaming.edits import edits_of
from stacklint_lsp.ide.renaming.proof import check_meaning
from stacklint_lsp.ide.renaming.unspelt import unspelt_edits


def prepare(analysis: Analysis, offset: int) -> Renaming | None:
    """The name at a place, if it is one that can be changed; whether to what is wanted, `rename` says."""
    found = _at(analysis, offset)
    if found is None:
        return None
    view, name, mention = found
    return Renaming(view.outer(mention.span), name.text)


def rename(analysis: Analysis, offset: int, name: str) -> tuple[Edit, ...]:
    """The edits that give the name at a place another one, *name*, in its whole configuration; a variable in the file.

    What upstream takes for a backend by its name is written out where that backend is renamed: slots that are left
    out, and references of the old form. Raises RenameRefused when it cannot be done without changing what the
    configuration means.
    """
    found = _at(analysis, offset)
    if found is None:
        raise RenameRefused("There is no name here that can be changed")
    if name == found[1].text:
        return ()
    edits = (_edits(analysis, view, same, name) for view, same in everywhere(analysis, found[0], found[1]))
    return tuple(edit for each in edits for edit in each)


def _edits(analysis: Analysis, view: View, old: Name, name: str) -> tuple[Edit, ...]:
    document = view.document

    def line(span: Span) -> int:
        return analysis.lines.position(view.outer(span).start).line + 1

    check_name(old, name, document)
    check_uses(old, name, document, line)
    spelt, unspelt = edits_of(old, name, document, line), unspelt_edits(old, name, document)
    check_meaning(old, name, document, spelt, unspelt)
    outer = view.outer_edits(tuple(sorted((*spelt, *unspelt))))
    if outer is None:
        raise RenameRefused("This configuration stands in a folded text, where nothing can be changed")
    return outer


def _at(analysis: Analysis, offset: int) -> tuple[View, Name, Mention] | None:
    found = name_at(analysis, offset)
    if found is None or found[1].kind is NameKind.API or found[2].role is not Role.SPELT:
        return None
    return found
