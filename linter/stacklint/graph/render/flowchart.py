"""The picture in the language of Mermaid, which many places that show Markdown draw."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from stacklint.graph.record import Bystander, Column, Edge, Graph, Node, State
from stacklint.graph.render.words import bystander_groups, details_of, full_title, heading, shortened, worst

_SHAPES = {
    Column.USER: ("[", "]"),
    Column.STORE: ("(", ")"),
    Column.BACKEND: ("[[", "]]"),
    Column.PLACE: ("[(", ")]"),
}
_CLASSES = {
    "error": "stroke:#d1242f,stroke-width:3px",
    "warning": "stroke:#bf6a02,stroke-width:3px",
    "info": "stroke:#0969da,stroke-width:2px",
    "hint": "stroke:#6e7781,stroke-width:2px",
    "dashed": "stroke-dasharray:4 3",
    "missing": "stroke:#d1242f,stroke-dasharray:4 3",
}
_DASHED = frozenset({State.DEFAULT, State.UNKNOWN, State.UNUSED, State.IGNORED})
_LONGEST = 60


def mermaid(graphs: Sequence[Graph]) -> str:
    """The pictures as one flow chart, each in a frame of its own."""
    lines = ["flowchart LR"]
    links = 0
    styles: list[str] = []
    for number, graph in enumerate(graphs):
        names = {node.key: f"g{number}n{order}" for order, node in enumerate(graph.nodes)}
        lines.append(f'  subgraph g{number}["{_escaped(heading(graph))}"]')
        lines.append("    direction LR")  # without it a frame is drawn from top to bottom, whatever is around it
        lines += [f"    {names[node.key]}{_box(node)}" for node in graph.nodes]
        groups = enumerate(bystander_groups(graph))
        lines += [f"    g{number}b{order}{_bystanders(reason, group)}" for order, (reason, group) in groups]
        for edge in graph.edges:
            lines.append(f"    {names[edge.source]} {_arrow(edge)} {names[edge.target]}")
            severity = worst(edge.marks)
            if severity is not None:
                styles.append(f"  linkStyle {links} {_CLASSES[severity.value]}")
            links += 1
        lines.append("  end")
    lines += [f"  classDef {name} {style}" for name, style in _CLASSES.items()]
    return "\n".join([*lines, *styles, ""])


def _box(node: Node) -> str:
    texts = [_escaped(shortened(each, _LONGEST)) for each in (full_title(node), *details_of(node))]
    before, behind = _SHAPES[node.column]
    return f'{before}"{"<br/>".join(texts)}"{behind}{_class(node)}'


def _class(node: Node) -> str:
    severity = worst(node.marks)
    if severity is not None:
        return f":::{severity.value}"
    if node.state is State.MISSING:
        return ":::missing"
    return ":::dashed" if node.state in _DASHED else ""


def _bystanders(reason: str, group: Sequence[Bystander]) -> str:
    severity = worst(mark for each in group for mark in each.marks)
    names = ", ".join(shortened(each.title, _LONGEST) for each in group)
    texts = [f"{reason}:", *wrap(names, _LONGEST, break_long_words=False)]
    colour = f":::{severity.value}" if severity else ""
    return f'["{"<br/>".join(map(_escaped, texts))}"]{colour}'


def _arrow(edge: Edge) -> str:
    dashed = edge.state in _DASHED or edge.state is State.MISSING
    if edge.note:
        text = f'"{_escaped(edge.note)}"'
        return f"-. {text} .->" if dashed else f"-- {text} -->"
    return "-.->" if dashed else "-->"


def _escaped(text: str) -> str:
    # Inside quotes Mermaid takes everything but quotes, reads HTML and Markdown, and gives characters by number.
    return "".join(each if each in _PLAIN or each.isalnum() else f"#{ord(each)};" for each in text)


_PLAIN = frozenset(" .,:/()-+=_?!\u00b7\u2026")
