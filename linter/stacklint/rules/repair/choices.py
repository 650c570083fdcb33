"""The fixes for references that lead nowhere: which backend could be meant, and who may decide that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from stacklint.model.document import Document
from stacklint.model.origins import Origin
from stacklint.model.references import Unresolved, WrongFamily
from stacklint.model.stack import Provider
from stacklint.rules.record import Fix, Safety
from stacklint.rules.repair import backends, fix, references, safe_if, section
from stacklint.syntax.path import Path
from stacklint.text.phrases import enumerate_names
from stacklint.text.similar import nearest
from stacklint_schemas import NO_RELEASE, Family, ReleaseSet, Slot
from stacklint_schemas.typed import NamedTuple

_MOST = 4
"""More alternatives than this help nobody."""


class Wanted(NamedTuple):
    """A slot that has to be written."""

    slot: Slot
    path: Path
    """From the document's root."""
    releases: ReleaseSet


def for_unknown_name(document: Document, origin: Origin, answer: Unresolved) -> Iterator[Fix]:
    """No backend has the name: it is misspelt, or the backend is missing."""
    family, name = origin.slot.family, origin.backend.text
    known = backends.candidates(document, family, answer.releases)
    similar = [each for each in known if nearest(name, [each])]
    refused = _is_clear(origin, answer.releases)
    slips = [each for each in similar if references.likely_slip(name, each)]
    for each in slips[:_MOST]:
        edits = references.pointed(document, origin, each)
        backend = document.stack.backend(each)
        # One of no known type may turn out to be of the other family.
        sure = safe_if(refused and (backend is None or backend.spec is not None))
        yield from fix(f"Change to '{each}'", sure if len(slips) == 1 else Safety.DISPLAY, edits)
    if not origin.rewritten_from:
        # A name that upstream has made of another one is none that the author has chosen.
        declared = section.with_backends(document, {name: backends.settings(document, family, name)})
        # Where the file has no list of its own, the default backends are the likelier ones.
        likely = backends.declared(document) and not slips
        yield from fix(f"Declare the backend '{name}'", Safety.UNSAFE if likely else Safety.DISPLAY, declared)
    if not slips:
        yield from _pointing(document, origin, similar or known, Safety.UNSAFE)


def for_wrong_family(document: Document, origin: Origin, answer: WrongFamily) -> Iterator[Fix]:
    """The backend is of the other family: another one is meant, or missing."""
    family = origin.slot.family
    refused = _is_clear(origin, answer.releases)
    if origin.implicit:
        wanted = [Wanted(origin.slot, origin.path, answer.releases)]
        yield from for_slots(document, origin.provider, wanted, refused=refused)
        return
    known = backends.candidates(document, family, answer.releases)
    if known:
        yield from _pointing(document, origin, known, safe_if(refused))
    elif backends.declared(document):
        name = backends.free_default(document, family)
        declared = references.declared(document, {name: backends.settings(document, family, name)})
        pointed = references.pointed(document, origin, name)
        yield from fix(f"Declare the backend '{name}' for it", _if_sure(document, Safety.UNSAFE), declared, pointed)


def for_slots(
    document: Document, provider: Provider | None, wanted: Sequence[Wanted], *, refused: bool
) -> Iterator[Fix]:
    """Slots of one owner that are left out or null and have to be written."""
    # Where a slot has changed its family, the newest form is written.
    newest = {each.path: each for each in sorted(wanted, key=lambda each: each.releases)}
    slots = sorted((each for each in wanted if newest[each.path] == each), key=lambda each: each.slot.family)
    families = tuple(dict.fromkeys(each.slot.family for each in slots))
    known = {family: backends.candidates(document, family, _releases(slots, family)) for family in families}
    missing = {family: backends.free_default(document, family) for family, names in known.items() if not names}
    choices = list(islice(product(*(known[family] or (missing[family],) for family in families)), _MOST))
    new = {name: backends.settings(document, family, name) for family, name in missing.items()}
    safety = _if_sure(document, safe_if(refused and len(slots) == len(wanted) and not missing))
    names = enumerate_names(tuple(dict.fromkeys(str(each.path[-1]) for each in slots)))
    for choice in choices:
        backend_of: dict[Family, str] = dict(zip(families, choice, strict=True))
        written = [
            (each.path, references.new_reference(document, provider, each.slot, backend_of[each.slot.family]))
            for each in slots
        ]
        edits = references.written(document, provider, written, new)
        title = f"Keep {names} in {enumerate_names(choice)}"
        yield from fix(title, safety if len(choices) == 1 else Safety.DISPLAY, *edits)


def _if_sure(document: Document, safety: Safety) -> Safety:
    """*safety*, unless there are backends of no known type, which may be of any family."""
    return safety if all(backend.spec for backend in document.stack.backends) else Safety.DISPLAY


def _is_clear(origin: Origin, releases: ReleaseSet) -> bool:
    """Whether the server does not start, so that nothing was stored by way of this reference."""
    is_earlier_form = origin.slot.rewrite is not None and origin.node is not None and origin.node.get("namespace")
    return references.is_refused(origin.slot, origin.provider, releases) and not is_earlier_form


def _releases(slots: Sequence[Wanted], family: Family) -> ReleaseSet:
    found = NO_RELEASE
    for each in slots:
        if each.slot.family == family:
            found |= each.releases
    return found


def _pointing(document: Document, origin: Origin, known: Sequence[str], safety: Safety) -> Iterator[Fix]:
    """To the only backend there is, with *safety*; of several a person has to choose."""
    for name in known[:_MOST]:
        edits = references.pointed(document, origin, name)
        yield from fix(f"Refer to '{name}'", _if_sure(document, safety) if len(known) == 1 else Safety.DISPLAY, edits)
