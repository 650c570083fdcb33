"""Workflow commands of GitHub Actions: annotations beside the changed lines."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

from stacklint.report.places import Lines
from stacklint.report.run import Run
from stacklint.report.words import release_of
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
    return "".join(f"{line}\n" for line in _lines(run))


def _lines(run: Run) -> Iterator[str]:
    used: Counter[str] = Counter()
    rest: list[str] = []
    for report in run.files:
        shown = run.shown(report)
        lines = Lines(report.text) if shown else None
        for diagnostic in shown:
            assert lines is not None
            start, end = lines.start(diagnostic.span), lines.end(diagnostic.span)
            level = _LEVELS[diagnostic.severity]
            used[level] += 1
            message = diagnostic.message + release_of(diagnostic)
            if used[level] > LIMIT:
                place = f"{report.path}:{start.line}:{start.column}"
                rest.append(f"{place}: {diagnostic.severity.value}[{diagnostic.rule}] {_message(message)}")
                continue
            properties: list[tuple[str, str | int]] = [
                ("file", repository_path(report.path, "GITHUB_WORKSPACE")),
                ("line", start.line),
            ]
            if end.line == start.line:
                # Columns are only understood within one line.
                properties += [("endLine", end.line), ("col", start.column), ("endColumn", end.column)]
            else:
                properties += [("endLine", end.line)]
            properties += [("title", f"stacklint {diagnostic.rule}")]
            words = ",".join(f"{name}={_property(value)}" for name, value in properties)
            yield f"::{level} {words}::{_message(message)}"
    if rest:
        yield f"{len(rest)} more, as GitHub shows {LIMIT} annotations of each level for a step:"
        yield from rest


def repository_path(path: str, variable: str) -> str:
    """*path* relative to the folder that an environment *variable* names, when it lies in there."""
    root = os.environ.get(variable)
    if not root:
        return path
    relative = os.path.relpath(path, root)
    return path if relative.startswith("..") else relative.replace(os.sep, "/")


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str | int) -> str:
    return _message(str(value)).replace(":", "%3A").replace(",", "%2C")
