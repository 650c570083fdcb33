"""Where each box and line of a picture stands: four columns, as few crossings as a few sweeps find.

A user has its stores and a physical store its backends for itself, so that only the lines between stores and
backends can cross. All lengths are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

from stacklint.graph.record import Column, Edge, Graph
from stacklint.graph.render.order import arranged
from stacklint.graph.render.routes import Route, routed
from stacklint_schemas.typed import NamedTuple

GAP, GROUP_GAP = 12, 18
"""Between two boxes of a column, and between the stores of two users."""

MANY = 16
NARROW_GAP, NARROW_GROUP_GAP = 7, 9
"""The same from so many stores on."""

LANE = 4
"""The height of what a line needs to pass a column."""


class Size(NamedTuple):
    """How large a box is."""

    width: float
    height: float


class Box(NamedTuple):
    """A place in the picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Half its height."""
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.x + self.width


class Layout(NamedTuple):
    """A picture with places."""

    boxes: dict[str, Box]
    """By the key of the node."""
    routes: tuple[tuple[Edge, Route], ...]
    columns: tuple[tuple[Column, Box], ...]
    """The columns that have boxes."""
    width: float
    height: float


def layout(graph: Graph, sizes: dict[str, Size]) -> Layout:
    """Find a place for everything; *sizes* says how large each box has to be."""
    order = arranged(graph)
    heights = {key: sizes[key].height if key in sizes else LANE for column in order for key in column}
    widths = [max((sizes[key].width for key in column if key in sizes), default=0.0) for column in order]
    users, stores, backends, places = order
    tops = _stacked(graph, users, stores, heights)
    into = _sources(graph, order)
    for column in (backends, places):
        wishes = [_wish(key, into, tops, heights) for key in column]
        tops |= dict(zip(column, placed(wishes, [heights[key] for key in column]), strict=True))
    highest = min(tops.values(), default=0.0)
    tops = {key: top - highest for key, top in tops.items()}
    routes, lefts = routed(graph, widths, tops, heights)
    boxes = {
        key: Box(left, tops[key], width, heights[key])
        for column, left, width in zip(order, lefts, widths, strict=True)
        for key in column
        if key in sizes
    }
    height = max((box.y + box.height for box in boxes.values()), default=0.0)
    columns = tuple(
        (kind, Box(left, 0.0, width, height)) for kind, left, width in zip(Column, lefts, widths, strict=True) if width
    )
    return Layout(boxes, routes, columns, max((box.right for box in boxes.values()), default=0.0), height)


def _stacked(graph: Graph, users: Sequence[str], stores: Sequence[str], heights: dict[str, float]) -> dict[str, float]:
    """The tops of the stores, one below the other, and of their users in the middle beside them."""
    own: dict[str, list[str]] = {key: [] for key in users}
    rank = {key: number for number, key in enumerate(stores)}
    for edge in graph.edges:
        if edge.source in own and edge.target in rank:
            own[edge.source].append(edge.target)
    gap, group_gap = (GAP, GROUP_GAP) if len(stores) < MANY else (NARROW_GAP, NARROW_GROUP_GAP)
    tops: dict[str, float] = {}
    y = 0.0
    for user in users:
        kept = sorted(set(own[user]), key=rank.__getitem__)
        total = sum(heights[key] for key in kept) + gap * max(len(kept) - 1, 0)
        tall = max(total, heights[user])
        tops[user] = y + (tall - heights[user]) / 2
        inner = y + (tall - total) / 2
        for key in kept:
            tops[key] = inner
            inner += heights[key] + gap
        y += tall + group_gap
    return tops


def _sources(graph: Graph, order: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """What leads to each thing of the two right columns, through its lane where it passes one."""
    into: dict[str, list[str]] = {}
    lanes = set(order[2])
    for edge in graph.edges:
        lane = lane_of(edge)
        if lane in lanes:
            into.setdefault(lane, []).append(edge.source)
            into.setdefault(edge.target, []).append(lane)
        else:
            into.setdefault(edge.target, []).append(edge.source)
    return into


def lane_of(edge: Edge) -> str:
    """What stands in the column of the backends for a line that passes it."""
    return f"lane:{edge.source}"


def _wish(
    key: str, into: dict[str, list[str]], tops: dict[str, float], heights: dict[str, float]
) -> tuple[float, float]:
    """Where the middle of a box would best be, and how much that counts."""
    sources = into.get(key, ())
    if not sources:
        return 0.0, 0.0
    return sum(tops[source] + heights[source] / 2 for source in sources) / len(sources), float(len(sources))


def placed(wishes: Sequence[tuple[float, float]], heights: Sequence[float], gap: float = GAP) -> list[float]:
    """The tops of boxes in a given order, none over another and all as near to their wishes as that allows.

    Boxes that would meet are put side by side as one block, at the mean of what its members wish.
    """
    # Seen from the top of the first box of its block, every box has a fixed distance, so that a block has one wish.
    blocks: list[list[float]] = []  # sum of wishes for the block's top, weight, height with the gap, members
    for (middle, importance), height in zip(wishes, heights, strict=True):
        weight = importance or 1e-6
        wanted = middle - height / 2
        if not importance and blocks:
            wanted = blocks[-1][0] / blocks[-1][1] + blocks[-1][2]
        blocks.append([wanted * weight, weight, height + gap, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] + blocks[-2][2] > blocks[-1][0] / blocks[-1][1]:
            total, mass, size, members = blocks.pop()
            before = blocks[-1]
            before[0] += total - before[2] * mass
            before[1] += mass
            before[2] += size
            before[3] += members
    tops: list[float] = []
    for total, mass, _, members in blocks:
        top = total / mass
        for _ in range(int(members)):
            tops.append(top)
            top += heights[len(tops) - 1] + gap
    return tops
