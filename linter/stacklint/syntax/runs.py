"""The way from the characters of a scalar's text to those of the file, as runs of characters that go together."""

from __future__ import annotations

from bisect import bisect_right


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
