"""Pieces of sentences that several rules need, so that they say the same thing in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from stacklint.model.stack import Provider
from stacklint_schemas import ReleaseSet, Slot


def effect(slot: Slot, provider: Provider | None, releases: ReleaseSet) -> str:
    """What upstream does when it cannot use the reference in a slot."""
    if provider is not None:
        return "the server does not start"
    if slot.checked & releases:
        return "the server refuses this file"
    return "requests fail"


def quoted(names: Sequence[str]) -> str:
    """`'a', 'b'`."""
    return ", ".join(f"'{name}'" for name in names)


def enumerate_names(names: Sequence[str], word: str = "and") -> str:
    """`'a', 'b' and 'c'`."""
    if len(names) < 2:
        return quoted(names)
    return f"{quoted(names[:-1])} {word} '{names[-1]}'"


def counted(number: int, singular: str) -> str:
    """`1 model`, `4 models`."""
    return f"{number} {singular}" if number == 1 else f"{number} {singular}s"
