"""No edit leaves surgery unproved: the edited text, read again, must be the old tree with just the change asked for.

Trees are compared as shapes: nested tuples of everything but places, with anchors, tags, order and repeated keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence as AnySequence

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

    def agrees(self, old: Node, new: Node) -> bool:
        """Whether *new* is what *old* was to become."""
        # As to compare their shapes, but those of a large text cost more than to parse it again.
        if id(old) in self.replaced:
            return self.replaced[id(old)] == UNCHANGED.shape(new)
        if isinstance(old, Scalar):
            return isinstance(new, Scalar) and _is_same(old, new)
        if isinstance(old, Alias):
            return isinstance(new, Alias) and old.name == new.name
        if isinstance(new, Scalar | Alias) or (old.anchor, old.tag) != (new.anchor, new.tag):
            return False
        here: list[Entry] | list[Node] = old.entries if isinstance(old, Mapping) else old.items
        there: list[Entry] | list[Node] = new.entries if isinstance(new, Mapping) else new.items
        expected = self._children(id(old), here)
        return (
            isinstance(old, Mapping) == isinstance(new, Mapping)
            and len(expected) == len(there)
            and all(map(self._agrees_child, expected, there))
        )

    def _agrees_child(self, old: Entry | Node | Shape, new: Entry | Node) -> bool:
        if isinstance(old, tuple):
            return old == (UNCHANGED.pair(new) if isinstance(new, Entry) else UNCHANGED.shape(new))
        if isinstance(old, Entry):
            return isinstance(new, Entry) and self.agrees(old.key, new.key) and self.agrees(old.value, new.value)
        return not isinstance(new, Entry) and self.agrees(old, new)

    def _children(self, parent: int, children: AnySequence[Entry | Node]) -> list[Entry | Node | Shape]:
        """The old ones that stay and the shapes of the new ones, in order; *parent* is the id of what they are in."""
        more = self.added.get(parent, ())
        found: list[Entry | Node | Shape] = []
        for index in range(len(children) + 1):
            for place, shapes in more:
                if place == index:
                    found.extend(shapes)
            if index < len(children) and id(children[index]) not in self.removed:
                found.append(children[index])
        return found

    def shape(self, node: Node) -> Shape:
        """What *node* will be."""
        if id(node) in self.replaced:
            return self.replaced[id(node)]
        if isinstance(node, Scalar):
            return ("scalar", node.anchor, node.tag, type(node.value).__name__, repr(node.value))
        if isinstance(node, Alias):
            return ("alias", node.name)
        children: list[Entry] | list[Node] = node.entries if isinstance(node, Mapping) else node.items
        inner = tuple(self._shape_of_child(child) for child in self._children(id(node), children))
        return ("mapping" if isinstance(node, Mapping) else "sequence", node.anchor, node.tag, inner)

    def _shape_of_child(self, child: Entry | Node | Shape) -> Shape:
        if isinstance(child, tuple):
            return child
        return self.pair(child) if isinstance(child, Entry) else self.shape(child)

    def pair(self, entry: Entry) -> Shape:
        """What an entry will be."""
        return (self.shape(entry.key), self.shape(entry.value))


UNCHANGED = Change()


def _is_same(old: Scalar, new: Scalar) -> bool:
    if (old.anchor, old.tag) != (new.anchor, new.tag):
        return False
    if old.text == new.text and old.style == new.style:
        return True
    return type(old.value) is type(new.value) and repr(old.value) == repr(new.value)


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
        elif not change.agrees(old_root, new.root):
            return None
    expected = Counter(comment.text for comment in ground.comments)
    expected.subtract(change.dropped_comments)
    expected.update(change.new_comments)
    left = Counter(comment.text for comment in comments(edited, [tree.root for tree in after.documents]))
    return ordered if found and +expected == left else None
