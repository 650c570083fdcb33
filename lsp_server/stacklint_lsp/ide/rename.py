"""One name changed wherever it stands."""

from __future__ import annotations

from stacklint.text.edit import Edit
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Renaming, RenameRefused


def prepare(analysis: Analysis, offset: int) -> Renaming | None:
    """The name at a place, if it can be changed."""
    return None


def rename(analysis: Analysis, offset: int, name: str) -> tuple[Edit, ...]:
    """The edits that give the name at a place another *name*; raises RenameRefused."""
    raise RenameRefused("There is no name here that can be changed")
