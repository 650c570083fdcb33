"""In a text that can be read, the cursor's path is that of the tree."""

from __future__ import annotations

import random

import pytest

from ide.cursor import analyse
from requirements import require_corpus
from stacklint.syntax.location import nodes_at
from stacklint.syntax.nodes import Mapping
from stacklint.text.decode import decode
from stacklint_lsp.ide.cursor import Typing, cursor_at

SCALARS = 40


@pytest.mark.slow
def test_the_line_and_its_indentation_say_what_the_tree_says() -> None:
    chance = random.Random(3)
    seen = 0
    for path in sorted(require_corpus().rglob("*.y*ml")):
        analysis = analyse(decode(path.read_bytes()).text)
        if any(finding.rule in {"yaml-syntax", "duplicate-key"} for finding in analysis.report.diagnostics):
            continue
        for view in analysis.views:
            scalars = [scalar for scalar, _ in view.document.scalars if scalar.start < scalar.end]
            for scalar in chance.sample(scalars, min(SCALARS, len(scalars))):
                span = view.outer(scalar.span)
                if "\n" in span.of(analysis.text) or scalar.anchor or scalar.tag:
                    continue
                offset = (span.start + span.end) // 2 if span.end - span.start > 1 else span.end
                step = nodes_at(view.document.root, view.inner(offset))[-1]
                cursor = cursor_at(analysis, view, offset)
                assert cursor is not None, f"{path} at {span}: {span.of(analysis.text)}"
                assert cursor.path == step.path, f"{path} at {span}"
                assert cursor.typing in {Typing.VALUE, Typing.ITEM, Typing.BLOCK}
                assert cursor.span == (span if scalar.style == "" else (span.start + 1, span.end - 1))
                parent = nodes_at(view.document.root, view.inner(offset))[-2].node
                if isinstance(parent, Mapping) and not any(entry.name == "<<" for entry in parent.entries):
                    known = {entry.name for entry in parent.entries}
                    assert cursor.keys_at(cursor.path[:-1]).keys() == known, f"{path} at {span}"
                seen += 1
    assert seen > 10_000
