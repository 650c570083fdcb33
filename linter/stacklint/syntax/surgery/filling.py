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
    position = ground.position(node)
    if position is None or isinstance(node, Alias) or node.tag or ground.is_untouchable(node):
        return None
    parent = position.parent
    change = Change().replace(node, value)
    style = ground.style(parent if parent is not None else _self(node))
    if value and not position.in_flow and isinstance(parent, Mapping) and _is_one_line(ground, node):
        indent = ground.indent(parent)
        lines = emit.block(value, style)
        if indent is None or lines is None:
            return None
        written = ground.indented(lines, indent + (style.step if isinstance(value, dict) else style.dash))
        behind = _behind_key(ground, node)
        at = ground.line_end(node.end)
        if at == behind.end:
            return proved(ground, [Edit(behind, ground.newline + written)], change)
        return proved(ground, [Edit(behind, ""), Edit(Span(at, at), ground.newline + written)], change)
    if value and not position.in_flow and isinstance(parent, Sequence) and _is_one_line(ground, node):
        lines = emit.block(value, style)
        if lines is not None and node.start < node.end:
            written = ground.indented(lines, ground.column(node.start)).lstrip(" ")
            edits = proved(ground, [Edit(node.span, written)], change)
            if edits is not None:
                return edits
    spelt = emit.flow(value, style)
    if spelt is None:
        return None
    before = ground.text[max(node.start - 1, 0) : node.start]
    space = " " if before and before not in " \t\r\n[{," else ""
    return proved(ground, [Edit(node.span, space + spelt)], change)


def _behind_key(ground: Ground, node: Scalar | Mapping | Sequence) -> Span:
    """The node with the blanks before it: what goes when its new text begins on the next line."""
    before = ground.text[: node.start]
    return Span(len(before.rstrip(" ")), node.end)


def _is_one_line(ground: Ground, node: Node) -> bool:
    return ground.line_end(node.start) >= node.end


def _self(node: Scalar | Mapping | Sequence) -> Mapping | Sequence:
    # A root has no surroundings but itself.
    return node if isinstance(node, Mapping | Sequence) else Mapping(node.span, [], False, "", "")
