"""Draws pictures: for a terminal, for Graphviz, for Mermaid, and as an SVG of our own."""

from stacklint.graph.render.flowchart import mermaid
from stacklint.graph.render.graphviz import dot
from stacklint.graph.render.svg import svg
from stacklint.graph.render.tree import text

__all__ = ["dot", "mermaid", "svg", "text"]
