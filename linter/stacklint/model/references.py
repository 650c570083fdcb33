"""Who refers to which storage backend: declared names, used names, and the verdict on each use.

Where a reference may stand is known from the generated slots, never from paths written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple, TypeAlias

from stacklint.model.stack import Backend, Provider, Stack, as_mapping
from stacklint.model.values import ALWAYS, Condition, Value, read_value
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint_schemas import NO_RELEASE, Family, KeyPath, LegacySlot, ReleaseSet, Slot


class Origin(NamedTuple):
    """One use of a backend: written in a slot, or assumed by upstream where the slot is left out."""

    slot: Slot
    provider: Provider | None
    """Whose configuration it stands in; None for the stack's own slots."""
    path: Path
    """Of the slot from the document's root, also when it is left out."""
    releases: ReleaseSet
    """Where this use exists."""
    condition: Condition
    place: Node
    """What to point at: the backend's name, or the nearest thing that was written."""
    key: Node
    """The slot's own key, or the same as `place` where the slot is left out."""
    node: Mapping | None
    """The reference as written; None when it is left out."""
    backend: Value
    name: Value
    """Namespace or table name."""
    name_node: Scalar | None
    rewritten_from: str = ""
    """The written backend name, where upstream replaces it while loading."""

    @property
    def implicit(self) -> bool:
        """Whether upstream assumes it because the slot is left out."""
        return self.node is None

    @property
    def slot_name(self) -> str:
        """The slot for people: `storage.stores.metadata`, `persistence.responses`."""
        return ".".join(self.slot.path)

    @property
    def user(self) -> str:
        """Who refers: `storage.stores.metadata` or `provider 'faiss'`."""
        return f"provider '{self.provider.title}'" if self.provider else f"'{self.slot_name}'"


class Resolved(NamedTuple):
    """The backend exists and has the right family."""

    releases: ReleaseSet
    backend: Backend | None
    """None for one of upstream's default backends."""


class WrongFamily(NamedTuple):
    """The backend exists and is of the other family."""

    releases: ReleaseSet
    backend: Backend | None
    family: Family


class Unresolved(NamedTuple):
    """No backend has this name."""

    releases: ReleaseSet
    nearest: str
    """The most similar name of the right family; empty when none is similar."""
    available: tuple[str, ...]


class Unknowable(NamedTuple):
    """The name depends on something that is not in the file."""

    releases: ReleaseSet
    why: str


Resolution: TypeAlias = "Resolved | WrongFamily | Unresolved | Unknowable"


class InlineStore(NamedTuple):
    """A whole store written where releases since named backends expect a reference, or nothing."""

    provider: Provider | None
    path: Path
    entry: Entry
    node: Mapping
    legacy: LegacySlot | None
    """What the place was in releases before named backends; None when it never was a store."""
    slots: tuple[Slot, ...]
    """What replaced it, release by release; empty when nothing did."""


class References:
    """The index of all uses of backends in one document."""

    __slots__ = ("_inline", "_origins", "_resolutions", "_stack", "_wanted")

    def __init__(self, stack: Stack, releases: ReleaseSet) -> None:
        self._stack = stack
        self._wanted = releases
        self._origins: tuple[Origin, ...] | None = None
        self._inline: tuple[InlineStore, ...] | None = None
        self._resolutions: dict[int, tuple[Resolution, ...]] = {}

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Every use of a backend in the releases this document is read for, in file order of their owners."""
        if self._origins is None:
            self._origins = tuple(self._collect())
        return self._origins

    @property
    def inline_stores(self) -> tuple[InlineStore, ...]:
        """Every inline store of the old form, wherever it stands."""
        if self._inline is None:
            self._inline = tuple(self._collect_inline())
        return self._inline

    def resolve(self, origin: Origin) -> tuple[Resolution, ...]:
        """What the origin's name leads to; more than one answer when releases differ."""
        known = self._resolutions.get(id(origin))
        if known is None:
            known = self._resolutions[id(origin)] = tuple(self._resolve(origin))
        return known

    def names(self, family: Family | None = None) -> tuple[str, ...]:
        """The declared backend names, of one family or all."""
        return tuple(
            backend.name
            for backend in self._stack.backends
            if family is None or (backend.spec and backend.spec.family == family)
        )

    # Collecting

    def _collect(self) -> Iterator[Origin]:
        knowledge = self._stack.knowledge
        for slot in knowledge.stack_slots:
            if slot.releases & self._wanted:
                yield from self._uses(slot, None, self._stack.root, (), ALWAYS)
        for provider in self._stack.providers:
            if provider.spec is None or provider.enabled.on is False:
                continue
            for slot in provider.spec.slots:
                if slot.releases & self._wanted:
                    yield from self._uses(
                        slot, provider, provider.config or provider.node, provider.config_path, provider.enabled
                    )

    def _uses(
        self, slot: Slot, provider: Provider | None, owner: Mapping, base: Path, condition: Condition
    ) -> Iterator[Origin]:
        releases = slot.releases & self._wanted
        start: Node | None = owner if provider is None else provider.config
        nearest: Node = owner if provider is None else provider.id_node or provider.node
        for place, path, node in _walk(start, nearest, slot.path, base):
            if node is None:
                yield from self._assumed(slot, provider, path, place, condition)
            elif isinstance(node, Mapping):
                yield from self._written(slot, provider, path, place, node, releases, condition)

    def _written(
        self,
        slot: Slot,
        provider: Provider | None,
        path: Path,
        key: Node,
        node: Mapping,
        releases: ReleaseSet,
        condition: Condition,
    ) -> Iterator[Origin]:
        backend_node = node.get("backend")
        if backend_node is None:
            return
        rewrite = slot.rewrite
        backend = read_value(backend_node)
        name_node = node.get(slot.name_key)
        rewritten = ""
        if rewrite is not None and name_node is None and node.get("namespace") is not None:
            name_node = node.get("namespace")
            renamed = _rewritten(backend.text, rewrite.exact, rewrite.prefix, rewrite.anywhere)
            if renamed != backend.text:
                rewritten = backend.text
                backend = backend._replace(text=renamed)
        yield Origin(
            slot=slot,
            provider=provider,
            path=path,
            releases=releases,
            condition=condition,
            place=backend_node,
            key=key,
            node=node,
            backend=backend,
            name=read_value(name_node),
            name_node=name_node if isinstance(name_node, Scalar) else None,
            rewritten_from=rewritten,
        )

    def _assumed(
        self, slot: Slot, provider: Provider | None, path: Path, place: Node, condition: Condition
    ) -> Iterator[Origin]:
        for default in slot.defaults:
            releases = default.releases & self._wanted
            if releases:
                yield Origin(
                    slot=slot,
                    provider=provider,
                    path=path,
                    releases=releases,
                    condition=condition,
                    place=place,
                    key=place,
                    node=None,
                    backend=Value(default.backend, default.backend, False, True, ()),
                    name=Value(default.name, default.name, False, True, ()),
                    name_node=None,
                )

    def _collect_inline(self) -> Iterator[InlineStore]:
        knowledge = self._stack.knowledge
        yield from self._inline_in(None, self._stack.root, (), knowledge.stack_legacy_slots, knowledge.stack_slots)
        for provider in self._stack.providers:
            if provider.spec is not None and provider.config is not None:
                spec = provider.spec
                yield from self._inline_in(
                    provider, provider.config, provider.config_path, spec.legacy_slots, spec.slots
                )

    def _inline_in(
        self,
        provider: Provider | None,
        owner: Mapping,
        base: Path,
        legacy_slots: tuple[LegacySlot, ...],
        slots: tuple[Slot, ...],
    ) -> Iterator[InlineStore]:
        done: set[KeyPath] = set()
        for legacy in legacy_slots:
            done.add(legacy.path)
            entry = _entry_at(owner, legacy.path)
            node = None if entry is None else target(entry.value)
            if entry is not None and isinstance(node, Mapping) and self.is_inline_store(node):
                successors = tuple(slot for slot in slots if slot.path == legacy.successor)
                yield InlineStore(provider, (*base, *legacy.path), entry, node, legacy, successors)
        for path in dict.fromkeys(slot.path for slot in slots):
            entry = _entry_at(owner, path)
            node = None if entry is None else target(entry.value)
            if path in done or entry is None or not isinstance(node, Mapping) or not self.is_inline_store(node):
                continue
            here = tuple(slot for slot in slots if slot.path == path)
            yield InlineStore(provider, (*base, *path), entry, node, None, here)

    def is_inline_store(self, node: Mapping) -> bool:
        """Whether a mapping is a whole store of the old form rather than a reference to a backend."""
        if node.get("backend") is not None:
            return False
        inner = as_mapping(node.get("sql_store_config"))
        kind = (inner or node).get("type")
        if not isinstance(kind, Scalar):
            return False
        types = self._stack.knowledge.legacy_store_types
        return kind.text in types["kv"] or kind.text in types["sql"]

    # Resolving

    def _resolve(self, origin: Origin) -> Iterator[Resolution]:
        if not origin.backend.known:
            yield Unknowable(origin.releases, "the backend's name comes from a variable without default")
            return
        storage = self._stack.storage
        written = as_mapping(storage.get("backends")) if storage else None
        if written is None:
            yield from self._resolve_default(origin)
            return
        name = origin.backend.text
        backend = next((backend for backend in self._stack.backends if backend.name == name), None)
        if backend is None:
            if written.incomplete:
                yield Unknowable(origin.releases, "the list of backends could not be read to its end")
                return
            similar = get_close_matches(name, self.names(origin.slot.family), 1, 0.7)
            yield Unresolved(origin.releases, similar[0] if similar else "", self.names())
        elif backend.spec is None:
            yield Unknowable(origin.releases, "the backend's type is not known")
        elif backend.spec.family != origin.slot.family:
            yield WrongFamily(origin.releases, backend, backend.spec.family)
        else:
            yield Resolved(origin.releases, backend)

    def _resolve_default(self, origin: Origin) -> Iterator[Resolution]:
        """Without a `backends` section the names are upstream's own, which not every release has."""
        knowledge = self._stack.knowledge
        open_releases = origin.releases
        for releases, name, kind in knowledge.default_backends:
            here = releases & origin.releases
            if name != origin.backend.text or not here:
                continue
            open_releases &= ~here
            family = knowledge.backends[kind].family
            if family == origin.slot.family:
                yield Resolved(here, None)
            else:
                yield WrongFamily(here, None, family)
        known: ReleaseSet = NO_RELEASE
        for releases, _, _ in knowledge.default_backends:
            known |= releases
        if open_releases & known:
            names = tuple(dict.fromkeys(name for _, name, _ in knowledge.default_backends))
            similar = get_close_matches(origin.backend.text, names, 1, 0.7)
            yield Unresolved(open_releases & known, similar[0] if similar else "", names)
        if open_releases & ~known:
            yield Unknowable(open_releases & ~known, "no backends are declared")


def _walk(
    node: Node | None, place: Node, steps: KeyPath, path: Path
) -> Iterator[tuple[Node, Path, Node | None]]:
    """The nodes that *steps* lead to, each with the nearest written thing; the node is None when it is left out."""
    if not steps:
        if node is not None and not (isinstance(node, Scalar) and node.is_null):
            yield place, path, node
        return
    step, rest = steps[0], steps[1:]
    if step == "*":
        if isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                yield from _walk(target(item), item, rest, (*path, index))
        elif isinstance(node, Mapping):
            for name, entry in node.effective().items():
                yield from _walk(target(entry.value), entry.key, rest, (*path, name))
        return
    entry = node.entry(step) if isinstance(node, Mapping) else None
    if entry is None:
        whole = isinstance(node, Mapping) and node.incomplete
        if not whole and (node is None or isinstance(node, Mapping)):
            yield place, (*path, *steps), None
        return
    yield from _walk(target(entry.value), entry.key, rest, (*path, step))


def _entry_at(owner: Mapping, path: KeyPath) -> Entry | None:
    node: Node | None = owner
    for step in path[:-1]:
        node = node.get(step) if isinstance(node, Mapping) else None
    return node.entry(path[-1]) if isinstance(node, Mapping) else None


def _rewritten(
    name: str,
    exact: tuple[tuple[str, str], ...],
    prefix: tuple[str, str] | None,
    anywhere: tuple[str, str] | None,
) -> str:
    for old, new in exact:
        if name == old:
            return new
    if prefix is not None and name.startswith(prefix[0]):
        return prefix[1] + name[len(prefix[0]) :]
    if anywhere is not None:
        return name.replace(anywhere[0], anywhere[1])
    return name

