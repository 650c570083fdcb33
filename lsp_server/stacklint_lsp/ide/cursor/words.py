"""The word around the cursor on a line that is not blank."""

from __future__ import annotations

from stacklint.text.span import Span
from stacklint_lsp.ide.cursor.beginning import first_word
from stacklint_lsp.ide.cursor.climbing import Way, climb
from stacklint_lsp.ide.cursor.flow import Inside, inside
from stacklint_lsp.ide.cursor.record import Cursor, Typing
from stacklint_lsp.ide.cursor.rows import Row, Rows


def word_on(rows: Rows, row: Row, offset: int) -> Cursor | None:
    """A place on a line that is not blank."""
    margin, start = rows.margin, row.span.start
    if row.dashes and offset <= start + row.dashes[-1]:
        return None
    leading = row.indent + margin
    if row.key is not None and offset <= row.key_span.end:
        return _key(rows, row, offset)
    if row.key is None and offset >= row.value and row.value == start + row.column and not row.dashes:
        return _lone_word(rows, row, offset)
    if row.key is None and not row.dashes:
        return None
    way = way_to_value(rows, row)
    if way is None:
        return None
    typing = Typing.ITEM if row.key is None else Typing.VALUE
    return _value(rows, row, way, offset, typing, leading)


def way_to_value(rows: Rows, row: Row) -> Way | None:
    """The way to the value on a line: of its key, or of its last dash."""
    if row.key is None and not row.dashes:
        return climb(rows, row.number, row.column, is_list=False)
    if row.key is None:
        return climb(rows, row, row.dashes[-1], is_list=True)
    way = climb(rows, row, row.column, is_list=False)
    return None if way is None else Way((*way.path, row.key), way.levels)


def _key(rows: Rows, row: Row, offset: int) -> Cursor | None:
    way = climb(rows, row, row.column, is_list=False)
    if way is None or offset < row.key_span.start:
        return None
    quote = rows.text[row.key_span.start] if rows.text[row.key_span.start] in "'\"" else ""
    span = Span(row.key_span.start + 1, row.key_span.end - 1) if quote else row.key_span
    if not span.covers(offset):
        return None
    leading = row.indent + rows.margin
    column = row.column + rows.margin
    return Cursor(way.path, Typing.KEY, span, offset, column, leading, rows, way.levels, quote, colon=True)


def _lone_word(rows: Rows, row: Row, offset: int) -> Cursor | None:
    """A word without a colon and without a dash."""
    rest = rows.text[row.value : row.span.end]
    if rest[:1] in {"{", "["}:
        way = climb(rows, row.number, row.column, is_list=False)
        place = inside(rows.text, row.value, row.span.end, offset) if offset > row.value else None
        return None if way is None or place is None else between_brackets(rows, way, place, offset)
    if rest[:1] in {"|", ">", "*", "&", "!"}:
        return None
    word = _scalar_span(rows, row.value, row.span.end, offset)
    if word is None:
        return None
    span, quote = word
    found = first_word(rows, row.number, row.column, span, offset)
    return None if found is None else found._replace(quote=quote)


def _value(rows: Rows, row: Row, way: Way, offset: int, typing: Typing, leading: int) -> Cursor | None:
    text, end = rows.text, row.span.end
    column = row.column + rows.margin
    behind = row.key_span.end if row.key is not None else row.span.start + row.dashes[-1]
    sign = text.find(":", behind) if row.key is not None else behind
    base = Cursor(way.path, typing, Span(offset, offset), offset, column, leading, rows, way.levels)
    if offset <= sign:
        return None
    space = offset == sign + 1
    if space and row.key is None:
        base = base._replace(column=column + 1)
    if text[row.value : end].startswith(("{", "[")):
        place = inside(text, row.value, end, offset) if offset > row.value else None
        return None if place is None else between_brackets(rows, way, place, offset)
    if _goes_on_below(rows, row):
        return None
    if row.opens or offset < row.value:
        if offset > row.value or text[sign + 1 : offset].strip():
            return None
        following = text[offset:end].strip()
        if following and not following.startswith("#"):
            return None
        return base._replace(space=space)
    word = _scalar_span(rows, row.value, end, offset)
    if word is None:
        return None
    span, quote = word
    return base._replace(span=span, quote=quote, space=space and not quote)


def _goes_on_below(rows: Rows, row: Row) -> bool:
    """Whether the value that begins on a line stands below it already, or lines below fit nothing written here."""
    below = next(rows.below(row.number, len(rows.text)), None)
    if below is None:
        return False
    if row.key is not None:
        return below.indent > row.column or (row.opens and below.indent == row.column and bool(below.dashes))
    return below.indent > row.dashes[-1] and (below.indent != row.column or below.key is None or bool(below.dashes))


def _scalar_span(rows: Rows, start: int, end: int, offset: int) -> tuple[Span, str] | None:
    """The single value that begins at *start*, if the cursor is in it, and its quote."""
    text = rows.text
    first = text[start : start + 1]
    if first in {"|", ">", "*", "&", "!", "#"}:
        return None
    if first in {"'", '"'}:
        closing = text.find(first, start + 1, end)
        span = Span(start + 1, end if closing < 0 else closing)
        return (span, first) if span.covers(offset) else None
    comment = text.find(" #", start, end)
    until = end if comment < 0 else comment
    span = Span(start, start + len(text[start:until].rstrip()))
    return (span, "") if span.covers(offset) else None


def between_brackets(rows: Rows, way: Way, place: Inside, offset: int) -> Cursor:
    """The cursor at a place in the value at the end of *way*, which is written in flow style."""
    typing = Typing.KEY if place.is_key else Typing.VALUE
    position = rows.lines.position(offset)
    line = rows.lines.line_text(position.line)
    return Cursor(
        (*way.path, *place.path),
        typing,
        place.span,
        offset,
        position.column,
        len(line) - len(line.lstrip(" ")),
        rows,
        way.levels,
        place.quote,
        flow=True,
        colon=place.colon,
        json=rows.text.lstrip("\ufeff \t\r\n").startswith("{"),
        entries=tuple(((*way.path, *path), entries) for path, entries in place.mappings),
    )
