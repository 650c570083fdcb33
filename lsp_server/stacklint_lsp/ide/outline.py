"""The parts of a configuration, for the outline of an editor and its search."""

from __future__ import annotations

from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Symbol


def symbols(analysis: Analysis) -> tuple[Symbol, ...]:
    """The parts of the file, each with those inside it."""
    return ()


def find(analysis: Analysis, query: str) -> tuple[Symbol, ...]:
    """The parts whose name has the letters of *query* in their order, each with what contains it."""
    return ()
