"""What an editor can fold away."""

from __future__ import annotations

from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Fold


def folds(analysis: Analysis) -> tuple[Fold, ...]:
    """Mappings, lists, block scalars and runs of comment lines that take more than one line."""
    return ()
