"""Formats of one line for each finding, and the last words of a run."""

from __future__ import annotations

import pytest

from reports import diagnostic, place, report
from stacklint.engine import FileReport
from stacklint.report import Run, exit_code, render
from stacklint.report.github import only_annotations
from stacklint.report.summary import advice_lines, statistics, summary_line
from stacklint.rules.record import Severity
from stacklint.text.span import Span

TEXT = "a: 1\nb: {c: 2,\n  d: 3}\n"
ERROR, WARNING, INFO, HINT = Severity


def run_of(*reports: FileReport, show: Severity = WARNING, problems: tuple[str, ...] = ()) -> Run:
    return Run(reports, show, problems)


def test_concise() -> None:
    run = run_of(
        report(TEXT, diagnostic(place(TEXT, "1"), "One"), path="a.yaml"),
        report(TEXT, diagnostic(place(TEXT, "c"), "Two", "env-syntax", WARNING, target=""), path="b/c.yaml"),
    )
    assert render("concise", run) == (
        "a.yaml:1:4: error[dangling-backend] One (ogx 1.5.0, pinned)\nb/c.yaml:2:5: warning[env-syntax] Two\n"
    )


def test_github_escapes_and_levels() -> None:
    found = [
        diagnostic(place(TEXT, "1"), "50% so,\r\nyes: no"),
        diagnostic(place(TEXT, "{c: 2,\n  d: 3}"), "Two lines", severity=WARNING),
        diagnostic(place(TEXT, "d"), "Small", severity=INFO),
        diagnostic(place(TEXT, "d"), "Smaller", severity=HINT),
    ]
    run = run_of(report(TEXT, *found, path="a,b:c%.yaml"), show=HINT)
    file = "file=a%2Cb%3Ac%25.yaml"
    title = "title=stacklint dangling-backend"
    assert render("github", run).splitlines() == [
        f"::error {file},line=1,endLine=1,col=4,endColumn=5,{title}::50%25 so,%0D%0Ayes: no (ogx 1.5.0, pinned)",
        f"::warning {file},line=2,endLine=3,{title}::Two lines (ogx 1.5.0, pinned)",
        f"::notice {file},line=3,endLine=3,col=3,endColumn=4,{title}::Small (ogx 1.5.0, pinned)",
        f"::notice {file},line=3,endLine=3,col=3,endColumn=4,{title}::Smaller (ogx 1.5.0, pinned)",
    ]


def test_github_paths_start_at_the_repository(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    folder = tmp_path / "deploy"  # type: ignore[operator]  # a Path
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert "file=deploy/run.yaml," in render("github", run_of(report(TEXT, diagnostic(Span(0, 1)))))


def test_github_shows_ten_and_says_what_it_hides() -> None:
    errors = [diagnostic(Span(0, 1), f"Error {number}") for number in range(12)]
    warnings = [diagnostic(Span(0, 1), f"Warning {number}", severity=WARNING) for number in range(11)]
    run = run_of(report(TEXT, *errors, *warnings))
    lines = render("github", run).splitlines()
    assert sum(line.startswith("::error") for line in lines) == 10
    assert sum(line.startswith("::warning") for line in lines) == 10
    assert lines[20:] == [
        "3 more, as GitHub shows 10 annotations of each level for a step:",
        "run.yaml:1:1: error[dangling-backend] Error 10 (ogx 1.5.0, pinned)",
        "run.yaml:1:1: error[dangling-backend] Error 11 (ogx 1.5.0, pinned)",
        "run.yaml:1:1: warning[dangling-backend] Warning 10 (ogx 1.5.0, pinned)",
    ]
    assert only_annotations(run).splitlines()[20:] == [
        "3 of the findings above are not annotated: GitHub shows 10 of each level"
    ]


SUMMARIES = [
    ((), "0 checked"),
    ((report(TEXT),), "1 checked"),
    ((report(TEXT, diagnostic(Span(0, 1))), report(TEXT)), "2 checked (1 with errors)"),
    (
        (report(TEXT, diagnostic(Span(0, 1))), report(TEXT, diagnostic(Span(0, 1), severity=WARNING))),
        "2 checked (1 with errors, 1 with warnings)",
    ),
    ((report(TEXT, diagnostic(Span(0, 1), severity=INFO)),), "1 checked, 1 info hidden"),
    (
        (report(TEXT, *[diagnostic(Span(0, 1), severity=each) for each in (INFO, INFO, HINT)]),),
        "1 checked, 2 infos hidden, 1 hint hidden",
    ),
    (
        (
            report(TEXT),
            report(TEXT, status="skipped", reason="Helm template; try helm template . | stacklint check -"),
            *[report(TEXT, status="foreign")] * 212,
        ),
        "1 checked, 1 skipped (Helm template), 212 other YAML files",
    ),
    (
        (report(TEXT, status="unreadable"), report(TEXT, status="foreign")),
        "0 checked, 1 could not be read, 1 other YAML file",
    ),
]


@pytest.mark.parametrize(("reports", "line"), SUMMARIES, ids=[line for _, line in SUMMARIES])
def test_summary(reports: tuple[FileReport, ...], line: str) -> None:
    assert summary_line(run_of(*reports)) == line


def test_missing_files_are_in_the_summary() -> None:
    assert summary_line(run_of(report(TEXT), problems=("a.yaml: no such file",))) == "1 checked, 1 could not be read"


def test_nothing_is_hidden_when_all_is_shown() -> None:
    assert summary_line(run_of(report(TEXT, diagnostic(Span(0, 1), severity=HINT)), show=HINT)) == "1 checked"


def test_advice() -> None:
    loose = diagnostic(Span(0, 1), severity=INFO, depends_on_release=True)
    helm = "Helm template; try helm template . | stacklint check -"
    run = run_of(
        report(TEXT, loose, loose, diagnostic(Span(0, 1)), pin="# stacklint: target=1.5.0"),
        report(TEXT, loose, loose, pin="# stacklint: target=1.5.0"),
        report(TEXT, loose, pin="# stacklint: target=0.3.5"),
        *[report(TEXT, status="skipped", reason=helm)] * 2,
    )
    assert list(advice_lines(run)) == [
        f"2 skipped: {helm}",
        "4 findings depend on the release: # stacklint: target=1.5.0",
        "1 finding depends on the release: # stacklint: target=0.3.5",
    ]
    assert list(advice_lines(run_of(report(TEXT)))) == []


def test_many_pins_become_one_line() -> None:
    loose = diagnostic(Span(0, 1), severity=INFO, depends_on_release=True)
    reports = [report(TEXT, loose, pin=f"# stacklint: target=1.{number}.0") for number in range(4)]
    assert list(advice_lines(run_of(*reports, report(TEXT, loose, pin="# stacklint: target=1.2.0")))) == [
        "5 findings depend on the release: # stacklint: target=1.2.0 or another one, file by file"
    ]


def test_statistics() -> None:
    found = [diagnostic(Span(0, 1))] * 2 + [diagnostic(Span(0, 1), rule="env-syntax", severity=WARNING)] * 10
    run = run_of(report(TEXT, *found, diagnostic(Span(0, 1), severity=INFO)))
    assert statistics(run) == "10  warning  env-syntax\n 2  error    dangling-backend\n"
    assert statistics(run_of()) == ""


@pytest.mark.parametrize(
    ("reports", "problems", "fail_on", "code"),
    [
        ((), (), WARNING, 0),
        ((report(TEXT),), (), WARNING, 0),
        ((report(TEXT, status="foreign"),), (), WARNING, 0),
        ((report(TEXT, status="skipped"),), (), WARNING, 0),
        ((report(TEXT, diagnostic(Span(0, 1))),), (), WARNING, 1),
        ((report(TEXT, diagnostic(Span(0, 1), severity=WARNING)),), (), WARNING, 1),
        ((report(TEXT, diagnostic(Span(0, 1), severity=WARNING)),), (), ERROR, 0),
        ((report(TEXT, diagnostic(Span(0, 1), severity=INFO)),), (), WARNING, 0),
        ((report(TEXT, diagnostic(Span(0, 1), severity=INFO)),), (), INFO, 1),
        ((report(TEXT, diagnostic(Span(0, 1))),), (), None, 0),
        ((report(TEXT, suppressed=((diagnostic(Span(0, 1)), ""),)),), (), WARNING, 0),
        ((report(TEXT, status="unreadable"),), (), None, 2),
        ((report(TEXT, diagnostic(Span(0, 1)), crashed=True),), (), None, 2),
        ((report(TEXT, diagnostic(Span(0, 1))),), ("gone",), WARNING, 2),
    ],
)
def test_exit_codes(
    reports: tuple[FileReport, ...], problems: tuple[str, ...], fail_on: Severity | None, code: int
) -> None:
    assert exit_code(run_of(*reports, problems=problems), fail_on) == code
