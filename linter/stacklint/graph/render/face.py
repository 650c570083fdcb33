"""What stands on a box of the SVG: a title and a few lines below it, shortened to the width there is."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.graph.record import Column, Node
from stacklint.graph.render.elements import Drawing, number_of
from stacklint.graph.render.layout import Box
from stacklint.graph.render.measure import PLAIN, TITLE
from stacklint.graph.render.words import details_of, full_title

BROADEST = {Column.USER: 210.0, Column.STORE: 236.0, Column.BACKEND: 190.0, Column.PLACE: 250.0}
"""Of the text in a box of each column."""

PADDING = 11.0
TITLE_HEIGHT, LINE_HEIGHT = 17.0, 14.5
DRUM = 20.0
"""The room of the sign for a physical store."""


class Face:
    """The text of a box."""

    def __init__(self, node: Node) -> None:
        self._indent = PADDING + (DRUM if node.column is Column.PLACE else 0.0)
        self._is_place = node.column is Column.PLACE
        self._has_bar = bool(node.family) and node.column in (Column.STORE, Column.BACKEND)
        room = BROADEST[node.column]
        self._title = TITLE.fitted(node.title, room)
        self._lines = [PLAIN.fitted(line, room) for line in _lines(node)]
        self.whole = tuple(filter(None, (full_title(node), *details_of(node), node.hint)))
        """Everything, unshortened, for those who point at it."""
        widths = [TITLE.width(self._title), *map(PLAIN.width, self._lines)]
        self.width = self._indent + max(widths) + PADDING
        self.height = 2 * 7.0 + TITLE_HEIGHT + LINE_HEIGHT * len(self._lines)

    def draw(self, drawing: Drawing, box: Box) -> None:
        """Draw it into *box*, which is at least as large."""
        frame = {
            "class": "box",
            "x": number_of(box.x),
            "y": number_of(box.y),
            "width": number_of(box.width),
            "height": number_of(box.height),
            "rx": "6",
        }
        drawing.empty("rect", frame)
        if self._has_bar:
            bar = {"class": "bar", "x": number_of(box.x), "y": number_of(box.y + 5), "width": "4"}
            drawing.empty("rect", bar | {"height": number_of(box.height - 10), "rx": "2"})
        if self._is_place:
            drawing.empty("path", {"class": "drum", "d": _drum(box.x + PADDING, box.y + 10)})
        y = box.y + 7 + 13
        drawing.text(self._title, box.x + self._indent, y, "title")
        for line in self._lines:
            y += LINE_HEIGHT
            drawing.text(line, box.x + self._indent, y, "soft")


def face_of(node: Node) -> Face:
    """What stands on the box of *node*."""
    return Face(node)


def _lines(node: Node) -> Iterator[str]:
    if node.folder:
        yield node.folder
    hint = node.hint if node.column is Column.PLACE else ""
    together = ", ".join(filter(None, (*details_of(node), hint)))
    if hint and PLAIN.width(together) <= BROADEST[node.column]:
        yield together
    else:
        yield from details_of(node)
        if hint:
            yield hint


def _drum(x: float, y: float) -> str:
    """A small barrel, as data bases are usually drawn."""
    left, top, bottom = map(number_of, (x, y + 2, y + 12))
    return f"M{left} {top}a6 2.4 0 0 1 12 0a6 2.4 0 0 1 -12 0V{bottom}a6 2.4 0 0 0 12 0V{top}"
