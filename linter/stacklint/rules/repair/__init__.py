"""What the fixes of several rules share. Loaded with the first finding that has a fix, never by a clean check."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from stacklint.rules.record import Fix, Safety
from stacklint.syntax.surgery import Edits
from stacklint.text.edit import Edit

__all__ = ["fix", "safe_if"]


def fix(title: str, safety: Safety, *parts: Edits | None) -> Iterator[Fix]:
    """The fix that makes all *parts* at once.

    None at all when surgery refused one of them, when there is nothing to change, or when two parts meet.
    """
    edits: list[Edit] = []
    for part in parts:
        if part is None:
            return
        edits.extend(part)
    edits.sort()
    if edits and all(_apart(earlier, later) for earlier, later in pairwise(edits)):
        yield Fix(title, safety, tuple(edits))


def safe_if(holds: bool) -> Safety:
    """`SAFE` when it *holds* that upstream refuses what stands there and only one thing can be meant."""
    return Safety.SAFE if holds else Safety.UNSAFE


def _apart(earlier: Edit, later: Edit) -> bool:
    return earlier.span.end <= later.span.start and earlier.span != later.span
