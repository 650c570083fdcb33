"""The picture as an SVG that stands alone: no script, no font and no file from elsewhere, readable in light and dark.

Every box carries the line of the file it is about as `data-line`, counted from 0, for an editor to jump to.
"""

from __future__ import annotations

from collections.abc import Sequence

from stacklint.graph.record import Graph
from stacklint.graph.render.elements import Drawing, number_of, text_element
from stacklint.graph.render.panel import Panel, panel_of
from stacklint.graph.render.style import STYLE
from stacklint.graph.render.words import heading

MARGIN = 24
BETWEEN = 36
"""Between two pictures."""


def svg(graphs: Sequence[Graph]) -> str:
    """The pictures one below the other in one drawing."""
    panels = [panel_of(graph) for graph in graphs]
    width = max((panel.width for panel in panels), default=240.0) + 2 * MARGIN
    height = 2 * MARGIN + sum(panel.height for panel in panels) + BETWEEN * max(len(panels) - 1, 0)
    drawing = Drawing()
    across, down = number_of(width), number_of(height)
    with drawing.element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "stacklint-graph",
            "width": across,
            "height": down,
            "viewBox": f"0 0 {across} {down}",
            "role": "img",
            "aria-labelledby": "stacklint-graph-title stacklint-graph-description",
        },
    ):
        drawing.put(text_element("title", _title(graphs), {"id": "stacklint-graph-title"}))
        drawing.put(text_element("desc", _description(panels), {"id": "stacklint-graph-description"}))
        drawing.put(text_element("style", STYLE))
        drawing.empty("rect", {"class": "back", "width": across, "height": down})
        top: float = MARGIN
        for panel in panels:
            with drawing.element("g", {"transform": f"translate({MARGIN} {number_of(top)})"}):
                panel.draw(drawing)
            top += panel.height + BETWEEN
    return str(drawing)


def _title(graphs: Sequence[Graph]) -> str:
    return "; ".join(map(heading, graphs)) or "no configuration"


def _description(panels: Sequence[Panel]) -> str:
    return " ".join(panel.description for panel in panels)
