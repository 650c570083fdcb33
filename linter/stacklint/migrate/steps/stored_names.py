"""Tables and namespaces that releases ignored and later ones honour: the names under which the data really lies."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Layout, Leftover
from stacklint.migrate.steps.carrying import stops_the_server
from stacklint.migrate.steps.common import of_provider
from stacklint.model.document import Document
from stacklint.model.origins import Origin
from stacklint.model.physical import Identity
from stacklint_schemas import ReleaseSet


def tables(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """A table name that no release of the origin looked at becomes the one that they all wrote."""
    for origin in document.references.origins:
        slot, node = origin.slot, origin.name_node
        if goal.layout is not Layout.KEEP or node is None or not slot.honoured & goal.target.only:
            continue
        written = _written_table(origin, goal.origin)
        if not written or written == origin.name.raw:
            continue
        edits = document.surgeon.replace(node, written)
        if edits:
            title = f"Keep the table '{written}' in '{origin.slot_name}'{of_provider(origin.provider)}"
            yield Change(title, edits, (*origin.path, slot.name_key))


def _written_table(origin: Origin, releases: ReleaseSet) -> str:
    """The table that all of *releases* really wrote in this slot, whatever its name says; empty where some asked."""
    slot = origin.slot
    if not slot.releases & releases or slot.honoured & releases:
        return ""
    for fixed in slot.tables:
        # What stays fixed beside the chosen name is another table.
        if fixed.releases & releases == slot.releases & releases and not fixed.releases & slot.honoured:
            return fixed.tables[0]
    return ""


def namespaces(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """A namespace that no release of the origin put before its keys becomes the empty one."""
    if goal.layout is not Layout.KEEP:
        return
    empty = _users_without_namespace(document)
    for use in document.stores.uses:
        origin, spec = use.origin, use.backend.spec if use.backend else None
        if spec is None or spec.family != "kv" or origin.name_node is None or not origin.name.raw:
            continue
        ignored = not spec.separates_namespaces & goal.origin & origin.slot.releases
        if not ignored or not goal.origin & origin.slot.releases or not spec.separates_namespaces & goal.target.only:
            continue
        user = use.identity, origin.slot.keyspace
        if stops_the_server(document, goal, origin.slot, origin.provider):
            continue
        if user in empty:
            # They have always mixed; from now on they would destroy each other's data, so the first one keeps it.
            continue
        edits = document.surgeon.replace(origin.name_node, "")
        if edits:
            title = f"Keep the empty namespace in '{origin.slot_name}'{of_provider(origin.provider)}"
            yield Change(title, edits, (*origin.path, origin.slot.name_key))


def _users_without_namespace(document: Document) -> set[tuple[Identity, str]]:
    return {
        (use.identity, use.origin.slot.keyspace)
        for use in document.stores.uses
        if use.origin.slot.family == "kv" and not use.origin.name.raw and use.origin.name_node is not None
    }
