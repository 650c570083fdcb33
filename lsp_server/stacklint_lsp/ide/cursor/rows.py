"""The lines of a configuration as block YAML shows them: indentation, dashes, key.

Read from the text, not from the tree, because the line that is being typed in is the one the tree lacks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from stacklint.text.lines import LineIndex
from stacklint.text.span import Span

_KEY = r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?![#&*!|>'"%@`{}\[\],\s]|[-?:](?=\s|$))(?:(?!\s\#)[^\r\n])*?"""
_ROW = re.compile(rf"""(?P<dashes>(?:-[ \t]+|-$)*)(?:(?P<key>{_KEY})[ \t]*(?P<colon>:)(?=[ \t]|$))?""")
_DECORATION = re.compile(r"[ \t]*(?:[&!][^\s\[\]{}]*[ \t]+)*")
_NOTHING = re.compile(r"[ \t]*(?:[&!]\S*[ \t]*)*(?:#.*)?$")
_BLANKS = re.compile(" *")
_NO_CONTENT = frozenset(("", "\r", "\n", "#"))
_MARKER = re.compile(r"(?:---|\.\.\.)(?:\s|$)")


_NEAR = 300
"""How many lines are looked at one by one before a faster way, which costs more to begin with, is worth it."""


class Row(NamedTuple):
    """One line; columns count from the configuration's margin, places are those of the whole text."""

    number: int
    span: Span
    """Without the margin and the line end."""
    indent: int
    dashes: tuple[int, ...]
    """The columns of its dashes."""
    column: int
    """Where what follows the dashes stands: a key or a value."""
    key: str | None
    """Without quotes; None for a line without a key."""
    key_span: Span
    """With quotes; for a line without a key everything behind its dashes is its value, so this is empty."""
    value: int
    """The place where the value begins, anchor and tag passed; the line's end when there is none."""
    opens: bool
    """Whether no value stands on the line, so that what is deeper belongs to it."""


class Rows:
    """The lines of one configuration in a text."""

    def __init__(self, text: str, lines: LineIndex, margin: int = 0, first: int = 0) -> None:
        """*margin* columns at the beginning of each line belong to somebody else, as all lines above *first* do."""
        self.text = text
        self.lines = lines
        self.margin = margin
        self.first = first
        self._rows: dict[int, Row] = {}

    def line(self, number: int) -> Span:
        """A line without its line end, and without the mark of the encoding that a text may begin with."""
        start, end = self.lines.line_span(number)
        return Span(start + (number == 0 and self.text.startswith("\ufeff")), end)

    def indent(self, number: int) -> int:
        """The column of a line's first character; -1 for blank lines and comments."""
        start = self.lines.starts[number] if number else self.line(0).start
        blanks = _BLANKS.match(self.text, start)
        at = start if blanks is None else blanks.end()
        first = self.text[at : at + 1]
        if first in _NO_CONTENT or (first == "\t" and not self.lines.line_text(number).strip()):
            return -1
        return max(at - start - self.margin, 0)

    def row(self, number: int) -> Row:
        """What stands on a line that is not blank."""
        found = self._rows.get(number)
        if found is None:
            found = self._rows[number] = self._read(number)
        return found

    def _read(self, number: int) -> Row:
        start, end = self.line(number)
        start = min(start + self.margin, end)
        content = self.text[start:end]
        indent = len(content) - len(content.lstrip(" "))
        found = _ROW.match(content, indent)
        assert found is not None, "all of the pattern is optional"
        column = found.end("dashes")
        dashes = tuple(at for at in range(indent, column) if content[at] == "-")
        key = found["key"]
        behind = found.end("colon") if key is not None else column
        key_span = (
            Span(start + column, start + found.end("key")) if key is not None else Span(start + column, start + column)
        )
        decoration = _DECORATION.match(content, behind)
        value = decoration.end() if decoration is not None else behind
        opens = _NOTHING.match(content, behind) is not None
        return Row(
            number,
            Span(start, end),
            indent,
            dashes,
            column,
            None if key is None else unquoted(key),
            key_span,
            start + value,
            opens,
        )

    def above(self, number: int, column: int) -> Iterator[Row]:
        """The lines above one that begin at *column* or before it, the nearest first, up to the document's start."""
        for each in self.numbers_above(number, lambda: column):
            row = self.row(each)
            if self.is_marker(row):
                return
            if not self.is_closing(row):
                yield row

    def below(self, number: int, column: int) -> Iterator[Row]:
        """As `above`, the other way."""
        for each in self._numbers_below(number, column):
            row = self.row(each)
            if self.is_marker(row) or self._is_outside(each):
                return
            if not self.is_closing(row):
                yield row

    def numbers_above(self, number: int, column: Callable[[], int]) -> Iterator[int]:
        """The numbers of the lines that `above` looks at; *column* is asked for before each of them."""
        near = max(number - _NEAR, self.first)
        for each in range(number - 1, near - 1, -1):
            if 0 <= self.indent(each) <= column():
                yield each
        far = self._shallow(self.first, near, column())
        yield from (each for each in reversed(far) if self.indent(each) <= column())

    def _numbers_below(self, number: int, column: int) -> Iterator[int]:
        near = min(number + 1 + _NEAR, self.lines.count)
        yield from (each for each in range(number + 1, near) if 0 <= self.indent(each) <= column)
        yield from self._shallow(near, self.lines.count, column)

    def _shallow(self, first: int, end: int, column: int) -> list[int]:
        """The lines in a range that begin at *column* or before it, without looking at each of them."""
        if first >= end:
            return []
        starts = self.lines.starts
        if "\r" in self.text:
            # A pattern does not see where a line begins behind a lone carriage return.
            return [each for each in range(first, end) if 0 <= self.indent(each) <= column]
        until = starts[end] if end < len(starts) else len(self.text)
        pattern = re.compile(rf"^ {{0,{self.margin + column}}}[^ \n#]", re.MULTILINE)
        found = (bisect_left(starts, match.start()) for match in pattern.finditer(self.text, starts[first], until))
        return [each for each in found if self.indent(each) >= 0]

    def is_item(self, number: int, column: int) -> bool:
        """Whether a line begins with a dash at *column*."""
        at = self.lines.starts[number] + self.margin + column
        return self.text.startswith(("- ", "-\n"), at) and self.indent(number) == column

    def siblings(self, number: int, column: int, *, own: bool) -> dict[str, str]:
        """The keys of the mapping whose keys stand at *column*, with their values where these are single ones.

        *number* is one of its lines, which counts only where it is asked for (*own*).
        """
        found: list[Row] = []
        here = self.row(number) if own and self.indent(number) >= 0 else None
        mine = [here] if here is not None and here.key is not None and here.column == column else []
        begins = self._begins_item(number, column)
        for row in self.above(number, column) if not begins else ():
            if row.key is not None and row.column == column:
                found.append(row)
                if row.dashes:
                    break
            elif row.indent < column:
                break
        found = [*reversed(found), *mine]
        for row in self.below(number, column):
            if row.indent < column:
                break
            if row.key is not None and row.column == column and not row.dashes:
                found.append(row)
        return {row.key: self.value_text(row) for row in found if row.key is not None}

    def value_text(self, row: Row) -> str:
        """The single value on a line without its quotes; empty for anything else."""
        rest = self.text[row.value : row.span.end]
        if rest[:1] in {"'", '"'}:
            closing = rest.find(rest[0], 1)
            return rest[1:closing] if closing > 0 else ""
        if rest[:1] in {"{", "[", "|", ">", "*", "#"}:
            return ""
        return rest.split(" #", 1)[0].strip()

    def is_closing(self, row: Row) -> bool:
        """Whether the line only goes on with brackets that were opened above."""
        return self.text[row.span.start + row.indent] in "}]"

    def _begins_item(self, number: int, column: int) -> bool:
        """Whether the mapping at *column* begins on this very line, behind a dash."""
        if self.indent(number) < 0:
            return False
        row = self.row(number)
        return bool(row.dashes) and row.dashes[-1] < column and (row.key is None or column <= row.column)

    def _is_outside(self, number: int) -> bool:
        """Whether a line stands in the margin, so that the configuration has ended."""
        start = self.lines.starts[number]
        return bool(self.text[start : start + self.margin].strip())

    def is_marker(self, row: Row) -> bool:
        """Whether a document ends or begins here."""
        return row.indent == 0 and _MARKER.match(self.text, row.span.start, row.span.end) is not None


def unquoted(text: str) -> str:
    """A key or value without its quotes."""
    if len(text) >= 2 and text[0] == text[-1]:
        if text[0] == "'":
            return text[1:-1].replace("''", "'")
        if text[0] == '"':
            return text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return text
