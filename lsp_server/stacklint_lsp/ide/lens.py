"""Lines above the text that do something when they are chosen."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.names import NameKind
from stacklint.syntax.nodes import Scalar
from stacklint.text.phrases import counted
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Lens
from stacklint_schemas import Release

SHOW_REFERENCES = "show-references"
MIGRATE = "migrate"


def lenses(analysis: Analysis) -> tuple[Lens, ...]:
    """All lenses of the file, in file order."""
    found = [lens for view in analysis.views for lens in _uses(view)]
    if not analysis.not_edited:
        found += _migration(analysis.views)
    return tuple(sorted(found, key=lambda lens: lens.span))


def _migration(views: tuple[View, ...]) -> Iterator[Lens]:
    """One for the whole file, above the first configuration that is of an older time."""
    for view in views:
        release = _wanted(view.document) if view.configuration.editable else None
        if release is not None:
            title = f"Migrate to {release.package} {release.version}"
            yield Lens(view.outer(view.document.root_place), title, MIGRATE)
            return


def _wanted(document: Document) -> Release | None:
    """The release that migration would bring a document of an older time to."""
    catalogue = document.knowledge.catalogue
    if not document.reading.pinned:
        old = document.is_legacy or document.inline_stores or document.reading.stale
        return catalogue.newest if old else None
    # Whoever has said a release gets there; to an old one there is nothing to do.
    return catalogue.last(document.reading.releases) if document.inline_stores and not document.is_legacy else None


def _uses(view: View) -> Iterator[Lens]:
    for backend in view.document.stack.backends:
        name = view.document.names.find(NameKind.BACKEND, "", backend.name)
        if name is None:
            continue
        # Where a slot is left out there is still something to show: what is nearest to its place.
        assumed = [origin.place.span for origin in name.assumed if isinstance(origin.place, Scalar)]
        number = len(name.uses) + len(name.assumed)
        places = dict.fromkeys(view.outer(span) for span in sorted([*(each.span for each in name.uses), *assumed]))
        span = backend.entry.key.span
        yield Lens(view.outer(span), counted(number, "use"), SHOW_REFERENCES, tuple[Span, ...](places))
