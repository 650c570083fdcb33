"""In which order the boxes of each column stand, so that few lines cross."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from stacklint.graph.record import Column, Graph

SWEEPS = 12


def arranged(graph: Graph) -> tuple[list[str], list[str], list[str], list[str]]:
    """The keys of the four columns from top to bottom.

    The column of the backends has a lane, named by `layout.lane_of`, for each line that passes it.
    """
    return _Arranging(graph).best()


class _Arranging:
    """Turns to the left and the right column again and again, each time by the mean place of what it is tied to."""

    def __init__(self, graph: Graph) -> None:
        column = {node.key: node.column for node in graph.nodes}
        self._stores_of: dict[str, list[str]] = {key: [] for key, kind in column.items() if kind is Column.USER}
        self._inner_of: dict[str, list[str]] = {key: [] for key, kind in column.items() if kind is Column.PLACE}
        self._targets: dict[str, list[str]] = {}
        self._homeless: list[str] = []
        """Backends without a place of their own."""
        self._edges: list[tuple[str, str]] = []
        """From stores to backends or lanes."""
        housed: set[str] = set()
        for edge in graph.edges:
            source, target = column[edge.source], column[edge.target]
            if source is Column.USER:
                if edge.target not in self._stores_of[edge.source]:
                    self._stores_of[edge.source].append(edge.target)
            elif source is Column.STORE:
                inner = edge.target if target is Column.BACKEND else f"lane:{edge.source}"
                if target is Column.PLACE:
                    self._inner_of[edge.target].append(inner)
                self._edges.append((edge.source, inner))
                self._targets.setdefault(edge.source, []).append(inner)
            else:
                self._inner_of[edge.target].append(edge.source)
                housed.add(edge.source)
        self._homeless = [key for key, kind in column.items() if kind is Column.BACKEND and key not in housed]
        self._into: dict[str, list[str]] = {}
        for store, inner in self._edges:
            self._into.setdefault(inner, []).append(store)

    def best(self) -> tuple[list[str], list[str], list[str], list[str]]:
        users = list(self._stores_of)
        stores = [store for user in users for store in self._stores_of[user]]
        backends, places = self._right(_ranks(stores))
        least = self._crossings(stores, backends)
        found = (users, stores, backends, places)
        for _ in range(SWEEPS):
            if not least:
                break
            users, stores = self._left(_ranks(backends))
            backends, places = self._right(_ranks(stores))
            crossings = self._crossings(stores, backends)
            if crossings < least:
                least, found = crossings, (users, stores, backends, places)
        return found

    def _left(self, rank: dict[str, int]) -> tuple[list[str], list[str]]:
        def of_store(store: str) -> float:
            return _mean((rank[inner] for inner in self._targets.get(store, ())), len(rank))

        sorted_stores = {user: sorted(stores, key=of_store) for user, stores in self._stores_of.items()}
        users = sorted(sorted_stores, key=lambda user: _mean(map(of_store, sorted_stores[user]), len(rank)))
        return users, [store for user in users for store in sorted_stores[user]]

    def _right(self, rank: dict[str, int]) -> tuple[list[str], list[str]]:
        def of_inner(inner: str) -> float:
            return _mean((rank[store] for store in self._into.get(inner, ())), len(rank))

        groups = {place: sorted(inner, key=of_inner) for place, inner in self._inner_of.items()}
        groups |= {f"only:{key}": [key] for key in self._homeless}

        def of_group(name: str) -> float:
            return _mean((rank[store] for inner in groups[name] for store in self._into.get(inner, ())), len(rank))

        ordered = sorted(groups, key=of_group)
        places = [name for name in ordered if name in self._inner_of]
        return [inner for name in ordered for inner in groups[name]], places

    def _crossings(self, stores: Sequence[str], backends: Sequence[str]) -> int:
        left, right = _ranks(stores), _ranks(backends)
        return inversions([right[inner] for _, inner in sorted(self._edges, key=_by(left, right))])


def inversions(numbers: Sequence[int]) -> int:
    """How many pairs stand the wrong way round."""
    size = max(numbers, default=0) + 1
    seen = [0] * (size + 1)
    found = 0
    for count, number in enumerate(numbers):
        not_above = 0
        index = number + 1
        while index:
            not_above += seen[index]
            index &= index - 1
        found += count - not_above
        index = number + 1
        while index <= size:
            seen[index] += 1
            index += index & -index
    return found


def _by(left: dict[str, int], right: dict[str, int]) -> Callable[[tuple[str, str]], tuple[int, int]]:
    return lambda edge: (left[edge[0]], right[edge[1]])


def _ranks(keys: Sequence[str]) -> dict[str, int]:
    return {key: number for number, key in enumerate(keys)}


def _mean(numbers: Iterable[float], otherwise: float) -> float:
    """The mean; *otherwise*, which puts it last, for none."""
    found = list(numbers)
    return sum(found) / len(found) if found else float(otherwise)
