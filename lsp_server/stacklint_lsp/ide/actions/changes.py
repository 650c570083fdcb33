"""The edits that make one text of another, so small that cursors, folds and marks stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from stacklint.text.edit import Edit
from stacklint.text.span import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_END = re.compile(r"(?:\r\n|\r|\n)\Z")


def changes(old: str, new: str) -> tuple[Edit, ...]:
    """Disjoint edits of *old*, in order, that give *new*; none of them begins or ends inside a line end."""
    before, after = _LINE.findall(old), _LINE.findall(new)
    found: list[Edit] = []
    offset = done = 0
    for start, end, other_start, other_end in _hunks(before, after):
        offset += sum(len(line) for line in before[done:start])
        found += _hunk(offset, before[start:end], after[other_start:other_end])
        done = start
    return tuple(found)


def _hunks(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The lines that differ: from and to in the old text and in the new one."""
    shortest = min(len(before), len(after))
    head = next((index for index in range(shortest) if before[index] != after[index]), shortest)
    tail = next((index for index in range(shortest - head) if before[-1 - index] != after[-1 - index]), shortest - head)
    matcher = SequenceMatcher(None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag != "equal":
            yield head + start, head + end, head + other_start, head + other_end


def _hunk(offset: int, before: Sequence[str], after: Sequence[str]) -> Iterator[Edit]:
    if len(before) != len(after):
        yield Edit(Span(offset, offset + sum(len(line) for line in before)), "".join(after))
        return
    for old, new in zip(before, after, strict=True):
        yield _line(offset, old, new)
        offset += len(old)


def _line(offset: int, old: str, new: str) -> Edit:
    """What differs between two lines."""
    end, new_end = _END.search(old), _END.search(new)
    if (end and end[0]) != (new_end and new_end[0]):
        return Edit(Span(offset, offset + len(old)), new)
    length, new_length = end.start() if end else len(old), new_end.start() if new_end else len(new)
    shortest = min(length, new_length)
    head = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    rest = shortest - head
    tail = next((index for index in range(rest) if old[length - 1 - index] != new[new_length - 1 - index]), rest)
    return Edit(Span(offset + head, offset + length - tail), new[head : new_length - tail])
