"""Walking over a tree."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
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
            stack.extend([(entry.value, (*path, name)) for name, entry in _surviving(node)])
        elif isinstance(node, Sequence):
            stack.extend([(node.items[index], (*path, index)) for index in range(len(node.items) - 1, -1, -1)])


def _surviving(mapping: Mapping) -> list[tuple[str, Entry]]:
    """The entries that stand in the mapping itself and count, the last one first."""
    effective = mapping.effective()
    if list(effective.values()) == mapping.entries:
        # Nearly always: no key twice, none merged in.
        return list(reversed(effective.items()))
    named = [(entry.name, entry) for entry in reversed(mapping.entries)]
    return [(name, entry) for name, entry in named if effective.get(name) is entry or name == "<<"]


def mappings_of(root: Node) -> Iterator[tuple[Mapping, Path]]:
    """Every mapping at or below *root* with its path, in file order; aliases are not followed."""
    stack: list[tuple[Node, Path]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if isinstance(node, Mapping):
            yield node, path
            # Scalars and aliases lead nowhere, and are most of all values.
            containers = [entry for entry in reversed(node.entries) if isinstance(entry.value, _CONTAINERS)]
            stack.extend([(entry.value, (*path, entry.name)) for entry in containers])
        elif isinstance(node, Sequence):
            stack.extend([(node.items[index], (*path, index)) for index in range(len(node.items) - 1, -1, -1)])


_CONTAINERS = (Mapping, Sequence)
