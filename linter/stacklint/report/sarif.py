"""SARIF 2.1.0, as GitHub code scanning and other viewers want it."""

from __future__ import annotations

import json
import os

from stacklint import DOCUMENTATION_URL, __version__
from stacklint.engine import Diagnostic, FileReport
from stacklint.report.places import Lines
from stacklint.report.run import Run
from stacklint.report.words import label_words, release_of, rule_url
from stacklint.rules.record import Fix, Rule, Safety, Severity
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_schemas.typed import TypeAlias

Json: TypeAlias = dict[str, object]

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "stacklint/v1"
"""Our own key: GitHub warns about files that set the one it computes itself."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.HINT: "note"}
_SECURITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.INFO: "3.0", Severity.HINT: "1.0"}


def render(run: Run) -> str:
    """All findings of *run*, the suppressed ones marked as such."""
    found = [(report, diagnostic, None) for report, diagnostic in run.findings()]
    found += [(report, each, reason) for report in run.files for each, reason in run.suppressed(report)]  # type: ignore[misc]  # widens None to str
    names = sorted({diagnostic.rule for _, diagnostic, _ in found})
    lines = {id(report): Lines(report.text) for report, _, _ in found}
    driver: Json = {"name": "stacklint", "version": __version__, "semanticVersion": __version__}
    if DOCUMENTATION_URL:
        driver["informationUri"] = DOCUMENTATION_URL
    driver["rules"] = [_rule(name) for name in names]
    result = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "automationDetails": {"id": "stacklint/"},
                "columnKind": "utf16CodeUnits",
                "invocations": [_invocation(run)],
                "results": [
                    _result(report, diagnostic, names.index(diagnostic.rule), lines[id(report)], reason)
                    for report, diagnostic, reason in found
                ],
            }
        ],
    }
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _invocation(run: Run) -> Json:
    failed = [*run.problems, *(f"{each.path}: {each.reason}" for each in run.files if each.status == "unreadable")]
    crashed = any(report.crashed for report in run.files)
    invocation: Json = {"executionSuccessful": not failed and not crashed}
    if failed:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": problem}} for problem in failed
        ]
    return invocation


def _rule(name: str) -> Json:
    from stacklint.report.documentation import documentation_of, find_rule

    rule = find_rule(name)
    if rule is None:
        return {"id": name}
    documentation = documentation_of(rule)
    entry: Json = {
        "id": name,
        "name": "".join(word.capitalize() for word in name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": documentation.partition("\n")[0] or rule.summary},
        "help": {"text": documentation, "markdown": documentation},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": _properties(rule),
    }
    if url := rule_url(name):
        entry["helpUri"] = url
    return entry


def _properties(rule: Rule) -> Json:
    security = rule.group == "security"
    properties: Json = {
        "tags": [rule.group],
        "precision": "very-high",
        "problem.severity": {"error": "error", "warning": "warning"}.get(rule.severity.value, "recommendation"),
    }
    if security:
        properties["security-severity"] = _SECURITY[rule.severity]
    return properties


def _result(report: FileReport, diagnostic: Diagnostic, index: int, lines: Lines, reason: str | None) -> Json:
    logical = {"fullyQualifiedName": diagnostic.pointer or "/", "kind": "property"}
    if embedded := label_words(diagnostic.document):
        logical["decoratedName"] = embedded
    result: Json = {
        "ruleId": diagnostic.rule,
        "ruleIndex": index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": diagnostic.message + release_of(diagnostic)},
        "locations": [{**_location(report, diagnostic.span, lines), "logicalLocations": [logical]}],
        "partialFingerprints": {FINGERPRINT: diagnostic.fingerprint},
    }
    if diagnostic.notes:
        result["relatedLocations"] = [
            {"id": number, **_location(report, note.span, lines), "message": {"text": note.message}}
            for number, note in enumerate(diagnostic.notes)
        ]
    # A viewer applies a fix at a click, so what only a person may write is not offered.
    fixes = [_fix(report, fix, lines) for fix in diagnostic.fixes if fix.safety is not Safety.DISPLAY and fix.edits]
    if fixes:
        result["fixes"] = fixes
    if reason is not None:
        result["suppressions"] = [{"kind": "inSource", **({"justification": reason} if reason else {})}]
    return result


def _fix(report: FileReport, fix: Fix, lines: Lines) -> Json:
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(report.path),
                "replacements": [_replacement(edit, lines) for edit in fix.edits],
            }
        ],
    }


def _replacement(edit: Edit, lines: Lines) -> Json:
    return {"deletedRegion": _region(edit.span, lines), "insertedContent": {"text": edit.content}}


def _location(report: FileReport, span: Span, lines: Lines) -> Json:
    return {"physicalLocation": {"artifactLocation": _artifact(report.path), "region": _region(span, lines)}}


def _region(span: Span, lines: Lines) -> Json:
    return {
        "startLine": lines.start(span).line,
        "startColumn": lines.utf16_column(span.start),
        "endLine": lines.end(span).line,
        "endColumn": lines.utf16_column(span.end),
    }


def _artifact(path: str) -> Json:
    from urllib.parse import quote

    # `printable` has made the name of a file out of UTF-8's reach readable; a URI cannot bring it back.
    quoted = quote(path.replace(os.sep, "/"), errors="backslashreplace")
    if path.startswith("/"):
        return {"uri": f"file://{quoted}"}
    return {"uri": quoted, "uriBaseId": "%SRCROOT%"} if not quoted.startswith("../") else {"uri": quoted}
