"""Lines and columns of a text, as editors count them: only LF, CR LF and a lone CR end a line.

`str.splitlines` also breaks at form feeds, NEL and U+2028, where no editor does, so it is never used for places.
"""

from __future__ import annotations

from bisect import bisect_right

from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Literal, NamedTuple, TypeAlias

ColumnUnit: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]
"""What an editor counts columns in; "utf-32" is code points, which is what everything in here counts."""


class Position(NamedTuple):
    """A place as line and column, both counted from 0."""

    line: int
    column: int


class LineIndex:
    """Where the lines of a text begin. Making one costs nothing; the first question reads the text once."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset of each line's first character; the list is the index's own, so nobody may change it."""
        if self._starts is None:
            self._starts = line_starts(self.text)
        return self._starts

    @property
    def count(self) -> int:
        """How many lines there are; a text that ends with a line end has an empty last line, as in editors."""
        return len(self.starts)

    def position(self, offset: int) -> Position:
        """Line and column (code points) of an offset; what lies outside the text counts as its nearest end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self.starts, offset) - 1
        return Position(line, offset - self.starts[line])

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and column (code points); past a line's end means its end."""
        if line < 0:
            return 0
        if line >= self.count:
            return len(self.text)
        span = self.line_span(line)
        return min(span.start + max(column, 0), span.end)

    def line_span(self, line: int) -> Span:
        """A line without its line end. Raises IndexError when there is no such line."""
        starts = self.starts
        if not 0 <= line < len(starts):
            raise IndexError(line)
        start = starts[line]
        if line + 1 == len(starts):
            return Span(start, len(self.text))
        end = starts[line + 1] - 1
        if end > start and self.text[end] == "\n" and self.text[end - 1] == "\r":
            end -= 1
        return Span(start, end)

    def line_text(self, line: int) -> str:
        """The characters of a line without its line end. Raises IndexError when there is no such line."""
        return self.line_span(line).of(self.text)

    def position_in(self, unit: ColumnUnit, offset: int) -> Position:
        """Like `position`, with the column in an editor's unit."""
        place = self.position(offset)
        if unit == "utf-32" or self.text.isascii():
            return place
        start = self.starts[place.line]
        return Position(place.line, width(self.text[start : start + place.column], unit))

    def offset_in(self, unit: ColumnUnit, line: int, column: int) -> int:
        """Like `offset`, from a column in an editor's unit; a column inside a character means its start."""
        if unit == "utf-32" or self.text.isascii() or not 0 <= line < self.count:
            return self.offset(line, column)
        span = self.line_span(line)
        content = span.of(self.text)
        if content.isascii():
            return self.offset(line, column)
        passed = 0
        for index, character in enumerate(content):
            passed += width(character, unit)
            if passed > column:
                return span.start + index
        return span.end


_CARRIAGE = lazy_pattern(r"\r\n?|\n")


def line_starts(text: str) -> list[int]:
    """The offset of each line's first character, beginning with 0."""
    if "\r" in text:
        return [0, *(match.end() for match in _CARRIAGE.finditer(text))]
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return starts


def width(text: str, unit: ColumnUnit) -> int:
    """How many units of an editor's encoding the text takes; a lone surrogate counts as it would in that encoding."""
    if unit == "utf-32" or text.isascii():
        return len(text)
    if unit == "utf-16":
        return len(text) + sum(character > "\uffff" for character in text)
    return len(text.encode("utf-8", "surrogatepass"))
