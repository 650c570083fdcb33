"""One walk over a tree, for everybody who wants to see all of it."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
from stacklint.syntax.path import Path


class Walk:
    """What a walk over a tree comes by, in file order.

    Aliases are not followed, so that an anchored node comes once; keys are no values; what a repeated key drops
    is not entered, as upstream never sees it.
    """

    __slots__ = ("_paths", "_root", "scalars", "uneven", "with_dollar")

    def __init__(self, root: Node) -> None:
        self.scalars: list[Scalar] = []
        """Every scalar value."""
        self.uneven: list[Mapping] = []
        """The mappings in which not every entry simply counts: repeated keys, merge keys, keys that are no text."""
        self._root = root
        self._paths: dict[int, Path] | None = None
        self._enter([root])
        self.with_dollar = [scalar for scalar in self.scalars if "$" in scalar.text]
        """Those of the scalars that may name a variable."""

    def path_of(self, node: Scalar | Mapping) -> Path:
        """Where one of these scalars or mappings stands."""
        # Only what there is something to say about needs a path, so a clean file makes none.
        if self._paths is None:
            self._paths = {id(found): path for found, path in _with_paths(self._root, ())}
        return self._paths[id(node)]

    def _enter(self, nodes: list[Node]) -> None:
        # The parser's limit of nesting bounds the recursion.
        for node in nodes:
            if isinstance(node, Scalar):
                self.scalars.append(node)
            elif isinstance(node, Mapping):
                if node.is_even:
                    self._enter([entry.value for entry in node.entries])
                else:
                    self.uneven.append(node)
                    self._enter([entry.value for _, entry in _surviving(node)])
            elif isinstance(node, Sequence):
                self._enter(node.items)


def _with_paths(node: Node, path: Path) -> Iterator[tuple[Node, Path]]:
    yield node, path
    if isinstance(node, Mapping):
        named = node.effective().items() if node.is_even else _surviving(node)
        for name, entry in named:
            yield from _with_paths(entry.value, (*path, name))
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _with_paths(item, (*path, index))


def _surviving(mapping: Mapping) -> list[tuple[str, Entry]]:
    """The entries that stand in the mapping itself and count."""
    effective = mapping.effective()
    named = [(entry.name, entry) for entry in mapping.entries]
    return [(name, entry) for name, entry in named if effective.get(name) is entry or name == "<<"]
