"""GitLab code quality: a JSON array whose fingerprints must be unique."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

from stacklint.report.github import repository_path
from stacklint.report.places import Lines
from stacklint.report.run import Run
from stacklint.report.words import release_of, rule_url
from stacklint.rules.record import Severity

_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.INFO: "minor",
    Severity.HINT: "info",
}


def render(run: Run) -> str:
    """All findings of *run*."""
    entries = []
    seen: Counter[str] = Counter()
    for report in run.files:
        lines = Lines(report.text)
        path = repository_path(report.path, "CI_PROJECT_DIR")
        for diagnostic in run.shown(report):
            start, end = lines.start(diagnostic.span), lines.end(diagnostic.span)
            # Copies of one file have the same defects; GitLab shows only one of those that share a fingerprint.
            identity = f"{path}\0{diagnostic.fingerprint}"
            seen[identity] += 1
            entry: dict[str, object] = {
                "description": diagnostic.message + release_of(diagnostic),
                "check_name": diagnostic.rule,
                "fingerprint": hashlib.sha256(
                    f"{identity}\0{seen[identity]}".encode("utf-8", "surrogatepass")
                ).hexdigest()[:32],
                "severity": _SEVERITIES[diagnostic.severity],
                "location": {"path": path, "lines": {"begin": start.line, "end": end.line}},
            }
            if url := rule_url(diagnostic.rule):
                entry["content"] = {"body": url}
            entries.append(entry)
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
