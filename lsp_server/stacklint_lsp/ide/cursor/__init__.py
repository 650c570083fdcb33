"""Where the cursor is, also in half-typed text: around it which collection, in it which word.

The line that is being typed in is read by itself, and its indentation leads up to the root; the tree, in which that
line may be missing, only tells what spans several lines.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from stacklint.syntax.location import nodes_at
from stacklint.syntax.nodes import Mapping as MappingNode
from stacklint.syntax.nodes import Node, Scalar, Sequence
from stacklint.syntax.path import Path
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.cursor.climbing import Level, Way, climb
from stacklint_lsp.ide.cursor.flow import Inside, inside
from stacklint_lsp.ide.cursor.rows import Row, Rows

__all__ = ["Cursor", "Typing", "cursor_at"]


class Typing(Enum):
    """What is being typed."""

    KEY = "key"
    """A key of the mapping at `path`."""
    VALUE = "value"
    """The value at `path`, on the line of its key or between brackets: a single value or a bracket."""
    ITEM = "item"
    """The list item at `path`, behind its dash: a single value or the first key of a mapping."""
    DASH = "dash"
    """An item of the list at `path`, at the column of the list's dashes; the dash is still to be written."""
    BLOCK = "block"
    """The value at `path`, below its key: the first key, the first dash, or a single value."""


class Cursor(NamedTuple):
    """A place where something can be typed; places are those of the whole file."""

    path: Path
    typing: Typing
    span: Span
    """The word around the cursor, which a completion replaces; without quotes."""
    offset: int
    column: int
    """Where keys or dashes written here stand, in columns of the file."""
    leading: int
    """How many blank columns the line begins with; an editor puts as many before each further line of a completion."""
    rows: Rows
    levels: tuple[Level, ...] = ()
    quote: str = ""
    flow: bool = False
    colon: bool = False
    """Whether a colon follows the key already."""
    parent: bool = False
    """Whether the value of the key stands below already: deeper lines that belong to nothing else."""
    space: bool = False
    """Whether a space must be written first: right behind a dash or colon."""
    list_path: Path | None = None
    """Of the list whose dashes stand at the column of the keys."""
    entries: tuple[tuple[Path, dict[str, str]], ...] = ()
    """The mappings between brackets around the cursor."""

    @property
    def prefix(self) -> str:
        """What of the word stands before the cursor."""
        return self.rows.text[self.span.start : self.offset]

    @property
    def word(self) -> str:
        """The word around the cursor."""
        return self.span.of(self.rows.text)

    def keys_at(self, path: Path) -> dict[str, str]:
        """The keys of the mapping at *path* around the cursor, with their single values; the key typed now left out."""
        for place, entries in self.entries:
            if place == path:
                return entries
        here = self.rows.lines.position(self.offset).line
        for level in self.levels:
            if level.path == path:
                own = level.line != here or not (self.typing is Typing.KEY and path == self.path)
                return self.rows.siblings(level.line, level.column, own=own)
        if path == self.path and self.typing is Typing.ITEM and not self.flow:
            return self.rows.siblings(here, self.column - self.rows.margin, own=False)
        return {}


def cursor_at(analysis: Analysis, view: View, offset: int) -> Cursor | None:
    """What is being typed at *offset* of a configuration; None in comments, texts, and where nothing belongs."""
    rows = _rows(analysis, view)
    number = analysis.lines.position(offset).line
    line = analysis.lines.line_span(number)
    if offset - line.start < rows.margin or number < rows.first:
        return None
    around = _around(view, rows, line, offset)
    if isinstance(around, Scalar):
        return None
    if around is not None:
        return _in_flow_of_lines(analysis, view, rows, around, offset)
    content = line.of(analysis.text)
    if not content.strip(" "):
        return _on_blank_line(rows, number, offset)
    leading = len(content) - len(content.lstrip(" "))
    if offset < line.start + leading or content[leading] in "#\t\r":
        return None
    return _on_line(rows, rows.row(number), offset)


def _rows(analysis: Analysis, view: View) -> Rows:
    embedded = view.configuration.embedded
    if embedded is None:
        return Rows(analysis.text, analysis.lines)
    first = analysis.lines.position(embedded.scalar.start).line + 1
    return Rows(analysis.text, analysis.lines, embedded.indent, first)


def _around(view: View, rows: Rows, line: Span, offset: int) -> Node | None:
    """What spans lines around the cursor and is no block collection: a text, or the outermost brackets."""
    text = rows.text
    first = line.start
    while first < line.end and text[first] in " \t":
        first += 1
    for step in nodes_at(view.document.root, view.inner(min(first, offset))):
        node = step.node
        start = view.outer(node.span).start
        if isinstance(node, MappingNode | Sequence):
            if not node.flow:
                continue
        elif not isinstance(node, Scalar) or node.start == node.end:
            return None
        elif first == offset >= view.outer(node.span).end > line.start:
            # Nothing but blanks stands between the end of a text above and the cursor.
            return None
        return node if start < line.start else None
    return None


def _in_flow_of_lines(analysis: Analysis, view: View, rows: Rows, node: Node, offset: int) -> Cursor | None:
    span = view.outer(node.span)
    row = rows.row(analysis.lines.position(span.start).line)
    way = _value_way(rows, row)
    place = inside(analysis.text, span.start, span.end, offset)
    return None if way is None or place is None else _flow_cursor(rows, way, place, offset)


# Block style ---------------------------------------------------------------------------------------------------------


def _on_blank_line(rows: Rows, number: int, offset: int) -> Cursor | None:
    start = rows.lines.line_span(number).start
    column = offset - start - rows.margin
    return _fresh(rows, number, column, Span(offset, offset), offset)


def _fresh(rows: Rows, number: int, column: int, span: Span, offset: int) -> Cursor | None:
    """What the first word of a line is, told by its column and the lines around."""
    below = next(rows.below(number, len(rows.text)), None)
    above = next(rows.above(number, len(rows.text)), None)
    if below is not None and below.indent > column and above is not None:
        if below.indent <= above.column or above.opens:
            # The lines below go on with what stands above, so nothing belongs between them.
            return None
        found = _first_word(rows, number, column, span, offset)
        return None if found is None or found.typing is not Typing.KEY else found._replace(parent=True)
    found = _first_word(rows, number, column, span, offset)
    if found is not None and found.typing is Typing.KEY and below is not None and column in below.dashes[:1]:
        # A key here would cut a list off from its own key, or in two.
        listed = found.list_path
        return None if listed is None else found._replace(path=listed, typing=Typing.DASH, list_path=None)
    return found


def _first_word(rows: Rows, number: int, column: int, span: Span, offset: int) -> Cursor | None:
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


def _on_line(rows: Rows, row: Row, offset: int) -> Cursor | None:
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
    way = _value_way(rows, row)
    if way is None:
        return None
    typing = Typing.ITEM if row.key is None else Typing.VALUE
    return _value(rows, row, way, offset, typing, leading)


def _value_way(rows: Rows, row: Row) -> Way | None:
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
    if rest[:1] in {"{", "[", "|", ">", "*", "&", "!"}:
        return None
    word = _scalar_span(rows, row.value, row.span.end, offset)
    if word is None:
        return None
    span, quote = word
    found = _fresh(rows, row.number, row.column, span, offset)
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
    if text[row.value : end].startswith(("{", "[")):
        place = inside(text, row.value, end, offset) if offset > row.value else None
        return None if place is None else _flow_cursor(rows, way, place, offset)
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


def _flow_cursor(rows: Rows, way: Way, place: Inside, offset: int) -> Cursor:
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
        entries=tuple(((*way.path, *path), entries) for path, entries in place.mappings),
    )
