"""Where a configuration still holds whole stores, as releases before named backends did."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.origins import Owner
from stacklint.model.stack import Provider, Stack, as_mapping, step_down
from stacklint.model.values import ALWAYS
from stacklint.syntax.nodes import Entry, Mapping, Scalar, target
from stacklint.syntax.path import Path
from stacklint_schemas import NO_RELEASE, Knowledge, LegacySlot, ProviderType, Slot
from stacklint_schemas.typed import NamedTuple


class InlineStore(NamedTuple):
    """A whole store written where releases since named backends expect a reference, or nothing."""

    provider: Provider | None
    path: Path
    entry: Entry
    node: Mapping
    legacy: LegacySlot | None
    """What the place was in releases before named backends; None when it never was a store."""
    slots: tuple[Slot, ...]
    """What replaced it, release by release; empty when nothing did."""


def inline_stores_of(stack: Stack) -> Iterator[InlineStore]:
    """Every inline store of the old form, wherever a release had one or has a reference now."""
    knowledge = stack.knowledge
    owner = Owner(None, stack.root, stack.root, (), ALWAYS)
    yield from _inline_in(owner, knowledge.stack_legacy_slots, knowledge.stack_slots, knowledge)
    for provider in stack.providers:
        if provider.spec is not None and provider.config is not None:
            owner = Owner(provider, provider.config, provider.node, provider.config_path, provider.enabled)
            legacy_slots = (*provider.spec.legacy_slots, *_of_predecessors(provider.spec, knowledge))
            yield from _inline_in(owner, legacy_slots, provider.spec.slots, knowledge)


def is_inline_store(node: Mapping, knowledge: Knowledge) -> bool:
    """Whether a mapping is a whole store of the old form rather than a reference to a backend."""
    if node.get("backend") is not None:
        return False
    kind = (as_mapping(node.get("sql_store_config")) or node).get("type")
    if not isinstance(kind, Scalar):
        return False
    return any(kind.text in types for types in knowledge.legacy_store_types.values())


def _of_predecessors(spec: ProviderType, knowledge: Knowledge) -> Iterator[LegacySlot]:
    """The stores of the types that this one replaced; who renames a provider leaves them as they were."""
    for api, name, _, new_api, new_name in knowledge.type_replacements:
        if (new_api, new_name) == (spec.api, spec.name):
            predecessor = knowledge.provider(api, name)
            if predecessor is not None:
                yield from (slot._replace(releases=NO_RELEASE) for slot in predecessor.legacy_slots)


def _inline_in(
    owner: Owner, legacy_slots: tuple[LegacySlot, ...], slots: tuple[Slot, ...], knowledge: Knowledge
) -> Iterator[InlineStore]:
    former = {legacy.path: legacy for legacy in reversed(legacy_slots)}
    for path in dict.fromkeys((*former, *(slot.path for slot in slots))):
        parent = step_down(owner.node, path[:-1])
        entry = parent.entry(path[-1]) if isinstance(parent, Mapping) else None
        if entry is None:
            continue
        node = target(entry.value)
        if isinstance(node, Mapping) and is_inline_store(node, knowledge):
            legacy = former.get(path)
            successor = legacy.successor if legacy else path
            now = tuple(slot for slot in slots if slot.path == successor)
            yield InlineStore(owner.provider, (*owner.path, *path), entry, node, legacy, now)
