"""What an editor can fold away."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from stacklint.syntax.comments import Comment, comments
from stacklint.syntax.nodes import Mapping, Node, Sequence
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Fold
from stacklint_lsp.ide.surroundings import entry_around


def folds(analysis: Analysis) -> tuple[Fold, ...]:
    """Mappings, lists, block scalars and runs of comment lines that take more than one line, in file order."""
    found: dict[int, Fold] = {}
    for view in analysis.views:
        inner = view.document.text
        entry = entry_around(analysis, view)
        if entry is not None:
            _add(found, analysis, entry.span)
        # An editor folds whole lines, so of two that begin on one line the first, which is the outer one, counts.
        for span in _of_tree(view.document.root):
            if "\n" in inner[span.start : span.end] or "\r" in inner[span.start : span.end]:
                _add(found, analysis, view.outer(span))
        for run in _runs(analysis, view):
            outer = Span(view.outer(run[0].span).start, view.outer(run[-1].span).end)
            found.setdefault(bisect_right(analysis.lines.starts, outer.start), Fold(outer, is_comment=True))
    return tuple(found[line] for line in sorted(found))


def _add(found: dict[int, Fold], analysis: Analysis, span: Span) -> None:
    """A fold of *span* without the blank lines at its end, which belong to nobody, if it is more than one line."""
    span = Span(span.start, span.start + len(span.of(analysis.text).rstrip()))
    starts = analysis.lines.starts
    line = bisect_right(starts, span.start)
    if line < len(starts) and starts[line] < span.end:
        found.setdefault(line, Fold(span))


def _of_tree(root: Node) -> Iterator[Span]:
    """Entries with their keys, and items; outer ones before those inside them."""
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            for entry in node.entries:
                yield entry.span
            pending.extend(entry.value for entry in reversed(node.entries))
        elif isinstance(node, Sequence):
            for item in node.items:
                yield item.span
            pending.extend(reversed(node.items))


def _runs(analysis: Analysis, view: View) -> Iterator[list[Comment]]:
    """Lines that are nothing but comments, two and more, each in the column of the one before."""
    embedded = view.configuration.embedded is not None
    roots: list[Node | None] = [tree.root for tree in analysis.examined.found.trees]
    run: list[Comment] = []
    last = -1
    for comment in comments(view.document.text, [view.document.root] if embedded else roots):
        if not comment.own_line:
            continue
        line = bisect_right(analysis.lines.starts, view.outer(comment.span).start)
        if run and (run[-1].indent != comment.indent or line != last + 1):
            if len(run) > 1:
                yield run
            run = []
        run.append(comment)
        last = line
    if len(run) > 1:
        yield run
