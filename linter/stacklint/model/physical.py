"""Physical stores: two backend names on one file or database are one store, and its users can collide."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice

from stacklint.model.origins import Origin
from stacklint.model.references import References, Resolved
from stacklint.model.stack import Backend, Stack
from stacklint.model.values import Condition, Value, read_value
from stacklint.syntax.nodes import Mapping
from stacklint_schemas import NO_RELEASE, BackendType, Family, ReleaseSet, ReservedTable, Slot
from stacklint_schemas.typed import NamedTuple, TypeAlias

Identity: TypeAlias = tuple[str, ...]
"""What makes two backends one store: kind of engine and the values that name the place."""


class Use(NamedTuple):
    """A use of a backend that exists."""

    origin: Origin
    backend: Backend | None
    """None for upstream's default backend."""
    releases: ReleaseSet
    identity: Identity


class Clash(NamedTuple):
    """Two users of one physical store that meet under one name."""

    first: Use
    again: Use
    name: str
    releases: ReleaseSet
    condition: Condition
    """When both are on."""


class Stores:
    """The physical stores of a document with their users."""

    __slots__ = ("_identities", "_releases", "_stack", "_table_clashes", "uses")

    def __init__(self, references: References, stack: Stack, releases: ReleaseSet) -> None:
        self._stack = stack
        self._releases = releases
        self._identities: dict[str, Identity | None] = {}
        self._table_clashes: tuple[tuple[Clash, bool, bool], ...] | None = None
        self.uses = tuple(self._uses(references))
        """Every resolved use, in file order."""

    def _uses(self, references: References) -> Iterator[Use]:
        identities = {backend.name: self.identity(backend) for backend in self._stack.backends}
        for origin in references.origins:
            for answer in references.resolve(origin):
                if isinstance(answer, Resolved):
                    name = origin.backend.text
                    identity = identities.get(name) if answer.backend else ("default", name)
                    if identity is not None:
                        yield Use(origin, answer.backend, answer.releases, identity)

    def identity(self, backend: Backend) -> Identity | None:
        """The physical place of a backend; None when it cannot be told from the file.

        Values are compared as text with their env expressions: equal text is equal whatever is set.
        """
        if backend.spec is None or backend.node is None:
            return None
        if backend.name not in self._identities:
            parts = self._identity(backend.node, backend.spec)
            # A database in memory is its owner's alone.
            self._identities[backend.name] = (*parts, backend.name) if ":memory:" in parts else parts
        return self._identities[backend.name]

    def same_place(self, inline: Mapping, family: Family | None) -> Backend | None:
        """The declared backend of a family that is the same physical store as an inline store of the old form."""
        inner = inline.get("sql_store_config")
        node = inner if isinstance(inner, Mapping) else inline
        kind = read_value(node.get("type")).text
        for backend in self._stack.backends:
            if backend.spec is None or (family is not None and backend.spec.family != family):
                continue
            if backend.spec.legacy == kind and backend.node is not None:
                # Settings that only one of the two can have, such as a table name, do not part them.
                keys = [key for key, _ in backend.spec.identity if node.entry(key) is not None]
                if keys and self._identity(node, backend.spec, keys) == self._identity(
                    backend.node, backend.spec, keys
                ):
                    return backend
        return None

    def _identity(self, node: Mapping, spec: BackendType, only: list[str] | None = None) -> Identity:
        parts = [spec.legacy]
        for key, defaults in spec.identity:
            if only is not None and key not in only:
                continue
            value = read_value(node.get(key))
            if not value.is_null or value.variables:
                parts.append(_spelt(value, key in spec.path_keys))
                continue
            fitting = [text for releases, text in defaults if releases & self._releases]
            parts.append(fitting[0] or "" if fitting else "")
        return tuple(parts)

    def on_reserved_tables(self) -> Iterator[tuple[Use, str, str, ReleaseSet]]:
        """Users whose chosen table exists without any slot naming it: user, table, owner, releases."""
        chosen: dict[str, list[tuple[Use, ReleaseSet]]] = {}
        for use in self.uses:
            if use.origin.slot.honoured:
                for table, releases, by_file in tables_of(use):
                    if by_file:
                        chosen.setdefault(table, []).append((use, releases))
        for reserved in self._stack.knowledge.reserved_tables:
            for use, releases in chosen.get(reserved.table, ()):
                both = releases & reserved.releases
                if both and self._reserved_here(reserved, use):
                    yield use, reserved.table, reserved.owner, both

    def _reserved_here(self, reserved: ReservedTable, use: Use) -> bool:
        if reserved.beside:
            return any(
                self.identity(backend) == use.identity
                for backend in self._stack.backends
                if backend.type.text == reserved.beside
            )
        chosen = [backend for backend in self._stack.backends if backend.name == reserved.backend]
        first = [backend for backend in self._stack.backends if backend.spec and backend.spec.family == "sql"]
        home = (chosen or first)[:1]
        return not first or any(self.identity(backend) == use.identity for backend in home)

    def sharing_namespace(self) -> Iterator[Clash]:
        """Pairs of KV users with one namespace in one physical store, the later one second."""
        seen: dict[tuple[Identity, str], list[Use]] = {}
        for use in self.uses:
            if use.origin.slot.family != "kv" or not use.origin.name.known:
                continue
            if use.origin.name.is_null and not use.origin.name.variables:
                # Refused by upstream, which is told once by another rule.
                continue
            earlier = seen.setdefault((use.identity, use.origin.name.raw), [])
            for other in earlier:
                yield from _clash(other, use, use.origin.name.text)
            earlier.append(use)

    def sharing_keyspace(self) -> Iterator[Clash]:
        """KV users of one kind in a store that ignores namespaces, each with the first one of another namespace."""
        seen: dict[tuple[Identity, str], list[Use]] = {}
        for use in self.uses:
            spec = use.backend.spec if use.backend else None
            if use.origin.slot.family != "kv" or spec is None or not use.origin.slot.keyspace:
                continue
            # Asked first, as most releases keep namespaces apart and comparing all pairs would cost their square.
            if not use.releases & ~spec.separates_namespaces:
                continue
            earlier = seen.setdefault((use.identity, use.origin.slot.keyspace), [])
            others = (other for other in earlier if other.origin.name.raw != use.origin.name.raw)
            mixed = (
                clash._replace(releases=clash.releases & ~spec.separates_namespaces)
                for other in others
                for clash in _clash(other, use, use.origin.slot.keyspace)
            )
            yield from islice((clash for clash in mixed if clash.releases), 1)
            earlier.append(use)

    def sharing_table(self) -> tuple[tuple[Clash, bool, bool], ...]:
        """Pairs of SQL users that really write one table, each with whether its name is the user's own choice."""
        if self._table_clashes is None:
            self._table_clashes = tuple(self._sharing_table())
        return self._table_clashes

    def _sharing_table(self) -> Iterator[tuple[Clash, bool, bool]]:
        by_table: dict[tuple[Identity, str], list[tuple[Use, ReleaseSet, bool]]] = {}
        for use in self.uses:
            if use.origin.slot.family != "sql":
                continue
            for table, releases, chosen in tables_of(use):
                # SQLite does not tell capital letters apart in the names of tables.
                same = table.lower() if use.backend is None or use.backend.type.text == "sql_sqlite" else table
                earlier = by_table.setdefault((use.identity, same), [])
                for other, when, other_chosen in earlier:
                    if other.origin is use.origin and other_chosen == chosen:
                        continue
                    for clash in _clash(other, use, table):
                        both = clash.releases & releases & when
                        if both:
                            yield clash._replace(releases=both), other_chosen, chosen
                earlier.append((use, releases, chosen))


def tables_of(use: Use) -> Iterator[tuple[str, ReleaseSet, bool]]:
    """The tables a use really writes, where, and whether the file chose the name."""
    slot: Slot = use.origin.slot
    opened = use.releases & ~_closed(use.origin)
    honoured = slot.honoured & opened
    if honoured and use.origin.name.known and use.origin.name.text:
        yield use.origin.name.text, honoured, True
    for fixed in slot.tables:
        releases = fixed.releases & opened
        if releases:
            for table in fixed.tables:
                yield table, releases, False


_FALSE = frozenset(("0", "f", "false", "n", "no", "off"))


def _closed(origin: Origin) -> ReleaseSet:
    """Where the store is not opened, because a key of the reference switches it off.

    A variable that is not set counts with its default: whoever sets it is not warned.
    """
    switch = origin.slot.switch
    if switch is None or origin.node is None:
        return NO_RELEASE
    return switch.releases if read_value(origin.node.get(switch.key)).text.lower() in _FALSE else NO_RELEASE


def _clash(first: Use, again: Use, name: str) -> Iterator[Clash]:
    releases = first.releases & again.releases
    condition = first.origin.condition.and_also(again.origin.condition)
    if releases and condition.on is not False:
        yield Clash(first, again, name, releases, condition)


def _spelt(value: Value, is_path: bool) -> str:
    return posixpath.normpath(value.raw) if is_path else value.raw
