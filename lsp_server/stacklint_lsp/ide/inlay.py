"""Short texts in the line that say what a reference or an expression comes to."""

from __future__ import annotations

from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Hint


def hints(analysis: Analysis, span: Span) -> tuple[Hint, ...]:
    """The hints within *span*, in file order."""
    return ()
