"""From a name to the places where it is declared and used."""

from __future__ import annotations

from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Definition, Highlight


def definition(analysis: Analysis, offset: int) -> tuple[Definition, ...]:
    """Where the name at a place is declared."""
    return ()


def references(analysis: Analysis, offset: int, declarations: bool) -> tuple[Span, ...]:
    """Every use of the name at a place, with its *declarations* when they are asked for."""
    return ()


def highlights(analysis: Analysis, offset: int) -> tuple[Highlight, ...]:
    """Every place of the name at a place."""
    return ()
