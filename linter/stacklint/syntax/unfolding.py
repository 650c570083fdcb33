"""Unquotes and unfolds a scalar again, keeping account of where each character comes from."""

from __future__ import annotations

import re

from stacklint.syntax.nodes import Scalar
from stacklint.syntax.runs import SourceMap
from stacklint.text.span import Span
from stacklint_schemas.typed import Final

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


def plain(text: str, scalar: Scalar) -> SourceMap:
    """An unquoted scalar, folded where it spans lines."""
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


def quoted(text: str, scalar: Scalar) -> SourceMap:
    """A scalar in single or double quotes."""
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


def block(text: str, scalar: Scalar) -> SourceMap | None:
    """A literal or folded block scalar; None when its lines do not add up to its text."""
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
