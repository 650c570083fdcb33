"""Which releases a document is read for, and what in it says so."""

from __future__ import annotations

from stacklint.knowledge.records import Explanation, Fact, Related
from stacklint.knowledge.releases import life
from stacklint.model.document import Document
from stacklint.model.signals import signals_of
from stacklint.text.span import Span
from stacklint_schemas import ReleaseSet
from stacklint_schemas.typed import NamedTuple


class Reason(NamedTuple):
    """Something in the content that bounds the releases."""

    span: Span
    text: str
    """What was seen and since or until when it is known: `'storage' (since 0.3.0)`."""
    releases: ReleaseSet


def reasons(document: Document) -> tuple[Reason, ...]:
    """What bounds the releases of an inferred reading, tightest first; nothing where they were said by the user.

    Only what really moves a bound: of two signs for the same bound the first in the file.
    """
    if document.reading.pinned:
        return ()
    catalogue, left = document.knowledge.catalogue, document.reading.releases
    found: dict[ReleaseSet, Reason] = {}
    for signal in signals_of(document.stack, document.text, document.inline_stores):
        if signal.releases == catalogue.every or not signal.releases & left:
            continue
        if _bounds(signal.releases, left, catalogue.every):
            words = f"{signal.reason} ({life(catalogue, signal.releases)})"
            found.setdefault(signal.releases, Reason(signal.place.span, words, signal.releases))
    return tuple(sorted(found.values(), key=lambda reason: reason.releases.bit_count()))


def in_words(document: Document) -> str:
    """Why a document is read for its releases, as plain text of a few lines; empty where the user has said it."""
    found = reasons(document)
    return "\n".join(("Because of", *(reason.text for reason in found[:4]))) if found else ""


def explain_release(document: Document, span: Span) -> Explanation:
    """The release, at the comment or key that people look for it at."""
    reading = document.reading
    found = reasons(document)
    facts = [Fact("Because of", _as_code(reason.text)) for reason in found[:4]]
    if reading.pinned and not reading.beyond:
        release = document.knowledge.catalogue.last(reading.releases)
        facts.append(Fact("Built", release.date))
        facts.append(Fact("Its samples are", f"`{release.config_file}`"))
    if reading.beyond:
        facts.append(Fact("Beyond", "newer than every release that is known here, so the newest known one stands in"))
    stale = tuple(Related(signal.place.span, f"of an older release: {signal.reason}") for signal in reading.stale)
    if stale:
        facts.append(Fact("Left over", ", ".join(_as_code(signal.reason) for signal in reading.stale[:4])))
    if not reading.pinned and reading.releases.bit_count() > 1:
        newest = document.knowledge.catalogue.last(reading.releases).name
        facts.append(Fact("To decide", f"write `# stacklint: target={newest}`"))
    related = tuple(Related(reason.span, reason.text) for reason in found)
    return Explanation(span, reading.label, "release", "", tuple(facts), (*related, *stale))


def _bounds(releases: ReleaseSet, left: ReleaseSet, every: ReleaseSet) -> bool:
    """Whether a set is why what is left begins where it does, or ends there."""
    below = releases & -releases == left & -left != 1
    return below or releases.bit_length() == left.bit_length() != every.bit_length()


def _as_code(text: str) -> str:
    # Names stand between single quotes in reasons.
    return text.replace("`", "'").replace("'", "`")
