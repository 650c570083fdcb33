"""The picture of the storage beside the editor."""

from __future__ import annotations

from stacklint.graph import graphs_of
from stacklint.graph.render import svg
from stacklint_lsp.ide.analysis import Analysis


def picture(analysis: Analysis, offset: int | None) -> str:
    """The configuration at a place of the file as SVG, or all of them without a place; empty for foreign YAML.

    Boxes carry the line they are about as `data-line`, counted from 0 in the file.
    """
    graphs = graphs_of(analysis.examined)
    wanted = analysis.view_at(offset) if offset is not None else None
    if wanted is not None:
        graphs = tuple(graph for graph, view in zip(graphs, analysis.views, strict=True) if view == wanted)
    return svg(graphs) if graphs else ""
