"""Where the cursor is between brackets."""

from __future__ import annotations

import re
from typing import NamedTuple

from stacklint.syntax.path import Path
from stacklint.text.span import Span
from stacklint_lsp.ide.cursor.rows import unquoted

# A variable in braces is taken for part of a word, although YAML wants quotes around it here.
_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\r\n]*)
    |(?P<sign>[{}\[\],]|:(?=[\s,\[\]{}]|$)|(?<=["']):)
    |(?P<quoted>"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^']|'')*(?:'|$))
    |(?P<plain>(?:\$\{[^}\s]*\}?|(?!:[\s,\[\]{}]|:$|\s\#)[^,\[\]{}\r\n])+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


class Inside(NamedTuple):
    """A place between brackets."""

    path: Path
    """Below the value that the outermost bracket begins."""
    is_key: bool
    span: Span
    """Of the word around the cursor, without quotes."""
    quote: str
    colon: bool
    """Whether a colon stands behind the word."""
    mappings: tuple[tuple[Path, dict[str, str]], ...]
    """The keys and single values of the mappings around it, the outermost first."""


class _Frame:
    def __init__(self, opening: str, path: Path) -> None:
        self.is_mapping = opening == "{"
        self.path = path
        self.index = 0
        self.key: str | None = None
        self.has_colon = False
        self.filled = False
        self.entries: dict[str, str] = {}

    def step(self) -> str | int:
        return (self.key or "") if self.is_mapping else self.index

    def next(self) -> None:
        self.index += 1
        self.key, self.has_colon, self.filled = None, False, False

    def word(self, text: str) -> None:
        if self.is_mapping and not self.has_colon:
            self.key = text
            self.entries.setdefault(text, "")
        elif self.is_mapping:
            self.entries[self.key or ""] = text
        self.filled = not self.is_mapping or self.has_colon


def inside(text: str, start: int, end: int, offset: int) -> Inside | None:
    """The place of *offset* in the flow collection that begins at *start*; None where nothing can be typed.

    Nothing behind *end* is read, for the case that the bracket is still open.
    """
    frames: list[_Frame] = []
    found: tuple[list[_Frame], Inside] | None = None
    for match in _TOKEN.finditer(text, start, end):
        at, until = match.span()
        if found is None and at >= offset and not (at == offset and match.lastgroup in {"plain", "quoted"}):
            found = _between(frames, offset)
            if found is None:
                return None
        if match.lastgroup == "sign":
            if found is not None and frames == found[0] and match[0] == ":" and not found[1].colon and found[1].is_key:
                found = found[0], found[1]._replace(colon=_follows(text, found[1], at))
            if not _sign(frames, match[0]):
                break
        elif match.lastgroup in {"plain", "quoted"}:
            word = _word(match)
            if found is None and word.covers(offset) and frames:
                found = _in_word(frames, match, word)
            if frames:
                frames[-1].word(unquoted(match[0].strip()))
        elif match["space"] and match[0].startswith("#") and at < offset <= until:
            return None
        if found is not None and not any(frame is found[0][-1] for frame in frames):
            break
    if found is None:
        found = _between(frames, offset) if frames and offset <= end else None
    if found is None:
        return None
    around, place = found
    own = text[place.span.start : place.span.end]
    mappings = []
    for frame in around:
        if frame.is_mapping:
            entries = dict(frame.entries)
            if frame is around[-1] and place.is_key and not place.colon:
                entries.pop(own, None)
            mappings.append((frame.path, entries))
    return place._replace(mappings=tuple(mappings))


def _sign(frames: list[_Frame], sign: str) -> bool:
    """Go on behind a bracket, comma or colon; False behind the last bracket."""
    if sign in "{[":
        path = (*frames[-1].path, frames[-1].step()) if frames else ()
        if frames:
            frames[-1].filled = True
        frames.append(_Frame(sign, path))
    elif sign in "}]":
        frames.pop()
        return bool(frames)
    elif sign == ",":
        frames[-1].next()
    else:
        frames[-1].has_colon = True
    return True


def _word(match: re.Match[str]) -> Span:
    at, until = match.span()
    if match.lastgroup == "quoted":
        closed = len(match[0]) > 1 and match[0][-1] == match[0][0]
        return Span(at + 1, until - 1 if closed else until)
    return Span(at, at + len(match[0].rstrip()))


def _in_word(frames: list[_Frame], match: re.Match[str], word: Span) -> tuple[list[_Frame], Inside] | None:
    frame = frames[-1]
    if frame.filled or (frame.is_mapping and frame.key is not None and not frame.has_colon):
        return None
    quote = match[0][0] if match.lastgroup == "quoted" else ""
    is_key = frame.is_mapping and not frame.has_colon
    path = frame.path if is_key else (*frame.path, frame.step())
    return list(frames), Inside(path, is_key, word, quote, False, ())


def _between(frames: list[_Frame], offset: int) -> tuple[list[_Frame], Inside] | None:
    """The place between two words."""
    if not frames:
        return None
    frame = frames[-1]
    if frame.filled or (frame.is_mapping and frame.key is not None and not frame.has_colon):
        return None
    is_key = frame.is_mapping and not frame.has_colon
    path = frame.path if is_key else (*frame.path, frame.step())
    return list(frames), Inside(path, is_key, Span(offset, offset), "", False, ())


def _follows(text: str, place: Inside, colon: int) -> bool:
    """Whether nothing but a quote and spaces stands between the word and a colon."""
    return text[place.span.end : colon].strip("\"' \t") == ""
