"""Makes the picture of a configuration out of what the model knows of it; it judges nothing by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from stacklint.configurations import Configuration
from stacklint.diagnostics import Diagnostic
from stacklint.engine import Examined
from stacklint.graph.around import paths_around
from stacklint.graph.boxes import Boxes, StoreSlot, backend_key, provider_key, store_key
from stacklint.graph.marks import marked
from stacklint.graph.place import place_of, written
from stacklint.graph.printable import printable
from stacklint.graph.record import Bystander, Column, Edge, Graph, Node, State
from stacklint.graph.wording import FAMILIES, label_words, names_of, reason_of
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore
from stacklint.model.origins import Origin, Site
from stacklint.model.references import Resolution, Resolved, Unknowable, Unresolved, WrongFamily
from stacklint.model.stack import Provider, as_mapping
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
    """Follows every store from its user to the place where it lies."""

    def __init__(self, document: Document, configuration: Configuration | None, lines: LineIndex) -> None:
        self._document = document
        self._configuration = configuration
        self._lines = lines
        self._release = document.knowledge.catalogue.last(document.reading.releases)
        self._now = self._release.only
        self._boxes = Boxes(document, self._release, configuration, lines)

    def graph(self, diagnostics: Sequence[Diagnostic]) -> Graph:
        document = self._document
        for origin in document.references.origins:
            self._add_origin(origin)
        for store in document.inline_stores:
            self._add_inline(store)
        for gap in document.gaps:
            if gap.releases & self._now:
                self._add_gap(gap.site)
        for backend in document.stack.backends:
            self._boxes.backend(backend)
        self._mark_unused()
        name = f"{self._release.package} {self._release.version}"
        graph = Graph(
            "",
            name,
            document.reading.label.removeprefix(f"{name}, "),
            tuple(sorted(self._boxes.nodes.values(), key=_place_in_file)),
            tuple(self._boxes.edges),
            tuple(self._bystanders()),
            notes=() if document.complete else ("only a part of the file could be read",),
        )
        return printable(marked(graph, diagnostics, self._lines, self._paths_around))

    # Users and their stores ------------------------------------------------------------------------------------------

    def _add_origin(self, origin: Origin) -> None:
        answers = [answer for answer in self._document.references.resolve(origin) if answer.releases & self._now]
        if not origin.releases & self._now or not answers:
            return
        slot = StoreSlot(origin.provider, origin.path, origin.slot.family, origin.key.start, origin.condition)
        state = State.DEFAULT if origin.implicit else State.WRITTEN
        store = self._boxes.store(slot, state, *names_of(origin, answers[0], self._now))
        for answer in answers:
            self._lead(store, origin, answer)

    def _lead(self, store: str, origin: Origin, answer: Resolution) -> None:
        boxes = self._boxes
        family = origin.slot.family
        state = State.DEFAULT if origin.implicit else State.WRITTEN
        note = f"written as '{origin.rewritten_from}'" if origin.rewritten_from else ""
        match answer:
            case Resolved(backend=backend):
                target = boxes.backend(backend) if backend else boxes.default_backend(origin)
            case WrongFamily(backend=backend, family=other):
                target = boxes.backend(backend) if backend else boxes.default_backend(origin)
                state, note = State.WRONG_FAMILY, f"needs {FAMILIES[family]}, this is {FAMILIES[other]}"
            case Unresolved():
                target = boxes.ghost(origin, State.MISSING, "not declared")
                state = State.MISSING
            case Unknowable(why=why):
                target = boxes.known_backend(origin) or boxes.ghost(origin, State.UNKNOWN, why)
                state = State.UNKNOWN
        boxes.connect(Edge(store, target, state, family, note))

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
        slot = StoreSlot(store.provider, store.path, family, store.entry.key.start, condition)
        key = self._boxes.store(slot, state, details)
        node = as_mapping(store.node.get("sql_store_config")) or store.node
        kind = read_value(node.get("type")).text
        spec = self._type_of_inline(kind, family)
        if spec is None:
            return
        namespace = written(store.node.get("namespace"))
        if namespace:
            nodes = self._boxes.nodes
            nodes[key] = nodes[key]._replace(details=(f"namespace {namespace}", *details))
        place = place_of(node, spec, self._now, to_pointer(store.path))
        target = self._boxes.place(place, self._boxes.line(node.start))
        self._boxes.connect(Edge(key, target, state, family))

    def _type_of_inline(self, kind: str, family: Family) -> BackendType | None:
        fitting = [spec for spec in self._document.knowledge.backends.values() if spec.legacy == kind]
        return next((spec for spec in fitting if spec.family == family), fitting[0] if fitting else None)

    def _add_gap(self, site: Site) -> None:
        provider = site.owner.provider
        if store_key(site.path) not in self._boxes.nodes and not self._has_inline(provider, site.path):
            slot = StoreSlot(provider, site.path, site.slot.family, site.place.start, site.owner.condition)
            self._boxes.store(slot, State.MISSING, ("no backend is named",))

    def _has_inline(self, provider: Provider | None, path: Path) -> bool:
        """Whether what stands in the place of this slot is drawn as an inline store already."""
        stores = self._document.inline_stores
        if provider is not None:
            return any(store.provider and store.provider.path == provider.path for store in stores)
        return any(slot.path == path for store in stores if store.provider is None for slot in store.slots)

    def _mark_unused(self) -> None:
        # The rule knows when such a claim can be made at all.
        nodes = self._boxes.nodes
        targets = {edge.target for edge in self._boxes.edges}
        for finding in unused_backend.check(self._document):
            key = backend_key(str(finding.path[-1]))
            if key in nodes and key not in targets:
                nodes[key] = nodes[key]._replace(state=State.UNUSED)

    # Everything else --------------------------------------------------------------------------------------------------

    def _bystanders(self) -> Iterable[Bystander]:
        for provider in self._document.stack.providers:
            if provider_key(provider.path) not in self._boxes.nodes:
                line = self._boxes.line(provider.node.start)
                yield Bystander(provider.title, provider.api, reason_of(provider), line, provider.path)

    def _paths_around(self, span: Span) -> Iterable[Path]:
        """In the document, for a place of the file."""
        inner = self._configuration.inner_offset(span.start) if self._configuration else span.start
        return paths_around(self._document, inner)


def _place_in_file(node: Node) -> tuple[int, float, str]:
    return tuple(Column).index(node.column), math.inf if node.line is None else node.line, node.key
