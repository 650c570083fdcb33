"""No edit leaves surgery unproved: the edited text, read again, must be the old tree with just the change asked for.

Trees are compared as shapes: nested tuples of everything but places, with anchors, tags, order and repeated keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from stacklint.syntax import recovery
from stacklint.syntax.comments import comments
from stacklint.syntax.emit import Value
from stacklint.syntax.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence
from stacklint.syntax.surgery.ground import Ground
from stacklint.text.edit import Edit, apply_edits
from stacklint_schemas.typed import TypeAlias

Edits: TypeAlias = tuple[Edit, ...]
"""Disjoint and in the order of the text."""

Shape: TypeAlias = tuple[object, ...]


class Change:
    """What is to be different afterwards."""

    def __init__(self) -> None:
        self.replaced: dict[int, Shape] = {}
        self.removed: set[int] = set()
        self.added: dict[int, list[tuple[int, tuple[Shape, ...]]]] = {}
        self.dropped_comments: list[str] = []
        self.new_comments: list[str] = []

    def replace(self, node: Node, value: Value) -> Change:
        """*node* becomes *value*; its anchor stays."""
        anchor = "" if isinstance(node, Alias) else node.anchor
        kind, _, *rest = shape_of(value)
        self.replaced[id(node)] = (kind, anchor, *rest)
        return self

    def remove(self, child: Entry | Node) -> Change:
        """An entry or item is gone."""
        self.removed.add(id(child))
        return self

    def add(self, parent: Mapping | Sequence, index: int, shapes: Iterable[Shape]) -> Change:
        """New entries (pairs of shapes) or items stand before the old one with this *index*."""
        self.added.setdefault(id(parent), []).append((index, tuple(shapes)))
        return self

    def shape(self, node: Node) -> Shape:
        """What *node* will be."""
        if id(node) in self.replaced:
            return self.replaced[id(node)]
        if isinstance(node, Scalar):
            return ("scalar", node.anchor, node.tag, type(node.value).__name__, repr(node.value))
        if isinstance(node, Alias):
            return ("alias", node.name)
        inner: list[Shape] = []
        more = self.added.get(id(node), ())
        children: list[Entry] | list[Node] = node.entries if isinstance(node, Mapping) else node.items
        for index in range(len(children) + 1):
            for place, shapes in more:
                if place == index:
                    inner.extend(shapes)
            if index < len(children) and id(children[index]) not in self.removed:
                child = children[index]
                inner.append(self.pair(child) if isinstance(child, Entry) else self.shape(child))
        return ("mapping" if isinstance(node, Mapping) else "sequence", node.anchor, node.tag, tuple(inner))

    def pair(self, entry: Entry) -> Shape:
        """What an entry will be."""
        return (self.shape(entry.key), self.shape(entry.value))


def shape_of(value: Value) -> Shape:
    """The shape of a value that is new in the text."""
    if isinstance(value, dict):
        return ("mapping", "", "", tuple((shape_of(key), shape_of(item)) for key, item in value.items()))
    if isinstance(value, list):
        return ("sequence", "", "", tuple(shape_of(item) for item in value))
    return ("scalar", "", "", type(value).__name__, repr(value))


def pairs_of(values: dict[str, Value]) -> list[Shape]:
    """The entries of a mapping that is new in the text."""
    return [(shape_of(key), shape_of(item)) for key, item in values.items()]


def proved(ground: Ground, edits: Iterable[Edit], change: Change) -> Edits | None:
    """The edits in order, when they do what *change* says and nothing else, and lose no comment; else None."""
    ordered = tuple(sorted(edit for edit in edits if edit.content != edit.span.of(ground.text)))
    try:
        edited = apply_edits(ground.text, ordered)
    except ValueError:
        return None
    before, after = ground.parsed, recovery.read(edited)
    if len(before.documents) != len(after.documents) or len(before.blanked) != len(after.blanked):
        return None
    if [problem.message for problem in before.problems] != [problem.message for problem in after.problems]:
        return None
    found = False
    for old, new in zip(before.documents, after.documents, strict=True):
        is_ours = not found and old.root is not None and old.root.start == ground.root.start
        found = found or is_ours
        old_root = ground.root if is_ours else old.root
        if old_root is None or new.root is None:
            if old_root is not new.root:
                return None
        elif change.shape(old_root) != Change().shape(new.root):
            return None
    expected = Counter(comment.text for comment in ground.comments)
    expected.subtract(change.dropped_comments)
    expected.update(change.new_comments)
    left = Counter(comment.text for comment in comments(edited, [tree.root for tree in after.documents]))
    return ordered if found and +expected == left else None
