"""Short texts in the line that say what a reference comes to, what is assumed, and for which releases."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge import backend_place, in_words
from stacklint.model.origins import Origin
from stacklint.model.references import Resolved, WrongFamily
from stacklint.syntax.nodes import Scalar
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Hint


def hints(analysis: Analysis, span: Span) -> tuple[Hint, ...]:
    """The hints within *span*, in file order."""
    found: list[Hint] = []
    for view in analysis.views:
        embedded = view.configuration.embedded is not None
        if embedded and not view.configuration.extent.overlaps(span):
            continue
        for hint in _hints(view, Span(view.inner(span.start), view.inner(span.end))):
            offset = view.outer(Span(hint.offset, hint.offset)).start
            if span.covers(offset):
                found.append(hint._replace(offset=offset))
    return tuple(sorted(found, key=lambda hint: hint.offset))


def _hints(view: View, span: Span) -> Iterator[Hint]:
    """Those of one configuration in about *span* of its own text."""
    yield from _release(view, span)
    assumed: dict[int, list[Origin]] = {}
    written: dict[int, Origin] = {}
    for origin in view.document.references.origins:
        if not span.start <= origin.place.end <= span.end:
            continue
        if origin.implicit and origin.provider is None:
            assumed.setdefault(origin.place.end, []).append(origin)
        elif not origin.implicit and isinstance(origin.place, Scalar):
            # Where releases read a reference in two ways, the newest counts.
            known = written.get(origin.place.end)
            if known is None or known.releases < origin.releases:
                written[origin.place.end] = origin
    places: dict[str, str] = {}
    for origin in written.values():
        yield from _reference(view, origin, places)
    for origins in assumed.values():
        yield from _left_out(view, origins)


def _release(view: View, span: Span) -> Iterator[Hint]:
    """Beside the first key, as every finding depends on it; one who has said the release knows it."""
    reading, entries = view.document.reading, view.document.root.entries
    if reading.pinned or not entries:
        return
    first, text = entries[0], view.document.text
    offset = first.key.end + 1
    if first.value.end > offset and not _breaks(text[first.key.end : first.value.end]):
        offset = first.value.end
    if span.covers(offset) and text[offset : offset + 1] in ("", "\n", "\r", " ", "\t"):
        yield Hint(offset, reading.label, in_words(view.document))


def _breaks(text: str) -> bool:
    return "\n" in text or "\r" in text


def _reference(view: View, origin: Origin, places: dict[str, str]) -> Iterator[Hint]:
    """The type of the backend that a name means, unless the name is its type; *places* keeps what is said of each."""
    for answer in view.document.references.resolve(origin):
        if not isinstance(answer, (Resolved, WrongFamily)) or answer.backend is None:
            continue
        backend = answer.backend
        if backend.spec is not None and backend.spec.name != origin.backend.text:
            if backend.name not in places:
                places[backend.name] = backend_place(view.document, backend)
            name = f"{origin.backend.text}: " if origin.rewritten_from else ""
            yield Hint(origin.place.end, f"{name}{backend.spec.name}", places[backend.name])
            return


def _left_out(view: View, origins: list[Origin]) -> Iterator[Hint]:
    """What upstream assumes for the stores of the server that are left out, once behind the key of their section."""
    newest = view.newest.only
    by_backend: dict[str, list[str]] = {}
    for origin in origins:
        if origin.releases & newest and isinstance(origin.place, Scalar):
            by_backend.setdefault(origin.backend.text, []).append(origin.slot.path[-1])
    if by_backend:
        words = "; ".join(f"{', '.join(names)} in {backend}" for backend, names in by_backend.items())
        offset = origins[0].place.end + 1
        yield Hint(offset, f"left out: {words}", "Upstream assumes these stores, because they are not written here.")
