"""Our own JSON, version 1; its form is published by `schema.py`."""

from __future__ import annotations

import json

from stacklint.engine import Diagnostic, FileReport
from stacklint.report.places import Lines, Position
from stacklint.report.run import Run
from stacklint.report.words import rule_url
from stacklint.rules.record import Fix, Severity
from stacklint.text.span import Span
from stacklint_schemas.typed import TypeAlias

Json: TypeAlias = dict[str, object]

VERSION = 1
"""Raised when a reader of the old form would stumble."""


def render(run: Run) -> str:
    """Everything about *run*."""
    findings: list[Json] = []
    suppressed: list[Json] = []
    for report in run.files:
        lines = Lines(report.text)
        findings += (_finding(report, diagnostic, lines) for diagnostic in run.shown(report))
        suppressed += (
            {**_finding(report, diagnostic, lines), "reason": reason} for diagnostic, reason in run.suppressed(report)
        )
    result = {
        "version": VERSION,
        "findings": findings,
        "suppressed": suppressed,
        "files": [_file(report) for report in run.files if report.status != "foreign"],
        "problems": list(run.problems),
        "summary": _summary(run),
    }
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _finding(report: FileReport, diagnostic: Diagnostic, lines: Lines) -> Json:
    label = diagnostic.document
    finding: Json = {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "path": report.path,
        "document": None if label is None else label._asdict(),
        **_range(diagnostic.span, lines),
        "pointer": diagnostic.pointer,
        "target": diagnostic.target,
        "depends_on_release": diagnostic.depends_on_release,
        "notes": [{"message": note.message, **_range(note.span, lines)} for note in diagnostic.notes],
        "fixes": [_fix(fix, lines) for fix in diagnostic.fixes],
        "fingerprint": diagnostic.fingerprint,
    }
    if url := rule_url(diagnostic.rule):
        finding["url"] = url
    return finding


def _fix(fix: Fix, lines: Lines) -> Json:
    edits = [{**_range(edit.span, lines), "content": edit.content} for edit in fix.edits]
    return {"title": fix.title, "safety": fix.safety.value, "edits": edits}


def _range(span: Span, lines: Lines) -> Json:
    return {"start": _position(lines.start(span)), "end": _position(lines.end(span))}


def _position(position: Position) -> Json:
    return {"line": position.line, "column": position.column}


def _file(report: FileReport) -> Json:
    file: Json = {"path": report.path, "status": report.status}
    if report.reason:
        file["reason"] = report.reason
    if report.pin:
        file["pin"] = report.pin
    return file


def _summary(run: Run) -> Json:
    statuses = [report.status for report in run.files]
    severities = [each.severity for report in run.files for each in report.diagnostics]
    return {
        "checked": statuses.count("checked"),
        "skipped": statuses.count("skipped"),
        "unreadable": statuses.count("unreadable") + len(run.problems),
        "other_yaml": statuses.count("foreign"),
        "shown": run.show.value,
        "severities": {severity.value: severities.count(severity) for severity in Severity},
        "suppressed": sum(len(report.suppressed) for report in run.files),
    }
