"""Where a configuration still holds whole stores, as releases before named backends did."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from stacklint.model.stack import Provider, Stack, as_mapping
from stacklint.syntax.nodes import Entry, Mapping, Scalar, target
from stacklint.syntax.path import Path
from stacklint_schemas import NO_RELEASE, KeyPath, Knowledge, LegacySlot, ProviderType, Slot
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


_DEPTH = 3
"""The deepest place that ever held a store, `server.quota.kvstore`, is this many keys down."""


def inline_stores_of(stack: Stack, text: str) -> Iterator[InlineStore]:
    """Every inline store of the old form, wherever a release had one or has a reference now.

    *text* is the document's.
    """
    knowledge = stack.knowledge
    if not _may_have_inline_stores(stack, text):
        return
    for path, entry, node in _stores_below(stack.root, (), knowledge):
        yield from _known(None, path, path, entry, node, knowledge.stack_legacy_slots, knowledge.stack_slots)
    for provider in stack.providers:
        spec = provider.spec
        if spec is None or provider.config is None or provider.replaced:
            continue
        for path, entry, node in _stores_below(provider.config, (), knowledge):
            legacy_slots = (*spec.legacy_slots, *_of_predecessors(spec, knowledge))
            whole = (*provider.config_path, *path)
            yield from _known(provider, path, whole, entry, node, legacy_slots, spec.slots)


def _may_have_inline_stores(stack: Stack, text: str) -> bool:
    """Whether the type of one is among the values, which nearly all documents are told by."""
    # An alias may stand for what does not count where it is written.
    types = _store_types(stack.knowledge)
    return "*" in text or any(scalar.text in types for scalar in stack.walk.scalars)


@lru_cache(maxsize=1)
def _store_types(knowledge: Knowledge) -> frozenset[str]:
    return frozenset().union(*knowledge.legacy_store_types.values())


def is_inline_store(node: Mapping, knowledge: Knowledge) -> bool:
    """Whether a mapping is a whole store of the old form rather than a reference to a backend."""
    kind = (as_mapping(node.get("sql_store_config")) or node).get("type")
    if not isinstance(kind, Scalar) or node.get("backend") is not None:
        return False
    return any(kind.text in types for types in knowledge.legacy_store_types.values())


def _of_predecessors(spec: ProviderType, knowledge: Knowledge) -> Iterator[LegacySlot]:
    """The stores of the types that this one replaced; who renames a provider leaves them as they were."""
    for api, name, _, new_api, new_name in knowledge.type_replacements:
        if (new_api, new_name) == (spec.api, spec.name):
            predecessor = knowledge.provider(api, name)
            if predecessor is not None:
                yield from (slot._replace(releases=NO_RELEASE) for slot in predecessor.legacy_slots)


def _stores_below(node: Mapping, path: KeyPath, knowledge: Knowledge) -> Iterator[tuple[KeyPath, Entry, Mapping]]:
    for name, entry in node.effective().items():
        value = target(entry.value)
        if not isinstance(value, Mapping):
            continue
        here = (*path, name)
        if is_inline_store(value, knowledge):
            yield here, entry, value
        if len(here) < _DEPTH:
            yield from _stores_below(value, here, knowledge)


def _known(
    provider: Provider | None,
    path: KeyPath,
    whole: Path,
    entry: Entry,
    node: Mapping,
    legacy_slots: tuple[LegacySlot, ...],
    slots: tuple[Slot, ...],
) -> Iterator[InlineStore]:
    legacy = next((each for each in legacy_slots if each.path == path), None)
    successor = legacy.successor if legacy else path
    now = tuple(slot for slot in slots if slot.path == successor)
    if legacy or now:
        yield InlineStore(provider, whole, entry, node, legacy, now)
