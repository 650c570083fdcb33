"""Names that belong to the text itself: variables of the environment, and YAML's anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.model.names.records import Mention, Name, NameKind
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Alias, Mapping, Node, Scalar, Sequence
from stacklint.syntax.source import source_span
from stacklint.text.span import Span
from stacklint_schemas.typed import Final, NamedTuple

_BEFORE_NAME: Final = len("${env.")


class Texts(NamedTuple):
    """What one walk over a whole tree finds."""

    variables: dict[str, Name]
    anchors: list[Name]
    mappings: list[Mapping]
    """Those with a `backend`, also where nothing is known of the place."""


def read_texts(text: str, root: Node) -> Texts:
    """The variables and anchors of a document, in file order."""
    variables: dict[str, Name] = {}
    anchors: dict[int, Name] = {}
    mappings: list[Mapping] = []
    for node, boundary, is_key in _nodes(root):
        if isinstance(node, Alias):
            anchored = node.node or node.enclosing
            if anchored is not None and (name := anchors.get(id(anchored))) is not None:
                name.mentions.append(Mention(Span(node.start + 1, node.end), Span(node.start + 1, node.end), False))
            continue
        if node.anchor:
            name = anchors[id(node)] = Name(NameKind.ANCHOR, str(len(anchors)), node.anchor, node)
            if (place := _anchor_place(text, node, boundary)) is not None:
                name.mentions.append(Mention(place, Span(place.start - 1, max(node.end, place.end)), True))
        if isinstance(node, Scalar):
            # Variables are not filled in in keys.
            if not is_key and "${env." in node.text:
                _read_variables(text, node, variables)
        elif isinstance(node, Mapping) and node.entry("backend") is not None:
            mappings.append(node)
    return Texts(variables, list(anchors.values()), mappings)


def _read_variables(text: str, scalar: Scalar, variables: dict[str, Name]) -> None:
    for expression in parse_expressions(scalar.text):
        start = expression.span.start + _BEFORE_NAME
        end = start + len(expression.name)
        name = variables.get(expression.name)
        if name is None:
            name = variables[expression.name] = Name(NameKind.VARIABLE, "", expression.name)
        span = source_span(text, scalar, start, end)
        name.mentions.append(Mention(span, span, False, scalar=scalar, start=start, end=end))


def _nodes(root: Node) -> Iterator[tuple[Node, int, bool]]:
    """Every node in file order, with a place before it behind which its own text begins, and whether it is a key."""
    pending: list[tuple[Node, int, bool]] = [(root, 0, False)]
    while pending:
        node, boundary, is_key = pending.pop()
        yield node, boundary, is_key
        inner: list[tuple[Node, int, bool]] = []
        if isinstance(node, Mapping):
            # The anchor of a first key stands before it, and so before the mapping that begins with it.
            before = node.start if node.flow else boundary
            for entry in node.entries:
                inner.append((entry.key, before, True))
                inner.append((entry.value, entry.key.end, False))
                before = max(entry.value.end, entry.key.end)
        elif isinstance(node, Sequence):
            before = node.start
            for item in node.items:
                inner.append((item, before, False))
                before = max(item.end, before)
        pending.extend(reversed(inner))


def _anchor_place(text: str, node: Scalar | Mapping | Sequence, boundary: int) -> Span | None:
    """Where the name of its anchor stands, which is before the node and no part of it."""
    pattern = re.compile(rf"(?:^|(?<=\s))#[^\r\n]*|&({re.escape(node.anchor)})(?![^\s,\[\]{{}}])")
    found = [match for match in pattern.finditer(text, boundary, max(node.start, boundary)) if match[1]]
    # A mapping's first key may have an anchor of its own, which stands behind that of the mapping.
    return Span(*found[0].span(1)) if found else None
