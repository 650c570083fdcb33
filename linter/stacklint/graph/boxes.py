"""The boxes and lines of a picture; each box is made when something first leads to it."""

from __future__ import annotations

from stacklint.configurations import Configuration
from stacklint.graph.place import Place, inner_name, place_of, written
from stacklint.graph.record import Column, Edge, Node, State
from stacklint.graph.wording import words_of
from stacklint.model.document import Document
from stacklint.model.origins import Origin
from stacklint.model.stack import Backend, Provider
from stacklint.model.values import Condition
from stacklint.syntax.path import Path, to_pointer
from stacklint.text.lines import LineIndex
from stacklint.text.span import Span
from stacklint_schemas import Family, Release
from stacklint_schemas.typed import NamedTuple


class StoreSlot(NamedTuple):
    """Where a store is named, or would be."""

    provider: Provider | None
    """None for the server's own."""
    path: Path
    family: Family
    offset: int
    condition: Condition
    """When there is such a store."""


class Boxes:
    """Those of one configuration, read by one release."""

    def __init__(
        self, document: Document, release: Release, configuration: Configuration | None, lines: LineIndex
    ) -> None:
        self.nodes: dict[str, Node] = {}
        """By their keys."""
        self.edges: dict[Edge, None] = {}
        self._document = document
        self._now = release.only
        self._configuration = configuration
        self._lines = lines
        self._places: dict[tuple[str, ...], str] = {}

    def connect(self, edge: Edge) -> None:
        """Add a line, once."""
        self.edges[edge] = None

    # Users and their stores ------------------------------------------------------------------------------------------

    def store(self, slot: StoreSlot, state: State, details: tuple[str, ...], hint: str = "") -> str:
        """The box of a store, with its user and the line between them."""
        base = slot.provider.config_path if slot.provider else slot.path[:-1]
        user = self._provider(slot.provider, slot.condition) if slot.provider else self._section(base, slot.offset)
        key = store_key(slot.path)
        title = ".".join(map(str, slot.path[len(base) :])) or "config"
        box = Node(key, Column.STORE, title, details, state=state, family=slot.family, hint=hint, path=slot.path)
        self.nodes.setdefault(key, box._replace(line=self.line(slot.offset)))
        self.connect(Edge(user, key, State.DEFAULT if state is State.DEFAULT else State.WRITTEN))
        return key

    def _provider(self, provider: Provider, condition: Condition) -> str:
        key = provider_key(provider.path)
        if key not in self.nodes:
            self.nodes[key] = Node(
                key,
                Column.USER,
                provider.title,
                (f"{provider.api} \u00b7 {provider.type.text or 'no type'}",),
                condition=words_of(condition),
                path=provider.path,
                line=self.line(provider.node.start),
            )
        return key

    def _section(self, path: Path, offset: int) -> str:
        """The part of the server's own settings that a store stands in."""
        key = f"section:{to_pointer(path)}"
        if key not in self.nodes:
            title = ".".join(map(str, path)) or "server"
            details = ("the server's own",)
            self.nodes[key] = Node(
                key, Column.USER, title, details, path=path or None, line=self._section_line(path, offset)
            )
        return key

    def _section_line(self, path: Path, offset: int) -> int:
        node = self._document.stack.at(path) if path else None
        return self.line(node.start if node is not None else offset)

    # Backends and what lies behind them -------------------------------------------------------------------------------

    def backend(self, backend: Backend) -> str:
        """A backend that is declared, with what lies behind it."""
        key = backend_key(backend.name)
        if key in self.nodes:
            return key
        spec, node = backend.spec, backend.node
        line = self.line(backend.entry.key.start)
        kind = backend.type.text or "no type"
        inner = inner_name(node, spec, self._now) if spec and node else ""
        self.nodes[key] = Node(
            key,
            Column.BACKEND,
            backend.name,
            (f"{kind} \u00b7 {inner}" if inner else kind if spec else f"{kind}, unknown type",),
            state=State.WRITTEN if spec else State.UNKNOWN,
            family=spec.family if spec else "",
            path=backend.path,
            line=line,
        )
        if spec is not None and node is not None:
            place = self.place(place_of(node, spec, self._now, backend.name), line)
            self.connect(Edge(key, place, State.WRITTEN, spec.family))
        return key

    def known_backend(self, origin: Origin) -> str:
        """The backend that a name means whatever else is not known of it; empty for none."""
        backend = self._document.stack.backend(origin.backend.text) if origin.backend.known else None
        return self.backend(backend) if backend else ""

    def default_backend(self, origin: Origin) -> str:
        """A backend that the server has without being told."""
        name = origin.backend.text
        key = f"default:{name}"
        if key not in self.nodes:
            knowledge = self._document.knowledge
            kind = next(kind for _, each, kind in knowledge.default_backends if each == name)
            family = knowledge.backends[kind].family
            self.nodes[key] = Node(key, Column.BACKEND, name, (kind,), state=State.DEFAULT, family=family)
            place = f"default-place:{name}"
            self.nodes[place] = Node(
                place, Column.PLACE, "default file", ("chosen by the server",), state=State.DEFAULT
            )
            self.connect(Edge(key, place, State.DEFAULT, family))
        return key

    def ghost(self, origin: Origin, state: State, detail: str) -> str:
        """What stands for a backend that is not there."""
        name = origin.backend.text or written(origin.place) or "?"
        key = f"{state.value}:{name}"
        self.nodes.setdefault(
            key, Node(key, Column.BACKEND, name, (detail,), state=state, line=self.line(origin.place.start))
        )
        return key

    def place(self, place: Place, line: int) -> str:
        """A physical store; one for all who mean the same."""
        key = self._places.setdefault(place.identity, f"place:{len(self._places) + 1}")
        self.nodes.setdefault(key, _node_of(key, place, line))
        return key

    def line(self, offset: int) -> int:
        """The line of the file, counted from 0, that a place of the configuration is in."""
        span = Span(offset, offset)
        outer = self._configuration.outer_span(span) if self._configuration else span
        return self._lines.position(outer.start).line


def store_key(path: Path) -> str:
    """The key of the box of a store."""
    return f"store:{to_pointer(path)}"


def provider_key(path: Path) -> str:
    """The key of the box of a provider."""
    return f"provider:{to_pointer(path)}"


def backend_key(name: str) -> str:
    """The key of the box of a backend that is declared."""
    return f"backend:{name}"


def _node_of(key: str, place: Place, line: int) -> Node:
    return Node(key, Column.PLACE, place.title, place.details, folder=place.folder, hint=place.hint, line=line)
