"""What inference providers did by themselves once and want to be told now; nothing of it can be seen in a file."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Goal, Notice
from stacklint.migrate.steps.common import is_null, property_of
from stacklint.model.document import Document

_REMOTE_CODE = "trust_remote_code"


def remote_code(document: Document, goal: Goal) -> Iterator[Notice]:
    """Code that comes with models, which is not run any more unless the file says so."""
    for provider in document.stack.providers:
        if provider.enabled.on is False:
            continue
        found = property_of(document, provider, _REMOTE_CODE, goal.target.only)
        if found is None or not found.releases & goal.target.only:
            continue
        if provider.config is None or is_null(provider.config.entry(_REMOTE_CODE)):
            yield Notice(
                f"provider '{provider.title}' does not run code of models any more; where a model needs its own,"
                f" as nomic-ai/nomic-embed-text does, write '{_REMOTE_CODE}: true'",
                provider.path,
            )
