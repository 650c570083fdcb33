"""How the lines of a picture run: level, then up or down in the gap between two columns, then level again.

All lines to one box go up and down in one place, its trunk, so that forty lines look like one tree. Trunks that
would touch get places of their own.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence

from stacklint.graph.record import Column, Edge, Graph
from stacklint_schemas.typed import NamedTuple, TypeAlias

Point: TypeAlias = tuple[float, float]
Route: TypeAlias = tuple[Point, ...]
"""The corners of a line, from its beginning to its end; every piece of it is level or upright."""

MARGIN = 26
"""Between a column and the nearest trunk."""

TRACK = 11
"""Between two trunks."""

APART = 6
"""Between two level lines that have nothing to do with each other."""


STEP = 4
"""A line that would go up or down by less than this starts a little beside the middle of its box and is straight."""


class _Run(NamedTuple):
    """A line through one gap."""

    start: float
    """Its height at the left column."""
    end: float
    trunk: str
    """Whose trunk it takes."""


class _Gap(NamedTuple):
    """The gap between two columns with what runs through it."""

    tracks: dict[str, int]
    """The place of each trunk, counted from the left."""
    width: float


def routed(
    graph: Graph,
    widths: Sequence[float],
    tops: dict[str, float],
    heights: dict[str, float],
) -> tuple[tuple[tuple[Edge, Route], ...], list[float]]:
    """The routes of all lines, and where each column begins."""
    column = {node.key: tuple(Column).index(node.column) for node in graph.nodes}
    middle = {key: top + heights[key] / 2 for key, top in tops.items()}
    passages = [(edge, _passages(edge, column)) for edge in graph.edges]
    doors = _doors([passage for _, found in passages for passage in found], middle, heights)
    runs: list[list[_Run]] = [[], [], []]
    parts: list[list[tuple[int, _Run]]] = []
    for _, found in passages:
        pieces = []
        for number, source, target in found:
            # A user has one trunk for all its stores; everything else has one for what comes in.
            start, end = middle[source], doors[target]
            run = _Run(end if abs(start - end) < STEP else start, end, source if number == 0 else target)
            runs[number].append(run)
            pieces.append((number, run))
        parts.append(pieces)
    gaps = [_arranged(each) for each in runs]
    lefts = [0.0]
    for number, gap in enumerate(gaps):
        needed = bool(gap.tracks) or (widths[number] and any(widths[number + 1 :]))
        lefts.append(lefts[-1] + widths[number] + (gap.width if needed else 0.0))
    routes = []
    for edge, pieces in zip(graph.edges, parts, strict=True):
        points: list[Point] = []
        for gap_number, run in pieces:
            left = lefts[gap_number] + widths[gap_number]
            x = left + MARGIN + TRACK * gaps[gap_number].tracks[run.trunk]
            points += [(left, run.start), (x, run.start), (x, run.end), (lefts[gap_number + 1], run.end)]
        routes.append((edge, _without_repeats(points)))
    return tuple(routes), lefts


_Passage: TypeAlias = tuple[int, str, str]
"""The gap that a line passes, and the keys of what is left and right of it."""


def _passages(edge: Edge, column: dict[str, int]) -> list[_Passage]:
    first = column[edge.source]
    if column[edge.target] - first == 2:
        lane = f"lane:{edge.source}"
        return [(first, edge.source, lane), (first + 1, lane, edge.target)]
    return [(first, edge.source, edge.target)]


def _doors(passages: Sequence[_Passage], middle: dict[str, float], heights: dict[str, float]) -> dict[str, float]:
    """The height at which lines reach what is right of a gap: never that of a line which goes on to something else."""
    starts: dict[int, list[tuple[float, str]]] = {}
    for gap, source, target in passages:
        starts.setdefault(gap, []).append((middle[source], target))
    for each in starts.values():
        each.sort()
    counts = Counter(target for _, _, target in passages)
    doors: dict[str, float] = {}
    for gap, source, target in passages:
        if target in doors:
            continue
        room = heights[target] / 2 - APART
        choices = [middle[target] + shift * APART for shift in (0, 1, -1, 2, -2) if abs(shift * APART) <= room]
        if counts[target] == 1 and abs(middle[source] - middle[target]) <= room:
            choices.insert(0, middle[source])  # a straight line, where there can be one
        free = (door for door in choices if gap == 0 or not _meets(door, target, starts[gap]))
        doors[target] = next(free, middle[target])
    return doors


def _meets(door: float, target: str, starts: list[tuple[float, str]]) -> bool:
    first = bisect_left(starts, (door - APART + 1, ""))
    last = bisect_left(starts, (door + APART - 1, ""))
    return any(other != target for _, other in starts[first:last])


def _arranged(runs: Sequence[_Run]) -> _Gap:
    """Tracks for the trunks of one gap, so that no two that overlap stand in one."""
    spans: dict[str, tuple[float, float]] = {}
    for run in runs:
        low, high = spans.get(run.trunk, (run.start, run.start))
        spans[run.trunk] = (min(low, run.start, run.end), max(high, run.start, run.end))
    orders = (
        sorted(spans, key=lambda trunk: spans[trunk]),
        sorted(spans, key=lambda trunk: spans[trunk], reverse=True),
        sorted(spans, key=lambda trunk: spans[trunk][1] - spans[trunk][0]),
        sorted(spans, key=lambda trunk: spans[trunk][0] - spans[trunk][1]),
    )
    candidates = [_tracks(order, spans) for order in orders]
    if len(runs) * len(spans) <= _DEAR:
        candidates.sort(key=lambda tracks: _crossings(runs, tracks, spans))
    tracks = candidates[0]
    used = max(tracks.values(), default=-1) + 1
    return _Gap(tracks, 2 * MARGIN + TRACK * max(used - 1, 0))


_DEAR = 20_000
"""More comparisons than this are not made for the sake of a few crossings."""


def _tracks(order: Iterable[str], spans: dict[str, tuple[float, float]]) -> dict[str, int]:
    """The first track with room for each trunk."""
    taken: list[list[tuple[float, float]]] = []
    tracks: dict[str, int] = {}
    for trunk in order:
        low, high = spans[trunk]
        number = next((number for number, others in enumerate(taken) if _has_room(others, low, high)), len(taken))
        if number == len(taken):
            taken.append([])
        insort(taken[number], (low, high))
        tracks[trunk] = number
    return tracks


def _has_room(others: Sequence[tuple[float, float]], low: float, high: float) -> bool:
    """Whether a trunk touches none of the *others*, which are sorted and do not touch each other."""
    place = bisect_left(others, (low, high))
    before, behind = others[max(place - 1, 0) : place], others[place : place + 1]
    return all(high + TRACK <= each[0] or each[1] + TRACK <= low for each in (*before, *behind))


def _crossings(runs: Sequence[_Run], tracks: dict[str, int], spans: dict[str, tuple[float, float]]) -> int:
    """How often a level piece of a line crosses somebody else's trunk."""
    found = 0
    for run in runs:
        own = tracks[run.trunk]
        for trunk, (low, high) in spans.items():
            if trunk != run.trunk:
                height = run.start if tracks[trunk] < own else run.end
                found += low < height < high
    return found


def _without_repeats(points: Sequence[Point]) -> Route:
    """The same corners without those that a straight line passes."""
    kept: list[Point] = []
    for point in points:
        if kept and kept[-1] == point:
            continue
        if len(kept) > 1 and (kept[-2][1] == kept[-1][1] == point[1] or kept[-2][0] == kept[-1][0] == point[0]):
            kept.pop()
        kept.append(point)
    return tuple(kept)
