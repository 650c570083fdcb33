"""The name at a place of a file, and all that is called so."""

from __future__ import annotations

from stacklint.model.names import Mention, Name, NameKind
from stacklint_lsp.ide.analysis import Analysis, View


def name_at(analysis: Analysis, offset: int) -> tuple[View, Name, Mention] | None:
    """The name, the one of its places that is meant, and the configuration that it belongs to."""
    view = analysis.view_at(offset)
    found = None if view is None else view.document.names.at(view.inner(offset))
    return None if view is None or found is None else (view, *found)


def everywhere(analysis: Analysis, view: View, name: Name) -> list[tuple[View, Name]]:
    """The same name in all configurations of the file that share it, in file order.

    What a configuration declares is its own; a variable of the environment is the same for all.
    """
    if name.kind is not NameKind.VARIABLE:
        return [(view, name)]
    found = ((each, each.document.names.find(name.kind, name.scope, name.text)) for each in analysis.views)
    return [(each, same) for each, same in found if same is not None]
