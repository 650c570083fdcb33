"""Makes the picture of a configuration out of what the model knows of it; it judges nothing by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from stacklint.configurations import Configuration
from stacklint.diagnostics import Diagnostic
from stacklint.engine import Examined
from stacklint.graph.marks import marked
from stacklint.graph.place import Place, inner_name, place_of, written
from stacklint.graph.printable import printable
from stacklint.graph.record import Bystander, Column, Edge, Graph, Node, State
from stacklint.graph.wording import FAMILIES, label_words, names_of, reason_of, words_of
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore
from stacklint.model.origins import Origin
from stacklint.model.references import Resolution, Resolved, Unknowable, Unresolved, WrongFamily
from stacklint.model.stack import Backend, Provider, as_mapping
from stacklint.model.values import Condition, read_value
from stacklint.rules import unused_backend
from stacklint.syntax.path import Path, to_pointer
from stacklint.text.lines import LineIndex
from stacklint.text.span import Span
from stacklint_schemas import BackendType, Family


def graphs_of(examined: Examined) -> tuple[Graph, ...]:
    """The pictures of a file's configurations, in file order; none for a text of somebody else."""
    report = examined.report
    lines = LineIndex(report.text)
    owners = [examined.found.at(diagnostic.span.start) for diagnostic in report.diagnostics]
    several = len(examined.documents) > 1
    graphs = []
    for number, (configuration, document) in enumerate(examined.documents, start=1):
        own = [each for each, owner in zip(report.diagnostics, owners, strict=True) if owner is configuration]
        inner = label_words(configuration.label) or (f"document {number}" if several else "")
        name = ", ".join(filter(None, (report.path, inner)))
        graphs.append(graph_of(document, own, configuration=configuration, lines=lines)._replace(name=name))
    return tuple(graphs)


def graph_of(
    document: Document,
    diagnostics: Sequence[Diagnostic] = (),
    *,
    configuration: Configuration | None = None,
    lines: LineIndex | None = None,
) -> Graph:
    """The picture of one configuration, coloured by *diagnostics*.

    *configuration* says where it stands in a file, whose *lines* are those that the picture names; without it the
    document's own text is the file. Of an inferred range the newest release is drawn.
    """
    return _Builder(document, configuration, lines or LineIndex(document.text)).graph(diagnostics)


class _Builder:
    """Collects boxes and lines; each box is made when something first leads to it."""

    def __init__(self, document: Document, configuration: Configuration | None, lines: LineIndex) -> None:
        self._document = document
        self._configuration = configuration
        self._lines = lines
        self._release = document.knowledge.catalogue.last(document.reading.releases)
        self._now = self._release.only
        self._nodes: dict[str, Node] = {}
        self._edges: dict[Edge, None] = {}
        self._places: dict[tuple[str, ...], str] = {}
        self._drawn: set[Path] = set()
        """Providers that are drawn."""

    def graph(self, diagnostics: Sequence[Diagnostic]) -> Graph:
        document = self._document
        for origin in document.references.origins:
            self._add_origin(origin)
        for store in document.inline_stores:
            self._add_inline(store)
        for gap in document.gaps:
            if gap.releases & self._now:
                site = gap.site
                self._add_gap(site.owner.provider, site.path, site.slot.family, site.place.start, site.owner.condition)
        for backend in document.stack.backends:
            self._backend(backend)
        self._mark_unused()
        name = f"{self._release.package} {self._release.version}"
        graph = Graph(
            "",
            name,
            document.reading.label.removeprefix(f"{name}, "),
            tuple(sorted(self._nodes.values(), key=_place_in_file)),
            tuple(self._edges),
            tuple(self._bystanders()),
            notes=() if document.complete else ("only a part of the file could be read",),
        )
        return printable(marked(graph, diagnostics, self._lines))

    # Users and their stores ------------------------------------------------------------------------------------------

    def _add_origin(self, origin: Origin) -> None:
        answers = [answer for answer in self._document.references.resolve(origin) if answer.releases & self._now]
        if not origin.releases & self._now or not answers:
            return
        details, hint = names_of(origin, answers[0], self._now)
        store = self._store(
            origin.provider,
            origin.path,
            origin.slot.family,
            origin.key.start,
            origin.condition,
            State.DEFAULT if origin.implicit else State.WRITTEN,
            details,
            hint,
        )
        for answer in answers:
            self._lead(store, origin, answer)

    def _lead(self, store: str, origin: Origin, answer: Resolution) -> None:
        family = origin.slot.family
        state = State.DEFAULT if origin.implicit else State.WRITTEN
        note = f"written as '{origin.rewritten_from}'" if origin.rewritten_from else ""
        match answer:
            case Resolved(backend=backend):
                target = self._backend(backend) if backend else self._default_backend(origin)
            case WrongFamily(backend=backend, family=other):
                target = self._backend(backend) if backend else self._default_backend(origin)
                state, note = State.WRONG_FAMILY, f"needs {FAMILIES[family]}, this is {FAMILIES[other]}"
            case Unresolved():
                target = self._ghost(origin, State.MISSING, "not declared")
                state = State.MISSING
            case Unknowable(why=why):
                target = self._known_backend(origin) or self._ghost(origin, State.UNKNOWN, why)
                state = State.UNKNOWN
        self._edges[Edge(store, target, state, family, note)] = None

    def _add_inline(self, store: InlineStore) -> None:
        legacy = store.legacy
        family: Family = legacy.family if legacy else store.slots[0].family
        used = bool(legacy and legacy.releases & self._now)
        condition = store.provider.enabled if store.provider else Condition(True)
        if condition.on is False:
            return
        wanted = any(slot.path == store.path[-len(slot.path) :] and slot.releases & self._now for slot in store.slots)
        unread = "inline store where a backend is needed" if wanted else "inline store, not read any more"
        details: tuple[str, ...] = ("inline store" if used else unread,)
        state = State.INLINE if used else State.IGNORED
        key = self._store(store.provider, store.path, family, store.entry.key.start, condition, state, details, "")
        node = as_mapping(store.node.get("sql_store_config")) or store.node
        kind = read_value(node.get("type")).text
        spec = self._type_of_inline(kind, family)
        if spec is None:
            return
        namespace = written(store.node.get("namespace"))
        if namespace:
            self._nodes[key] = self._nodes[key]._replace(details=(f"namespace {namespace}", *details))
        place = place_of(node, spec, self._now, to_pointer(store.path))
        self._edges[Edge(key, self._place(place, self._line(node.start)), state, family)] = None

    def _type_of_inline(self, kind: str, family: Family) -> BackendType | None:
        fitting = [spec for spec in self._document.knowledge.backends.values() if spec.legacy == kind]
        return next((spec for spec in fitting if spec.family == family), fitting[0] if fitting else None)

    def _add_gap(
        self, provider: Provider | None, path: Path, family: Family, offset: int, condition: Condition
    ) -> None:
        if self._key("store", path) not in self._nodes and not self._has_inline(provider, path):
            self._store(provider, path, family, offset, condition, State.MISSING, ("no backend is named",), "")

    def _has_inline(self, provider: Provider | None, path: Path) -> bool:
        """Whether what stands in the place of this slot is drawn as an inline store already."""
        stores = self._document.inline_stores
        if provider is not None:
            return any(store.provider and store.provider.path == provider.path for store in stores)
        return any(slot.path == path for store in stores if store.provider is None for slot in store.slots)

    def _store(
        self,
        provider: Provider | None,
        path: Path,
        family: Family,
        offset: int,
        condition: Condition,
        state: State,
        details: tuple[str, ...],
        hint: str,
    ) -> str:
        base = provider.config_path if provider else path[:-1]
        title = ".".join(map(str, path[len(base) :])) or "config"
        user = self._provider(provider, condition) if provider else self._section(base, offset)
        key = self._key("store", path)
        self._nodes.setdefault(
            key,
            Node(
                key,
                Column.STORE,
                title,
                details,
                state=state,
                family=family,
                hint=hint,
                path=path,
                line=self._line(offset),
            ),
        )
        self._edges[Edge(user, key, State.DEFAULT if state is State.DEFAULT else State.WRITTEN)] = None
        return key

    def _provider(self, provider: Provider, condition: Condition) -> str:
        key = self._key("provider", provider.path)
        self._drawn.add(provider.path)
        if key not in self._nodes:
            self._nodes[key] = Node(
                key,
                Column.USER,
                provider.title,
                (f"{provider.api} \u00b7 {provider.type.text or 'no type'}",),
                condition=words_of(condition),
                path=provider.path,
                line=self._line(provider.node.start),
            )
        return key

    def _section(self, path: Path, offset: int) -> str:
        """The part of the server's own settings that a store stands in."""
        key = self._key("section", path)
        if key not in self._nodes:
            title = ".".join(map(str, path)) or "server"
            details = ("the server's own",)
            self._nodes[key] = Node(
                key, Column.USER, title, details, path=path or None, line=self._section_line(path, offset)
            )
        return key

    def _section_line(self, path: Path, offset: int) -> int:
        node = self._document.stack.at(path) if path else None
        return self._line(node.start if node is not None else offset)

    # Backends and what lies behind them -------------------------------------------------------------------------------

    def _backend(self, backend: Backend) -> str:
        key = f"backend:{backend.name}"
        if key in self._nodes:
            return key
        spec, node = backend.spec, backend.node
        line = self._line(backend.entry.key.start)
        kind = backend.type.text or "no type"
        inner = inner_name(node, spec, self._now) if spec and node else ""
        self._nodes[key] = Node(
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
            place = self._place(place_of(node, spec, self._now, backend.name), line)
            self._edges[Edge(key, place, State.WRITTEN, spec.family)] = None
        return key

    def _known_backend(self, origin: Origin) -> str:
        backend = self._document.stack.backend(origin.backend.text) if origin.backend.known else None
        return self._backend(backend) if backend else ""

    def _default_backend(self, origin: Origin) -> str:
        name = origin.backend.text
        key = f"default:{name}"
        if key not in self._nodes:
            knowledge = self._document.knowledge
            kind = next(kind for _, each, kind in knowledge.default_backends if each == name)
            family = knowledge.backends[kind].family
            self._nodes[key] = Node(key, Column.BACKEND, name, (kind,), state=State.DEFAULT, family=family)
            place = f"default-place:{name}"
            self._nodes[place] = Node(
                place, Column.PLACE, "default file", ("chosen by the server",), state=State.DEFAULT
            )
            self._edges[Edge(key, place, State.DEFAULT, family)] = None
        return key

    def _ghost(self, origin: Origin, state: State, detail: str) -> str:
        name = origin.backend.text or written(origin.place) or "?"
        key = f"{state.value}:{name}"
        self._nodes.setdefault(
            key, Node(key, Column.BACKEND, name, (detail,), state=state, line=self._line(origin.place.start))
        )
        return key

    def _place(self, place: Place, line: int) -> str:
        key = self._places.setdefault(place.identity, f"place:{len(self._places) + 1}")
        self._nodes.setdefault(key, _node_of(key, place, line))
        return key

    def _mark_unused(self) -> None:
        # The rule knows when such a claim can be made at all.
        for finding in unused_backend.check(self._document):
            key = f"backend:{finding.path[-1]}"
            if key in self._nodes and not any(edge.target == key for edge in self._edges):
                self._nodes[key] = self._nodes[key]._replace(state=State.UNUSED)

    # Everything else --------------------------------------------------------------------------------------------------

    def _bystanders(self) -> Iterable[Bystander]:
        for provider in self._document.stack.providers:
            if provider.path not in self._drawn:
                yield Bystander(
                    provider.title, provider.api, reason_of(provider), self._line(provider.node.start), provider.path
                )

    def _line(self, offset: int) -> int:
        span = Span(offset, offset)
        outer = self._configuration.outer_span(span) if self._configuration else span
        return self._lines.position(outer.start).line

    @staticmethod
    def _key(kind: str, path: Path) -> str:
        return f"{kind}:{to_pointer(path)}"


def _place_in_file(node: Node) -> tuple[int, float, str]:
    return tuple(Column).index(node.column), math.inf if node.line is None else node.line, node.key


def _node_of(key: str, place: Place, line: int) -> Node:
    return Node(key, Column.PLACE, place.title, place.details, folder=place.folder, hint=place.hint, line=line)
