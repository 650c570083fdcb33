"""Workflow commands of GitHub Actions: annotations beside the changed lines."""

from __future__ import annotations

import os
from collections import Counter

from stacklint.engine import Diagnostic, FileReport
from stacklint.report.concise import line_of
from stacklint.report.places import Lines
from stacklint.report.run import Run
from stacklint.report.words import Paint, one_line, release_of
from stacklint.rules.record import Severity

LIMIT = 10
"""GitHub shows this many annotations of each level for a step and drops the rest without a word."""

_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.HINT: "notice",
}


def render(run: Run) -> str:
    """All findings of *run*: annotations as far as GitHub shows them, plain lines from there on."""
    shown, rest = _split(run)
    if rest:
        shown.append(f"{len(rest)} more, as GitHub shows {LIMIT} annotations of each level for a step:")
    return "".join(f"{line}\n" for line in (*shown, *rest))


def only_annotations(run: Run) -> str:
    """The annotations that GitHub shows, for a log that holds all findings already."""
    shown, rest = _split(run)
    if rest:
        shown.append(f"{len(rest)} of the findings above are not annotated: GitHub shows {LIMIT} of each level")
    return "".join(f"{line}\n" for line in shown)


def _split(run: Run) -> tuple[list[str], list[str]]:
    """The annotations that GitHub shows, and the other findings as plain lines."""
    used: Counter[str] = Counter()
    shown: list[str] = []
    rest: list[str] = []
    for report in run.files:
        lines = Lines(report.text)
        for diagnostic in run.shown(report):
            level = _LEVELS[diagnostic.severity]
            used[level] += 1
            if used[level] > LIMIT:
                rest.append(line_of(report, diagnostic, lines, Paint(on=False)))
            else:
                shown.append(_annotation(report, diagnostic, lines))
    return shown, rest


def _annotation(report: FileReport, diagnostic: Diagnostic, lines: Lines) -> str:
    start, end = lines.start(diagnostic.span), lines.end(diagnostic.span)
    path = repository_path(report.path, "GITHUB_WORKSPACE")
    properties: list[tuple[str, str | int]] = [("file", path), ("line", start.line), ("endLine", end.line)]
    if end.line == start.line:
        # Columns are only understood within one line.
        properties += [("col", start.column), ("endColumn", end.column)]
    properties.append(("title", f"stacklint {diagnostic.rule}"))
    words = ",".join(f"{name}={_property(value)}" for name, value in properties)
    return f"::{_LEVELS[diagnostic.severity]} {words}::{_message(diagnostic.message + release_of(diagnostic))}"


def repository_path(path: str, variable: str) -> str:
    """*path* relative to the folder that an environment *variable* names, when it lies in there."""
    root = os.environ.get(variable)
    if not root:
        return path
    relative = os.path.relpath(path, root)
    return path if relative.startswith("..") else relative.replace(os.sep, "/")


def _message(text: str) -> str:
    # What is left after that are control characters, which a log viewer might obey.
    return one_line(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(value: str | int) -> str:
    return _message(str(value)).replace(":", "%3A").replace(",", "%2C")
