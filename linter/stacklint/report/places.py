"""Lines and columns for people, both counted from 1; inside, everything is an offset."""

from __future__ import annotations

from stacklint.text.lines import LineIndex
from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple


class Position(NamedTuple):
    """A place between two characters, for people."""

    line: int
    """Counted from 1."""
    column: int
    """Counted from 1, in code points."""


class Lines:
    """The lines of one text, as editors count them, with numbers from 1."""

    __slots__ = ("_index",)

    def __init__(self, text: str) -> None:
        self._index = LineIndex(text)

    def start(self, span: Span) -> Position:
        """Where *span* starts."""
        return self._position(span.start)

    def end(self, span: Span) -> Position:
        """Where *span* ends (exclusive)."""
        return self._position(span.end)

    def extent(self, line: int) -> Span:
        """What the line with this number covers, without its line break."""
        return self._index.line_span(line - 1)

    def of(self, line: int) -> str:
        """The text of the line with this number, without its line break."""
        return self._index.line_text(line - 1)

    def utf16_column(self, offset: int) -> int:
        """The column of an offset, from 1, in UTF-16 code units."""
        return self._index.position_in("utf-16", offset).column + 1

    def _position(self, offset: int) -> Position:
        line, column = self._index.position(offset)
        return Position(line + 1, column + 1)
