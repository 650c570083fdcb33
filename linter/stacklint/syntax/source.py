"""From a place in a scalar's text back to the place in the file.

The unquoting and unfolding of YAML is done again with places, and believed only when it gives the text that the
parser gave.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from stacklint.syntax.nodes import Scalar
from stacklint.text.span import Span
from stacklint_schemas.typed import Final


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
    match scalar.style:
        case "'" | '"':
            found = _quoted(text, scalar)
        case "|" | ">":
            return _block(text, scalar)
        case _:
            found = _plain(text, scalar)
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


_BREAK: Final = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_FOLD: Final = re.compile(r"[ \t]*(?:(?:\r\n|[\r\n\x85\u2028\u2029])[ \t]*)+")
_BLANK_LINES: Final = re.compile(r"(?:[ \t]*(?:\r\n|[\r\n\x85\u2028\u2029]))*[ \t]*")
_SPACES: Final = re.compile(r" *")


def _fold(found: SourceMap, text: str, match: re.Match[str]) -> None:
    """A line end inside a flow scalar is a space; of several all but the first stay line ends."""
    breaks = list(_BREAK.finditer(text, match.start(), match.end()))
    if len(breaks) == 1:
        found.replace(_kept_break(breaks[0][0], " "), match.start(), match.end())
        return
    first = breaks[0]
    found.replace(_kept_break(first[0], ""), first.start(), first.end())
    for each in breaks[1:]:
        found.replace(_kept_break(each[0], "\n"), each.start(), each.end())


def _kept_break(written: str, usual: str) -> str:
    # U+2028 and U+2029 are line ends that YAML keeps.
    return written if written in "\u2028\u2029" else usual


def _plain(text: str, scalar: Scalar) -> SourceMap:
    found = SourceMap(scalar.start)
    at = scalar.start
    for match in _FOLD.finditer(text, scalar.start, scalar.end):
        found.copy(text, at, match.start())
        _fold(found, text, match)
        at = match.end()
    found.copy(text, at, scalar.end)
    return found


_ESCAPES: Final = dict(zip('0abt\tnvfre "/\\N_LP', '\0\a\b\t\t\n\v\f\r\x1b "/\\\x85\xa0\u2028\u2029', strict=True))
_QUOTED: Final = {
    "'": re.compile(r"''|" + _FOLD.pattern),
    '"': re.compile(
        r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|(?:(?:\r\n|[\r\n\x85\u2028\u2029])[ \t]*)+|.)|"
        + _FOLD.pattern
    ),
}


def _quoted(text: str, scalar: Scalar) -> SourceMap:
    found = SourceMap(scalar.start)
    at, end = scalar.start + 1, scalar.end - 1
    for match in _QUOTED[scalar.style].finditer(text, at, end):
        found.copy(text, at, match.start())
        piece = match[0]
        if piece == "''":
            found.replace("'", *match.span())
        elif not piece.startswith("\\"):
            _fold(found, text, match)
        elif piece[1] in "xuU":
            code = int(piece[2:], 16)
            found.replace(chr(code) if code < 0x110000 else "", *match.span())
        elif (breaks := list(_BREAK.finditer(text, *match.span()))) and not piece[1:].strip(" \t\r\n\x85\u2028\u2029"):
            # An escaped line end is nothing; empty lines behind it stay.
            for each in breaks[1:]:
                found.replace(_kept_break(each[0], "\n"), *each.span())
        else:
            found.replace(_ESCAPES.get(piece[1], ""), *match.span())
        at = match.end()
    found.copy(text, at, end)
    return found


_HEADER: Final = re.compile(r"[|>]([-+0-9]{0,2})[^\r\n\x85\u2028\u2029]*")


def _block(text: str, scalar: Scalar) -> SourceMap | None:
    header = _HEADER.match(text, scalar.start)
    if header is None:
        return None
    keeps = "+" in header[1]
    # Blank lines behind the scalar may belong to its text, though not to what a person would point at.
    trailing = _BLANK_LINES.match(text, scalar.end)
    lines = _lines(text, header.end(), scalar.end if trailing is None else trailing.end())
    indents = [_SPACES.match(text, line.start, line.end) for line in lines if line.of(text).strip(" ")]
    depths = [len(match[0]) for match in indents if match is not None]
    depths = depths or [1]
    # The first line says how deep the text stands, unless the header does, counted from a parent not known here.
    explicit = any(character.isdigit() for character in header[1])
    for depth in range(min(depths), 0, -1) if explicit else depths[:1]:
        found = SourceMap(header.end())
        waiting = _unfold(found, text, lines, depth, scalar.style == ">")
        for each in waiting if keeps else waiting[:1]:
            found.replace(_kept_break(each.of(text), "\n"), *each)
        if found.text.rstrip("\n") == scalar.text.rstrip("\n"):
            return found
    return None


def _lines(text: str, start: int, end: int) -> list[Span]:
    """The lines behind the header without their ends, and one for the last line end."""
    lines = []
    first = _BREAK.match(text, start)
    at = first.end() if first is not None else start
    for match in _BREAK.finditer(text, at, end):
        lines.append(Span(at, match.start()))
        at = match.end()
    lines.append(Span(at, end))
    return lines


def _unfold(found: SourceMap, text: str, lines: list[Span], depth: int, folded: bool) -> list[Span]:
    """Libyaml's way: a line end waits until the next line tells whether it is folded. Returns those left waiting."""
    waiting: Span | None = None
    blank: list[Span] = []
    last_was_indented = False
    for line in lines:
        following = _BREAK.match(text, line.end)
        end = Span(line.end, following.end() if following is not None else line.end)
        start = line.start + depth
        if start >= line.end and not text[line.start : line.end].strip(" "):
            blank.append(end)
            continue
        indented = text[start : start + 1] in {" ", "\t"}
        if waiting is not None:
            if folded and not last_was_indented and not indented:
                if not blank:
                    found.replace(" ", *waiting)
            else:
                found.replace(_kept_break(waiting.of(text), "\n"), *waiting)
        for each in blank:
            found.replace(_kept_break(each.of(text), "\n"), *each)
        blank = []
        found.copy(text, start, line.end)
        waiting = end
        last_was_indented = indented
    return [*([waiting] if waiting is not None else []), *blank]
