"""That a picture can be read: nothing over anything else, lines that can be followed, few crossings."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.drawings import laid_out
from graph.pictures import BARE, ZOO, pictures, with_providers
from requirements import REPOSITORY
from stacklint.graph import Column, Graph
from stacklint.graph.render.layout import GAP, Box, placed
from stacklint.graph.render.order import arranged, inversions
from stacklint.graph.render.routes import Point

EXAMPLES = sorted((REPOSITORY / "examples").rglob("*.yaml"))

TEXTS = [
    pytest.param(ZOO, id="zoo"),
    pytest.param(BARE, id="bare"),
    *(
        pytest.param(with_providers(count, backends), id=f"{count}-{backends}")
        for count, backends in ((1, 1), (40, 4), (45, 17))
    ),
    *(pytest.param(path.read_text(encoding="utf-8"), id=path.stem) for path in EXAMPLES),
]


def overlaps(one: Box, other: Box) -> bool:
    return (
        one.x < other.right and other.x < one.right and one.y < other.y + other.height and other.y < one.y + one.height
    )


@pytest.mark.parametrize("text", TEXTS)
def test_no_box_lies_over_another(text: str) -> None:
    for graph in pictures(text):
        boxes = laid_out(graph).boxes
        assert boxes.keys() == {node.key for node in graph.nodes}
        assert [(a, b) for (a, one), (b, other) in combinations(boxes.items(), 2) if overlaps(one, other)] == []


@pytest.mark.parametrize("text", TEXTS)
def test_every_line_runs_from_the_edge_of_its_box_to_the_edge_of_the_other(text: str) -> None:
    for graph in pictures(text):
        plan = laid_out(graph)
        assert [edge for edge, _ in plan.routes] == list(graph.edges)
        for edge, route in plan.routes:
            source, target = plan.boxes[edge.source], plan.boxes[edge.target]
            (x, y), (end_x, end_y) = route[0], route[-1]
            assert (x, end_x) == pytest.approx((_column_right(graph, plan.boxes, edge.source), target.x))
            assert source.y <= y <= source.y + source.height
            assert target.y <= end_y <= target.y + target.height
            assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(route))


def _column_right(graph: Graph, boxes: dict[str, Box], key: str) -> float:
    column = next(node.column for node in graph.nodes if node.key == key)
    return max(boxes[node.key].right for node in graph.nodes if node.column is column)


@pytest.mark.parametrize("text", TEXTS)
def test_no_line_runs_through_a_box(text: str) -> None:
    for graph in pictures(text):
        plan = laid_out(graph)
        for edge, route in plan.routes:
            for key, box in plan.boxes.items():
                if key not in (edge.source, edge.target):
                    assert not any(_crosses(a, b, box) for a, b in pairwise(route)), (edge, key)


def _crosses(start: Point, end: Point, box: Box) -> bool:
    low_x, high_x = sorted((start[0], end[0]))
    low_y, high_y = sorted((start[1], end[1]))
    return (low_x < box.right and box.x < high_x and low_y < box.y + box.height and box.y < high_y) or (
        low_y == high_y and box.y < low_y < box.y + box.height and low_x < box.right and box.x < high_x
    )


@pytest.mark.parametrize("text", TEXTS)
def test_lines_to_different_boxes_never_lie_on_each_other(text: str) -> None:
    for graph in pictures(text):
        pieces: list[tuple[str, str, Point, Point]] = []
        for edge, route in laid_out(graph).routes:
            pieces += [(edge.source, edge.target, a, b) for a, b in pairwise(route)]
        for (source, target, a, b), (other_source, other_target, c, d) in combinations(pieces, 2):
            if source != other_source and target != other_target:
                assert not _on_each_other(a, b, c, d), (source, target, other_source, other_target)


def _on_each_other(a: Point, b: Point, c: Point, d: Point) -> bool:
    for level, along in ((0, 1), (1, 0)):
        if a[level] == b[level] and c[level] == d[level] and abs(a[level] - c[level]) < 1:
            low, high = (
                max(min(a[along], b[along]), min(c[along], d[along])),
                min(max(a[along], b[along]), max(c[along], d[along])),
            )
            if high - low > 1:
                return True
    return False


@pytest.mark.parametrize("text", TEXTS)
def test_a_user_stands_beside_its_own_stores(text: str) -> None:
    for graph in pictures(text):
        _, stores, _, _ = arranged(graph)
        owners = {edge.target: edge.source for edge in graph.edges}
        in_order = [owners[key] for key in stores if key in owners]
        assert len(set(in_order)) == sum(a != b for a, b in zip(in_order, [None, *in_order], strict=False))


def test_lines_that_need_not_cross_do_not() -> None:
    # Every store uses one of four backends; in the order of the file their lines would cross hundreds of times.
    (graph,) = pictures(with_providers(40))
    _, stores, backends, _ = arranged(graph)
    left, right = ({key: number for number, key in enumerate(keys)} for keys in (stores, backends))
    edges = sorted((left[each.source], right[each.target]) for each in graph.edges if each.source in left)
    assert inversions([target for _, target in edges]) == 0


@given(st.lists(st.integers(0, 30), max_size=60))
def test_inversions_are_the_pairs_that_stand_the_wrong_way_round(numbers: list[int]) -> None:
    assert inversions(numbers) == sum(one > other for one, other in combinations(numbers, 2))


@given(
    st.lists(st.tuples(st.floats(0, 1000), st.sampled_from([0.0, 1.0, 3.0]), st.floats(4, 80)), min_size=1, max_size=25)
)
def test_boxes_of_a_column_keep_their_order_and_their_distance(boxes: list[tuple[float, float, float]]) -> None:
    heights = [height for _, _, height in boxes]
    tops = placed([(middle, weight) for middle, weight, _ in boxes], heights)
    assert len(tops) == len(boxes)
    for top, below, height in zip(tops, tops[1:], heights, strict=False):
        assert below - top >= height + GAP - 1e-6


def test_a_box_with_room_stands_where_it_wants() -> None:
    wishes: Sequence[tuple[float, float]] = [(50.0, 1.0), (200.0, 2.0)]
    assert placed(wishes, [20.0, 40.0]) == pytest.approx([40.0, 180.0])


def test_boxes_that_want_one_place_share_it_by_their_weight() -> None:
    assert placed([(100.0, 1.0), (100.0, 1.0)], [20.0, 20.0], 10.0) == pytest.approx([75.0, 105.0])


def test_forty_providers_fit_on_a_page_that_can_be_scrolled() -> None:
    (graph,) = pictures(with_providers(40))
    plan = laid_out(graph)
    assert len([node for node in graph.nodes if node.column is Column.USER]) == 41
    assert plan.width < 1100
    assert plan.height < 41 * 75


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_not_wider_than_a_page(path: Path) -> None:
    for graph in pictures(path.read_text(encoding="utf-8")):
        assert laid_out(graph).width < 1100
