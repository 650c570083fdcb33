"""Many files: order, processes, crashes, and what comes through stdin."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

import scripted
from stacklint.engine import FileReport
from stacklint.files import FoundFile, find
from stacklint.settings import load
from stacklint.workspace import FILES_PER_WORKER, check_paths, check_stream

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    scripted.install(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    return tmp_path


def reports(workers: int | None = 1) -> list[FileReport]:
    settings = load(".")
    return list(check_paths(find(["."], settings).files, settings, workers))


def write(folder: Path, contents: dict[str, str]) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)


MIXED = {
    f"d{number % 7}/f{number:03}.yaml": ["clean", "foreign", "error dangling-backend", "warning env-syntax"][number % 4]
    for number in range(60)
}


@needs_fork
@pytest.mark.parametrize("workers", [2, 3, 100])
def test_the_number_of_processes_changes_nothing(folder: Path, workers: int) -> None:
    write(folder, MIXED)
    assert reports(workers) == reports(1)
    assert [report.path for report in reports(workers)] == sorted(MIXED)


def test_text_is_kept_where_something_is_to_be_shown(folder: Path) -> None:
    write(folder, {"a.yaml": "clean", "b.yaml": "error dangling-backend"})
    assert [report.text for report in reports()] == ["", "error dangling-backend"]


@needs_fork
def test_a_process_that_dies_loses_only_the_file_it_was_at(folder: Path) -> None:
    write(
        folder, {f"{number:02}.yaml": "die" if number in {5, 11} else "error dangling-backend" for number in range(20)}
    )
    found = reports(2)
    assert [report.path for report in found] == [f"{number:02}.yaml" for number in range(20)]
    lost = [report for report in found if report.status != "checked"]
    assert [(report.path, report.status, report.crashed) for report in lost] == [
        ("05.yaml", "unreadable", True),
        ("11.yaml", "unreadable", True),
    ]
    assert lost[0].reason == f"the process that checked it was stopped by signal {signal.SIGKILL.value}"
    assert sum(len(report.diagnostics) for report in found) == 18


@needs_fork
def test_an_engine_that_raises_is_a_crash_of_one_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(content: bytes, *arguments: object, **options: object) -> FileReport:
        if content == b"raise":
            raise MemoryError
        return scripted.check_bytes(content, *arguments, **options)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr("stacklint.workspace.check_bytes", failing)
    write(folder, {"a.yaml": "clean", "b.yaml": "raise", "c.yaml": "clean", "d.yaml": "clean"})
    assert [report.status for report in reports(2)] == ["checked", "unreadable", "checked", "checked"]


@needs_fork
def test_no_process_is_left_behind_when_the_reader_stops(folder: Path) -> None:
    write(folder, MIXED)
    settings = load(".")
    running = check_paths(find(["."], settings).files, settings, 2)
    next(iter(running))
    running.close()  # type: ignore[attr-defined]  # with workers it is a generator
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@needs_fork
@pytest.mark.parametrize(
    ("files", "wanted", "forks"),
    [(3, "", 0), (2 * FILES_PER_WORKER - 1, "", 0), (2 * FILES_PER_WORKER, "", 2), (10, "2", 2), (400, "1", 0)],
)
def test_processes_are_started_where_they_pay(
    folder: Path, monkeypatch: pytest.MonkeyPatch, files: int, wanted: str, forks: int
) -> None:
    started = []
    fork = os.fork

    def spied() -> int:
        started.append(1)
        return fork()

    monkeypatch.setattr("os.fork", spied)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setenv("STACKLINT_WORKERS", wanted)
    write(folder, {f"{number:03}.yaml": "foreign" for number in range(files)})
    assert len(reports(None)) == files
    assert len(started) == forks


def test_a_file_that_goes_away_is_named(folder: Path) -> None:
    (report,) = check_paths([FoundFile("gone.yaml", named=True)], load("."))
    assert (report.path, report.status, report.reason) == ("gone.yaml", "unreadable", "no such file or directory")


def test_names_that_are_no_utf8_can_be_shown(folder: Path) -> None:
    try:
        (folder / os.fsdecode(b"caf\xe9.yaml")).write_text("clean")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (report,) = reports()
    assert report.path == "caf\\xe9.yaml"


def test_each_file_has_its_own_settings(folder: Path) -> None:
    write(folder, {"a.yaml": "error dangling-backend", "sub/b.yaml": "error dangling-backend"})
    (folder / "stacklint.toml").write_text('target = "0.2.24"\n')
    (folder / "sub" / "stacklint.toml").write_text('target = "1.5.0"\nignore = ["dangling-backend"]\n')
    first, second = reports()
    assert first.diagnostics[0].message == "Wrong for 0.2.24"
    assert second.diagnostics == ()


def stream(text: str) -> list[FileReport]:
    return list(check_stream(text.encode(), "stdin", load(".")))


def test_a_stream_is_one_named_file(folder: Path) -> None:
    (report,) = stream("a: 1\n---\nalone: error dangling-backend\n")
    assert report.path == "stdin"
    assert {each.message for each in report.diagnostics} == {"Wrong for None", "named: True"}


def test_templates_of_a_chart_keep_their_names_and_the_lines_of_the_stream(folder: Path) -> None:
    text = (
        "---\n# Source: chart/templates/a.yaml\nfirst: error dangling-backend\n"
        "---\n# Source: chart/templates/b.yaml\nforeign: 1\n"
        "---\r\n# Source: chart/templates/c.yaml\r\nthird: warning env-syntax\r\n"
    )
    first, second, third = stream(text)
    assert [each.path for each in (first, second, third)] == [
        "chart/templates/a.yaml",
        "chart/templates/b.yaml",
        "chart/templates/c.yaml",
    ]
    assert second.status == "foreign"
    (found,) = third.diagnostics
    assert third.text.count("\n", 0, found.span.start) + 1 == 9


def test_what_stands_before_the_first_template_is_not_lost(folder: Path) -> None:
    first, second = stream("a: error dangling-backend\n---\n# Source: chart/b.yaml\nb: error dangling-backend\n")
    assert (first.path, second.path) == ("stdin", "chart/b.yaml")
    assert len(first.diagnostics) == 1


def test_a_source_comment_elsewhere_is_only_a_comment(folder: Path) -> None:
    (report,) = stream("a: 1\n# Source: somewhere\nb: error dangling-backend\n")
    assert report.path == "stdin"
