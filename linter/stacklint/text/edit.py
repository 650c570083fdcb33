"""Replacing pieces of a text; the only way a fix says what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple, TypeAlias

Piece: TypeAlias = "Span | str"


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


def composed(text: str, first: Iterable[Edit], second: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits of *text* that do what *first* does to it and *second* to what comes out; disjoint and in order.

    Raises ValueError when edits overlap.
    """
    pieces: list[Piece] = _applied([Span(0, len(text))], len(text), first)
    pieces = _applied(pieces, sum(_length(piece) for piece in pieces), second)
    edits: list[Edit] = []
    done, content = 0, ""
    for piece in (*pieces, Span(len(text), len(text))):
        if isinstance(piece, str):
            content += piece
            continue
        if content or piece.start > done:
            edits.append(Edit(Span(done, piece.start), content))
        done, content = piece.end, ""
    return tuple(edit for edit in edits if edit.span.of(text) != edit.content)


def _applied(pieces: list[Piece], length: int, edits: Iterable[Edit]) -> list[Piece]:
    """A text in *pieces*, which are kept places of an older one and new texts, after *edits* of it."""
    result: list[Piece] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        if edit.span.start < done:
            raise ValueError(f"edits overlap at offset {edit.span.start}")
        result += [*_cut(pieces, done, edit.span.start), edit.content]
        done = edit.span.end
    return [*result, *_cut(pieces, done, length)]


def _cut(pieces: list[Piece], start: int, end: int) -> Iterator[Piece]:
    """What of *pieces* stands between two places of the text that they make up."""
    at = 0
    for piece in pieces:
        length = _length(piece)
        first, last = max(start - at, 0), min(end - at, length)
        if first < last:
            yield piece[first:last] if isinstance(piece, str) else Span(piece.start + first, piece.start + last)
        at += length


def _length(piece: Piece) -> int:
    return len(piece) if isinstance(piece, str) else piece.end - piece.start
