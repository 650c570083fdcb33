"""Pieces of sentences that several rules need, so that they say the same thing in the same words."""

from __future__ import annotations

from stacklint.model.stack import Provider
from stacklint_schemas import ReleaseSet, Slot


def effect(slot: Slot, provider: Provider | None, releases: ReleaseSet) -> str:
    """What upstream does when it cannot use the reference in a slot."""
    if provider is not None:
        return "the server does not start"
    if slot.checked & releases:
        return "the server refuses this file"
    return "requests fail"
