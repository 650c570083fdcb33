"""Where a configuration refers to storage backends.

Which places these are is known from the generated slots, never from paths written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.stack import Provider, Stack
from stacklint.model.values import ALWAYS, Condition, Value, read_value
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint_schemas import KeyPath, ReleaseSet, Rewrite, Slot
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


class Owner(NamedTuple):
    """What the paths of slots begin at: the stack itself, or the configuration of a provider."""

    provider: Provider | None
    node: Mapping | None
    """None for a provider without `config`."""
    place: Node
    """What to point at when nothing of a slot is written."""
    path: Path
    condition: Condition


class Site(NamedTuple):
    """A place where a slot is or could be written."""

    slot: Slot
    owner: Owner
    path: Path
    place: Node
    """The slot's own key, or the nearest thing that was written."""
    node: Node | None
    """What is written there, aliases followed; None when it is left out."""


def sites_of(stack: Stack, releases: ReleaseSet) -> Iterator[Site]:
    """Every place for a reference in some of *releases*, of the server and of each provider that may be on."""
    for owner, slots in _owners(stack):
        for slot in slots:
            if slot.releases & releases:
                for place, path, node in _walk(owner.node, owner.place, slot.path, owner.path):
                    yield Site(slot, owner, path, place, node)


def origins_of(sites: Iterable[Site], releases: ReleaseSet) -> Iterator[Origin]:
    """Every use of a backend at the *sites* in some of *releases*."""
    for site in sites:
        if site.node is None:
            yield from _assumed(site, releases)
        elif isinstance(site.node, Mapping):
            backend = site.node.get("backend")
            if backend is not None and not (isinstance(backend, Scalar) and backend.is_null):
                yield _written(site, site.node, backend, releases)


def _owners(stack: Stack) -> Iterator[tuple[Owner, tuple[Slot, ...]]]:
    yield Owner(None, stack.root, stack.root, (), ALWAYS), stack.knowledge.stack_slots
    for provider in stack.providers:
        if provider.spec is not None and provider.enabled.on is not False and not provider.replaced:
            place = provider.id_node or provider.node
            owner = Owner(provider, provider.config, place, provider.config_path, provider.enabled)
            yield owner, provider.spec.slots


def _written(site: Site, node: Mapping, backend_node: Node, releases: ReleaseSet) -> Origin:
    slot = site.slot
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
        provider=site.owner.provider,
        path=site.path,
        releases=slot.releases & releases,
        condition=site.owner.condition,
        place=backend_node,
        key=site.place,
        node=node,
        backend=backend,
        name=read_value(name_node),
        name_node=name_node if isinstance(name_node, Scalar) else None,
        rewritten_from=rewritten,
    )


def _assumed(site: Site, releases: ReleaseSet) -> Iterator[Origin]:
    for default in site.slot.defaults:
        if default.releases & releases:
            yield Origin(
                slot=site.slot,
                provider=site.owner.provider,
                path=site.path,
                releases=default.releases & releases,
                condition=site.owner.condition,
                place=site.place,
                key=site.place,
                node=None,
                backend=Value(default.backend, default.backend, is_null=False, known=True, variables=()),
                name=Value(default.name, default.name, is_null=False, known=True, variables=()),
                name_node=None,
            )


def _walk(node: Node | None, place: Node, steps: KeyPath, path: Path) -> Iterator[tuple[Node, Path, Node | None]]:
    """The nodes that *steps* lead to, each with the nearest written thing; the node is None when it is left out."""
    for number, step in enumerate(steps):
        if step == "*":
            yield from _each(node, steps[number + 1 :], (*path, *steps[:number]))
            return
        entry = node.entry(step) if isinstance(node, Mapping) else None
        if entry is None:
            if node is None or (isinstance(node, Mapping) and not node.incomplete):
                yield place, (*path, *steps), None
            return
        place, node = entry.key, target(entry.value)
    if node is not None:
        yield place, (*path, *steps), node


def _each(node: Node | None, steps: KeyPath, path: Path) -> Iterator[tuple[Node, Path, Node | None]]:
    """As `_walk`, from everything in a list or mapping."""
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _walk(target(item), item, steps, (*path, index))
    elif isinstance(node, Mapping):
        for name, each in node.effective().items():
            yield from _walk(target(each.value), each.key, steps, (*path, name))


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
