"""Walking over a tree."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence
from stacklint.syntax.path import Path


def scalars_of(root: Node) -> Iterator[tuple[Scalar, Path]]:
    """Every scalar value below *root* with its path, in file order.

    Aliases are not followed, so that an anchored node comes once; keys are no values; of repeated keys
    only the surviving one counts, as for upstream.
    """
    stack: list[tuple[Node, Path]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if isinstance(node, Scalar):
            yield node, path
        elif isinstance(node, Mapping):
            own = node.effective()
            for entry in reversed(node.entries):
                name = entry.name
                if own.get(name) is entry or name == "<<":
                    stack.append((entry.value, (*path, name)))
        elif isinstance(node, Sequence):
            stack.extend((node.items[index], (*path, index)) for index in range(len(node.items) - 1, -1, -1))


def mappings_of(root: Node) -> Iterator[tuple[Mapping, Path]]:
    """Every mapping at or below *root* with its path, in file order; aliases are not followed."""
    stack: list[tuple[Node, Path]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if isinstance(node, Mapping):
            yield node, path
            stack.extend((entry.value, (*path, entry.name)) for entry in reversed(node.entries))
        elif isinstance(node, Sequence):
            stack.extend((node.items[index], (*path, index)) for index in range(len(node.items) - 1, -1, -1))
