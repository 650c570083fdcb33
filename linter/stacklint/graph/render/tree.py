"""The picture for a terminal: each physical store with its backends, and below each backend who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stacklint.graph.record import Column, Edge, Graph, Mark, Node
from stacklint.graph.render.words import bystander_lines, details_of, full_title, heading, mark_line
from stacklint_schemas.typed import NamedTuple


def text(graphs: Sequence[Graph]) -> str:
    """The pictures one after the other, as lines for a terminal."""
    return "\n".join("".join(f"{line}\n" for line in _lines(graph)) for graph in graphs)


BROADEST = 56
"""The second columns of sisters stand in line unless that takes more than so many characters."""


class _Branch(NamedTuple):
    """A line of the tree with what hangs from it."""

    words: str
    tail: str = ""
    """A second column, kept in line with those of the sisters."""
    marks: tuple[Mark, ...] = ()
    children: tuple[_Branch, ...] = ()


def _lines(graph: Graph) -> Iterator[str]:
    yield heading(graph)
    for note in graph.notes:
        yield f"({note})"
    for root in _roots(graph):
        yield ""
        yield root.words
        yield from _remarks(root.marks, "\u2502  " if root.children else "   ")
        yield from _below(root.children, "")
    sentences = list(bystander_lines(graph))
    if sentences:
        yield ""
        yield from sentences
    if graph.elsewhere:
        yield ""
        yield "found elsewhere"
        yield from _remarks(graph.elsewhere, "  ")


def _below(branches: Sequence[_Branch], indent: str) -> Iterator[str]:
    width = min(max((len(branch.words) for branch in branches if branch.tail), default=0), BROADEST)
    for number, branch in enumerate(branches, start=1):
        last = number == len(branches)
        words = f"{branch.words:<{width}}  {branch.tail}" if branch.tail else branch.words
        yield f"{indent}{'└─' if last else '├─'} {words}"
        inner = f"{indent}{' ' if last else '│'}  "
        yield from _remarks(branch.marks, f"{inner}{'│  ' if branch.children else ''}")
        yield from _below(branch.children, inner)


def _remarks(marks: Iterable[Mark], indent: str) -> Iterator[str]:
    for mark in marks:
        yield f"{indent}{mark_line(mark)}"


def _roots(graph: Graph) -> Iterator[_Branch]:
    tree = _Tree(graph)
    places = [node for node in graph.nodes if node.column is Column.PLACE]
    backends = [node for node in graph.nodes if node.column is Column.BACKEND]
    stores = [node for node in graph.nodes if node.column is Column.STORE]
    yield from (tree.place(node) for node in sorted(places, key=_order))
    # Names without a place behind them stand at the root.
    yield from (tree.backend(node) for node in sorted(backends, key=_order) if not tree.leads_on(node))
    homeless = [tree.user(node, None) for node in sorted(stores, key=_order) if not tree.leads_on(node)]
    if homeless:
        yield _Branch("no backend", children=tuple(homeless))


def _order(node: Node) -> tuple[int, str]:
    return (node.line if node.line is not None else 1 << 30, node.key)


class _Tree:
    """A picture read from right to left."""

    def __init__(self, graph: Graph) -> None:
        self._nodes = {node.key: node for node in graph.nodes}
        self._into: dict[str, list[Edge]] = {}
        self._sources: set[str] = set()
        self._told: set[str] = set()
        """Boxes whose findings stand somewhere in the tree already; a provider with two stores stands there twice."""
        for edge in graph.edges:
            self._into.setdefault(edge.target, []).append(edge)
            self._sources.add(edge.source)

    def leads_on(self, node: Node) -> bool:
        return node.key in self._sources

    def place(self, node: Node) -> _Branch:
        children = []
        for edge in self._before(node):
            source = self._nodes[edge.source]
            is_backend = source.column is Column.BACKEND
            children.append(self.backend(source) if is_backend else self.user(source, edge))
        details = f" ({', '.join([*node.details, *filter(None, [node.hint])])})" if node.details or node.hint else ""
        return _Branch(f"{full_title(node)}{details}", "", node.marks, tuple(children))

    def backend(self, node: Node) -> _Branch:
        children = tuple(self.user(self._nodes[each.source], each) for each in self._before(node))
        return _Branch(f"{node.title} ({', '.join(details_of(node))})", "", node.marks, children)

    def user(self, store: Node, edge: Edge | None) -> _Branch:
        owners = [self._nodes[each.source] for each in self._into.get(store.key, ())]
        owner = owners[0] if owners else store
        section = owner.details[0].partition(" ")[0] if owner.key.startswith("provider:") else ""
        name = " ".join(filter(None, (section, owner.title)))
        special = edge.note if edge else ""
        tail = ", ".join(filter(None, (*details_of(store), special, owner.condition)))
        marks = (*self._marks(owner), *self._marks(store), *(edge.marks if edge else ()))
        return _Branch(f"{name}: {store.title}", tail, marks)

    def _marks(self, node: Node) -> tuple[Mark, ...]:
        if node.key in self._told:
            return ()
        self._told.add(node.key)
        return node.marks

    def _before(self, node: Node) -> list[Edge]:
        edges = {edge.source: edge for edge in self._into.get(node.key, ())}
        return sorted(edges.values(), key=lambda edge: _order(self._nodes[edge.source]))
