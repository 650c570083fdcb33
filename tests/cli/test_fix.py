"""`stacklint fix` and the flags of `check` that change files, with an engine that does what the files say."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

import scripted
from process import git, run
from project import Project
from requirements import REPOSITORY

SAFE = "a: error env-syntax =safe> fine\n"
UNSAFE = "a: error env-syntax =unsafe> fine\n"
HARMFUL = "a: error env-syntax =safe> error missing-key\n"
FINE = "a: fine\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    scripted.install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    made = Project(tmp_path, monkeypatch, capsys)
    made.write("clean.yaml", "clean\n")
    made.write("safe.yaml", SAFE)
    made.write("unsafe.yaml", UNSAFE)
    made.write("harmful.yaml", HARMFUL)
    made.write("error.yaml", "error missing-key\n")
    made.write("foreign.yaml", "foreign\n")
    made.write("generated.yaml", "# do not edit\n" + SAFE)
    return made


def content(project: Project, name: str) -> str:
    return (project.folder / name).read_bytes().decode("utf-8")


def state(project: Project) -> dict[str, str]:
    return {name: content(project, name) for name in os.listdir(project.folder) if name.endswith(".yaml")}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["safe.yaml"], 0),
        (["clean.yaml"], 0),
        (["foreign.yaml"], 0),
        (["unsafe.yaml"], 1),
        (["--unsafe-fixes", "unsafe.yaml"], 0),
        (["safe.yaml", "error.yaml"], 1),
        (["--exit-zero", "safe.yaml", "error.yaml"], 0),
        (["--exit-non-zero-on-fix", "safe.yaml"], 1),
        (["--exit-non-zero-on-fix", "clean.yaml"], 0),
        (["--fix-only", "safe.yaml", "error.yaml"], 0),
        (["--fix-only", "--exit-non-zero-on-fix", "safe.yaml"], 1),
        (["--fix-only", "nowhere.yaml", "safe.yaml"], 2),
        (["--diff", "safe.yaml"], 1),
        (["--diff", "error.yaml", "unsafe.yaml"], 0),
        (["--diff", "--unsafe-fixes", "unsafe.yaml"], 1),
        (["--diff", "--exit-zero", "safe.yaml"], 0),
        (["--diff", "nowhere.yaml", "safe.yaml"], 2),
        (["generated.yaml"], 1),
        (["harmful.yaml"], 1),
        (["safe.yaml", "nowhere.yaml"], 2),
        (["--diff", "-f", "json", "safe.yaml"], 2),
        (["--fix-only", "-o", "out.txt", "safe.yaml"], 2),
        (["-", "safe.yaml"], 2),
        (["--target", "nonsense", "safe.yaml"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(project: Project, arguments: list[str], code: int) -> None:
    before = state(project)
    assert project.run("fix", *arguments).code == code
    after = state(project)
    for name in before:
        assert after[name] in (before[name], FINE), "half a fix"


def test_fix_is_check_with_a_flag(project: Project) -> None:
    first = project.run("fix", "safe.yaml", "error.yaml")
    assert content(project, "safe.yaml") == FINE
    project.write("safe.yaml", SAFE)
    assert project.check("--fix", "safe.yaml", "error.yaml") == first
    assert content(project, "safe.yaml") == FINE


def test_what_is_left_is_shown(project: Project) -> None:
    outcome = project.run("fix", "-f", "concise", "safe.yaml", "unsafe.yaml", "error.yaml")
    assert outcome.out.splitlines() == [
        "error.yaml:1:1: error[missing-key] Wrong for None (ogx 1.5.0, pinned)",
        "unsafe.yaml:1:4: error[env-syntax] Wrong for None (ogx 1.5.0, pinned)",
    ]
    assert outcome.err.splitlines() == [
        "1 fixable with --fix --unsafe-fixes",
        "3 checked (2 with errors), 1 fixed",
    ]


def test_a_check_says_what_could_be_fixed_and_changes_nothing(project: Project) -> None:
    before = state(project)
    outcome = project.check("safe.yaml", "unsafe.yaml", "error.yaml")
    assert "1 fixable with --fix, 1 with --unsafe-fixes" in outcome.err.splitlines()
    assert "= help: Make it 'fine'\n" in outcome.out
    assert "= help: Make it 'fine' (unsafe)\n" in outcome.out
    assert "fixable" not in project.check("error.yaml").err
    assert project.check("safe.yaml").err.startswith("1 fixable with --fix\n")
    assert state(project) == before


def test_unsafe_fixes_alone_change_nothing(project: Project) -> None:
    project.check("--unsafe-fixes", "safe.yaml", "unsafe.yaml")
    assert (content(project, "safe.yaml"), content(project, "unsafe.yaml")) == (SAFE, UNSAFE)


def test_a_folder(project: Project) -> None:
    outcome = project.run("fix", "-q", "-f", "json")
    assert {name for name, text in state(project).items() if text == FINE} == {"safe.yaml"}
    assert sorted(each["path"] for each in json.loads(outcome.out)["findings"]) == [
        "error.yaml",
        "generated.yaml",
        "harmful.yaml",
        "unsafe.yaml",
    ]


def test_what_is_not_fixed_is_named_with_its_reason(project: Project) -> None:
    outcome = project.run("fix", "generated.yaml", "harmful.yaml")
    assert outcome.err.splitlines()[:-1] == [
        "generated.yaml was left as it is: it is generated and asks not to be edited; change what it is made from",
        "harmful.yaml: not done: Make it 'error missing-key' (it would bring a new finding of 'missing-key')",
    ]


def test_a_file_that_cannot_be_written_costs_the_others_nothing(project: Project) -> None:
    os.link(project.folder / "safe.yaml", project.folder / "same")
    project.write("second.yaml", SAFE)
    outcome = project.run("fix", "safe.yaml", "second.yaml")
    assert outcome.code == 2
    assert content(project, "safe.yaml") == SAFE
    assert content(project, "second.yaml") == FINE
    assert "safe.yaml:1:4" in outcome.out
    assert outcome.err.splitlines() == [
        "error: safe.yaml was not changed: it has other hard links, which would keep the old content",
        "2 checked (1 with errors), 1 fixed",
    ]


def test_fixes_without_end_are_an_error(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacklint.fixing.MAXIMUM_ROUNDS", 1)
    outcome = project.run("fix", "safe.yaml")
    assert (outcome.code, content(project, "safe.yaml")) == (2, SAFE)
    assert "error: safe.yaml was not changed: the fixes of env-syntax come to no end" in outcome.err


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_what_is_not_utf8_is_left(project: Project, encoding: str) -> None:
    raw = ("# é\n" + SAFE).encode(encoding)
    (project.folder / "other.yaml").write_bytes(raw)
    # The scripted engine sees no text in UTF-16, so the bytes are what is looked at.
    project.run("fix", "other.yaml")
    assert (project.folder / "other.yaml").read_bytes() == raw


@pytest.mark.parametrize("text", ["\ufeff# ü\r\n" + SAFE + "b: 1\r\n", SAFE + "b: x", "\r" + SAFE])
def test_bytes_outside_the_edits_stay(project: Project, text: str) -> None:
    (project.folder / "odd.yaml").write_bytes(text.encode("utf-8"))
    project.run("fix", "odd.yaml")
    assert content(project, "odd.yaml") == text.replace(SAFE, FINE)


def test_two_names_of_one_file(project: Project) -> None:
    (project.folder / "link.yaml").symlink_to("safe.yaml")
    outcome = project.run("fix", "link.yaml", "safe.yaml")
    assert outcome == (0, "", "2 checked, 1 fixed\n")
    assert content(project, "safe.yaml") == FINE
    assert (project.folder / "link.yaml").is_symlink()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_number_of_processes_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    for number in range(10):
        project.write(f"many/{number}.yaml", [SAFE, HARMFUL, "clean"][number % 3])
    monkeypatch.setenv("STACKLINT_WORKERS", workers)
    outcome = project.run("fix", "-q", "-f", "concise", "many")
    assert outcome.out.count("\n") == 3
    assert [content(project, f"many/{number}.yaml") for number in (0, 3, 6, 9)] == [FINE] * 4


# Differences ----------------------------------------------------------------------------------------------------------


def test_a_difference_is_shown_and_nothing_written(project: Project) -> None:
    before = state(project)
    outcome = project.check("--diff", "safe.yaml", "error.yaml")
    assert outcome.out == ("--- safe.yaml\n+++ safe.yaml\n@@ -1 +1 @@\n-a: error env-syntax =safe> fine\n+a: fine\n")
    assert outcome.err == "1 would be fixed in 1 file\n"
    assert state(project) == before
    assert project.check("--diff", "error.yaml") == (0, "", "nothing would be changed\n")


@pytest.mark.parametrize(
    "text",
    [
        SAFE,
        SAFE.rstrip("\n"),
        "b: 1\n" * 9 + SAFE + "c: 1\n" * 9 + SAFE,
        "\ufeffü: \u2028\x0c\n" + SAFE.replace("\n", "\r\n") + "b: 1\r\n",
        "a: 1\rb: 2\n" + SAFE + "\n\n",
    ],
)
def test_git_takes_the_difference(project: Project, text: str) -> None:
    (project.folder / "odd.yaml").write_bytes(text.encode("utf-8"))
    difference = project.check("--diff", "odd.yaml").out
    (project.folder / ".git").rmdir()
    git("init", "-q", folder=project.folder)
    (project.folder / "odd.patch").write_bytes(difference.encode("utf-8"))
    done = run("git", "apply", "-p0", "odd.patch", folder=project.folder)
    assert done.code == 0, done.stderr
    patched = content(project, "odd.yaml")
    (project.folder / "odd.yaml").write_bytes(text.encode("utf-8"))
    project.run("fix", "odd.yaml")
    assert patched == content(project, "odd.yaml")
    assert patched != text


def test_a_difference_has_colours_where_they_are_wanted(project: Project) -> None:
    out = project.check("--diff", "--color", "always", "safe.yaml").out
    assert "\x1b[31m-a: error env-syntax =safe> fine\x1b[0m\n\x1b[32m+a: fine\x1b[0m\n" in out


# Standard input -------------------------------------------------------------------------------------------------------


def test_stdin_goes_to_stdout_and_findings_to_stderr(project: Project) -> None:
    outcome = project.run("fix", "-", "-f", "concise", stdin=SAFE + "b: error missing-key\n")
    assert outcome.out == FINE + "b: error missing-key\n"
    assert outcome.err.splitlines() == [
        "stdin:2:4: error[missing-key] Wrong for None (ogx 1.5.0, pinned)",
        "1 checked (1 with errors), 1 fixed",
    ]
    assert outcome.code == 1


@pytest.mark.parametrize("text", ["clean", "foreign\n", "helm\r\n", "", HARMFUL, "# do not edit\n" + SAFE, UNSAFE])
def test_stdin_that_is_not_changed_goes_through(project: Project, text: str) -> None:
    assert project.run("fix", "-", stdin=text).out == text
    assert project.run("fix", "--fix-only", "-", stdin=text).out == text


def test_a_difference_of_stdin(project: Project) -> None:
    outcome = project.run("fix", "--diff", "-", "--stdin-filename", "deploy/a.yaml", stdin=SAFE)
    assert outcome.out.startswith("--- deploy/a.yaml\n+++ deploy/a.yaml\n")
    assert outcome.code == 1


def test_rendered_templates_go_through(project: Project) -> None:
    text = f"---\n# Source: chart/templates/a.yaml\n{SAFE}"
    outcome = project.run("fix", "-", stdin=text)
    assert outcome.out == text
    assert "stdin was left as it is: it is rendered from templates; change those" in outcome.err


def test_a_long_stdin_is_not_cut_off(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("files", "cli.fixes"):
        monkeypatch.setattr(f"stacklint.{module}.MAXIMUM_BYTES", 20)
    text = SAFE + "x" * 1_000
    assert project.run("fix", "-", stdin=text).out == text


# Hooks ----------------------------------------------------------------------------------------------------------------


def test_the_hook_fixes_and_is_never_run_twice_at_once(project: Project) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert list(hooks) == ["stacklint", "stacklint-fix"]
    assert hooks["stacklint-fix"]["require_serial"] is True
    assert hooks["stacklint-fix"]["types"] == hooks["stacklint"]["types"] == ["yaml"]
    program, *arguments = hooks["stacklint-fix"]["entry"].split()
    assert program == "stacklint"
    project.write("stacklint.toml", 'exclude = ["generated.yaml"]\n')
    assert project.run(*arguments, "safe.yaml", "generated.yaml", "foreign.yaml").code == 0
    assert content(project, "safe.yaml") == FINE
