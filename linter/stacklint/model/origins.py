"""Where a configuration refers to storage backends, and where it still holds whole stores.

Which places these are is known from the generated slots, never from paths written here.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.stack import Provider, Stack, as_mapping, step_down
from stacklint.model.values import ALWAYS, Condition, Value, read_value
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint_schemas import KeyPath, Knowledge, LegacySlot, ReleaseSet, Rewrite, Slot
from stacklint_schemas.typed import NamedTuple


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


class _Owner(NamedTuple):
    """What the paths of slots begin at: the stack itself, or the configuration of a provider."""

    provider: Provider | None
    node: Mapping | None
    """None for a provider without `config`."""
    place: Node
    """What to point at when nothing of a slot is written."""
    path: Path
    condition: Condition


def origins_of(stack: Stack, releases: ReleaseSet) -> Iterator[Origin]:
    """Every use of a backend in some of *releases*, in file order of the owners."""
    owner = _Owner(None, stack.root, stack.root, (), ALWAYS)
    for slot in stack.knowledge.stack_slots:
        if slot.releases & releases:
            yield from _uses(slot, owner, releases)
    for provider in stack.providers:
        if provider.spec is None or provider.enabled.on is False:
            continue
        place = provider.id_node or provider.node
        owner = _Owner(provider, provider.config, place, provider.config_path, provider.enabled)
        for slot in provider.spec.slots:
            if slot.releases & releases:
                yield from _uses(slot, owner, releases)


def _uses(slot: Slot, owner: _Owner, releases: ReleaseSet) -> Iterator[Origin]:
    for place, path, node in _walk(owner.node, owner.place, slot.path, owner.path):
        if node is None:
            yield from _assumed(slot, owner, path, place, releases)
        elif isinstance(node, Mapping):
            backend = node.get("backend")
            if backend is not None:
                yield _written(slot, owner, path, place, node, backend, releases)


def _written(  # noqa: PLR0917 the parts of one reference, each once
    slot: Slot, owner: _Owner, path: Path, key: Node, node: Mapping, backend_node: Node, releases: ReleaseSet
) -> Origin:
    backend = read_value(backend_node)
    name_node = node.get(slot.name_key)
    rewritten = ""
    if slot.rewrite is not None and name_node is None and node.get("namespace") is not None:
        name_node = node.get("namespace")
        renamed = _rewritten(backend.text, slot.rewrite)
        if renamed != backend.text:
            rewritten = backend.text
            backend = backend._replace(text=renamed)
    return Origin(
        slot=slot,
        provider=owner.provider,
        path=path,
        releases=slot.releases & releases,
        condition=owner.condition,
        place=backend_node,
        key=key,
        node=node,
        backend=backend,
        name=read_value(name_node),
        name_node=name_node if isinstance(name_node, Scalar) else None,
        rewritten_from=rewritten,
    )


def _assumed(slot: Slot, owner: _Owner, path: Path, place: Node, releases: ReleaseSet) -> Iterator[Origin]:
    for default in slot.defaults:
        if default.releases & releases:
            yield Origin(
                slot=slot,
                provider=owner.provider,
                path=path,
                releases=default.releases & releases,
                condition=owner.condition,
                place=place,
                key=place,
                node=None,
                backend=Value(default.backend, default.backend, is_null=False, known=True, variables=()),
                name=Value(default.name, default.name, is_null=False, known=True, variables=()),
                name_node=None,
            )


def _walk(node: Node | None, place: Node, steps: KeyPath, path: Path) -> Iterator[tuple[Node, Path, Node | None]]:
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
            for name, each in node.effective().items():
                yield from _walk(target(each.value), each.key, rest, (*path, name))
        return
    entry = node.entry(step) if isinstance(node, Mapping) else None
    if entry is None:
        whole = isinstance(node, Mapping) and node.incomplete
        if not whole and (node is None or isinstance(node, Mapping)):
            yield place, (*path, *steps), None
        return
    yield from _walk(target(entry.value), entry.key, rest, (*path, step))


def _rewritten(name: str, rewrite: Rewrite) -> str:
    """What upstream makes of a backend's name when it turns a key-value reference into an SQL one."""
    for old, new in rewrite.exact:
        if name == old:
            return new
    if rewrite.prefix is not None and name.startswith(rewrite.prefix[0]):
        return rewrite.prefix[1] + name[len(rewrite.prefix[0]) :]
    if rewrite.anywhere is not None:
        return name.replace(*rewrite.anywhere)
    return name


# Inline stores


def inline_stores_of(stack: Stack) -> Iterator[InlineStore]:
    """Every inline store of the old form, wherever a release had one or has a reference now."""
    knowledge = stack.knowledge
    owner = _Owner(None, stack.root, stack.root, (), ALWAYS)
    yield from _inline_in(owner, knowledge.stack_legacy_slots, knowledge.stack_slots, knowledge)
    for provider in stack.providers:
        if provider.spec is not None and provider.config is not None:
            owner = _Owner(provider, provider.config, provider.node, provider.config_path, provider.enabled)
            yield from _inline_in(owner, provider.spec.legacy_slots, provider.spec.slots, knowledge)


def is_inline_store(node: Mapping, knowledge: Knowledge) -> bool:
    """Whether a mapping is a whole store of the old form rather than a reference to a backend."""
    if node.get("backend") is not None:
        return False
    kind = (as_mapping(node.get("sql_store_config")) or node).get("type")
    if not isinstance(kind, Scalar):
        return False
    return any(kind.text in types for types in knowledge.legacy_store_types.values())


def _inline_in(
    owner: _Owner, legacy_slots: tuple[LegacySlot, ...], slots: tuple[Slot, ...], knowledge: Knowledge
) -> Iterator[InlineStore]:
    former = {legacy.path: legacy for legacy in legacy_slots}
    for path in dict.fromkeys((*former, *(slot.path for slot in slots))):
        parent = step_down(owner.node, path[:-1])
        entry = parent.entry(path[-1]) if isinstance(parent, Mapping) else None
        if entry is None:
            continue
        node = target(entry.value)
        if isinstance(node, Mapping) and is_inline_store(node, knowledge):
            legacy = former.get(path)
            successor = legacy.successor if legacy else path
            now = tuple(slot for slot in slots if slot.path == successor)
            yield InlineStore(owner.provider, (*owner.path, *path), entry, node, legacy, now)
