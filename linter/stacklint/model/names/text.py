"""Names that belong to the text itself: variables of the environment, and YAML's anchors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.model.names.records import Mention, Name, NameKind
from stacklint.model.names.spelling import place_of
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Alias, Mapping, Node, Scalar, Sequence
from stacklint.text.span import Span
from stacklint_schemas.typed import Final, NamedTuple

_BEFORE_NAME: Final = len("${env.")


class Texts(NamedTuple):
    """What one walk over a whole tree finds, also below keys that are dropped because they come again."""

    variables: dict[str, Name]
    references: list[Mapping]
    """The mappings with a `backend`, also where nothing is known of the place."""


def read_texts(text: str, root: Node) -> Texts:
    """The variables of a document and what looks like a reference to a backend."""
    variables: dict[str, Name] = {}
    references: list[Mapping] = []
    pending = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if "${env." in node.text:
                _read_variables(text, node, variables)
        elif isinstance(node, Mapping):
            # Variables are not filled in in keys.
            pending += [entry.value for entry in node.entries]
            if node.entry("backend") is not None:
                references.append(node)
        elif isinstance(node, Sequence):
            pending += node.items
    return Texts(variables, references)


def _read_variables(text: str, scalar: Scalar, variables: dict[str, Name]) -> None:
    for expression in parse_expressions(scalar.text):
        start = expression.span.start + _BEFORE_NAME
        end = start + len(expression.name)
        name = variables.get(expression.name)
        if name is None:
            name = variables[expression.name] = Name(NameKind.VARIABLE, "", expression.name)
        span = place_of(text, scalar, start, end)
        name.mentions.append(Mention(span, span, declares=False, scalar=scalar, start=start, end=end))


# Anchors ---------------------------------------------------------------------------------------------------------


def read_anchors(text: str, root: Node) -> list[Name]:
    """The anchors of a document, in file order; one that is given twice is two names."""
    anchors: dict[int, Name] = {}
    for node, boundary in _nodes(root) if "&" in text else ():
        if isinstance(node, Alias):
            anchored = node.node or node.enclosing
            if anchored is not None and (name := anchors.get(id(anchored))) is not None:
                span = Span(node.start + 1, node.end)
                name.mentions.append(Mention(span, span, declares=False))
        elif node.anchor:
            name = anchors[id(node)] = Name(NameKind.ANCHOR, str(len(anchors)), node.anchor, node)
            if (place := _anchor_place(text, node, boundary)) is not None:
                whole = Span(place.start - 1, max(node.end, place.end))
                name.mentions.append(Mention(place, whole, declares=True))
    return list(anchors.values())


def _nodes(root: Node) -> Iterator[tuple[Node, int]]:
    """Every node in file order, keys too, each with a place before it behind which its own text begins."""
    pending: list[tuple[Node, int]] = [(root, 0)]
    while pending:
        node, boundary = pending.pop()
        yield node, boundary
        inner: list[tuple[Node, int]] = []
        if isinstance(node, Mapping):
            # The anchor of a first key stands before it, and so before the mapping that begins with it.
            before = node.start if node.flow else boundary
            for entry in node.entries:
                inner.append((entry.key, before))
                inner.append((entry.value, entry.key.end))
                before = max(entry.value.end, entry.key.end)
        elif isinstance(node, Sequence):
            before = node.start
            for item in node.items:
                inner.append((item, before))
                before = max(item.end, before)
        pending.extend(reversed(inner))


def _anchor_place(text: str, node: Scalar | Mapping | Sequence, boundary: int) -> Span | None:
    """Where the name of its anchor stands, which is before the node and no part of it."""
    pattern = re.compile(rf"(?:^|(?<=\s))#[^\r\n]*|&({re.escape(node.anchor)})(?![^\s,\[\]{{}}])")
    # A mapping's first key may have an anchor of its own, which stands behind that of the mapping.
    places = (match.span(1) for match in pattern.finditer(text, boundary, max(node.start, boundary)) if match[1])
    return next((Span(*place) for place in places), None)
