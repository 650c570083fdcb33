"""Real files: every one is drawn in every form, and quickly."""

from __future__ import annotations

import re
import time
from functools import cache
from itertools import combinations

from graph.drawings import laid_out, parsed
from graph.pictures import pictures, with_providers
from graph.test_layout import overlaps
from requirements import require_corpus
from stacklint.graph import Column, Graph
from stacklint.graph.render import dot, mermaid, svg, text
from stacklint.text.decode import decode


@cache
def all_pictures() -> list[tuple[str, tuple[Graph, ...]]]:
    folder = require_corpus()
    return [(path.name, pictures(decode(path.read_bytes()).text)) for path in sorted(folder.rglob("*.y*ml"))]


def test_every_real_file_is_drawn_in_every_form() -> None:
    drawn = 0
    for name, graphs in all_pictures():
        for graph in graphs:
            keys = {node.key for node in graph.nodes}
            assert len(keys) == len(graph.nodes), name
            assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= keys, name
        parsed(svg(graphs))
        for render in (text, dot, mermaid):
            assert render(graphs) == render(graphs), name
        drawn += len(graphs)
    assert drawn > 600


def test_in_no_real_file_a_box_lies_over_another() -> None:
    for name, graphs in all_pictures()[::3]:
        for graph in graphs:
            boxes = list(laid_out(graph).boxes.values())
            assert not any(overlaps(one, other) for one, other in combinations(boxes, 2)), name


SECRET = "hunter2-a-secret"
_SECRETS = re.compile(r"^(\s*(?:- )?\w*(?:password|api_key|secret|token)\w*:) .*$", re.MULTILINE)


def test_no_secret_of_a_real_file_is_shown() -> None:
    changed = 0
    for path in sorted(require_corpus().rglob("*.y*ml"))[::3]:
        content, count = _SECRETS.subn(rf"\1 {SECRET}", decode(path.read_bytes()).text)
        if count:
            graphs = pictures(content)
            changed += bool(graphs)
            assert not [render for render in (text, dot, mermaid, svg) if SECRET in render(graphs)], path.name
    assert changed > 100


def test_a_file_of_twenty_thousand_lines_costs_little_more_than_its_findings() -> None:
    # A ratio against reading the file in the same process: no clock of a busy machine decides.
    content = with_providers(5000, backends=40)
    assert content.count("\n") > 20_000
    start = time.process_time()
    graphs = pictures(content)
    examined = time.process_time() - start
    start = time.process_time()
    drawn = svg(graphs)
    assert time.process_time() - start < 2 * examined
    assert len(drawn) < 2_000_000
    assert sum(node.column is Column.STORE for node in graphs[0].nodes) > 5000
