"""The picture of a configuration's storage: which provider keeps what in which backend, and where that really lies.

`graphs_of` makes plain data of a text that was examined, `stacklint.graph.render` draws it.
"""

from stacklint.graph.build import graph_of, graphs_of
from stacklint.graph.record import Bystander, Column, Edge, Graph, Mark, Node, State

__all__ = [
    "Bystander",
    "Column",
    "Edge",
    "Graph",
    "Mark",
    "Node",
    "State",
    "graph_of",
    "graphs_of",
]
