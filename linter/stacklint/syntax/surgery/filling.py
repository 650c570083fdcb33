"""A collection where nothing was: behind an empty value, in place of `{}`, `[]` or a scalar."""

from __future__ import annotations

from stacklint.syntax import emit
from stacklint.syntax.emit import Value
from stacklint.syntax.nodes import Alias, Mapping, Node, Scalar, Sequence
from stacklint.syntax.surgery.ground import Ground
from stacklint.syntax.surgery.proof import Change, Edits, proved
from stacklint.text.edit import Edit
from stacklint.text.span import Span


def fill(ground: Ground, node: Node, value: dict[str, Value] | list[Value]) -> Edits | None:
    """*node*, a scalar or an empty collection, becomes *value*; in block style where its surroundings are."""
    change = Change()
    edits = filled(ground, node, value, change)
    return None if edits is None else proved(ground, edits, change)


def filled(ground: Ground, node: Node, value: dict[str, Value] | list[Value], change: Change) -> list[Edit] | None:
    """As `fill`, not proved yet; *change* gets what it means."""
    position = ground.position(node)
    if position is None or isinstance(node, Alias) or node.tag or ground.is_untouchable(node):
        return None
    change.replace(node, value)
    parent = position.parent
    style = ground.style(parent if parent is not None else _self(node))
    lines = emit.block(value, style) if value and not position.in_flow else None
    if lines is not None:
        edits = fill_lines(ground, node, lines, style.step if isinstance(value, dict) else style.dash)
        if edits is not None:
            return edits
    spelt = emit.flow(value, style)
    if spelt is None:
        return None
    before = ground.text[max(node.start - 1, 0) : node.start]
    space = " " if before and before not in " \t\r\n[{,\ufeff" else ""
    return [Edit(node.span, space + spelt)]


def fill_lines(ground: Ground, node: Node, lines: list[str], step: int) -> list[Edit] | None:
    """Put lines in the place of a node on one line in block style, *step* columns behind its key or in its own column.

    None where its place is another one.
    """
    position = ground.position(node)
    if position is None or position.in_flow or position.is_key or ground.line_end(node.start) < node.end:
        return None
    if isinstance(position.parent, Sequence):
        if node.start == node.end:
            return None
        return [Edit(node.span, ground.indented(lines, ground.column(node.start)).lstrip(" "))]
    if position.parent is None:
        if ground.margin(node.start) != "" or node.start == node.end:
            return None
        return [Edit(node.span, ground.indented(lines, 0))]
    indent = ground.indent(position.parent)
    if indent is None:
        return None
    written = ground.newline + ground.indented(lines, indent + step)
    behind, at = _behind_key(ground, node), ground.line_end(node.end)
    if at == behind.end:
        return [Edit(behind, written)]
    return [Edit(behind, ""), Edit(Span(at, at), written)]


def _behind_key(ground: Ground, node: Node) -> Span:
    """The node with the blanks before it: what goes when its new text begins on the next line."""
    before = ground.text[: node.start]
    return Span(len(before.rstrip(" ")), node.end)


def _self(node: Scalar | Mapping | Sequence) -> Mapping | Sequence:
    # A root has no surroundings but itself.
    return node if isinstance(node, Mapping | Sequence) else Mapping(node.start, node.end, [], False, "", "")
