"""Real files: every one is drawn in every form, and quickly."""

from __future__ import annotations

import re
import time
from itertools import combinations

import pytest

from graph.drawings import laid_out, parsed
from graph.pictures import pictures, with_providers
from graph.test_layout import overlaps
from requirements import require_corpus
from stacklint.graph import Column
from stacklint.graph.render import dot, mermaid, svg, text
from stacklint.text.decode import decode

PARTS = 8
"""The files in as many parts."""

EVERY_PART = [pytest.param(part, marks=pytest.mark.slow if part else ()) for part in range(PARTS)]
"""The first one is a sample that is always run."""


def texts(part: int) -> list[tuple[str, str]]:
    paths = sorted(require_corpus().rglob("*.y*ml"))[part::PARTS]
    return [(path.name, decode(path.read_bytes()).text) for path in paths]


@pytest.mark.parametrize("part", EVERY_PART)
def test_every_real_file_is_drawn_in_every_form(part: int) -> None:
    drawn = 0
    for name, content in texts(part):
        graphs = pictures(content)
        for graph in graphs:
            keys = {node.key for node in graph.nodes}
            assert len(keys) == len(graph.nodes), name
            assert {end for edge in graph.edges for end in (edge.source, edge.target)} <= keys, name
            boxes = list(laid_out(graph).boxes.values())
            assert not any(overlaps(one, other) for one, other in combinations(boxes, 2)), name
        parsed(svg(graphs))
        for render in (text, dot, mermaid) if graphs else ():
            assert render(graphs), name
        drawn += len(graphs)
    assert drawn > 60


SECRET = "hunter2-a-secret"
_SECRETS = re.compile(r"^(\s*(?:- )?\w*(?:password|api_key|secret|token)\w*:) .*$", re.MULTILINE)


@pytest.mark.parametrize("part", EVERY_PART)
def test_no_secret_of_a_real_file_is_shown(part: int) -> None:
    changed = 0
    for name, content in texts(part):
        planted, count = _SECRETS.subn(rf"\1 {SECRET}", content)
        if count:
            graphs = pictures(planted)
            changed += bool(graphs)
            assert not [render for render in (text, dot, mermaid, svg) if SECRET in render(graphs)], name
    assert changed > 30


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
