"""Lines above the text that do something when they are chosen."""

from __future__ import annotations

from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Lens


def lenses(analysis: Analysis) -> tuple[Lens, ...]:
    """All lenses of the file, in file order."""
    return ()
