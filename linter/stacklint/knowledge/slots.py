"""Places for references to storage backends: what each is for, what it holds, what is assumed where it is left out."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge.backends import FAMILIES, resolution_facts
from stacklint.knowledge.hiding import shown
from stacklint.knowledge.keys import fate
from stacklint.knowledge.places import Place
from stacklint.knowledge.records import Fact, code, listed
from stacklint.knowledge.releases import by_release, life, part, union
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore
from stacklint.model.origins import Origin
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.path import Path
from stacklint_schemas import ReleaseSet, Slot


def origins_at(document: Document, path: Path) -> tuple[Origin, ...]:
    """The uses of backends at the slot of this path; several where releases differ."""
    return tuple(origin for origin in document.references.origins if origin.path == path)


def slots_at(place: Place) -> tuple[Slot, ...]:
    """The slots that may stand at a place, whatever is written there."""
    owner = place.owner
    if owner is None or owner.backend is not None:
        return ()
    if owner.provider is not None:
        known = owner.provider.spec.slots if owner.provider.spec is not None else ()
    else:
        known = place.document.knowledge.stack_slots
    return tuple(slot for slot in known if slot.path == place.keys)


def slot_facts(place: Place, slots: tuple[Slot, ...]) -> Iterator[Fact]:
    """What a slot is for, in the releases that are asked about."""
    catalogue, wanted = place.document.knowledge.catalogue, place.wanted
    here = tuple(slot for slot in slots if slot.releases & wanted) or slots
    scope = union(slot.releases for slot in here) & wanted
    family = by_release(catalogue, ((slot.releases, FAMILIES[slot.family]) for slot in here), scope or catalogue.every)
    yield Fact("Store", family)
    if required := union(slot.required for slot in here) & wanted:
        yield Fact("Required", part(catalogue, required, wanted) or "yes")
    defaults = [
        (each.releases, f"{code(each.backend)}, {slot.name_key} {code(each.name)}")
        for slot in here
        for each in slot.defaults
    ]
    if text := by_release(catalogue, defaults, scope):
        yield Fact("Left out", text)
    if unread := union(slot.unread for slot in here) & wanted:
        yield Fact("Read by", f"nothing {part(catalogue, unread, wanted)}".rstrip())
    written = place.document.stack.at(place.path)
    if isinstance(written, Scalar) and written.is_null:
        fatal = union(slot.null_is_fatal for slot in here) & wanted
        yield Fact(
            "Null", f"the server does not start {part(catalogue, fatal, wanted)}".rstrip() if fatal else "no store"
        )
    if (released := union(slot.releases for slot in slots)) and (words := life(catalogue, released)):
        yield Fact("Known", words)


def explained_origin(place: Place, origin: Origin) -> Iterator[Fact]:
    """What the reference in a slot comes to."""
    yield from resolution_facts(place.document, origin)
    if origin.rewritten_from:
        yield Fact("Rewritten", f"upstream reads {shown(origin.rewritten_from)} as {shown(origin.backend.text)}")
    if origin.name.raw and not origin.implicit:
        yield Fact(origin.slot.name_key.replace("_", " ").capitalize(), shown(origin.name.raw))
    if origin.condition.variables:
        yield Fact("Only", f"while {listed([code(each) for each in origin.condition.variables])} is set")


def name_facts(place: Place, slot: Slot) -> Iterator[Fact]:
    """What becomes of the namespace or table name in a slot."""
    catalogue = place.document.knowledge.catalogue
    scope = place.wanted & slot.releases
    if not scope:
        return
    if slot.family == "kv":
        for origin in origins_at(place.document, place.path):
            backend = place.document.stack.backend(origin.backend.text)
            if backend is not None and backend.spec is not None and origin.slot is slot:
                mixed = scope & ~backend.spec.separates_namespaces
                if mixed:
                    when = f"none {part(catalogue, mixed, scope)}".rstrip()
                    yield Fact("Effect", f"{when}: {code(backend.spec.name)} ignores it")
        return
    honoured = slot.honoured & scope
    if not honoured:
        yield Fact("Effect", "none: upstream chooses its tables itself")
    elif honoured != scope:
        yield Fact("Effect", f"used {part(catalogue, honoured, scope)}; before that upstream chooses the table itself")
    tables = [name for fixed in slot.tables if fixed.releases & scope for name in fixed.tables]
    if tables:
        yield Fact("Tables besides" if honoured else "Tables", listed([code(name) for name in tables]))


def left_out(document: Document, base: Path) -> Iterator[Fact]:
    """The stores below a key that are not written and that upstream makes up."""
    found: dict[str, list[tuple[ReleaseSet, str]]] = {}
    for origin in document.references.origins:
        if origin.implicit and origin.path[: len(base)] == base and 0 < len(origin.path) - len(base) <= 2:
            name = ".".join(str(step) for step in origin.path[len(base) :])
            text = f"{code(origin.backend.text)}, {origin.slot.name_key} {code(origin.name.text)}"
            found.setdefault(name, []).append((origin.releases, text))
    for name, texts in found.items():
        assumed = by_release(document.knowledge.catalogue, texts, document.reading.releases)
        yield Fact(f"{code(name)} left out", assumed)


def legacy_effect(place: Place, store: InlineStore) -> str:
    """What becomes of an inline store in the releases that are asked about; empty where they still use it."""
    known, wanted = place.known, place.wanted
    if store.legacy is not None and store.legacy.releases & wanted:
        return ""
    if any(slot.releases & wanted and slot.path == place.keys for slot in store.slots):
        return "the server does not start, as this must be a reference to a backend"
    if known is None or (known.key is None and not known.is_unknown_key) or known.releases & wanted:
        return ""
    effect = fate(place, known.around & wanted)
    base = place.path[: len(place.path) - len(place.inner)]
    for slot in store.slots:
        required = slot.required & wanted
        if required and place.document.stack.at((*base, *slot.path)) is None:
            when = part(place.document.knowledge.catalogue, required, wanted)
            return f"{effect}, and does not start without {code('.'.join(slot.path))} {when}".rstrip()
    return effect


def legacy_facts(document: Document, store: InlineStore) -> Iterator[Fact]:
    """An inline store of the old form: until when it was used, and what is there now."""
    catalogue, wanted = document.knowledge.catalogue, document.reading.releases
    legacy = store.legacy
    if legacy is not None and legacy.releases:
        yield Fact("Used", life(catalogue, legacy.releases))
    elif legacy is not None:
        yield Fact("Used", "by no release at this place")
    now = [slot for slot in store.slots if slot.releases & wanted] or list(store.slots)
    for slot in now:
        name = ".".join(slot.path)
        when = life(catalogue, slot.releases) or "in every release"
        yield Fact("Now", f"{code(name)}, a reference to a {FAMILIES[slot.family]} backend, {when}")
    if not now:
        yield Fact("Now", "nothing took its place")
    same = document.stores.same_place(store.node, legacy.family if legacy is not None else None)
    if same is not None:
        yield Fact("Same place as", f"backend {code(same.name)}")
