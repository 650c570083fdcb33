"""Pieces of the text that mean more than YAML knows."""

from __future__ import annotations

from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Token


def tokens(analysis: Analysis, span: Span | None) -> tuple[Token, ...]:
    """The tokens within *span*, or all, in file order; none overlaps another and each is on one line."""
    return ()
