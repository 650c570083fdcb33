"""Puts findings on the parts of a picture that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from stacklint.diagnostics import Diagnostic
from stacklint.graph.record import Bystander, Column, Edge, Graph, Mark, Node
from stacklint.syntax.path import Path
from stacklint.text.lines import LineIndex
from stacklint.text.span import Span


def marked(
    graph: Graph,
    diagnostics: Sequence[Diagnostic],
    lines: LineIndex,
    paths_around: Callable[[Span], Iterable[Path]],
) -> Graph:
    """The same picture with each finding at the innermost part around it; what is about nothing drawn is kept apart.

    A finding about the name of a backend is one about the line that leads there. *paths_around* gives the paths for
    a finding that has none itself.
    """
    parts: dict[Path, Node | Bystander] = {node.path: node for node in graph.nodes if node.path}
    parts |= {bystander.path: bystander for bystander in graph.bystanders}
    on_parts: dict[Path, list[Mark]] = {}
    on_edges: dict[str, list[Mark]] = {}
    elsewhere: list[Mark] = []
    for diagnostic in diagnostics:
        line = lines.position(diagnostic.span.start).line
        mark = Mark(diagnostic.severity, diagnostic.rule, diagnostic.message, line)
        paths = [diagnostic.path] if diagnostic.path else paths_around(diagnostic.span)
        path = next(filter(None, (_around(each, parts) for each in paths)), ())
        part = parts.get(path)
        if part is None:
            elsewhere.append(mark)
        elif isinstance(part, Node) and part.column is Column.STORE and diagnostic.path == (*path, "backend"):
            on_edges.setdefault(part.key, []).append(mark)
        else:
            on_parts.setdefault(path, []).append(mark)
    return graph._replace(
        nodes=tuple(_with(node, on_parts) for node in graph.nodes),
        edges=tuple(_edge_with(edge, on_edges) for edge in graph.edges),
        bystanders=tuple(each._replace(marks=tuple(on_parts.get(each.path, ()))) for each in graph.bystanders),
        elsewhere=tuple(elsewhere),
    )


def _around(path: Path, parts: dict[Path, Node | Bystander]) -> Path:
    """The longest beginning of *path* that is drawn; the empty one for none."""
    return next((path[:length] for length in range(len(path), 0, -1) if path[:length] in parts), ())


def _with(node: Node, marks: dict[Path, list[Mark]]) -> Node:
    return node._replace(marks=tuple(marks[node.path])) if node.path and node.path in marks else node


def _edge_with(edge: Edge, marks: dict[str, list[Mark]]) -> Edge:
    return edge._replace(marks=tuple(marks[edge.source])) if edge.source in marks else edge
