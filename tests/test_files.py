"""Which files a run reads."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from process import run
from stacklint.files import Found, find, printable, shown_path
from stacklint.settings import load


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("a: 1\n", encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str, exclude: tuple[str, ...] = (), force_exclude: bool = False) -> Found:
    return find(paths, load("."), exclude, force_exclude=force_exclude)


def names(*paths: str, exclude: tuple[str, ...] = (), force_exclude: bool = False) -> list[str]:
    return [file.path for file in found(*paths, exclude=exclude, force_exclude=force_exclude).files]


def test_a_folder_stands_for_its_yaml_files(project: Path) -> None:
    write(project, "b.yaml", "a.yml", "c.json", "notes.txt", "sub/deep/d.yaml", ".hidden/e.yaml")
    assert names(".") == [".hidden/e.yaml", "a.yml", "b.yaml", "sub/deep/d.yaml"]
    assert names("sub") == ["sub/deep/d.yaml"]


def test_a_named_file_may_have_any_name(project: Path) -> None:
    write(project, "Stackfile", "conf.json")
    assert names("Stackfile", "conf.json") == ["Stackfile", "conf.json"]


@pytest.mark.parametrize("folder", [".git", "node_modules", ".venv", "venv", "__pycache__", "build", "sub/.tox"])
def test_usual_folders_are_skipped_unless_named(project: Path, folder: str) -> None:
    write(project, f"{folder}/a.yaml", "b.yaml")
    assert names(".") == ["b.yaml"]
    assert names(folder) == [f"{folder}/a.yaml"]


def test_paths_are_shown_relative_to_here(project: Path) -> None:
    write(project, "sub/a.yaml")
    assert names("./sub/../sub/a.yaml") == ["sub/a.yaml"]
    assert names(str(project / "sub")) == ["sub/a.yaml"]


def test_what_lies_elsewhere_is_shown_in_full(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "sub/a.yaml", "other/b.yaml")
    monkeypatch.chdir(project / "sub")
    assert names("../other") == [str(project / "other" / "b.yaml")]
    assert shown_path("a.yaml") == "a.yaml"


def test_each_file_comes_once(project: Path) -> None:
    write(project, "sub/a.yaml", "b.yaml")
    assert names(".", "sub", "sub/a.yaml", "./b.yaml") == ["b.yaml", "sub/a.yaml"]


def test_only_a_single_named_file_is_named_alone(project: Path) -> None:
    write(project, "a.yaml", "b.yaml")
    assert [file.named for file in found("a.yaml").files] == [True]
    assert [file.named for file in found("a.yaml", "b.yaml").files] == [False, False]
    assert [file.named for file in found(".").files] == [False, False]


def test_missing_files_are_named_and_the_others_found(project: Path) -> None:
    write(project, "a.yaml")
    result = found("nowhere.yaml", "a.yaml")
    assert [file.path for file in result.files] == ["a.yaml"]
    assert result.problems == ("nowhere.yaml: no such file or folder",)


def test_what_git_ignores_is_left_out_unless_named(project: Path) -> None:
    write(project, "a.yaml", "sub/a.yaml", "sub/b.yaml", "out/c.yaml")
    (project / ".gitignore").write_text("a.yaml\n/out/\n")
    (project / "sub" / ".gitignore").write_text("!a.yaml\nb.yaml\n")
    assert names(".") == ["sub/a.yaml"]
    assert names("sub") == ["sub/a.yaml"]
    assert names("a.yaml", "out") == ["a.yaml", "out/c.yaml"]


def test_the_exclude_file_of_the_repository_counts_in_work_trees_too(project: Path) -> None:
    write(project, "tree/a.yaml", "tree/b.yaml")
    (project / ".git" / "info").mkdir()
    (project / ".git" / "info" / "exclude").write_text("a.yaml\n")
    (project / ".git" / "worktrees" / "tree").mkdir(parents=True)
    (project / ".git" / "worktrees" / "tree" / "commondir").write_text("../..\n")
    (project / "tree" / ".git").write_text(f"gitdir: {project}/.git/worktrees/tree\n")
    assert names("tree") == ["tree/b.yaml"]


def test_settings_and_flags_exclude(project: Path) -> None:
    write(project, "a.yaml", "charts/b.yaml", "charts/keep.yaml", "deploy/c.yaml")
    (project / "stacklint.toml").write_text('exclude = ["charts/*", "!charts/keep.yaml"]\n')
    assert names(".") == ["a.yaml", "charts/keep.yaml", "deploy/c.yaml"]
    assert names(".", exclude=("deploy",)) == ["a.yaml", "charts/keep.yaml"]


def test_named_files_are_excluded_only_by_force(project: Path) -> None:
    write(project, "charts/b.yaml", "a.yaml", "build/c.yaml")
    (project / "stacklint.toml").write_text('exclude = ["charts"]\n')
    every = ("charts/b.yaml", "a.yaml", "build/c.yaml")
    assert names(*every) == ["a.yaml", "build/c.yaml", "charts/b.yaml"]
    assert names(*every, force_exclude=True) == ["a.yaml"]
    assert names("charts", "a.yaml", exclude=("a.yaml",), force_exclude=True) == []


def test_folders_above_this_one_do_not_exclude(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "build/a/x.yaml", "build/b/y.yaml")
    monkeypatch.chdir(project / "build" / "a")
    assert names("x.yaml", force_exclude=True) == ["x.yaml"]
    assert names("../b/y.yaml", force_exclude=True) == [str(project / "build" / "b" / "y.yaml")]


def test_links_to_folders_end_no_walk(project: Path) -> None:
    write(project, "sub/a.yaml")
    (project / "sub" / "up").symlink_to(project, target_is_directory=True)
    (project / "link.yaml").symlink_to(project / "sub" / "a.yaml")
    (project / "broken.yaml").symlink_to(project / "nowhere")
    assert names(".") == ["link.yaml", "sub/a.yaml"]
    assert names("sub/up") == ["sub/up/link.yaml", "sub/up/sub/a.yaml"]


def test_a_folder_called_like_a_file_is_walked(project: Path) -> None:
    write(project, "stack.yaml/a.yaml")
    assert names(".") == ["stack.yaml/a.yaml"]


def test_a_folder_that_cannot_be_read_is_named(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, "a.yaml", "closed/b.yaml")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return scandir(path)

    # Taking away the permission would not stop root, who may be running this.
    monkeypatch.setattr("os.scandir", refusing)
    result = found(".")
    assert [file.path for file in result.files] == ["a.yaml"]
    assert result.problems == ("closed: permission denied",)


def test_names_that_are_no_utf8_are_found_and_can_be_printed(project: Path) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    try:
        (project / name).write_text("a: 1\n")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert names(".") == [name]
    assert printable(name) == "caf\\xe9.yaml"
    assert printable("\x1b[31mred.yaml") == "\\x1b[31mred.yaml"
    assert printable("größe.yaml") == "größe.yaml"


def test_a_very_deep_folder_is_no_problem(project: Path) -> None:
    # Made and removed by programs, as Python's own ways are recursive in this version.
    run("mkdir", "-p", "/".join(["d"] * 1_200), folder=project)
    run("sh", "-c", "for each in $(seq 1200); do cd d; done; echo 'a: 1' > a.yaml", folder=project)
    try:
        assert len(names(".")) == 1
    finally:
        run("rm", "-rf", "d", folder=project)
