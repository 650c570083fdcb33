"""Where the cursor is, also in half-typed text: around it which collection, in it which word.

The line that is being typed in is read by itself, and its indentation leads up to the root; the tree, in which that
line may be missing, only tells what spans several lines.
"""

from __future__ import annotations

from stacklint.syntax.location import nodes_at
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.cursor.beginning import first_word
from stacklint_lsp.ide.cursor.flow import inside
from stacklint_lsp.ide.cursor.record import Cursor, Typing
from stacklint_lsp.ide.cursor.rows import Rows
from stacklint_lsp.ide.cursor.words import between_brackets, way_to_value, word_on

__all__ = ["Cursor", "Typing", "cursor_at"]


def cursor_at(analysis: Analysis, view: View, offset: int) -> Cursor | None:
    """What is being typed at *offset* of a configuration; None in comments, texts, and where nothing belongs."""
    rows = _rows(analysis, view)
    number = analysis.lines.position(offset).line
    line = rows.line(number)
    if offset - line.start < rows.margin or number < rows.first:
        return None
    around = _around(view, rows, line, offset)
    if isinstance(around, Scalar):
        return None
    if around is not None:
        return _in_flow_of_lines(analysis, view, rows, around, offset)
    content = line.of(analysis.text)
    if not content.strip(" "):
        return first_word(rows, number, offset - line.start - rows.margin, Span(offset, offset), offset)
    leading = len(content) - len(content.lstrip(" "))
    if offset < line.start + leading or content[leading] in "#\t\r":
        return None
    return word_on(rows, rows.row(number), offset)


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
        if isinstance(node, Mapping | Sequence):
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
    way = way_to_value(rows, row)
    place = inside(analysis.text, span.start, span.end, offset)
    return None if way is None or place is None else between_brackets(rows, way, place, offset)
