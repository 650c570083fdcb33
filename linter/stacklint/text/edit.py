"""Replacing pieces of a text; the only way a fix says what it changes."""

from __future__ import annotations

from collections.abc import Iterable

from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple


class Edit(NamedTuple):
    """Replace what *span* covers by *content*; an empty span inserts, an empty content removes."""

    span: Span
    content: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """*text* with all *edits* done at once; spans are those of the unchanged text.

    Raises ValueError when two edits overlap.
    """
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        if edit.span.start < done:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        pieces.append(text[done : edit.span.start])
        pieces.append(edit.content)
        done = edit.span.end
    pieces.append(text[done:])
    return "".join(pieces)
