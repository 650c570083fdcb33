"""Turns the outcome of a run into text: one module per output format, loaded only when it is asked for."""

from __future__ import annotations

from stacklint.report.run import Run, exit_code

__all__ = ["FORMATS", "Run", "exit_code", "render"]

FORMATS = ("full", "concise", "json", "github", "gitlab", "sarif")
"""Names of the formats; the first one is used unless another is asked for."""

HUMAN_FORMATS = frozenset({"full", "concise"})
"""Formats that people read: they may have colours, and statistics stand in their place."""


def render(name: str, run: Run, *, color: bool = False) -> str:
    """The findings of *run* in the format called *name*; empty, or ended by a line break."""
    if name in HUMAN_FORMATS and not any(run.shown(report) for report in run.files):
        return ""
    match name:
        case "full":
            from stacklint.report import full

            return full.render(run, color=color)
        case "concise":
            from stacklint.report import concise

            return concise.render(run, color=color)
        case "json":
            from stacklint.report import structured

            return structured.render(run)
        case "github":
            from stacklint.report import github

            return github.render(run)
        case "gitlab":
            from stacklint.report import gitlab

            return gitlab.render(run)
        case "sarif":
            from stacklint.report import sarif

            return sarif.render(run)
    raise ValueError(f"no format is called '{name}'")
