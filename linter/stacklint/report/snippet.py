"""One source line for a terminal, with the columns to underline; nothing in it can move the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from stacklint.text.span import Span

TAB = 4
"""Columns that a tab takes here, wherever it stands."""

CONTEXT_BEFORE = 60
LONGEST = 160
"""A longer line is cut to its part around the first mark."""


def show_columns(line: str, marks: Sequence[Span]) -> tuple[str, list[tuple[int, int]]]:
    """The line as it can be printed, and for each mark the number of columns before and in it (at least 1).

    *marks* are ranges of the line's code points.
    """
    low, high = 0, len(line)
    if high > LONGEST:
        low = max(0, min(mark.start for mark in marks) - CONTEXT_BEFORE)
        high = min(len(line), low + LONGEST)
    cells = [_cell(each) for each in line[low:high]] if not _is_plain(line[low:high]) else list(line[low:high])
    widths = [len(cell) if cell.isascii() else _width(cell) for cell in cells]
    before = "…" if low else ""
    shown = before + "".join(cells) + ("…" if high < len(line) else "")
    underlines = []
    for mark in marks:
        start = min(max(mark.start - low, 0), len(cells))
        end = min(max(mark.end - low, start), len(cells))
        underlines.append((len(before) + sum(widths[:start]), max(1, sum(widths[start:end]))))
    return shown, underlines


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _cell(character: str) -> str:
    """What is printed for one code point."""
    if character == "\t":
        return " " * TAB
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    # No-break spaces and the like are not printable to Python but harmless; the rest could reorder or hide text.
    return " " if character.isspace() else "\ufffd"


def _width(cell: str) -> int:
    from unicodedata import category, east_asian_width

    if category(cell) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if east_asian_width(cell) in {"W", "F"} else 1
