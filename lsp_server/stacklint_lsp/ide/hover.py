"""What a person wants to know about the place under the mouse."""

from __future__ import annotations

from stacklint.knowledge import explain, explain_comment, to_markdown
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Hover


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What is known of the place; None for what is no part of a configuration."""
    view = analysis.view_at(offset)
    if view is None:
        return _around(analysis, offset)
    explanation = explain(view.document, view.inner(offset))
    if explanation is None:
        return None
    span = view.outer(explanation.span)
    # The margin of an embedded configuration is nowhere in its text.
    return Hover(span, to_markdown(explanation)) if span.covers(offset) else None


def _around(analysis: Analysis, offset: int) -> Hover | None:
    """Comments to us also stand outside the embedded configurations that they speak of."""
    trees = analysis.examined.found.trees
    tree = next((each for each in trees if each.span.covers(offset)), trees[0] if trees else None)
    if not analysis.views or tree is None:
        return None
    explanation = explain_comment(analysis.views[0].document, offset, analysis.text, tree.root)
    return None if explanation is None else Hover(explanation.span, to_markdown(explanation))
