"""Telemetry, which was a provider, then a switch of the server, and is a matter of the environment now."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import changed, items_of
from stacklint.model.document import Document
from stacklint.model.stack import as_mapping

_KEY = "telemetry"


def switched_on(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """Where the target has the switch, a file with a provider of telemetry gets it before the provider goes."""
    providers = as_mapping(document.root.get("providers"))
    if not document.knowledge.top_level_keys.get(_KEY, 0) & goal.target.only or document.root.entry(_KEY) is not None:
        return
    entry = providers.entry(_KEY) if providers else None
    if entry is None or not items_of(entry.value):
        return
    edits = document.surgeon.insert(document.root, _KEY, {"enabled": True}, after="providers")
    yield from changed("Switch telemetry on for the server", (edits,), entry, (_KEY,))
