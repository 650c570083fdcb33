"""New entries and items, written as their neighbours are."""

from __future__ import annotations

from stacklint.syntax import emit
from stacklint.syntax.emit import Value
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence
from stacklint.syntax.surgery.ground import Ground
from stacklint.syntax.surgery.proof import Change, Edits, pairs_of, proved, shape_of
from stacklint.text.edit import Edit
from stacklint.text.span import Span


def insert(
    ground: Ground, parent: Mapping, values: dict[str, Value], before: str | None, after: str | None
) -> Edits | None:
    """As `Surgeon.insert`, for several entries that stand together."""
    if parent.tag or ground.is_untouchable(parent) or any(parent.entry(key) is not None for key in values):
        return None
    if not parent.entries:
        from stacklint.syntax.surgery.filling import fill

        return fill(ground, parent, values)
    index = _index(parent, before, after)
    if index is None:
        return None
    style = ground.style(parent)
    change = Change().add(parent, index, pairs_of(values))
    if parent.flow:
        pieces = [_flow_pair(key, value, style) for key, value in values.items()]
        written = [piece for piece in pieces if piece is not None]
        edit = _between_brackets(ground, [entry.key for entry in parent.entries], parent, index, written)
        return proved(ground, [edit], change) if len(written) == len(pieces) else None
    lines = emit.block(values, style)
    indent = ground.indent(parent)
    if lines is None or indent is None:
        return None
    return proved(ground, [place_lines(ground, parent, index, lines, indent)], change)


def append(ground: Ground, parent: Sequence, value: Value) -> Edits | None:
    """As `Surgeon.append`."""
    if parent.tag or ground.is_untouchable(parent):
        return None
    if not parent.items:
        from stacklint.syntax.surgery.filling import fill

        return fill(ground, parent, [value])
    change = Change().add(parent, len(parent.items), [shape_of(value)])
    style = ground.style(parent)
    if parent.flow:
        written = emit.flow(value, style)
        if written is None:
            return None
        return proved(ground, [_between_brackets(ground, parent.items, parent, len(parent.items), [written])], change)
    lines = emit.block([value], style)
    if lines is None:
        return None
    return proved(ground, [place_lines(ground, parent, len(parent.items), lines, ground.column(parent.start))], change)


def place_lines(ground: Ground, parent: Mapping | Sequence, index: int, lines: list[str], indent: int) -> Edit:
    """Put lines into a block collection, before its child with this *index*; *indent* is the collection's column."""
    if index == 0:
        first = parent.start
        if ground.margin(first) is not None:
            at = ground.line_start(first)
            return Edit(Span(at, at), ground.indented(lines, indent) + ground.newline)
        # Behind a dash: the line has begun already.
        written = ground.indented(lines, indent).lstrip(" ")
        return Edit(Span(first, first), written + ground.newline + " " * indent)
    at = end_of_child(ground, parent, index - 1, indent)
    content = ground.indented(lines, indent)
    if at == len(ground.text) and not ground.text.endswith(("\n", "\r")):
        return Edit(Span(at, at), ground.newline + content)
    return Edit(Span(at, at), content + ground.newline)


def end_of_child(ground: Ground, parent: Mapping | Sequence, index: int, indent: int) -> int:
    """The start of the line behind a child of a block collection and the comments that stand deeper than its column."""
    child = parent.entries[index].value if isinstance(parent, Mapping) else parent.items[index]
    at = ground.next_line(child.end)
    if _keeps_blank_lines(ground, child):
        while at < len(ground.text) and not ground.text[at : ground.line_end(at)].strip():
            at = ground.next_line(at)
    while at < len(ground.text):
        line = ground.text[at : ground.line_end(at)]
        inner = line.lstrip(" ")
        if not inner.startswith("#") or len(line) - len(inner) <= indent:
            break
        at = ground.next_line(at)
    return at


def _keeps_blank_lines(ground: Ground, node: Node) -> bool:
    while isinstance(node, Mapping | Sequence) and not node.flow:
        node = node.entries[-1].value if isinstance(node, Mapping) else node.items[-1]
    if not isinstance(node, Scalar) or node.style not in {"|", ">"}:
        return False
    return "+" in ground.text[node.start : node.start + 3]


def _index(parent: Mapping, before: str | None, after: str | None) -> int | None:
    """Before which entry the new one goes; None when the neighbour asked for is not there, or there twice."""
    if before is None and after is None:
        return len(parent.entries)
    name = before if before is not None else after
    found = [index for index, entry in enumerate(parent.entries) if entry.name == name]
    if len(found) != 1:
        return None
    return found[0] if before is not None else found[0] + 1


def _flow_pair(key: str, value: Value, style: emit.Style) -> str | None:
    name = emit.spelling(key, "flow key", style.key_quote)
    written = emit.flow(value, style)
    return None if name is None or written is None else f"{name}: {written}"


def _between_brackets(
    ground: Ground, starts: list[Node], parent: Mapping | Sequence, index: int, pieces: list[str]
) -> Edit:
    """One child a line where the children stand so, else all on one line."""
    margin = ground.margin(starts[-1].start)
    separator = "," + (" " if margin is None else ground.newline + margin)
    joined = separator.join(pieces)
    if index == 0:
        return Edit(Span(starts[0].start, starts[0].start), joined + separator)
    previous = parent.entries[index - 1].value if isinstance(parent, Mapping) else parent.items[index - 1]
    return Edit(Span(previous.end, previous.end), separator + joined)
