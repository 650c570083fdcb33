"""A tree as the plain Python value that upstream's `yaml.safe_load` makes of it."""

from __future__ import annotations

from collections.abc import Callable

from stacklint.syntax.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence, is_merge_key
from stacklint.syntax.scalars import TAG_PREFIX, CannotConstruct


def to_python(node: Node) -> object:
    """Dicts, lists and scalars; an aliased node is one shared object, also inside itself.

    Raises CannotConstruct where upstream refuses; a text whose `Parsed.problems` is empty has no such place.
    """
    loader = _Loader()
    result = loader.made(node)
    loader.finish()
    return result


class _Loader:
    # Containers are made empty and filled later, as upstream does: they may hold themselves.
    def __init__(self) -> None:
        self._made: dict[int, object] = {}
        self._flat: dict[int, list[Entry]] = {}
        self._open: list[Callable[[], None]] = []

    def finish(self) -> None:
        while self._open:
            self._open.pop()()

    def made(self, node: Node) -> object:
        if isinstance(node, Alias):
            meant = node.node or node.enclosing
            if meant is None:
                raise CannotConstruct(f"no anchor '&{node.name}' stands before this alias")
            return self.made(meant)
        if isinstance(node, Scalar):
            return node.value
        if id(node) not in self._made:
            self._made[id(node)] = self._mapping(node) if isinstance(node, Mapping) else self._sequence(node)
        return self._made[id(node)]

    def _mapping(self, node: Mapping) -> object:
        if node.tag == TAG_PREFIX + "set":
            members: set[object] = set()
            self._open.append(lambda: members.update(self._pairs(node)))
            return members
        if node.tag == TAG_PREFIX + "str":
            return next(self.made(entry.value) for entry in node.entries if entry.name == "=")
        result: dict[object, object] = {}
        self._open.append(lambda: result.update(self._pairs(node)))
        return result

    def _sequence(self, node: Sequence) -> object:
        items: list[object] = []
        if node.tag in {TAG_PREFIX + "omap", TAG_PREFIX + "pairs"}:
            self._open.append(lambda: items.extend(self._ordered(node)))
        else:
            self._open.append(lambda: items.extend(self.made(item) for item in node.items))
        return items

    def _ordered(self, node: Sequence) -> list[tuple[object, object]]:
        pairs = []
        for item in node.items:
            meant = _followed(item)
            if not isinstance(meant, Mapping) or len(meant.entries) != 1:
                raise CannotConstruct("an ordered mapping is a list of mappings with one key")
            pairs.append((self.made(meant.entries[0].key), self.made(meant.entries[0].value)))
        return pairs

    def _pairs(self, node: Mapping) -> dict[object, object]:
        pairs: dict[object, object] = {}
        for entry in self._flattened(node):
            key = self.made(entry.key)
            try:
                pairs[key] = self.made(entry.value)
            except TypeError as error:
                raise CannotConstruct("a mapping or list cannot be a key") from error
        return pairs

    def _flattened(self, node: Mapping) -> list[Entry]:
        """The entries with merged ones in front. A mapping that merges itself gets what was known of it by then."""
        if id(node) in self._flat:
            return self._flat[id(node)]
        own: list[Entry] = []
        merged: list[Entry] = []
        waiting = list(node.entries)
        self._flat[id(node)] = waiting
        while waiting:
            entry = waiting.pop(0)
            key = _followed(entry.key)
            if not (isinstance(key, Scalar) and is_merge_key(key)):
                own.append(entry)
                continue
            self._flat[id(node)] = own + waiting
            merged.extend(self._merged(entry.value))
        self._flat[id(node)] = merged + own
        return self._flat[id(node)]

    def _merged(self, value: Node) -> list[Entry]:
        source = _followed(value)
        if isinstance(source, Mapping):
            return list(self._flattened(source))
        if not isinstance(source, Sequence):
            raise CannotConstruct("only a mapping can be merged with '<<'")
        parts = []
        for item in source.items:
            part = _followed(item)
            if not isinstance(part, Mapping):
                raise CannotConstruct("only a mapping can be merged with '<<'")
            parts.append(list(self._flattened(part)))
        return [entry for part in reversed(parts) for entry in part]


def _followed(node: Node) -> Node | None:
    while isinstance(node, Alias):
        meant = node.node or node.enclosing
        if meant is None:
            return None
        node = meant
    return node
