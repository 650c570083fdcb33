"""Surgery on behalf of all tests: a path finds the node, the edits are applied, the result is a text."""

from __future__ import annotations

from collections.abc import Callable, Collection

from stacklint.syntax import recovery
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
from stacklint.syntax.surgery import Edits, Surgeon, Value
from stacklint.text import apply_edits

Operation = Callable[[Surgeon, Node], Edits | None]


def operate(text: str, operation: Operation) -> str | None:
    """The text after an operation on its first document; None when it was refused."""
    root = recovery.read(text).root
    assert root is not None
    edits = operation(Surgeon(text, root), root)
    if edits is None:
        return None
    assert list(edits) == sorted(edits), "the edits are not in the order of the text"
    return apply_edits(text, edits)


def node(root: Node, *path: str | int) -> Node:
    """The node at a path, aliases not followed."""
    for step in path:
        if isinstance(step, int):
            assert isinstance(root, Sequence)
            root = root.items[step]
        else:
            assert isinstance(root, Mapping)
            root = entry(root, step).value
    return root


def entry(root: Node, *path: str | int) -> Entry:
    """The entry at a path."""
    parent = mapping(root, *path[:-1])
    return next(found for found in parent.entries if found.name == path[-1])


def mapping(root: Node, *path: str | int) -> Mapping:
    found = node(root, *path)
    assert isinstance(found, Mapping)
    return found


def sequence(root: Node, *path: str | int) -> Sequence:
    found = node(root, *path)
    assert isinstance(found, Sequence)
    return found


def scalar(root: Node, *path: str | int) -> Scalar:
    found = node(root, *path)
    assert isinstance(found, Scalar)
    return found


def replace(*path: str | int, to: Value) -> Operation:
    return lambda surgeon, root: surgeon.replace(scalar(root, *path), to)


def rename(*path: str | int, to: str) -> Operation:
    return lambda surgeon, root: surgeon.rename(entry(root, *path), to)


def insert(
    *path: str | int, key: str = "new", value: Value = 1, before: str | None = None, after: str | None = None
) -> Operation:
    return lambda surgeon, root: surgeon.insert(mapping(root, *path), key, value, before=before, after=after)


def replace_part(*path: str | int, part: str, new: str) -> Operation:
    def operation(surgeon: Surgeon, root: Node) -> Edits | None:
        found = scalar(root, *path)
        start = found.text.index(part)
        return surgeon.replace_part(found, start, start + len(part), new)

    return operation


def append(*path: str | int, value: Value = 1) -> Operation:
    return lambda surgeon, root: surgeon.append(sequence(root, *path), value)


def merge(*path: str | int, addition: dict[str, Value]) -> Operation:
    return lambda surgeon, root: surgeon.merge(mapping(root, *path), addition)


def remove(*path: str | int, drop_comments: bool = False, prune: bool = False) -> Operation:
    def operation(surgeon: Surgeon, root: Node) -> Edits | None:
        parent = node(root, *path[:-1])
        assert isinstance(parent, Mapping | Sequence)
        child = node(root, *path) if isinstance(path[-1], int) else entry(root, *path)
        return surgeon.remove(parent, child, drop_comments=drop_comments, prune=prune)

    return operation


def move(*path: str | int, to: tuple[str | int, ...], key: str | None = None) -> Operation:
    return lambda surgeon, root: surgeon.move(entry(root, *path), mapping(root, *to), key)


def move_under(*path: str | int, to: tuple[str, ...]) -> Operation:
    return lambda surgeon, root: surgeon.move_under(entry(root, *path), to)


def exchange(
    *path: str | int, names: Collection[str], values: dict[str, Value], drop_comments: bool = False
) -> Operation:
    def operation(surgeon: Surgeon, root: Node) -> Edits | None:
        parent = mapping(root, *path)
        going = [found for found in parent.entries if found.name in names]
        return surgeon.exchange(parent, going, values, drop_comments=drop_comments)

    return operation


def comment(*path: str | int, text: str) -> Operation:
    return lambda surgeon, root: surgeon.comment(entry(root, *path), text)
