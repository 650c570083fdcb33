"""Leaves out of a picture what nobody could look through anyway."""

from __future__ import annotations

from collections.abc import Iterable

from stacklint.graph.record import Column, Graph, Node

MOST = 300
"""So many boxes of one column are drawn, and so many providers without a store are named."""


def trimmed(graph: Graph) -> Graph:
    """The picture with at most `MOST` boxes in each column, and a note of what is left out.

    Boxes that something was found about come first, then those that stand first in the file.
    """
    counts = [sum(node.column is column for node in graph.nodes) for column in Column]
    if max([*counts, len(graph.bystanders)]) <= MOST:
        return graph
    column = {node.key: node.column for node in graph.nodes}
    marked = {node.key for node in graph.nodes if node.marks}
    marked |= {end for edge in graph.edges if edge.marks for end in (edge.source, edge.target)}
    stores = _first((node for node in graph.nodes if node.column is Column.STORE), marked)
    backends = _first(_beside(graph, stores, Column.BACKEND, column), marked)
    places = _first(_beside(graph, stores | backends, Column.PLACE, column), marked)
    users = {edge.source for edge in graph.edges if edge.target in stores and column[edge.source] is Column.USER}
    kept = stores | backends | places | users
    left_out = sum(node.key not in kept for node in graph.nodes) + max(len(graph.bystanders) - MOST, 0)
    return graph._replace(
        nodes=tuple(node for node in graph.nodes if node.key in kept),
        edges=tuple(edge for edge in graph.edges if edge.source in kept and edge.target in kept),
        bystanders=graph.bystanders[:MOST],
        notes=(*graph.notes, f"{left_out} more boxes are left out; the other formats have them all"),
    )


def _first(nodes: Iterable[Node], marked: set[str]) -> set[str]:
    return {node.key for node in sorted(nodes, key=lambda node: node.key not in marked)[:MOST]}


def _beside(graph: Graph, kept: set[str], wanted: Column, column: dict[str, Column]) -> list[Node]:
    """The boxes of a column, those that kept ones lead to first."""
    led_to = {edge.target for edge in graph.edges if edge.source in kept and column[edge.target] is wanted}
    return sorted((node for node in graph.nodes if node.column is wanted), key=lambda node: node.key not in led_to)
