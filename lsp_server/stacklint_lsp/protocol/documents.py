"""The texts that are open in the editor.

pygls keeps texts too, but splits them with `str.splitlines`, which breaks at U+2028, NEL and form feeds, where no
editor does: one such character above the cursor and every later edit lands in the wrong line. So nothing asks pygls.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pygls.uris import from_fs_path

from stacklint.text.lines import ColumnUnit, LineIndex, Position, line_starts
from stacklint.text.span import Span


class Change(NamedTuple):
    """One change as an editor sends it: a piece of the text and what comes in its place."""

    start: Position
    """The column is in the editor's unit, as is that of the end."""
    end: Position
    content: str


class TextDocument:
    """One version of one open text; immutable, a change makes another one."""

    __slots__ = ("edited_line", "lines", "text", "unit", "uri", "version")

    def __init__(self, uri: str, version: int, text: str, unit: ColumnUnit, edited_line: int | None = None) -> None:
        self.uri = uri
        self.version = version
        self.text = text
        self.unit: ColumnUnit = unit
        self.lines = LineIndex(text)
        self.edited_line = edited_line
        """The line (from 0) that was typed in last, where that is known."""

    def offset(self, position: Position) -> int:
        """The offset of a line and column in the editor's unit; what lies outside means the nearest place inside."""
        return self.lines.offset_in(self.unit, position.line, position.column)

    def changed(self, version: int, changes: Iterable[Change | str]) -> TextDocument:
        """This text after *changes*, each of them in places of what the ones before it made; a text stands for all."""
        text, lines, edited = self.text, self.lines, self.edited_line
        for change in changes:
            if isinstance(change, str):
                edited = first_difference(text, change)
                text, lines = change, LineIndex(change)
                continue
            start = lines.offset_in(self.unit, *change.start)
            end = max(start, lines.offset_in(self.unit, *change.end))
            text = text[:start] + change.content + text[end:]
            lines = LineIndex(text)
            edited = _edited_line(lines, start, change.content)
        document = TextDocument(self.uri, version, text, self.unit, edited)
        document.lines = lines
        return document


class Documents:
    """The open texts by their address; the newest version of each."""

    def __init__(self) -> None:
        self.unit: ColumnUnit = "utf-16"
        """What the editor counts columns in; agreed on before the first text is opened."""
        self._open: dict[str, TextDocument] = {}

    def __iter__(self) -> Iterator[TextDocument]:
        return iter(tuple(self._open.values()))

    def get(self, uri: str) -> TextDocument | None:
        """The newest version of an open text."""
        return self._open.get(uri)

    def open(self, uri: str, version: int, text: str) -> TextDocument:
        """Begin with a text."""
        document = self._open[uri] = TextDocument(uri, version, text, self.unit)
        return document

    def change(self, uri: str, version: int, changes: Iterable[Change | str]) -> bool:
        """Take over *changes* to an open text; False when it is not open."""
        document = self._open.get(uri)
        if document is None:
            return False
        self._open[uri] = document.changed(version, changes)
        return True

    def close(self, uri: str) -> None:
        """Forget a text."""
        self._open.pop(uri, None)

    def is_newest(self, document: TextDocument) -> bool:
        """Whether this very version is what the editor shows."""
        return self._open.get(document.uri) is document


def first_difference(old: str, new: str) -> int:
    """The line of *new* in which it begins to differ from *old*."""
    same = 0
    step = min(len(old), len(new))
    # Halving compares whole pieces at once, which for long texts is far cheaper than going through the characters.
    while step:
        if old[same : same + step] == new[same : same + step]:
            same += step
            step = min(step, len(old) - same, len(new) - same)
        else:
            step //= 2
    return len(line_starts(new[:same])) - 1


def _edited_line(lines: LineIndex, start: int, content: str) -> int:
    """The line with the end of what was typed; the one before it when that end is an empty line."""
    line = lines.position(start + len(content)).line
    first = lines.position(start).line
    while line > first and not lines.line_text(line).strip():
        line -= 1
    return line


def span_of(document: TextDocument, start: Position, end: Position) -> Span:
    """An extent in an editor's places as one of the text."""
    first = document.offset(start)
    return Span(first, max(first, document.offset(end)))


def uri_of(path: str) -> str:
    """The address of a file."""
    return from_fs_path(path) or ""


def path_below(folder: str, path: str) -> str:
    """*path* as people know it: relative to *folder* when it lies inside, with forward slashes."""
    prefix = folder if folder.endswith(os.sep) else folder + os.sep
    shown = path.removeprefix(prefix) if folder else path
    return shown if os.sep == "/" else shown.replace(os.sep, "/")
