"""Inline stores of the old form become named backends and references to them."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import of_provider
from stacklint.migrate.steps.homes import add, declare, home_of, legacy_of, reference_to
from stacklint.migrate.steps.moving import to_backend
from stacklint.migrate.steps.references import refer
from stacklint.model.conversion import SQLITE_FOLDER, Converted, Plain, convert
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore, is_inline_store
from stacklint.model.stack import Provider, as_mapping
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Entry, Mapping, target
from stacklint.syntax.path import Path
from stacklint_schemas import KeyPath, Slot
from stacklint_schemas.typed import NamedTuple


class _Old(NamedTuple):
    """An inline store and the slot that takes its place."""

    entry: Entry
    node: Mapping
    parent: Mapping
    path: Path
    provider: Provider | None
    slot: Slot | None
    """None when nothing took its place."""
    slot_path: Path
    """Of the slot, from the root."""
    family: str = ""
    """What it was; empty when no release read it."""


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """One inline store after the other: its backend, the reference, and the end of the old settings."""
    for old in (*_of_server(document), *_of_providers(document, goal)):
        yield from _change(document, goal, old)


def _change(document: Document, goal: Goal, old: _Old) -> Iterator[Change | Leftover]:
    slot = old.slot
    name = ".".join(str(step) for step in old.path) if old.provider is None else old.entry.name
    if slot is None:
        yield _removed(document, old, f"Remove '{name}'{of_provider(old.provider)}, which is read no more")
        return
    wanted = ".".join(slot.path)
    if old.slot_path != old.path and document.stack.at(old.slot_path) is not None:
        title = f"Remove '{name}'{of_provider(old.provider)}, which '{wanted}' has replaced"
        is_used = document.stores.same_place(old.node, slot.family) is not None
        yield _removed(document, old, title, "" if is_used else _left_behind(old))
        return
    if old.family not in ("", slot.family):
        # Its user keeps its data in a store of the other family now, which the old settings say nothing of.
        key = slot.path[-1]
        yield from refer(
            document,
            goal,
            slot,
            old.provider,
            old.entry,
            old.path,
            lambda reference: document.surgeon.exchange(old.parent, [old.entry], {key: reference}),
        )
        return
    store = convert(old.node, slot.family, document.knowledge, goal.target.only, _usual_path(document, slot, old.node))
    if store is None:
        yield _left(old, f"'{name}' cannot become a backend by itself, as its type or its path is not told here")
        return
    home = home_of(document, goal, store, slot, old.provider)
    reference = reference_to(document, goal, slot, home.name, store, old.provider)
    if home.settings is not None:
        edits = to_backend(document, old.path, home, old.slot_path, reference)
        if edits:
            title = f"Make '{name}'{of_provider(old.provider)} the backend '{home.name}', and refer to it in '{wanted}'"
            yield Change(title, edits, old.path, _dropped(store))
            return
        yield declare(document, home) or _left(old, f"'{name}' has to become a backend under 'storage.backends'")
        return
    yield _refer(document, old, slot, reference, store) or _left(
        old, f"'{name}' has to become a reference to the backend '{home.name}'"
    )


def _usual_path(document: Document, slot: Slot, node: Mapping) -> dict[str, Plain]:
    """Where a store without a path was, in an expression, as only there every release expands the home folder."""
    inner = as_mapping(node.get("sql_store_config")) or node
    kind = read_value(inner.get("type")).text
    defaults = document.knowledge.migration.stored.inline_defaults.get((slot.family, kind), {})
    found: dict[str, Plain] = {}
    for key, value in defaults.items():
        folder, _, name = str(value).rpartition("/")
        if folder.startswith("~"):
            found[key] = f"${{env.{SQLITE_FOLDER}:={folder}}}/{name}"
    return found


def _refer(document: Document, old: _Old, slot: Slot, reference: dict[str, Plain], store: Converted) -> Change | None:
    title = f"Refer to '{reference['backend']}' in '{'.'.join(slot.path)}'{of_provider(old.provider)}"
    if old.slot_path[:-1] == old.path[:-1]:
        key = str(old.slot_path[-1])
        edits = document.surgeon.exchange(old.parent, [old.entry], {key: reference})
    elif old.provider is None:
        edits = add(document, old.slot_path, reference)
    else:
        inner: Plain = {**reference}
        for step in reversed(slot.path[1:]):
            inner = {step: inner}
        if (
            document.stack.at((*old.path[:-1], slot.path[0])) is None
            and len(old.path) == len(old.provider.config_path) + 1
        ):
            edits = document.surgeon.exchange(old.parent, [old.entry], {slot.path[0]: inner})
        else:
            base = as_mapping(document.stack.at(old.provider.config_path))
            edits = None if base is None else document.surgeon.merge(base, {slot.path[0]: inner})
    return None if edits is None else Change(title, edits, old.path, _dropped(store))


def _dropped(store: Converted) -> str:
    return f"{', '.join(store.dropped)}: no release knows such a setting for this backend" if store.dropped else ""


def _left_behind(old: _Old) -> str:
    """Where data may lie that nothing has looked at since the new form stood beside the old one."""
    inner = as_mapping(old.node.get("sql_store_config")) or old.node
    place = next((value.raw for key in ("db_path", "host") if (value := read_value(inner.get(key))).raw), "")
    return f"nothing has read it beside the new form; what is stored at {place} is left behind" if place else ""


def _removed(document: Document, old: _Old, title: str, note: str = "") -> Change | Leftover:
    edits = document.surgeon.remove(old.parent, old.entry)
    return (
        Change(title, edits, old.path, note)
        if edits
        else _left(old, f"'{old.entry.name}' is read by no release any more")
    )


def _left(old: _Old, message: str) -> Leftover:
    return Leftover(old.entry, old.path, message)


def _of_server(document: Document) -> Iterator[_Old]:
    """Stores at top level: the registry's first, so that it gets upstream's name for the backend."""
    known = [slot.path[0] for slot in document.knowledge.stack_legacy_slots if len(slot.path) == 1]
    entries = document.root.effective()
    names = [*(name for name in known if name in entries), *(name for name in entries if name not in known)]
    for name in dict.fromkeys(names):
        node = as_mapping(target(entries[name].value))
        if node is None or not is_inline_store(node, document.knowledge):
            continue
        legacy = legacy_of(document, (name,))
        if legacy is not None or name.endswith("_store"):
            path = legacy.successor if legacy and legacy.successor else None
            slot = _stack_slot(document, path) if path else None
            yield _Old(entries[name], node, document.root, (name,), None, slot, path or (name,))


def _of_providers(document: Document, goal: Goal) -> Iterator[_Old]:
    """Stores of providers, and those deeper in the server's own settings."""
    for store in document.inline_stores:
        parent = as_mapping(document.stack.at(store.path[:-1]))
        if parent is None or (store.provider is None and len(store.path) == 1):
            continue
        if store.provider is not None and (store.provider.enabled.on is False or _goes(document, goal, store.provider)):
            continue
        slot = _slot_at(document, goal, store)
        base = store.provider.config_path if store.provider else ()
        path = (*base, *slot.path) if slot else store.path
        family = store.legacy.family if store.legacy else ""
        yield _Old(store.entry, store.node, parent, store.path, store.provider, slot, path, family)


def _goes(document: Document, goal: Goal, provider: Provider) -> bool:
    """Whether the provider is taken away on the way, as the target has no such API and none of another name."""
    knowledge, api = document.knowledge, provider.api
    successors = {new_api for old_api, _, _, new_api, _ in knowledge.type_replacements if old_api == api}
    return not any(knowledge.apis.get(each, 0) & goal.target.only for each in (api, *successors))


def _slot_at(document: Document, goal: Goal, store: InlineStore) -> Slot | None:
    """The slot that takes its place; None also where the target has nothing any more that would read the data."""
    fitting = [slot for slot in store.slots if slot.releases & document.reading.releases]
    final = _slot_of_target(document, goal, store, fitting[-1]) if fitting else None
    # Where the target wants a reference of the other family, one of this family would only be taken away again.
    return fitting[-1] if final is not None and final.family == fitting[-1].family else final


def _slot_of_target(document: Document, goal: Goal, store: InlineStore, slot: Slot) -> Slot | None:
    """What the same user of a store has in the target, maybe as a provider of another type."""
    knowledge = document.knowledge
    slots = list(knowledge.stack_slots)
    if store.provider is not None and store.provider.spec is not None:
        spec = store.provider.spec
        slots = list(spec.slots)
        for old_api, old_type, gone, new_api, new_type in knowledge.type_replacements:
            if (old_api, old_type) == (spec.api, spec.name) and gone & goal.target.only:
                slots.extend((knowledge.provider(new_api, new_type) or spec).slots)
    found = [each for each in slots if each.keyspace == slot.keyspace and each.releases & goal.target.only]
    return next((each for each in found if each.family == slot.family), found[0] if found else None)


def _stack_slot(document: Document, path: KeyPath) -> Slot | None:
    fitting = [slot for slot in document.knowledge.stack_slots if slot.path == path]
    now = [slot for slot in fitting if slot.releases & document.reading.releases]
    return (now or fitting)[-1] if fitting else None
