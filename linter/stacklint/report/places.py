"""Lines and columns for people and for machines; inside, everything is an offset."""

from __future__ import annotations

import re
from bisect import bisect_right

from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple

_BREAK = re.compile(r"\r\n|\r|\n")


class Position(NamedTuple):
    """A place between two characters, for people."""

    line: int
    """Counted from 1."""
    column: int
    """Counted from 1, in code points."""


class Lines:
    """The lines of one text, as editors count them: LF, CR LF and CR end one, nothing else does."""

    __slots__ = ("_ends", "_starts", "_text")

    def __init__(self, text: str) -> None:
        breaks = [match.span() for match in _BREAK.finditer(text)]
        self._text = text
        self._starts = [0, *(end for _, end in breaks)]
        self._ends = [*(start for start, _ in breaks), len(text)]

    def position(self, offset: int) -> Position:
        """Line and column of an offset; one inside a line break belongs to the line that it ends."""
        index = bisect_right(self._starts, offset) - 1
        return Position(index + 1, offset - self._starts[index] + 1)

    def start(self, span: Span) -> Position:
        """Where *span* starts."""
        return self.position(span.start)

    def end(self, span: Span) -> Position:
        """Where *span* ends (exclusive)."""
        return self.position(span.end)

    def extent(self, line: int) -> Span:
        """What the line with this number (from 1) covers, without its line break."""
        return Span(self._starts[line - 1], self._ends[line - 1])

    def of(self, line: int) -> str:
        """The text of the line with this number (from 1), without its line break."""
        return self.extent(line).of(self._text)

    def utf16_column(self, offset: int) -> int:
        """The column of an offset, from 1, in UTF-16 code units."""
        index = bisect_right(self._starts, offset) - 1
        before = self._text[self._starts[index] : offset]
        return len(before) + sum(each > "\uffff" for each in before) + 1
