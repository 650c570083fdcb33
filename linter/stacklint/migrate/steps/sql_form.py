"""References whose slot changed from a key-value store to SQL, and slots that are read no more."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import entry_at, of_provider
from stacklint.migrate.steps.references import refer
from stacklint.model.document import Document
from stacklint.model.stack import Provider, as_mapping
from stacklint.syntax.nodes import target
from stacklint.syntax.path import Path
from stacklint_schemas import Slot


def to_sql(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """A reference of the key-value form, where the release wants one to a table."""
    for provider, base, slots in _owners(document):
        for slot in slots:
            if slot.family == "sql" and slot.releases & document.reading.releases:
                for old in slots:
                    if old.family == "kv" and old.keyspace and old.keyspace == slot.keyspace:
                        yield from _exchanged(document, goal, provider, base, old, slot)


def unread(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """A reference in a slot that the release does not have and no other one took the place of."""
    for provider, base, slots in _owners(document):
        for slot in slots:
            now = [each for each in slots if each.keyspace == slot.keyspace or each.path == slot.path]
            if slot.releases & goal.target.only or any(each.releases & goal.target.only for each in now):
                continue
            found = entry_at(document, (*base, *slot.path))
            if found is None or slot.releases & document.reading.releases:
                continue
            parent, entry = found
            edits = document.surgeon.remove(parent, entry, prune=True)
            owner = of_provider(provider)
            if edits:
                title = f"Remove '{'.'.join(slot.path)}'{owner}, which is read no more"
                yield Change(title, edits, (*base, *slot.path))


def _owners(document: Document) -> Iterator[tuple[Provider | None, Path, tuple[Slot, ...]]]:
    yield None, (), document.knowledge.stack_slots
    for provider in document.stack.providers:
        if provider.spec is not None and not provider.replaced:
            yield provider, provider.config_path, provider.spec.slots


def _exchanged(
    document: Document, goal: Goal, provider: Provider | None, base: Path, old: Slot, slot: Slot
) -> Iterator[Change | Leftover]:
    found = entry_at(document, (*base, *old.path))
    node = as_mapping(target(found[1].value)) if found else None
    if found is None or node is None or node.entry("backend") is None or node.entry(slot.name_key) is not None:
        return
    parent, entry = found
    owner = of_provider(provider)
    wanted = ".".join(slot.path)
    if old.path != slot.path and document.stack.at((*base, *slot.path)) is not None:
        edits = document.surgeon.remove(parent, entry)
        if edits:
            title = f"Remove '{'.'.join(old.path)}'{owner}, which '{wanted}' has replaced"
            yield Change(title, edits, (*base, *old.path))
        return
    yield from refer(
        document,
        goal,
        slot,
        provider,
        entry,
        (*base, *old.path),
        lambda reference: document.surgeon.exchange(parent, [entry], {slot.path[-1]: reference}),
    )
