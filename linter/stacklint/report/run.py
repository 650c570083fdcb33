"""The outcome of one run, as every format sees it."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.engine import Diagnostic, FileReport
from stacklint.rules.record import Severity
from stacklint_schemas.typed import NamedTuple


class Run(NamedTuple):
    """What was checked and what is to be shown of it."""

    files: tuple[FileReport, ...]
    """In the order of their paths."""
    show: Severity = Severity.WARNING
    """The least severity to show; the others are only counted."""
    problems: tuple[str, ...] = ()
    """What could not be read at all, in words: missing files, unreadable folders."""
    commands: frozenset[str] = frozenset()
    """Commands that hints may name."""
    fixed: int = 0
    """How many findings are gone because this run fixed them."""

    def shown(self, report: FileReport) -> tuple[Diagnostic, ...]:
        """The diagnostics of one file that are to be shown."""
        if not report.diagnostics:
            return ()
        return tuple(each for each in report.diagnostics if each.severity.at_least(self.show))

    def suppressed(self, report: FileReport) -> tuple[tuple[Diagnostic, str], ...]:
        """What would be shown of one file if no comment said otherwise, each with the comment's reason."""
        return tuple(each for each in report.suppressed if each[0].severity.at_least(self.show))

    def findings(self) -> Iterator[tuple[FileReport, Diagnostic]]:
        """Every diagnostic to show, with its file."""
        for report in self.files:
            for diagnostic in self.shown(report):
                yield report, diagnostic


def exit_code(run: Run, fail_on: Severity | None) -> int:
    """0 clean, 1 findings of at least *fail_on* (None: never), 2 something could not be checked; 2 beats 1."""
    if run.problems or any(report.crashed or report.status == "unreadable" for report in run.files):
        return 2
    if fail_on is None:
        return 0
    return int(any(each.severity.at_least(fail_on) for report in run.files for each in report.diagnostics))
