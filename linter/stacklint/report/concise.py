"""One finding, one line: `path:line:column: severity[rule] message (release)`."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.engine import Diagnostic, FileReport
from stacklint.report.places import Lines
from stacklint.report.run import Run
from stacklint.report.words import Paint, one_line, release_of


def render(run: Run, *, color: bool = False) -> str:
    """All findings of *run*."""
    return "".join(f"{line}\n" for line in _lines(run, Paint(on=color)))


def line_of(report: FileReport, diagnostic: Diagnostic, lines: Lines, paint: Paint) -> str:
    """One finding, without a line break."""
    start = lines.start(diagnostic.span)
    kind = paint.severity(diagnostic.severity, f"{diagnostic.severity.value}[{diagnostic.rule}]")
    place = paint.strong(f"{report.path}:{start.line}:{start.column}:")
    return f"{place} {kind} {one_line(diagnostic.message)}{release_of(diagnostic)}"


def _lines(run: Run, paint: Paint) -> Iterator[str]:
    for report in run.files:
        lines = Lines(report.text)
        for diagnostic in run.shown(report):
            yield line_of(report, diagnostic, lines, paint)
