"""What a person wants to know about the place under the mouse."""

from __future__ import annotations

from stacklint.knowledge import explain, to_markdown
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Hover


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What is known of the place; None for what is no part of a configuration."""
    view = analysis.view_at(offset)
    explanation = None if view is None else explain(view.document, view.inner(offset))
    if view is None or explanation is None:
        return None
    span = view.outer(explanation.span)
    # The margin of an embedded configuration is nowhere in its text.
    return Hover(span, to_markdown(explanation)) if span.covers(offset) else None
