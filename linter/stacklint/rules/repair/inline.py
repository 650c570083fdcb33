"""Inline stores of the old form become named backends with a reference to them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from itertools import takewhile
from types import MappingProxyType

from stacklint.model.conversion import backend_name, convert, default_name
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore
from stacklint.model.stack import Backend, as_mapping
from stacklint.rules.record import Fix, Safety
from stacklint.rules.repair import backends, fix, references, section
from stacklint.syntax.nodes import Entry, Mapping, target
from stacklint.syntax.surgery import Edits, Value
from stacklint.text.phrases import enumerate_names
from stacklint_schemas import Slot
from stacklint_schemas.typed import NamedTuple

NOTHING: AnyMapping[str, dict[str, Value]] = MappingProxyType({})


class _Extracted(NamedTuple):
    """An inline store on its way."""

    backend: str
    """Name of the backend that it becomes, or that is the same store already."""
    new: dict[str, dict[str, Value]]
    """The backend, where it has to be declared."""
    reference: dict[str, Value]

    @property
    def title(self) -> str:
        """What is to be done."""
        return (
            f"Declare it as the backend '{self.backend}'" if self.new else f"Refer to '{self.backend}', the same store"
        )


def of_provider(document: Document, store: InlineStore, slot: Slot | None, instead: Slot | None) -> Iterator[Fix]:
    """The store of a provider (or of the quota), which goes to a *slot*; without one there may be another *instead*."""
    parent = as_mapping(document.stack.at(store.path[:-1]))
    if parent is None:
        return
    base = store.provider.config_path if store.provider else ()
    if slot is not None and store.path != (*base, *slot.path) and document.stack.at((*base, *slot.path)) is not None:
        slot = instead = None
    if slot is not None:
        user = store.provider.title if store.provider else slot.path[-1]
        found = _extracted(document, store.node, slot, user)
        if found is None:
            return
        edits = (*_put(document, store, parent, slot, found.reference), section.with_backends(document, found.new))
        waits = _comes_after(document, store, slot, declares=bool(found.new))
        yield from fix(found.title, Safety.DISPLAY if waits else Safety.UNSAFE, *edits)
    elif instead is not None:
        # It is of the other family, so nothing of the old store can be carried there.
        known = backends.candidates(document, instead.family, instead.releases & document.reading.releases)
        for name in known if len(known) == 1 else ():
            edits = _put(document, store, parent, instead, references.reference(instead, name))
            yield from fix(f"Refer to '{name}'", Safety.UNSAFE, *edits)
    else:
        removed = document.surgeon.remove(parent, store.entry)
        yield from fix(f"Remove '{store.entry.name}'", Safety.UNSAFE, removed)


def of_server(document: Document, entry: Entry) -> Iterator[Fix]:
    """A store of the server: it goes under `storage` with all others of its kind, or away where it has no place."""
    new: dict[str, dict[str, Value]] = {}
    written: dict[str, dict[str, Value]] = {}
    done: list[Entry] = []
    for store, slot in _server_stores(document):
        node = as_mapping(target(store.value))
        if node is None or slot.path[-1] in written or document.stack.at(slot.path) is not None:
            continue
        found = _extracted(document, node, slot, slot.path[-1], default_name(slot.family), new)
        if found is not None:
            new.update(found.new)
            written[slot.path[-1]] = found.reference
            done.append(store)
    if entry not in done:
        yield from fix(f"Remove '{entry.name}'", Safety.UNSAFE, document.surgeon.remove(document.root, entry))
        return
    # They make one section, so this fix is the same for all of them.
    addition = section.whole(document, new, written)
    title = f"Move {enumerate_names([store.name for store in done])} under 'storage'"
    if document.root.entry("storage") is None:
        yield from fix(title, Safety.UNSAFE, document.surgeon.exchange(document.root, done, {"storage": addition}))
        return
    removed = [document.surgeon.remove(document.root, store) for store in done]
    yield from fix(title, Safety.UNSAFE, *removed, document.surgeon.merge(document.root, {"storage": addition}))


def _comes_after(document: Document, store: InlineStore, slot: Slot, *, declares: bool) -> bool:
    """Whether another store has to be moved first, as both would write one and the same new key."""
    if declares and not backends.declared(document):
        return any(other.provider is None and len(other.path) == 1 for other in document.inline_stores)
    config = store.provider.config if store.provider else None
    if config is None or store.path[-1] == slot.path[-1] or config.get(slot.path[0]) is not None:
        return False
    earlier = takewhile(lambda other: other is not store, document.inline_stores)
    return any(
        other.provider is store.provider and any(each.path[:1] == slot.path[:1] != each.path for each in other.slots)
        for other in earlier
    )


def _extracted(
    document: Document,
    node: Mapping,
    slot: Slot,
    user: str,
    preferred: str = "",
    more: AnyMapping[str, dict[str, Value]] = NOTHING,
) -> _Extracted | None:
    """What an inline store becomes; *more* are backends that are about to be declared."""
    converted = convert(node, slot.family, document.knowledge, document.reading.releases)
    twin = document.stores.same_place(node, slot.family)
    if converted is None:
        return None if twin is None else _Extracted(twin.name, {}, references.reference(slot, twin.name))
    settings: dict[str, Value] = {**converted.settings}
    name = twin.name if twin else next((name for name, each in more.items() if each == settings), "")
    new: dict[str, dict[str, Value]] = {}
    if not name:
        taken = {*document.references.names(), *more}
        name = preferred if preferred and preferred not in taken else ""
        name = name or backend_name(converted, slot.family, user, taken)
        new[name] = settings
    reference: dict[str, Value] = {"backend": name, slot.name_key: _name(document, slot, converted.namespace, twin)}
    known = _keys(document, slot)
    reference.update((key, value) for key, value in converted.beside.items() if key in known)
    return _Extracted(name, new, reference)


def _name(document: Document, slot: Slot, namespace: str, twin: Backend | None) -> str:
    """The namespace or table under which the data of the old store are found again, where upstream allows it."""
    if slot.family == "sql":
        return _former_table(document, slot) or slot.usual_name
    if slot.defaults:
        # The registry has keys of a new version, so nothing would be found.
        return slot.usual_name
    taken = twin is not None and any(
        use.origin.slot.keyspace == slot.keyspace and use.origin.name.text == namespace
        for use in document.stores.uses
        if use.identity == document.stores.identity(twin) and use.origin.slot.family == "kv"
    )
    return slot.usual_name if taken else namespace


def _former_table(document: Document, slot: Slot) -> str:
    """The table that earlier releases wrote, where the name counts now; empty where it does not, or never changed."""
    knowledge = document.knowledge
    if not slot.honoured:
        return ""
    slots = [slot]
    for api, name, _, _, _ in knowledge.type_replacements:
        former = knowledge.provider(api, name)
        slots += [each for each in (former.slots if former else ()) if each.path == slot.path]
    fixed = (each for known in slots for each in known.tables if not each.releases & known.honoured)
    return next((each.tables[0] for each in fixed), "")


def _keys(document: Document, slot: Slot) -> frozenset[str]:
    """The keys of the reference in a slot of the server."""
    known = document.knowledge.object_at(document.knowledge.stack_shape, slot.path, document.reading.releases)
    return frozenset(known.properties) if known else frozenset()


def _put(
    document: Document, store: InlineStore, parent: Mapping, slot: Slot, reference: dict[str, Value]
) -> tuple[Edits | None, ...]:
    """The reference takes the place of the store."""
    base = store.provider.config_path if store.provider else ()
    if store.path == (*base, *slot.path):
        return (document.surgeon.exchange(store.node, store.node.entries, reference),)
    if len(store.path) != len(base) + 1:
        return (None,)
    addition: dict[str, Value] = {}
    references.put(addition, slot.path, reference)
    for other, name in _beside(document, store, slot):
        references.put(addition, other.path, references.reference(other, name))
    if parent.entry(slot.path[0]) is None:
        return (document.surgeon.exchange(parent, [store.entry], addition),)
    return document.surgeon.remove(parent, store.entry), document.surgeon.merge(parent, addition)


def _beside(document: Document, store: InlineStore, slot: Slot) -> Iterator[tuple[Slot, str]]:
    """What the provider needs under the same new key and has no old store for, each with its backend."""
    if any(other.provider is store.provider and other is not store for other in document.inline_stores):
        return
    for gap in document.gaps:
        needed = gap.site.slot
        if gap.site.owner.provider is not store.provider or gap.kind != "left out" or needed.path[0] != slot.path[0]:
            continue
        known = backends.candidates(document, needed.family, gap.releases)
        usual = default_name(needed.family)
        if needed.path != slot.path and (usual in known or len(known) == 1):
            yield needed, usual if usual in known else known[0]


def _server_stores(document: Document) -> Iterator[tuple[Entry, Slot]]:
    """The inline stores at top level, each with the slot that took its place in the newest release of the file."""
    newest = document.knowledge.catalogue.last(document.reading.releases).only
    for store in document.inline_stores:
        for slot in store.slots if store.provider is None and len(store.path) == 1 else ():
            if slot.releases & newest:
                yield store.entry, slot
