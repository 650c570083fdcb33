"""Whether data is better kept in sight: some of it is worked out again, and some keeps a newer server from starting."""

from __future__ import annotations

from stacklint.migrate.record import Goal
from stacklint.model.document import Document
from stacklint.model.stack import Provider
from stacklint.syntax.nodes import Mapping, Node, Sequence, target
from stacklint_schemas import KeyPath, Slot
from stacklint_schemas.stored import Break


def is_rebuilt(document: Document, slot: Slot) -> bool:
    """Whether a start makes all of the slot's data anew, so that upstream's own name is as good as the old one."""
    return any(each.keyspace == slot.keyspace and each.whole for each in document.knowledge.migration.stored.rebuilt)


def stops_the_server(document: Document, goal: Goal, slot: Slot, provider: Provider | None) -> bool:
    """Whether the target does not start where it finds what a release of the origin has stored."""
    types = _types(document, provider)
    return any(
        each.harm == "stops"
        and slot.keyspace in each.keyspaces
        and (not each.types or each.types & types)
        and each.written & goal.origin
        and each.sought & goal.target.only
        and _holds(document, each)
        for each in document.knowledge.migration.stored.breaks
    )


def _types(document: Document, provider: Provider | None) -> frozenset[str]:
    """The provider's type, and what it becomes."""
    if provider is None:
        return frozenset()
    later = {new for _, old, _, _, new in document.knowledge.type_replacements if old == provider.type.text}
    return frozenset({provider.type.text, *later})


def _holds(document: Document, each: Break) -> bool:
    """Whether the setting that it depends on is there, or will be when the resources have their new place."""
    if not each.when:
        return True
    lists = [document.stack.at(each.when)]
    lists.extend(
        document.root.get(kind.key)
        for kind in document.knowledge.resources
        if kind.top_level and _registered(kind.successor) == each.when
    )
    return any(_has_content(node) for node in lists)


def _registered(key: str) -> KeyPath:
    return ("registered_resources", key)


def _has_content(node: Node | None) -> bool:
    found = None if node is None else target(node)
    if isinstance(found, Sequence):
        return bool(found.items)
    return isinstance(found, Mapping) and bool(found.entries)
