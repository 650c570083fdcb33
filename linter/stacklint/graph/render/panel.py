"""One configuration's part of the SVG: heading, columns, lines, boxes, and what is said below them."""

from __future__ import annotations

from collections.abc import Sequence

from stacklint.graph.record import Column, Edge, Graph, Mark, Node, State
from stacklint.graph.render.below import Below, below
from stacklint.graph.render.elements import Drawing, number_of, text_element
from stacklint.graph.render.face import Face, face_of
from stacklint.graph.render.layout import Box, Layout, Size, layout
from stacklint.graph.render.measure import HEADING, NUMBER
from stacklint.graph.render.numbers import Numbers
from stacklint.graph.render.routes import Route
from stacklint.graph.render.trim import trimmed
from stacklint.graph.render.words import heading, mark_line, worst

COLUMN_TITLES = {
    Column.USER: "PROVIDERS, SERVER",
    Column.STORE: "STORES",
    Column.BACKEND: "BACKENDS",
    Column.PLACE: "PHYSICAL STORES",
}
DASHED = frozenset({State.DEFAULT, State.UNKNOWN, State.UNUSED, State.IGNORED})
NARROWEST = 560.0
TOP = 52.0
"""The height of the heading and the titles of the columns."""
CORNER = 7.0


class Panel:
    """A picture with its size, ready to be drawn at the origin."""

    def __init__(self, graph: Graph, faces: dict[str, Face], plan: Layout, said: Below, numbers: Numbers) -> None:
        self._graph = graph
        self._faces = faces
        self._plan = plan
        self._below = said
        self._numbers = numbers
        self.width = max(plan.width, NARROWEST)
        self.height = TOP + plan.height + said.height

    @property
    def description(self) -> str:
        """The picture in a sentence."""
        count = dict.fromkeys(Column, 0)
        for node in self._graph.nodes:
            count[node.column] += 1
        parts = [
            f"{count[Column.USER]} users keep {count[Column.STORE]} stores in {count[Column.BACKEND]} backends",
            f"on {count[Column.PLACE]} physical stores",
        ]
        return f"{' '.join(parts)}; {self._numbers.count} findings."

    def draw(self, drawing: Drawing) -> None:
        """Draw it with its upper left corner at the origin."""
        drawing.text(HEADING.fitted(heading(self._graph), self.width), 0, 14, "heading")
        for column, box in self._plan.columns:
            drawing.text(COLUMN_TITLES[column], box.x, 40, "soft")
        with drawing.element("g", {"transform": f"translate(0 {number_of(TOP)})"}):
            # What was found something about is drawn last, so that nothing covers it.
            routes = sorted(self._plan.routes, key=lambda each: -_rank(each[0].marks))
            for edge, route in routes:
                self._edge(drawing, edge, route)
            for node in self._graph.nodes:
                self._node(drawing, node, self._plan.boxes[node.key])
            for edge, route in routes:
                self._edge_badge(drawing, edge, route)
        with drawing.element("g", {"transform": f"translate(0 {number_of(TOP + self._plan.height)})"}):
            self._below.draw(drawing)

    def _node(self, drawing: Drawing, node: Node, box: Box) -> None:
        kinds = ["node", node.column.value, node.family, _state_class(node.state), _severity(node.marks)]
        attributes = {"class": " ".join(filter(None, kinds))}
        if node.line is not None:
            attributes["data-line"] = str(node.line)
        with drawing.element("g", attributes):
            face = self._faces[node.key]
            drawing.put(text_element("title", "\n".join([*face.whole, *map(mark_line, node.marks)])))
            face.draw(drawing, box)
            self._badge(drawing, node.marks, box.right, box.y)

    def _edge(self, drawing: Drawing, edge: Edge, route: Route) -> None:
        dashed = edge.state in DASHED or edge.state is State.MISSING
        severity = _severity(edge.marks) or ("error" if edge.state in (State.MISSING, State.WRONG_FAMILY) else "")
        kinds = ["edge", edge.family, "dashed" if dashed else "", severity]
        attributes = {
            "class": " ".join(filter(None, kinds)),
            "d": path_of(route),
            "data-from": edge.source,
            "data-to": edge.target,
        }
        tips = [*filter(None, [edge.note]), *map(mark_line, edge.marks)]
        if not tips:
            drawing.empty("path", attributes)
            return
        with drawing.element("path", attributes):
            drawing.put(text_element("title", "\n".join(tips)))

    def _edge_badge(self, drawing: Drawing, edge: Edge, route: Route) -> None:
        if edge.marks:
            x, y = route[0]
            with drawing.element("g", {"data-line": str(edge.marks[0].line)}):
                drawing.put(text_element("title", "\n".join(map(mark_line, edge.marks))))
                self._badge(drawing, edge.marks, x + 13, y)

    def _badge(self, drawing: Drawing, marks: Sequence[Mark], x: float, y: float) -> None:
        """The numbers of findings in a pill around a point."""
        severity = _severity(marks)
        words = self._numbers.of(marks)
        if not severity or not words:
            return
        half = max(NUMBER.width(words) / 2 + 4, 8)
        drawing.empty(
            "rect",
            {
                "class": f"badge {severity}",
                "x": number_of(x - half),
                "y": number_of(y - 8),
                "width": number_of(2 * half),
                "height": "16",
                "rx": "8",
            },
        )
        drawing.put(
            text_element(
                "text",
                words,
                {"class": "number", "x": number_of(x), "y": number_of(y + 3.5), "text-anchor": "middle"},
            )
        )


def panel_of(whole: Graph) -> Panel:
    """The picture of one configuration."""
    graph = trimmed(whole)
    faces = {node.key: face_of(node) for node in graph.nodes}
    plan = layout(graph, {key: Size(face.width, face.height) for key, face in faces.items()})
    numbers = Numbers(graph)
    return Panel(graph, faces, plan, below(graph, numbers, max(plan.width, NARROWEST)), numbers)


def path_of(route: Route) -> str:
    """The corners of a line as an SVG path, rounded."""
    pieces = [f"M{_point(*route[0])}"]
    for before, corner, behind in zip(route, route[1:], route[2:], strict=False):
        radius = min(CORNER, _length(before, corner) / 2, _length(corner, behind) / 2)
        pieces.append(f"L{_point(*_towards(corner, before, radius))}")
        pieces.append(f"Q{_point(*corner)} {_point(*_towards(corner, behind, radius))}")
    return "".join([*pieces, f"L{_point(*route[-1])}"])


def _towards(start: tuple[float, float], end: tuple[float, float], distance: float) -> tuple[float, float]:
    length = _length(start, end) or 1.0
    return (
        start[0] + (end[0] - start[0]) * distance / length,
        start[1] + (end[1] - start[1]) * distance / length,
    )


def _length(start: tuple[float, float], end: tuple[float, float]) -> float:
    return abs(end[0] - start[0]) + abs(end[1] - start[1])


def _point(x: float, y: float) -> str:
    return f"{number_of(x)} {number_of(y)}"


def _severity(marks: Sequence[Mark]) -> str:
    found = worst(marks)
    return found.value if found else ""


def _rank(marks: Sequence[Mark]) -> int:
    found = worst(marks)
    return found.rank if found else 9


def _state_class(state: State) -> str:
    return "ghost" if state is State.MISSING else "dashed" if state in DASHED else ""
