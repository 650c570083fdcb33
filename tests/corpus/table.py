"""Lints the whole corpus and prints rule x severity: how many findings in how many files.

Run: `PYTHONPATH=linter:schemas:tests python -m corpus.table [--list RULE]`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from requirements import CORPUS
from stacklint import engine
from stacklint.diagnostics import Diagnostic, FileReport
from stacklint.settings import FileSettings
from stacklint.text.lines import LineIndex


def reports(part: str = "") -> Iterator[FileReport]:
    """A report on every file of the corpus whose path begins with *part*."""
    for path in sorted(CORPUS.rglob("*.y*ml")):
        name = path.relative_to(CORPUS).as_posix()
        if name.startswith(part):
            yield engine.check_bytes(path.read_bytes(), name, FileSettings(), named=False)


def line_of(report: FileReport, diagnostic: Diagnostic) -> int:
    """The 1-based line of a finding."""
    return LineIndex(report.text).position(diagnostic.span.start)[0] + 1


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table, or with `--list RULE` every finding of one rule."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    wanted = arguments[1] if arguments[:1] == ["--list"] else ""
    findings: Counter[tuple[str, str]] = Counter()
    files: Counter[tuple[str, str]] = Counter()
    states: Counter[str] = Counter()
    for report in reports():
        states[report.status] += 1
        seen = Counter((each.rule, each.severity.value) for each in report.diagnostics)
        findings.update(seen)
        files.update(seen.keys())
        for each in report.diagnostics:
            if each.rule == wanted:
                print(f"{report.path}:{line_of(report, each)}: {each.severity.value} {each.message} ({each.target})")
    if not wanted:
        print(f"{sum(states.values())} files: " + ", ".join(f"{count} {state}" for state, count in states.items()))
        print("\n| rule | severity | findings | files |\n|---|---|---|---|")
        for (rule, severity), count in sorted(findings.items()):
            print(f"| {rule} | {severity} | {count} | {files[rule, severity]} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
