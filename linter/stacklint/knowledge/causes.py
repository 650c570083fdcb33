"""Why upstream changed something, from what migration knows."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge.places import Place
from stacklint.knowledge.records import Fact
from stacklint.model.document import Document
from stacklint_schemas import KeyPath


def causes(document: Document, kind: str, owner: str, path: KeyPath = ()) -> Iterator[Fact]:
    """Each change that took something away or renamed it, with its release and the cause in our words."""
    for step in document.knowledge.migration.steps_for(kind, owner, path):
        yield Fact(f"In {step.since.version}", step.cause)


def causes_of_key(place: Place) -> Iterator[Fact]:
    """The changes that a key was taken away or renamed by."""
    owner = place.owner
    if owner is None or owner.backend is not None:
        return
    spec = owner.provider.spec if owner.provider is not None else None
    name = f"{spec.api}/{spec.name}" if spec is not None else "stack"
    yield from causes(place.document, "key", name, place.keys)
