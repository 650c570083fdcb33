"""The picture in the language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from stacklint.graph.record import Bystander, Column, Edge, Graph, Mark, Node, State
from stacklint.graph.render.words import bystander_groups, details_of, full_title, heading, mark_line, shortened, worst
from stacklint.rules.record import Severity

_COLORS = {
    Severity.ERROR: "#d1242f",
    Severity.WARNING: "#bf6a02",
    Severity.INFO: "#0969da",
    Severity.HINT: "#6e7781",
}
_SHAPES = {Column.USER: "box", Column.STORE: "note", Column.BACKEND: "component", Column.PLACE: "cylinder"}
_DASHED = frozenset({State.DEFAULT, State.MISSING, State.UNKNOWN, State.UNUSED, State.IGNORED})

_LONGEST = 60
"""Characters of a line in a box; the whole text is in the tooltip."""


def dot(graphs: Sequence[Graph]) -> str:
    """The pictures as one graph, each in a cluster of its own."""
    lines = [
        "digraph storage {",
        "  rankdir=LR;",
        '  graph [fontname="Helvetica", fontsize=13];',
        # Other fonts than the one that Graphviz measures with may be wider.
        '  node [fontname="Helvetica", fontsize=11, style="rounded", margin="0.2,0.08"];',
        '  edge [fontname="Helvetica", fontsize=9, color="#6e7781"];',
    ]
    for number, graph in enumerate(graphs):
        lines += [f"  {line}" for line in _cluster(graph, number)]
    return "\n".join([*lines, "}", ""])


def _cluster(graph: Graph, number: int) -> Iterator[str]:
    yield f"subgraph cluster_{number} {{"
    yield f"  graph [{_attributes({'label': heading(graph), 'labeljust': 'l', 'color': '#8c959f'})}];"
    for node in graph.nodes:
        yield f"  {_name(number, node.key)} [{_attributes(_of_node(node))}];"
    for edge in graph.edges:
        attributes = _of_edge(edge)
        behind = f" [{_attributes(attributes)}]" if attributes else ""
        yield f"  {_name(number, edge.source)} -> {_name(number, edge.target)}{behind};"
    for reason, group in bystander_groups(graph):
        yield f"  {_name(number, f'bystanders:{reason}')} [{_attributes(_of_bystanders(reason, group))}];"
    yield "}"


def _of_node(node: Node) -> dict[str, str]:
    lines = [shortened(each, _LONGEST) for each in (full_title(node), *details_of(node))]
    attributes = {"label": "\n".join(lines), "shape": _SHAPES[node.column]}
    attributes["tooltip"] = _tooltip((full_title(node), *node.details, node.hint), node.marks)
    if node.state in _DASHED:
        attributes["style"] = "rounded,dashed"
    if node.state is State.MISSING:
        attributes |= {"color": _COLORS[Severity.ERROR], "fontcolor": _COLORS[Severity.ERROR]}
    return attributes | _coloured(node.marks)


def _of_edge(edge: Edge) -> dict[str, str]:
    attributes = {"label": edge.note} if edge.note else {}
    if edge.state in _DASHED:
        attributes["style"] = "dashed"
    if edge.marks:
        attributes["tooltip"] = _tooltip((), edge.marks)
    return attributes | _coloured(edge.marks)


def _of_bystanders(reason: str, group: Sequence[Bystander]) -> dict[str, str]:
    marks = [mark for each in group for mark in each.marks]
    names = ", ".join(shortened(each.title, _LONGEST) for each in group)
    lines = [f"{reason}:", *wrap(names, _LONGEST, break_long_words=False)]
    tooltip = _tooltip((f"{each.api} {each.title}" for each in group), marks)
    return {"label": "\n".join(lines), "shape": "plaintext", "tooltip": tooltip} | _coloured(marks)


def _coloured(marks: Sequence[Mark]) -> dict[str, str]:
    severity = worst(marks)
    return {} if severity is None else {"color": _COLORS[severity], "fontcolor": _COLORS[severity], "penwidth": "2"}


def _tooltip(texts: Iterable[str], marks: Iterable[Mark]) -> str:
    return "\n".join([*filter(None, texts), *map(mark_line, marks)])


def _attributes(attributes: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in attributes.items())


def _name(number: int, key: str) -> str:
    return _quoted(f"{number}/{key}")


def _quoted(text: str) -> str:
    # Of names Graphviz takes back only a quote behind a backslash; of labels it also takes \n, \N, \G and \\ and, in
    # tooltips, character references such as &amp;, so each of these is written as what stands for itself.
    text = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'
