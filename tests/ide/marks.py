"""Texts in which the places of one name are marked: ‹declarations› and «uses»."""

from __future__ import annotations

from typing import NamedTuple

from stacklint.text.span import Span

_OPENING = "‹«"
_CLOSING = "›»"


class Marked(NamedTuple):
    """A text without its marks, and what they marked, in file order."""

    text: str
    declarations: list[Span]
    uses: list[Span]

    @property
    def all(self) -> list[Span]:
        return sorted([*self.declarations, *self.uses])


def unmarked(marked: str) -> Marked:
    """Take the marks out."""
    pieces: list[str] = []
    found: dict[str, list[Span]] = {"‹": [], "«": []}
    start = length = 0
    for character in marked:
        if character in _OPENING:
            start = length
        elif character in _CLOSING:
            found[_OPENING[_CLOSING.index(character)]].append(Span(start, length))
        else:
            pieces.append(character)
            length += 1
    return Marked("".join(pieces), found["‹"], found["«"])
