"""The `storage` section as a whole: what else it must hold, so that nothing in the file leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping

from stacklint.model.conversion import default_name
from stacklint.model.document import Document
from stacklint.rules.repair import backends, references
from stacklint.syntax.surgery import Edits, Value
from stacklint_schemas import Family, Slot

_STORES = ("storage", "stores")


def whole(
    document: Document, new: AnyMapping[str, dict[str, Value]], stores: AnyMapping[str, dict[str, Value]]
) -> dict[str, Value]:
    """What to merge into `storage` to have *new* backends and *stores*, with what the file then needs besides.

    The first written list of backends takes upstream's default ones away, so those that are used are spelt out.
    """
    added = dict(new)
    written = dict(stores)
    for slot in sorted(_required(document), key=lambda slot: slot.family):
        if slot.path[-1] not in written and document.stack.at(slot.path) is None:
            written[slot.path[-1]] = references.reference(slot, default_name(slot.family))
    if not backends.declared(document):
        for name, family in sorted(_used_defaults(document, written)):
            if name not in added:
                added[name] = backends.default_settings(document, family)
    result: dict[str, Value] = {"backends": {**added}} if added else {}
    if written:
        result["stores"] = {**written}
    return result


def with_backends(document: Document, new: AnyMapping[str, dict[str, Value]]) -> Edits | None:
    """*new* backends in the list that the file has, or in one that keeps upstream's default ones."""
    if backends.declared(document):
        return references.declared(document, new)
    return document.surgeon.merge(document.root, {"storage": whole(document, new, {})})


def _required(document: Document) -> Iterator[Slot]:
    """Slots that some release of the file refuses to start without."""
    for slot in document.knowledge.stack_slots:
        if slot.path[:-1] == _STORES and slot.required & document.reading.releases:
            yield slot


def _used_defaults(document: Document, stores: AnyMapping[str, dict[str, Value]]) -> set[tuple[str, Family]]:
    """The default backends that the file refers to, by what it says and by what it leaves out."""
    releases = document.reading.releases
    used = {(default_name(family), family) for family in _families(document) if _named(document, family, stores)}
    for slot in document.knowledge.stack_slots:
        if slot.path[:-1] == _STORES and slot.path[-1] not in stores and document.stack.at(slot.path) is None:
            used.update((each.backend, slot.family) for each in slot.defaults if each.releases & releases)
    return used


def _families(document: Document) -> set[Family]:
    return {spec.family for spec in document.knowledge.backends.values()}


def _named(document: Document, family: Family, stores: AnyMapping[str, dict[str, Value]]) -> bool:
    name = default_name(family)
    if any(store["backend"] == name for store in stores.values()):
        return True
    return any(origin.slot.family == family and origin.backend.text == name for origin in document.references.origins)
