"""Typed views of a configuration: providers, backends, stores. Every part may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.values import Condition, Value, condition_of, read_value
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint.syntax.scan import Walk
from stacklint_schemas import BackendType, Knowledge, ProviderType
from stacklint_schemas.typed import NamedTuple


class Provider(NamedTuple):
    """One entry of `providers.<api>`."""

    api: str
    node: Mapping
    path: Path
    id_node: Scalar | None
    id: Value
    type: Value
    spec: ProviderType | None
    """What upstream's releases know of this type; None for foreign, external and unknown ones."""
    external: bool
    """Implemented outside upstream (`module:`), so nothing can be said of its configuration."""
    config: Mapping | None
    enabled: Condition
    replaced: bool = False
    """A later entry of the same API has the same id, so upstream never builds this one."""

    @property
    def title(self) -> str:
        """How messages call it: its id, or its type when the id is unknown."""
        return self.id.text or self._conditional_id() or self.type.text or self.api

    def _conditional_id(self) -> str:
        """The id it has while it is switched on by `${env.X:+id}`."""
        expressions = parse_expressions(self.id.raw)
        whole = len(expressions) == 1 and expressions[0].span.of(self.id.raw) == self.id.raw
        return expressions[0].operand if whole and expressions[0].operator == ":+" else ""

    @property
    def config_path(self) -> Path:
        """Path of its `config:`."""
        return (*self.path, "config")


class Backend(NamedTuple):
    """One entry of `storage.backends`."""

    name: str
    entry: Entry
    node: Mapping | None
    path: Path
    type: Value
    spec: BackendType | None

    def value(self, key: str) -> Value | None:
        """What the file gives for one of its keys; None when it is left out."""
        node = self.node.get(key) if self.node else None
        return None if node is None else read_value(node)


class Stack:
    """A configuration seen through the names upstream gives its parts."""

    __slots__ = ("_backends", "_by_name", "_providers", "_walk", "knowledge", "root")

    def __init__(self, root: Mapping, knowledge: Knowledge) -> None:
        self.root = root
        self.knowledge = knowledge
        self._providers: tuple[Provider, ...] | None = None
        self._backends: tuple[Backend, ...] | None = None
        self._by_name: dict[str, Backend] | None = None
        self._walk: Walk | None = None

    @property
    def providers(self) -> tuple[Provider, ...]:
        """All provider entries in file order."""
        if self._providers is None:
            self._providers = tuple(self._read_providers())
        return self._providers

    @property
    def backends(self) -> tuple[Backend, ...]:
        """All written backends in file order."""
        if self._backends is None:
            self._backends = tuple(self._read_backends())
        return self._backends

    def backend(self, name: str) -> Backend | None:
        """The written backend of this name."""
        if self._by_name is None:
            self._by_name = {backend.name: backend for backend in self.backends}
        return self._by_name.get(name)

    @property
    def walk(self) -> Walk:
        """Every scalar value, and the mappings with repeated keys and the like."""
        if self._walk is None:
            self._walk = Walk(self.root)
        return self._walk

    @property
    def storage(self) -> Mapping | None:
        """The `storage:` section, if it is a mapping."""
        return as_mapping(self.root.get("storage"))

    def at(self, path: Path) -> Node | None:
        """The node at a path, aliases followed and of repeated keys the last; None when there is none."""
        return step_down(self.root, path)

    def _read_providers(self) -> Iterator[Provider]:
        providers = as_mapping(self.root.get("providers"))
        if providers is None:
            return
        elsewhere = self.root.entry("external_providers_dir")
        folder_given = elsewhere is not None and not read_value(elsewhere.value).is_null
        for api, entry in providers.effective().items():
            items = target(entry.value)
            if not isinstance(items, Sequence):
                continue
            later: set[str] = set()
            found: list[Provider] = []
            for index in range(len(items.items) - 1, -1, -1):
                node = target(items.items[index])
                if isinstance(node, Mapping):
                    provider = self._read_provider(api, node, ("providers", api, index), folder_given)
                    found.append(provider._replace(replaced=True) if provider.id.raw in later else provider)
                    if provider.id.raw and provider.enabled.on is not False:
                        later.add(provider.id.raw)
            yield from reversed(found)

    def _read_provider(self, api: str, node: Mapping, path: Path, folder_given: bool) -> Provider:
        id_node = node.get("provider_id")
        type_value = read_value(node.get("provider_type"))
        module = node.get("module")
        spec = self.knowledge.provider(api, type_value.text) if type_value.text else None
        external = (module is not None and not read_value(module).is_null) or (spec is None and folder_given)
        return Provider(
            api=api,
            node=node,
            path=path,
            id_node=id_node if isinstance(id_node, Scalar) else None,
            id=read_value(id_node),
            type=type_value,
            spec=None if external else spec,
            external=external,
            config=as_mapping(node.get("config")),
            enabled=condition_of(id_node, self.knowledge.disabled_marker[0]),
        )

    def _read_backends(self) -> Iterator[Backend]:
        storage = self.storage
        backends = as_mapping(storage.get("backends")) if storage else None
        if backends is None:
            return
        for name, entry in backends.effective().items():
            node = as_mapping(target(entry.value))
            type_value = read_value(node.get("type") if node else None)
            spec = self.knowledge.backends.get(type_value.text)
            yield Backend(name, entry, node, ("storage", "backends", name), type_value, spec)


def as_mapping(node: Node | None) -> Mapping | None:
    """The node if it is a mapping."""
    return node if isinstance(node, Mapping) else None


def step_down(node: Node | None, path: Path) -> Node | None:
    """The node that *path* leads to from *node*, aliases followed; None when there is none."""
    node = None if node is None else target(node)
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str):
            node = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = target(node.items[step])
        else:
            return None
    return node
