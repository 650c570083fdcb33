"""Slots that have to be written: those that are required, and those whose assumed backend does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import entry_at, of_provider
from stacklint.migrate.steps.homes import add
from stacklint.migrate.steps.references import refer
from stacklint.model.conversion import Plain
from stacklint.model.document import Document
from stacklint.model.references import Unresolved, WrongFamily
from stacklint.model.stack import Provider, as_mapping
from stacklint.syntax.nodes import Entry, Node, target
from stacklint.syntax.path import Path
from stacklint.syntax.surgery import Edits
from stacklint_schemas import Slot


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """One missing reference after the other, with a backend to refer to where there is none of its family."""
    # In the order of upstream's files: the server's own first, key-value stores before SQL.
    for slot, provider, path, place in sorted(
        _missing(document, goal), key=lambda found: (found[1] is not None, found[0].family)
    ):
        # What the target has no more, or in another form, would only be taken away again; and an inline store that
        # could not be turned into a reference is said to be in the way elsewhere.
        in_the_way = any(each.provider is provider and slot in each.slots for each in document.inline_stores)
        if slot.releases & goal.target.only and not in_the_way:
            yield from _written(document, goal, slot, provider, path, place)


def _missing(document: Document, goal: Goal) -> Iterator[tuple[Slot, Provider | None, Path, Node]]:
    has_storage = document.root.entry("storage") is not None
    needs_storage = bool(document.knowledge.storage_required & goal.target.only)
    for gap in document.gaps:
        owner = gap.site.owner.provider
        if owner is None and not has_storage and not needs_storage:
            # The server's own defaults are good.
            continue
        if gap.kind not in ("left out", "null") or gap.site.owner.condition.on is False:
            continue
        if gap.need is None:
            yield gap.site.slot, owner, gap.site.path, gap.place
            continue
        # What the setting elsewhere calls for is one slot of the server for all of them.
        for slot in document.knowledge.stack_slots:
            if slot.path == gap.need.instead and slot.releases & document.reading.releases:
                yield slot, None, slot.path, document.root
    for origin in document.references.origins:
        answers = document.references.resolve(origin) if origin.implicit else ()
        if any(isinstance(answer, (Unresolved, WrongFamily)) for answer in answers):
            yield origin.slot, origin.provider, origin.path, origin.place


def _written(
    document: Document, goal: Goal, slot: Slot, provider: Provider | None, path: Path, place: Node
) -> Iterator[Change | Leftover]:
    wanted = ".".join(slot.path)
    owner = of_provider(provider)
    old = _old_store(document, slot, provider)
    if old is not None:
        yield Leftover(
            old, path, f"'{old.name}'{owner} cannot become '{wanted}' by itself, as its type is not told here"
        )
        return
    yield from refer(
        document,
        goal,
        slot,
        provider,
        place,
        path,
        lambda reference: _insert(document, slot, provider, path, reference),
    )


def _old_store(document: Document, slot: Slot, provider: Provider | None) -> Entry | None:
    """What stands where the store was in the old form, though it cannot be read as one."""
    spec = provider.spec if provider else None
    base = provider.config if provider else document.root
    for legacy in spec.legacy_slots if spec else document.knowledge.stack_legacy_slots:
        entry = base.entry(legacy.path[0]) if base and len(legacy.path) == 1 and legacy.path != slot.path else None
        node = as_mapping(target(entry.value)) if entry else None
        if legacy.successor == slot.path and node is not None and node.entry("type") is not None:
            return entry
    return None


def _insert(
    document: Document, slot: Slot, provider: Provider | None, path: Path, reference: dict[str, Plain]
) -> Edits | None:
    there = entry_at(document, path)
    if there is not None:
        # An explicit null.
        parent, entry = there
        return document.surgeon.exchange(parent, [entry], {entry.name: reference})
    if provider is None:
        return add(document, path, reference)
    inner: Plain = {**reference}
    for step in reversed(slot.path):
        inner = {step: inner}
    assert isinstance(inner, dict), "a slot has a path"
    if provider.config is None:
        return document.surgeon.merge(provider.node, {"config": inner})
    return document.surgeon.merge(provider.config, inner)
