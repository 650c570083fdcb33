"""`stacklint migrate` with a library that does what the files say."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import migrations
from process import git, run
from project import Project
from stacklint_schemas import load

HEAD = "llama-stack 0.2.13 to 0.2.24 (inferred) -> ogx 1.5.0 (the newest known)"
OLD = "# c\nkey: old\n"
NEW = "# c\nkey: new\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Project:
    migrations.install(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    made = Project(tmp_path, monkeypatch, capsys)
    made.write("old.yaml", OLD)
    made.write("fine.yaml", "keeps\n")
    made.write("data.yaml", "loses\n")
    made.write("left.yaml", "leaves\n")
    made.write("refused.yaml", "refuse old\n")
    made.write("map.yaml", "two: refuse old\n")
    made.write("crash.yaml", "crash\n")
    made.write("helm.yaml", "helm\n")
    made.write("foreign.yaml", "foreign\n")
    made.write("generated.yaml", "generated old\n")
    return made


def state(project: Project) -> dict[str, str]:
    names = [name for name in os.listdir(project.folder) if name.endswith(".yaml")]
    return {name: content(project, name) for name in names}


def content(project: Project, name: str) -> str:
    return (project.folder / name).read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["old.yaml"], 0),
        (["fine.yaml"], 0),
        (["data.yaml"], 0),
        (["foreign.yaml"], 0),
        (["helm.yaml"], 0),
        (["generated.yaml"], 0),
        (["refused.yaml"], 2),
        (["map.yaml"], 2),
        (["crash.yaml"], 2),
        (["nowhere.yaml", "old.yaml"], 2),
        (["--check", "old.yaml"], 1),
        (["--check", "data.yaml"], 1),
        (["--check", "left.yaml"], 1),
        (["--check", "fine.yaml"], 0),
        (["--check", "foreign.yaml"], 0),
        (["--check", "refused.yaml"], 2),
        (["--check", "old.yaml", "crash.yaml"], 2),
        (["--check", "--diff", "old.yaml"], 1),
        (["--diff", "old.yaml"], 0),
        (["--in-place", "old.yaml"], 0),
        (["--in-place", "old.yaml", "generated.yaml"], 2),
        (["--in-place", "old.yaml", "refused.yaml"], 2),
        (["-i", "map.yaml"], 2),
        (["-o", "out.txt", "old.yaml"], 0),
        (["-o", "out.txt", "old.yaml", "fine.yaml"], 2),
        (["-o", "out.txt", "foreign.yaml"], 2),
        (["-o", "out.txt", "helm.yaml"], 2),
        (["-o", "out.txt", "refused.yaml"], 2),
        (["-o", "out.txt", "nowhere.yaml"], 2),
        (["-o", "no/folder/out.txt", "old.yaml"], 2),
        (["-o", ".", "old.yaml"], 2),
        ([], 2),
        (["-", "old.yaml"], 2),
        (["--in-place", "-"], 2),
        (["--in-place", "--diff", "old.yaml"], 2),
        (["--in-place", "--check", "old.yaml"], 2),
        (["--in-place", "-o", "out.txt", "old.yaml"], 2),
        (["-o", "out.txt", "--check", "old.yaml"], 2),
        (["--to", "latest", "old.yaml"], 2),
        (["--from", "ogx-99.0.0", "old.yaml"], 2),
        (["--layout", "other", "old.yaml"], 2),
        (["--plan", "xml", "old.yaml"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(project: Project, arguments: list[str], code: int) -> None:
    before = state(project)
    assert project.run("migrate", *arguments).code == code
    writes = {"--in-place", "-i"} & set(arguments)
    assert writes or state(project) == before
    assert (project.folder / "out.txt").exists() == (arguments[:1] == ["-o"] and code == 0)
    # A form of the plan never changes the code.
    for form in ("json", "markdown", "text"):
        for name, text in before.items():
            project.write(name, text)
        assert project.run("migrate", "--plan", form, *arguments).code == code


def test_the_plan_and_the_difference_are_shown_and_nothing_is_written(project: Project) -> None:
    before = state(project)
    outcome = project.run("migrate", "old.yaml")
    assert outcome.out == (
        f"old.yaml: {HEAD}\n\n  llama-stack 0.3.0\n    Name the stores\n      because stores got names (PR 1)\n"
        "      - Change old\n\n  1 change\n\n"
        "--- old.yaml\n+++ old.yaml\n@@ -1,2 +1,2 @@\n # c\n-key: old\n+key: new\n\n"
    )
    assert outcome.err == "1 to migrate; nothing was written, --in-place does\n"
    assert state(project) == before


def test_a_difference_alone(project: Project) -> None:
    outcome = project.run("migrate", "--diff", "old.yaml", "data.yaml", "fine.yaml")
    assert outcome.out == "--- old.yaml\n+++ old.yaml\n@@ -1,2 +1,2 @@\n # c\n-key: old\n+key: new\n"
    assert outcome.err.startswith("data.yaml: ")
    assert f"\nold.yaml: {HEAD}\n\n  llama-stack 0.3.0\n" in outcome.err
    assert outcome.err.endswith("1 to migrate, 1 with nothing to write but something to know, 1 in order\n")
    assert project.run("migrate", "-q", "--diff", "old.yaml") == (0, outcome.out, "")


def test_git_takes_the_difference(project: Project) -> None:
    (project.folder / "old.yaml").write_bytes(b"\xef\xbb\xbf# \xc3\xbc\r\nkey: old\r\nlast: old")
    difference = project.run("migrate", "--diff", "old.yaml").out
    (project.folder / ".git").rmdir()
    git("init", "-q", folder=project.folder)
    (project.folder / "odd.patch").write_bytes(difference.encode("utf-8"))
    done = run("git", "apply", "-p0", "odd.patch", folder=project.folder)
    assert done.code == 0, done.stderr
    assert content(project, "old.yaml") == "\ufeff# ü\r\nkey: new\r\nlast: new"


def test_a_check_says_what_is_affected(project: Project) -> None:
    outcome = project.run("migrate", "--check", "old.yaml", "data.yaml", "fine.yaml", "left.yaml")
    assert outcome.out.splitlines() == [
        f"data.yaml: {HEAD}: nothing to change; data of 1 store: 1 not carried",
        f"left.yaml: {HEAD}: nothing to change, 1 thing left to you",
        f"old.yaml: {HEAD}: 1 change",
    ]
    assert outcome.err == "1 to migrate, 2 with nothing to write but something to know, 1 in order\n"


def test_a_check_can_show_the_whole_plan(project: Project) -> None:
    outcome = project.run("migrate", "--check", "--plan", "text", "old.yaml")
    assert outcome.out.endswith("      - Change old\n\n  1 change\n\n")
    assert json.loads(project.run("migrate", "--check", "--plan", "json", "old.yaml").out)["summary"]["affected"] == 1


def test_in_place(project: Project) -> None:
    before = state(project)
    outcome = project.run("migrate", "--in-place", ".")
    assert outcome.code == 2
    expected = {"old.yaml": NEW, "map.yaml": "two: refuse new\n"}
    assert state(project) == before | expected
    crash, *others = outcome.err.splitlines()
    assert crash.startswith("error: crash.yaml was not migrated: stacklint itself failed: ValueError: a step failed (")
    assert others == [
        "error: generated.yaml was not written: it is generated",
        "error: map.yaml was not migrated: it needs more",
        "error: refused.yaml was not migrated: it needs more",
        "helm.yaml was skipped: Helm template; try helm template .",
        "2 migrated, 1 not written, 2 with nothing to write but something to know, 1 in order, 1 refused, "
        "1 refused in part, 1 skipped (Helm template), 1 failed, 1 other YAML file",
    ]
    assert "\n  1 change\n  written to old.yaml\n\n" in outcome.out
    assert "@@" not in outcome.out


def test_in_place_a_second_time_there_is_nothing_to_do(project: Project) -> None:
    project.run("migrate", "--in-place", "old.yaml")
    stamp = os.stat(project.folder / "old.yaml").st_mtime_ns
    outcome = project.run("migrate", "--in-place", "old.yaml")
    assert outcome == (0, f"old.yaml: {HEAD}: nothing has to change\n", "1 in order\n")
    assert os.stat(project.folder / "old.yaml").st_mtime_ns == stamp


def test_what_cannot_be_written_costs_the_others_nothing(project: Project) -> None:
    project.write("second.yaml", OLD)
    os.link(project.folder / "old.yaml", project.folder / "same")
    outcome = project.run("migrate", "-i", "old.yaml", "second.yaml")
    assert outcome.code == 2
    assert (content(project, "old.yaml"), content(project, "second.yaml")) == (OLD, NEW)
    assert outcome.err.splitlines() == [
        "error: old.yaml was not written: it has other hard links, which would keep the old content",
        "1 migrated, 1 not written",
    ]


def test_links_and_modes_stay(project: Project) -> None:
    (project.folder / "old.yaml").chmod(0o640)
    (project.folder / "link.yaml").symlink_to("old.yaml")
    assert project.run("migrate", "-i", "link.yaml").code == 0
    assert (project.folder / "link.yaml").is_symlink()
    assert content(project, "old.yaml") == NEW
    assert (project.folder / "old.yaml").stat().st_mode & 0o777 == 0o640


def test_into_another_file(project: Project) -> None:
    outcome = project.run("migrate", "old.yaml", "-o", "out.yaml")
    assert (content(project, "old.yaml"), content(project, "out.yaml")) == (OLD, NEW)
    assert "  written to out.yaml\n" in outcome.out
    assert outcome.err == "1 migrated\n"
    # What is in order is copied, and what was there before is replaced.
    assert project.run("migrate", "fine.yaml", "-o", "out.yaml").code == 0
    assert content(project, "out.yaml") == "keeps\n"
    # A generated text may be written elsewhere.
    assert project.run("migrate", "generated.yaml", "-o", "out.yaml").code == 0
    assert content(project, "out.yaml") == "generated new\n"
    assert sorted(os.listdir(project.folder)) == sorted([".git", *state(project)])


@pytest.mark.parametrize("name", ["refused.yaml", "crash.yaml", "helm.yaml", "foreign.yaml", "nowhere.yaml"])
def test_nothing_is_written_when_there_is_no_result(project: Project, name: str) -> None:
    outcome = project.run("migrate", name, "-o", "out.yaml")
    assert outcome.code == 2
    assert outcome.err.startswith("error: ")
    assert "-1" not in outcome.err
    assert not (project.folder / "out.yaml").exists()


def test_the_output_is_named_when_it_cannot_be_written(project: Project) -> None:
    (project.folder / "folder").mkdir()
    outcome = project.run("migrate", "old.yaml", "-o", "folder")
    assert outcome.err.splitlines()[0] == "error: folder was not written: it is not a regular file"
    outcome = project.run("migrate", "old.yaml", "-o", "no/out.yaml")
    assert outcome.err.splitlines()[0] == "error: no/out.yaml was not written: no such file or directory"


def test_a_folder_with_other_yaml(project: Project) -> None:
    project.write("sub/a.yaml", OLD)
    project.write("sub/b.yaml", "foreign\n")
    project.write("sub/c.txt", OLD)
    outcome = project.run("migrate", "sub", "--check")
    assert outcome == (1, f"sub/a.yaml: {HEAD}: 1 change\n", "1 to migrate, 1 other YAML file\n")
    assert project.run("migrate", "sub", "--check", "--exclude", "sub/a.yaml") == (0, "", "1 other YAML file\n")


def test_a_named_file_that_is_not_ours(project: Project) -> None:
    outcome = project.run("migrate", "foreign.yaml")
    assert outcome.out == ""
    assert outcome.err.splitlines() == [
        "foreign.yaml: it is no configuration of Llama Stack or OGX, so there is nothing to migrate",
        "1 other YAML file",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"\xff\xfeo\x00", "encoded as UTF-16"), (b"old: \xff", "byte 0xff is not UTF-8")],
)
def test_what_is_not_utf8_is_refused(project: Project, content: bytes, reason: str) -> None:
    (project.folder / "odd.yaml").write_bytes(content)
    outcome = project.run("migrate", "-i", "odd.yaml")
    assert outcome.code == 2
    assert outcome.err.startswith("error: odd.yaml could not be read: ")
    assert reason in outcome.err
    assert (project.folder / "odd.yaml").read_bytes() == content


# Releases -------------------------------------------------------------------------------------------------------------


def test_releases_are_passed_on(project: Project) -> None:
    outcome = project.run("migrate", "--from", "0.2.24", "--to", "ogx-1.0.4", "old.yaml")
    assert outcome.out.startswith("old.yaml: llama-stack 0.2.24 (given) -> ogx 1.0.4 (given)\n")
    assert project.run("migrate", "--layout", "upstream", "--diff", "old.yaml").out.endswith("+key: upstream\n")


@pytest.mark.parametrize("flag", ["--from", "--to"])
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("latest", "no release is called 'latest'; see `stacklint releases`"),
        ("ogx-1.5.1", f"ogx-1.5.1 is newer than every known release ({load().catalogue.newest.name})"),
        ("llamastack-0.3.5", "no release is called 'llamastack-0.3.5'; did you mean 'llama-stack-0.3.5'?"),
    ],
)
def test_a_release_that_is_not_known(project: Project, flag: str, name: str, message: str) -> None:
    outcome = project.run("migrate", flag, name, "-i", "old.yaml")
    assert outcome.out == ""
    assert outcome.err.startswith(f"error: {flag}: {message}")
    assert content(project, "old.yaml") == OLD


def test_wrong_settings_stop_before_anything_is_written(project: Project) -> None:
    project.write("sub/stacklint.toml", "a = 1\n")
    project.write("sub/x.yaml", OLD)
    outcome = project.run("migrate", "-i", "old.yaml", "sub")
    assert outcome.code == 2
    assert "sub/stacklint.toml:1: a: there is no such setting" in outcome.err
    assert content(project, "old.yaml") == OLD
    assert project.run("migrate", "--isolated", "-i", "old.yaml", "sub").code == 0


# Standard input -------------------------------------------------------------------------------------------------------


def test_stdin_goes_to_stdout_and_the_plan_to_stderr(project: Project) -> None:
    outcome = project.run("migrate", "-", "--stdin-filename", "deploy/a.yaml", stdin=OLD)
    assert outcome.out == NEW
    assert outcome.err.startswith(f"deploy/a.yaml: {HEAD}\n\n  llama-stack 0.3.0\n")
    assert outcome.err.endswith("  1 change\n\n1 migrated\n")
    assert "@@" not in outcome.err
    assert project.run("migrate", "-q", "-", stdin=OLD) == (0, NEW, "")


@pytest.mark.parametrize("text", ["keeps\r\n", "foreign", "helm\n", "", "refuse old\n", "crash\n"])
def test_stdin_that_is_not_migrated_goes_through(project: Project, text: str) -> None:
    outcome = project.run("migrate", "-", stdin=text)
    assert outcome.out.replace("new", "old") == text
    assert outcome.code == (2 if text.startswith(("refuse", "crash")) else 0)


def test_other_ways_with_stdin(project: Project) -> None:
    assert project.run("migrate", "--diff", "-", stdin=OLD).out.startswith("--- stdin\n+++ stdin\n")
    assert project.run("migrate", "--check", "-", stdin=OLD) == (1, f"stdin: {HEAD}: 1 change\n", "1 to migrate\n")
    assert project.run("migrate", "-o", "out.yaml", "-", stdin=OLD).err == "1 migrated\n"
    assert content(project, "out.yaml") == NEW


# Forms ----------------------------------------------------------------------------------------------------------------


def test_json_is_alone_where_it_goes(project: Project) -> None:
    outcome = project.run("migrate", "--plan", "json", "old.yaml", "crash.yaml")
    assert [file["status"] for file in json.loads(outcome.out)["files"]] == ["failed", "changed"]
    assert outcome.err.splitlines()[-1].startswith("1 to migrate, 1 failed")
    for arguments in (["-"], ["--diff", "-"]):
        outcome = project.run("migrate", "--plan", "json", *arguments, stdin=OLD)
        assert json.loads(outcome.err)["files"][0]["text"] == NEW
        assert "new" in outcome.out


def test_markdown_for_a_pull_request(project: Project) -> None:
    out = project.run("migrate", "--plan", "markdown", "-i", "old.yaml").out
    assert out.startswith("## old.yaml: llama-stack 0.2.13 to 0.2.24 (inferred) → ogx 1.5.0 (the newest known)\n")
    assert "Written to `old.yaml`." in out


def test_colours_only_where_they_are_wanted(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in project.run("migrate", "old.yaml").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m+key: new\x1b[0m" in project.run("migrate", "old.yaml").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in project.run("migrate", "old.yaml").out
    assert "\x1b[1m" in project.run("migrate", "old.yaml", "--color", "always").out
