"""Pieces of sentences that several rules need, so that they say the same thing in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from stacklint.model.origins import Origin
from stacklint_schemas import ReleaseSet


def effect_of(origin: Origin, releases: ReleaseSet) -> str:
    """What upstream does when this reference cannot be resolved."""
    if origin.provider is not None:
        return "the server does not start"
    if origin.slot.checked & releases:
        return "the server refuses this file"
    return "requests that need it fail"


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
