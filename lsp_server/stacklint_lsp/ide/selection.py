"""Selections that grow with every key press."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.syntax.location import Step, nodes_at
from stacklint.syntax.nodes import Mapping, Scalar, Sequence
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.surroundings import outer_spans

_WORD = re.compile(r"\w+")


def ranges(analysis: Analysis, offset: int) -> tuple[Span, ...]:
    """What surrounds a place, the innermost first, each larger than the one before and around it."""
    view = analysis.view_at(offset)
    if view is None:
        return ()
    inner = view.inner(offset)
    found: list[Span] = []
    inside = (view.outer(each) for each in _around(view, inner))
    outside = (*outer_spans(analysis, view, offset), Span(0, len(analysis.text)))
    for span in (*inside, *outside):
        if not span.covers(offset):
            continue
        if not found or (span.contains(found[-1]) and span != found[-1]):
            found.append(span)
    return tuple(found)


def _around(view: View, offset: int) -> Iterator[Span]:
    """In places of the configuration's own text; some may be empty or equal to others."""
    text = view.document.text
    line = Span(text.rfind("\n", 0, offset) + 1, _line_end(text, offset))
    for match in _WORD.finditer(text, line.start, line.end):
        if match.start() <= offset <= match.end():
            yield Span(*match.span())
            break
    named = view.document.names.at(offset)
    if named is not None:
        yield named[1].span
    for step in reversed(nodes_at(view.document.root, offset)):
        yield from _of_step(step)
    yield view.document.root.span


def _of_step(step: Step) -> Iterator[Span]:
    node = step.node
    if isinstance(node, Scalar) and node.style in {"'", '"'}:
        yield Span(node.start + 1, node.end - 1)
    if isinstance(node, Mapping | Sequence) and node.flow:
        yield Span(node.start + 1, node.end - 1)
    yield node.span
    if step.entry is not None:
        yield step.entry.span


def _line_end(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end
