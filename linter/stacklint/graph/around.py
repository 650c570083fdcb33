"""What a finding is about that names no place of the tree: where the text is broken, its indentation tells."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.syntax.location import nodes_at
from stacklint.syntax.path import Path


def paths_around(document: Document, offset: int) -> Iterator[Path]:
    """The paths of what is around *offset*, the likeliest first."""
    for place in (offset, *_lines_around(document.text, offset)):
        steps = nodes_at(document.root, place)
        if len(steps) > 1:
            yield steps[-1].path


def _lines_around(text: str, offset: int) -> Iterator[int]:
    """The ends of the lines that hold the line of *offset*, each above and less indented than the one before."""
    start = text.rfind("\n", 0, offset) + 1
    indent = _indent(text, start)
    while start > 0 and indent > 0:
        end = start - 1
        start = text.rfind("\n", 0, end) + 1
        line = text[start:end].strip()
        if line and not line.startswith("#") and _indent(text, start) < indent:
            indent = _indent(text, start)
            yield start + len(text[start:end].rstrip())


def _indent(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return end - start
