"""Selections that grow with every key press."""

from __future__ import annotations

from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis


def ranges(analysis: Analysis, offset: int) -> tuple[Span, ...]:
    """What surrounds a place, the innermost first, each larger than the one before."""
    return ()
