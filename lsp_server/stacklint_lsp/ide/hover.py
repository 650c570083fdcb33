"""What a person wants to know about the place under the mouse."""

from __future__ import annotations

from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Hover


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What is known of the place; None for what is no part of a configuration."""
    return None
