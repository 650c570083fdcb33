"""What an editor shows before something is done to the whole file."""

from __future__ import annotations

from stacklint_lsp.ide.analysis import Analysis


def migration(analysis: Analysis, target: str | None) -> tuple[str, str]:
    """The text for the release *target* (None for the file's pin, else the newest), and the plan as Markdown."""
    return analysis.text, ""
