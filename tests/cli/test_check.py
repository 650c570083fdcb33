"""`stacklint check` from its flags to its exit code, with an engine that does what the files say."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

import scripted
from project import Project
from stacklint.cli import main
from stacklint.cli.options import Options, parse


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    scripted.install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    made = Project(tmp_path, monkeypatch, capsys)
    made.write("clean.yaml", "clean")
    made.write("error.yaml", "error dangling-backend")
    made.write("warning.yaml", "warning env-syntax")
    made.write("info.yaml", "info env-syntax")
    made.write("foreign.yaml", "foreign")
    made.write("chart.yaml", "helm")
    made.write("crash.yaml", "crash")
    return made


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["clean.yaml"], 0),
        (["foreign.yaml"], 0),
        (["chart.yaml"], 0),
        (["info.yaml"], 0),
        (["warning.yaml"], 1),
        (["error.yaml", "clean.yaml"], 1),
        (["--fail-on", "error", "warning.yaml"], 0),
        (["--fail-on=error", "error.yaml"], 1),
        (["--fail-on", "info", "info.yaml"], 1),
        (["--fail-on", "never", "error.yaml"], 0),
        (["--show", "error", "warning.yaml"], 1),
        (["--exit-zero", "error.yaml"], 0),
        (["--exit-zero", "nowhere.yaml"], 2),
        (["--exit-zero", "crash.yaml"], 2),
        (["crash.yaml", "error.yaml"], 2),
        (["nowhere.yaml", "error.yaml"], 2),
        (["nowhere.yaml"], 2),
        (["--ignore", "dangling-backend", "error.yaml"], 0),
        (["--select", "env", "error.yaml"], 0),
        (["--select", "storage", "error.yaml"], 1),
        (["--select", "nonsense", "clean.yaml"], 2),
        (["--target", "nonsense", "clean.yaml"], 2),
        (["--output-format", "nonsense", "clean.yaml"], 2),
        (["--output-format", "json=", "clean.yaml"], 2),
        (["--output-format", "json", "--output-format", "full", "clean.yaml"], 2),
        (["--nonsense", "clean.yaml"], 2),
        (["--show", "nonsense", "clean.yaml"], 2),
        (["--config", "nowhere.toml", "clean.yaml"], 2),
        (["-", "clean.yaml"], 2),
        (["--output-file", "no/such/folder/out.json", "clean.yaml"], 2),
        (["--output-file", "no/such/folder/out.json", "error.yaml"], 2),
        (["--help"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(project: Project, arguments: list[str], code: int) -> None:
    assert project.check(*arguments).code == code


@pytest.mark.parametrize("name", ["full", "concise", "json", "github", "gitlab", "sarif"])
def test_a_format_never_changes_the_exit_code(project: Project, name: str) -> None:
    assert project.check("-f", name, "error.yaml").code == 1
    assert project.check("-f", name, "clean.yaml").code == 0
    assert project.check("-f", name, "crash.yaml", "error.yaml").code == 2
    assert project.check("-f", name, "nowhere.yaml", "error.yaml").code == 2


def test_findings_go_to_stdout_and_all_else_to_stderr(project: Project) -> None:
    outcome = project.check(".", "nowhere.yaml")
    assert [line for line in outcome.out.splitlines() if "-->" in line] == [
        " --> crash.yaml:1:1",
        " --> error.yaml:1:1",
        " --> warning.yaml:1:1",
    ]
    assert outcome.err.splitlines() == [
        "error: nowhere.yaml: no such file or folder",
        "1 skipped: Helm template; try helm template .",
        "5 checked (2 with errors, 1 with warnings), 1 info hidden, 1 skipped (Helm template),"
        " 1 could not be read, 1 other YAML file",
    ]


def test_a_clean_run_prints_nothing_but_the_summary(project: Project) -> None:
    assert project.check("clean.yaml") == (0, "", "1 checked\n")
    assert project.check("-q", "clean.yaml") == (0, "", "")


def test_without_paths_this_folder_is_checked(project: Project) -> None:
    assert project.check() == project.check(".")


def test_show(project: Project) -> None:
    assert project.check("--show", "info", "info.yaml").out.startswith("info[env-syntax]")
    assert project.check("--show", "all", "info.yaml").out.startswith("info[env-syntax]")
    assert project.check("--show", "error", "warning.yaml").out == ""
    assert "1 warning hidden" in project.check("--show", "error", "warning.yaml").err


def test_what_makes_a_run_fail_is_shown(project: Project) -> None:
    assert project.check("--fail-on", "info", "info.yaml").out.startswith("info[env-syntax]")
    assert project.check("--fail-on", "info", "--show", "warning", "info.yaml") == (1, "", "1 checked, 1 info hidden\n")


def test_statistics_stand_in_place_of_findings(project: Project) -> None:
    out = project.check("--statistics", "error.yaml", "warning.yaml").out
    assert out == "1  error    dangling-backend\n1  warning  env-syntax\n"
    assert json.loads(project.check("--statistics", "-f", "json", "error.yaml").out)["findings"]


def test_formats_can_go_to_files(project: Project) -> None:
    outcome = project.check("-f", "concise", "-f", "json=out.json", "-f", "sarif=out.sarif", "error.yaml")
    assert outcome.out == "error.yaml:1:1: error[dangling-backend] Wrong for None (ogx 1.5.0, pinned)\n"
    assert json.loads((project.folder / "out.json").read_text())["findings"][0]["path"] == "error.yaml"
    assert json.loads((project.folder / "out.sarif").read_text())["version"] == "2.1.0"


def test_an_output_file_takes_what_stdout_would(project: Project) -> None:
    shown = project.check("-f", "json", "error.yaml")
    written = project.check("-f", "json", "-o", "out.json", "error.yaml")
    assert (written.out, written.code) == ("", shown.code)
    assert (project.folder / "out.json").read_text(encoding="utf-8") == shown.out


def test_an_output_file_that_cannot_be_written_costs_the_others_nothing(project: Project) -> None:
    outcome = project.check("-f", "json=no/folder.json", "-f", "concise", "error.yaml")
    assert outcome.code == 2
    assert "dangling-backend" in outcome.out
    assert "error: no/folder.json: no such file or directory" in outcome.err


@pytest.mark.parametrize(
    ("variables", "arguments", "colored"),
    [
        ({}, (), False),
        ({"FORCE_COLOR": "1"}, (), True),
        ({"FORCE_COLOR": "0"}, (), False),
        ({"CLICOLOR_FORCE": "1"}, (), True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, (), False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, (), True),
        ({"NO_COLOR": "1"}, ("--color", "always"), True),
        ({"FORCE_COLOR": "1"}, ("--color=never",), False),
        ({}, ("--color", "always", "-f", "json"), False),
        ({}, ("--color", "always", "-f", "concise"), True),
        ({}, ("--color", "always", "--statistics"), True),
    ],
)
def test_colours(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    arguments: tuple[str, ...],
    colored: bool,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in project.check(*arguments, "error.yaml").out) is colored


@pytest.mark.parametrize(("term", "colored"), [("xterm", True), ("dumb", False)])
def test_a_terminal_gets_colours_unless_it_is_dumb(
    project: Project, monkeypatch: pytest.MonkeyPatch, term: str, colored: bool
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert ("\x1b[" in project.check("error.yaml").out) is colored


def test_github_gets_annotations_besides_unless_a_format_was_chosen(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    both = project.check("error.yaml").out
    assert both.startswith("error[dangling-backend]")
    assert "\n::error file=error.yaml,line=1" in both
    assert "::error" not in project.check("-f", "full", "error.yaml").out
    assert "::error" not in project.check("-o", "out.txt", "error.yaml").out
    monkeypatch.setenv("STACKLINT_OUTPUT_FORMAT", "concise")
    assert "::error" not in project.check("error.yaml").out


def test_variables_stand_in_for_flags(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("ci.toml", 'target = "1.4.0"\n')
    monkeypatch.setenv("STACKLINT_CONFIG", "ci.toml")
    monkeypatch.setenv("STACKLINT_OUTPUT_FORMAT", "concise")
    assert "Wrong for 1.4.0" in project.check("error.yaml").out
    assert "Wrong for None" in project.check("--isolated", "error.yaml").out
    assert project.check("-f", "json", "error.yaml").out.startswith("{")
    monkeypatch.setenv("STACKLINT_OUTPUT_FORMAT", "nonsense")
    assert project.check("error.yaml").code == 2


def test_settings_choose_what_fails(project: Project) -> None:
    project.write("stacklint.toml", 'fail-on = "error"\n')
    assert project.check("warning.yaml").code == 0
    assert project.check("--fail-on", "warning", "warning.yaml").code == 1
    assert project.check("--isolated", "warning.yaml").code == 1


def test_wrong_settings_stop_the_run_before_any_finding(project: Project) -> None:
    project.write("sub/stacklint.toml", "targte = 1\n")
    project.write("sub/config.yaml", "clean")
    outcome = project.check(".")
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err == "error: sub/stacklint.toml:1: targte: there is no such setting; did you mean 'target'?\n"


def test_the_target_flag_reaches_the_engine(project: Project) -> None:
    assert "Wrong for 1.5.0" in project.check("--target", "1.5.0", "error.yaml").out


def test_names_may_be_listed_or_repeated(project: Project) -> None:
    assert project.check("--ignore", "env-syntax, dangling-backend", ".", "--fail-on=error").out.count("-->") == 1
    assert project.check("--ignore=env-syntax", "--ignore", "dangling-backend", ".").out.count("-->") == 1


def test_stdin(project: Project) -> None:
    outcome = project.check("-", "-f", "concise", stdin="a: error dangling-backend\n")
    assert outcome == (
        1,
        "stdin:1:4: error[dangling-backend] Wrong for None (ogx 1.5.0, pinned)\n",
        "1 checked (1 with errors)\n",
    )


def test_stdin_takes_the_name_and_the_settings_of_a_file(project: Project) -> None:
    project.write("sub/stacklint.toml", 'target = "1.4.0"\n')
    outcome = project.check("-", "--stdin-filename", "sub/a.yaml", "-f", "concise", stdin="error dangling-backend")
    assert outcome.out.startswith("sub/a.yaml:1:1: error[dangling-backend] Wrong for 1.4.0")


def test_stdin_that_is_no_text(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe\x00error dangling-backend")))
    assert main(["check", "-"]) == 1


def test_show_files(project: Project) -> None:
    project.write("sub/deep.yml", "clean")
    assert project.check("--show-files", "sub", "error.yaml") == (0, "error.yaml\nsub/deep.yml\n", "")
    assert project.check("--show-files", "sub", "nowhere").code == 2


def test_show_settings(project: Project) -> None:
    project.write("stacklint.toml", 'target = "1.4.0"\nselect = ["env"]\n[severity]\nenv-syntax = "info"\n')
    out = project.check("--show-settings", "error.yaml").out
    assert out.startswith('# for error.yaml\n# from stacklint.toml\ntarget = "1.4.0"  # stacklint.toml\n')
    assert '"env-syntax",' in out
    assert "dangling-backend" not in out


def test_verbose_says_what_happens_to_each_file(project: Project) -> None:
    lines = project.check("-v", "error.yaml", "foreign.yaml", "chart.yaml").err.splitlines()
    assert lines[:3] == [
        "chart.yaml: skipped, Helm template; try helm template .",
        "error.yaml: checked, 1 found",
        "foreign.yaml: foreign",
    ]


def test_named_files_are_excluded_by_force(project: Project) -> None:
    assert project.check("--exclude", "error.yaml", "error.yaml").code == 1
    assert project.check("--exclude", "error.yaml", "--force-exclude", "error.yaml") == (
        0,
        "",
        "0 checked (no YAML file was found)\n",
    )
    assert project.check("--exclude", "error.yaml", ".").out.count("error.yaml") == 0


def test_a_single_named_file_is_told_from_a_list(project: Project) -> None:
    project.write("alone.yaml", "alone")
    assert "named: True" in project.check("--show=all", "alone.yaml").out
    assert "named: False" in project.check("--show=all", "alone.yaml", "clean.yaml").out


@pytest.mark.parametrize("name", ["full", "json", "sarif", "gitlab", "github", "concise"])
def test_the_number_of_processes_changes_no_byte(project: Project, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for number in range(30):
        project.write(f"many/{number}.yaml", ["clean", "error dangling-backend", "warning env-syntax"][number % 3])
    outcomes = []
    for workers in ("1", "2"):
        monkeypatch.setenv("STACKLINT_WORKERS", workers)
        outcomes.append(project.check("-f", name, "."))
    assert outcomes[0] == outcomes[1]


def test_interrupted(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stacklint.workspace.check_bytes", interrupt)
    assert project.check("clean.yaml").code == 130


def test_progress_is_for_terminals_and_leaves_no_trace(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacklint.cli.progress.PATIENCE", 0.0)
    monkeypatch.setattr("stacklint.cli.progress.INTERVAL", 0.0)
    assert "checked 1 of" not in project.check(".").err
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    err = project.check(".").err
    assert "\r\x1b[Kchecked 1 of 7 files\r" in err
    assert err.rpartition("\r\x1b[K")[2].startswith("1 skipped")
    assert "checked 1 of" not in project.check("-q", ".").err


def test_the_short_way_to_options_agrees_with_the_long_one() -> None:
    switches = ["--exit-zero", "--force-exclude", "--isolated", "--quiet", "--show-files", "--statistics", "--verbose"]
    for arguments in ([], ["a"], ["a", "-", "b"], *[[switch, "a"] for switch in switches], switches):
        # A flag with a value takes the long way.
        assert vars(parse([*arguments, "--color=auto"])) == vars(parse(arguments)) | {"color": "auto"}
    assert vars(parse(["a"])) == {"paths": ("a",)}
    assert Options().paths == (".",)
    assert parse(["--select", "x,y", "--select=z", "a"]).select == ("x", "y", "z")


def test_nothing_is_written_into_the_folder(project: Project) -> None:
    before = sorted(os.listdir(project.folder))
    project.check(".")
    assert sorted(os.listdir(project.folder)) == before


def test_a_mistake_of_ours_does_not_look_like_findings(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> str:
        raise ZeroDivisionError("nobody's fault")

    monkeypatch.setattr("stacklint.cli.running.summary_line", failing)
    outcome = project.check("clean.yaml")
    assert outcome.code == 2
    assert "error: stacklint itself failed: ZeroDivisionError: nobody's fault (test_check.py:" in outcome.err


def test_a_file_without_end_is_not_read_to_its_end(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacklint.files.MAXIMUM_BYTES", 20)
    project.write("long.yaml", "clean" + "x" * 1_000 + " error dangling-backend")
    assert project.check("long.yaml").code == 0
