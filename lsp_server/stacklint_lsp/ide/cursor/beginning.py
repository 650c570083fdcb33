"""The first word of a line: what it is, told by its column and the lines around."""

from __future__ import annotations

from stacklint.syntax.path import Path
from stacklint.text.span import Span
from stacklint_lsp.ide.cursor.climbing import climb
from stacklint_lsp.ide.cursor.record import Cursor, Typing
from stacklint_lsp.ide.cursor.rows import Row, Rows


def first_word(rows: Rows, number: int, column: int, span: Span, offset: int) -> Cursor | None:
    """What the first word of a line is, told by its column and the lines around."""
    below = next(rows.below(number, len(rows.text)), None)
    above = next(rows.above(number, len(rows.text)), None)
    if below is not None and below.indent > column and above is not None:
        if below.indent <= above.column or above.opens:
            # The lines below go on with what stands above, so nothing belongs between them.
            return None
        found = _without_children(rows, number, column, span, offset)
        return None if found is None or found.typing is not Typing.KEY else found._replace(parent=True)
    found = _without_children(rows, number, column, span, offset)
    if found is not None and found.typing is Typing.KEY and below is not None and column in below.dashes[:1]:
        # A key here would cut a list off from its own key, or in two.
        listed = found.list_path
        return None if listed is None else found._replace(path=listed, typing=Typing.DASH, list_path=None)
    return found


def _without_children(rows: Rows, number: int, column: int, span: Span, offset: int) -> Cursor | None:
    base = Cursor((), Typing.KEY, span, offset, column + rows.margin, column + rows.margin, rows)
    dashes: Path | None = None
    for row in rows.above(number, column):
        if row.dashes and column in row.dashes:
            if dashes is None:
                listed = climb(rows, number, column, is_list=True)
                if listed is None:
                    return None
                dashes = listed.path[:-1]
                levels = listed.levels
            continue
        if row.key is not None and row.column == column:
            if dashes is None and row.opens and not row.dashes and _first_of_value(rows, number, column):
                dashes = (*_path(rows, number, column), row.key)
            break
        if row.indent < column and dashes is not None:
            return base._replace(path=dashes, typing=Typing.DASH, levels=levels)
        if row.indent < column:
            return _below(rows, base, row, number, column)
    way = climb(rows, number, column, is_list=False)
    return None if way is None else base._replace(path=way.path, levels=way.levels, list_path=dashes)


def _below(rows: Rows, base: Cursor, row: Row, number: int, column: int) -> Cursor | None:
    """The first word under a key or in an item."""
    way = climb(rows, number, column, is_list=False)
    if way is None:
        return None
    if row.key is not None and row.column < column:
        following = next(rows.below(number, len(rows.text)), None)
        if following is not None and following.indent == column and following.dashes:
            return base._replace(path=way.path, typing=Typing.DASH, levels=way.levels)
        if following is None or following.indent < column:
            inner = following is not None and following.indent > row.column
            compact = following is not None and following.indent == row.column and following.dashes and not row.dashes
            return None if inner or compact else base._replace(path=way.path, typing=Typing.BLOCK, levels=way.levels)
        if following.indent > column:
            return None
    return base._replace(path=way.path, levels=way.levels)


def _first_of_value(rows: Rows, number: int, column: int) -> bool:
    """Whether the key above a line has no value yet, so that a dash here would begin it."""
    above = next((row for row in rows.above(number, len(rows.text))), None)
    return above is not None and above.key is not None and above.column == column and above.opens


def _path(rows: Rows, number: int, column: int) -> Path:
    way = climb(rows, number, column, is_list=False)
    return () if way is None else way.path
