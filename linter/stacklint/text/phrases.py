"""Pieces of sentences, so that rules, plans and reports count and list in the same words."""

from __future__ import annotations

from collections.abc import Sequence


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
