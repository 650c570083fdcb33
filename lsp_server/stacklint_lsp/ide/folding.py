"""What an editor can fold away."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax.comments import Comment, comments
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Fold


def folds(analysis: Analysis) -> tuple[Fold, ...]:
    """Mappings, lists, block scalars and runs of comment lines that take more than one line, in file order."""
    found: dict[int, Fold] = {}
    for view in analysis.views:
        for fold in (*_of_tree(view.document.root), *_of_comments(analysis, view)):
            outer = _trimmed(analysis.text, view.outer(fold.span))
            line = analysis.lines.position(outer.start).line
            if analysis.lines.position(outer.end).line > line and line not in found:
                # An editor folds whole lines, so of two that begin on one line the outer one counts.
                found[line] = fold._replace(span=outer)
    return tuple(found[line] for line in sorted(found))


def _trimmed(text: str, span: Span) -> Span:
    """Without the blank lines at its end, which belong to nobody."""
    return Span(span.start, span.start + len(span.of(text).rstrip()))


def _of_tree(root: Node) -> Iterator[Fold]:
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        match node:
            case Mapping():
                for entry in node.entries:
                    yield Fold(Span(entry.key.start, max(entry.key.end, entry.value.end)))
                pending.extend(entry.value for entry in reversed(node.entries))
            case Sequence():
                for item in node.items:
                    if isinstance(item, Mapping | Sequence | Scalar):
                        yield Fold(item.span)
                pending.extend(reversed(node.items))
            case _:
                pass


def _of_comments(analysis: Analysis, view: View) -> Iterator[Fold]:
    """Runs of lines that are nothing but comments, each in the column of the one before."""
    run: list[Comment] = []
    roots = [tree.root for tree in analysis.examined.found.trees]
    embedded = view.configuration.embedded is not None
    for comment in comments(view.document.text, [view.document.root] if embedded else roots):
        if not comment.own_line:
            continue
        if run and (run[-1].indent != comment.indent or not _is_next(analysis, view, run[-1], comment)):
            yield from _of_run(run)
            run = []
        run.append(comment)
    yield from _of_run(run)


def _is_next(analysis: Analysis, view: View, one: Comment, other: Comment) -> bool:
    lines = [analysis.lines.position(view.outer(each.span).start).line for each in (one, other)]
    return lines[0] + 1 == lines[1]


def _of_run(run: list[Comment]) -> Iterator[Fold]:
    if len(run) > 1:
        yield Fold(Span(run[0].span.start, run[-1].span.end), is_comment=True)
