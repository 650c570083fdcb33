"""What may be written at the cursor."""

from __future__ import annotations

from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Completions

__all__ = ["complete"]


def complete(analysis: Analysis, offset: int) -> Completions:
    """What may be written at a place of the file; nothing in comments and in text that is not ours."""
    del analysis, offset
    return Completions(())
