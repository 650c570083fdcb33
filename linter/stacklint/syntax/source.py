"""From a place in a scalar's text back to the place in the file.

The unquoting and unfolding of YAML is done again with places, and believed only when it gives the text that the
parser gave.
"""

from __future__ import annotations

from bisect import bisect_right

from stacklint.syntax.nodes import Scalar
from stacklint.text.span import Span


def source_span(text: str, scalar: Scalar, start: int, end: int) -> Span:
    """Where `scalar.text[start:end]` stands in the file's *text*; the whole scalar where that cannot be told."""
    found = source_map(text, scalar)
    if found is None:
        return scalar.span
    at = found.offset(start)
    return Span(at, found.offset(end - 1, behind=True) if end > start else at)


def source_map(text: str, scalar: Scalar) -> SourceMap | None:
    """Places in the file of all characters of `scalar.text`; None when they cannot be told."""
    if not scalar.style and scalar.end - scalar.start == len(scalar.text):
        # A plain scalar on one line, as nearly all are.
        found = SourceMap(scalar.start)
        found.copy(text, scalar.start, scalar.end)
        return found
    # Only asked for when something is to be said about a place inside a scalar, and its patterns cost as much to
    # compile as a small file costs to check.
    from stacklint.syntax import unfolding

    match scalar.style:
        case "'" | '"':
            found = unfolding.quoted(text, scalar)
        case "|" | ">":
            return unfolding.block(text, scalar)
        case _:
            found = unfolding.plain(text, scalar)
    return found if found.text == scalar.text else None


class SourceMap:
    """Which characters of a file became which characters of a scalar's text."""

    __slots__ = ("_ends", "_inner", "_outer", "_pieces", "_start", "length")

    def __init__(self, start: int) -> None:
        self.length = 0
        self._start = start
        self._pieces: list[str] = []
        # One run of characters each: where it begins inside and outside. A run that was copied has the same length on
        # both sides and -1 here; another one (an escape, a folded line end) is one character inside.
        self._inner: list[int] = []
        self._outer: list[int] = []
        self._ends: list[int] = []

    @property
    def text(self) -> str:
        """What the runs add up to."""
        return "".join(self._pieces)

    def copy(self, text: str, start: int, end: int) -> None:
        """`text[start:end]` stands for itself."""
        if end > start:
            self._add(text[start:end], start, -1)

    def replace(self, content: str, start: int, end: int) -> None:
        """What stands from *start* to *end* became *content*, one character or none."""
        if content:
            self._add(content, start, end)

    def _add(self, content: str, start: int, end: int) -> None:
        self._pieces.append(content)
        self._inner.append(self.length)
        self._outer.append(start)
        self._ends.append(end)
        self.length += len(content)

    def offset(self, inner: int, *, behind: bool = False) -> int:
        """Where the character at *inner* begins in the file, or where it ends; past the last one: behind it."""
        if not self._inner:
            return self._start
        if inner >= self.length:
            inner, behind = self.length - 1, True
        run = max(bisect_right(self._inner, inner) - 1, 0)
        if self._ends[run] < 0:
            return self._outer[run] + inner - self._inner[run] + behind
        return self._ends[run] if behind else self._outer[run]
