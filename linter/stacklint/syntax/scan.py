"""One walk over a tree, for everybody who wants to see all of it."""

from __future__ import annotations

from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
from stacklint.syntax.path import Path
from stacklint_schemas.typed import NamedTuple


class Walk(NamedTuple):
    """What a walk comes by, in file order.

    Aliases are not followed, so that an anchored node comes once; keys are no values; what a repeated key drops
    is not entered, as upstream never sees it.
    """

    scalars: tuple[tuple[Scalar, Path], ...]
    """Every scalar value with its path."""
    uneven: tuple[tuple[Mapping, Path], ...]
    """The mappings in which not every entry simply counts: repeated keys, merge keys, keys that are no text."""


def walk(root: Node) -> Walk:
    """Everything at or below *root*."""
    scalars: list[tuple[Scalar, Path]] = []
    uneven: list[tuple[Mapping, Path]] = []
    stack: list[tuple[Node, Path]] = [(root, ())]
    while stack:
        node, path = stack.pop()
        if isinstance(node, Scalar):
            scalars.append((node, path))
        elif isinstance(node, Mapping):
            effective = node.effective()
            if list(effective.values()) == node.entries:
                # Nearly always: no key twice, none merged in.
                stack.extend([(entry.value, (*path, name)) for name, entry in reversed(effective.items())])
            else:
                uneven.append((node, path))
                stack.extend([(entry.value, (*path, name)) for name, entry in _surviving(node, effective)])
        elif isinstance(node, Sequence):
            stack.extend([(node.items[index], (*path, index)) for index in range(len(node.items) - 1, -1, -1)])
    return Walk(tuple(scalars), tuple(uneven))


def _surviving(mapping: Mapping, effective: dict[str, Entry]) -> list[tuple[str, Entry]]:
    """The entries that stand in the mapping itself and count, the last one first."""
    named = [(entry.name, entry) for entry in reversed(mapping.entries)]
    return [(name, entry) for name, entry in named if effective.get(name) is entry or name == "<<"]
