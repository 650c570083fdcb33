"""What is said below the boxes of the SVG: providers that keep nothing, findings, and what the signs mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from stacklint.graph.record import Bystander, Graph, Mark, State
from stacklint.graph.render.elements import Drawing, number_of, text_element
from stacklint.graph.render.measure import PLAIN, STRONG
from stacklint.graph.render.numbers import Numbers
from stacklint.graph.render.words import bystander_groups, mark_line, worst
from stacklint_schemas.typed import TypeAlias

LINE = 16.0
CHIP = 22.0
MOST = 40
"""So many findings are listed; the rest is counted."""
BROADEST_CHIP = 260.0

Stroke: TypeAlias = Callable[[Drawing], None]


class Below:
    """Pieces with their places, and the height of them all."""

    def __init__(self) -> None:
        self.height = 0.0
        self._strokes: list[Stroke] = []

    def add(self, stroke: Stroke) -> None:
        """Something that is drawn at the place it knows."""
        self._strokes.append(stroke)

    def draw(self, drawing: Drawing) -> None:
        """Draw everything; the origin is where the boxes end."""
        for stroke in self._strokes:
            stroke(drawing)


def below(graph: Graph, numbers: Numbers, width: float) -> Below:
    """Everything that is said below a picture of this *width*."""
    found = Below()
    found.height += 18
    for note in graph.notes:
        _line(found, note, "soft")
    for reason, group in bystander_groups(graph):
        _chips(found, reason, group, numbers, width)
    if numbers.count:
        found.height += 8
    for mark in numbers.marks[:MOST]:
        _finding(found, mark, numbers.of((mark,)), width)
    if numbers.count > MOST:
        _line(found, f"and {numbers.count - MOST} more; `stacklint check` lists them all", "soft")
    _legend(found, graph, width)
    return found


def _line(found: Below, text: str, kind: str) -> None:
    y = found.height + 12
    found.add(lambda drawing: drawing.text(text, 0, y, kind))
    found.height += LINE


def _soft(words: str, y: float) -> Stroke:
    return lambda drawing: drawing.text(words, 0, y, "soft")


def _chips(found: Below, reason: str, group: Sequence[Bystander], numbers: Numbers, width: float) -> None:
    """The providers of one reason as small boxes in as many rows as they need."""
    words = f"{reason}:"
    x = PLAIN.width(words) + 8
    start = x
    y = found.height
    found.add(_soft(words, y + 15))
    for each in group:
        title = PLAIN.fitted(each.title, BROADEST_CHIP)
        badge = numbers.of(each.marks) if each.marks else ""
        room = PLAIN.width(title) + 14
        extra = STRONG.width(badge) + 10 if badge else 0.0
        if x > start and x + room + extra > width:
            x, y = start, y + CHIP + 5
        found.add(_Chip(each, title, badge, x, y, room).draw)
        x += room + extra + 7
    found.height = y + CHIP + 8


class _Chip:
    """A provider that is not drawn as a box."""

    def __init__(self, bystander: Bystander, title: str, badge: str, x: float, y: float, width: float) -> None:
        self._bystander = bystander
        self._title = title
        self._badge = badge
        self._x, self._y, self._width = x, y, width

    def draw(self, drawing: Drawing) -> None:
        each = self._bystander
        severity = _severity(each.marks)
        kinds = " ".join(filter(None, ("chip", severity)))
        with drawing.element("g", {"class": kinds, "data-line": str(each.line)}):
            drawing.put(text_element("title", "\n".join([f"{each.api} {each.title}", *map(mark_line, each.marks)])))
            frame = {"class": "box", "x": number_of(self._x), "y": number_of(self._y), "rx": "11"}
            drawing.empty("rect", frame | {"width": number_of(self._width), "height": number_of(CHIP)})
            drawing.text(self._title, self._x + 7, self._y + 15)
            if self._badge:
                drawing.text(self._badge, self._x + self._width + 4, self._y + 15, f"word {severity}")


def _finding(found: Below, mark: Mark, number: str, width: float) -> None:
    """A finding as a numbered sentence."""
    kind = mark.severity.value
    y = found.height + 12
    lead = f"line {mark.line + 1}"
    left = 34.0
    text = left + STRONG.width("warning") + 10
    lines = PLAIN.wrapped(f"{lead}: {mark.message} ({mark.rule})", width - text)

    def draw(drawing: Drawing) -> None:
        with drawing.element("g", {"class": "finding", "data-line": str(mark.line)}):
            drawing.text(number, left - 8, y, f"word {kind}", **{"text-anchor": "end"})
            drawing.text(kind, left, y, f"word {kind}")
            for order, line in enumerate(lines):
                drawing.text(line, text, y + order * LINE)

    found.add(draw)
    found.height += LINE * len(lines) + 2


_DASHED = frozenset({State.DEFAULT, State.UNKNOWN, State.UNUSED, State.IGNORED})


def _legend(found: Below, graph: Graph, width: float) -> None:
    """What the colours and dashes mean, of those that are there."""
    found.height += 10
    x, y = 0.0, found.height
    for kind, words in _signs(graph):
        room = 30 + PLAIN.width(words)
        if x and x + room > width:
            x, y = 0.0, y + LINE
        found.add(_sign(kind, words, x, y))
        x += room + 18
    found.height = y + LINE


def _sign(kind: str, words: str, x: float, y: float) -> Stroke:
    def draw(drawing: Drawing) -> None:
        drawing.empty("path", {"class": f"edge {kind}".strip(), "d": f"M{number_of(x)} {number_of(y + 8)}h22"})
        drawing.text(words, x + 28, y + 12, "soft")

    return draw


def _signs(graph: Graph) -> Iterator[tuple[str, str]]:
    families = {edge.family for edge in graph.edges}
    states = {node.state for node in graph.nodes} | {edge.state for edge in graph.edges}
    if "kv" in families:
        yield "kv", "key-value"
    if "sql" in families:
        yield "sql", "SQL"
    if State.DEFAULT in states:
        yield "dashed", "not in the file, the server's default"
    if State.IGNORED in states:
        yield "dashed", "not read by this release"
    if states & {State.MISSING, State.WRONG_FAMILY}:
        yield "error dashed" if State.WRONG_FAMILY not in states else "error", "leads nowhere, or to the wrong family"


def _severity(marks: Sequence[Mark]) -> str:
    severity = worst(marks)
    return severity.value if severity else ""
