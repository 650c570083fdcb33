"""Our own reading of `.gitignore` against git's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from process import git, run
from requirements import require
from stacklint.files import find
from stacklint.settings import load
from stacklint.settings.patterns import Patterns

TREE = (
    "a.yaml",
    "b.yaml",
    "ab.yaml",
    "a b.yaml",
    "x[1].yaml",
    "#a.yaml",
    "!b.yaml",
    "a/a.yaml",
    "a/b.yaml",
    "a/b/a.yaml",
    "a/b/c/a.yaml",
    "b/a.yaml",
    "b/a/b.yaml",
    "b/c/d/a.yaml",
    "c/keep/a.yaml",
    ".hidden/a.yaml",
)

PLAIN = ("a", "b", "c", "ab", "keep", ".hidden", "a.yaml", "b.yaml")
STARS = ("*", "**", "a*", "*b*", "a**", "**b", "*.yaml", "?.yaml")
BRACKETS = ("[ab].yaml", "[!a].yaml", "[^b]*", "[a-c]", "[[:alpha:]].yaml", "[", "a[", "[]")
BACKSLASHES = ("\\", "\\a", "a\\*", "x\\[1\\].yaml")
WORDS = st.sampled_from((*PLAIN, *STARS, *BRACKETS, *BACKSLASHES))
LINES = st.builds(
    lambda negated, rooted, words, folder, tail: negated + rooted + "/".join(words) + folder + tail,
    st.sampled_from(["", "", "", "!"]),
    st.sampled_from(["", "", "/"]),
    st.lists(WORDS, min_size=1, max_size=3),
    st.sampled_from(["", "", "/"]),
    st.sampled_from(["", "", "", " ", "\\ ", "\t", "\r"]),
)
FILES = st.lists(
    LINES | st.sampled_from(["", "# comment", "\\#a.yaml", "\\!b.yaml", "/", "//", "!", "a b.yaml"]), max_size=5
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require("git", shutil.which("git") is not None, "it is what we compare with")
    folder = tmp_path_factory.mktemp("repository")
    git("init", "--quiet", folder=folder)
    for name in TREE:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n", encoding="utf-8")
    return folder


def by_git(repository: Path) -> list[str]:
    listed = git("ls-files", "--others", "--exclude-standard", "-z", folder=repository).split("\0")
    return sorted(name for name in listed if name.endswith(".yaml"))


def by_us(repository: Path) -> list[str]:
    before = os.getcwd()
    os.chdir(repository)
    try:
        return sorted(file.path for file in find(["."], load(".", isolated=True)).files)
    finally:
        os.chdir(before)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(root=FILES, inner=FILES, info=FILES)
def test_git_and_we_ignore_the_same(repository: Path, root: list[str], inner: list[str], info: list[str]) -> None:
    for name, lines in ((".gitignore", root), ("a/.gitignore", inner), (".git/info/exclude", info)):
        (repository / name).write_bytes("\n".join(lines).encode())
    assert by_us(repository) == by_git(repository)


@pytest.mark.parametrize(
    "lines",
    [
        ["*.yaml", "!a.yaml"],
        ["/*", "!/a", "/a/*", "!/a/b"],
        ["a/**", "!a/b/"],
        ["a/**/a.yaml"],
        ["**/a/b.yaml"],
        ["b/**/a.yaml"],
        ["[]-a].yaml"],
        ["[a-]*.yaml"],
        ["[\\]a]*.yaml"],
        ["*.YAML"],
        ["\ufeffa.yaml"],
        ["a/ ", "b\\ "],
        ["a?a.yaml"],
        ["a[/]a.yaml"],
        ["[!b]/a.yaml"],
        ["**"],
        ["**/"],
        ["/**/"],
        ["a//b"],
        ["./a"],
    ],
)
def test_odd_lists(repository: Path, lines: list[str]) -> None:
    (repository / ".gitignore").write_text("\n".join(lines), encoding="utf-8")
    (repository / "a/.gitignore").write_text("")
    (repository / ".git/info/exclude").write_text("")
    assert by_us(repository) == by_git(repository)


def test_a_repository_inside_another_has_rules_of_its_own(repository: Path, tmp_path: Path) -> None:
    copy = tmp_path / "outer"
    shutil.copytree(repository, copy)
    (copy / "a/.gitignore").write_text("")
    (copy / ".gitignore").write_text("a.yaml\n")
    run("git", "init", "--quiet", folder=copy / "a")
    found = by_us(copy)
    assert "a/a.yaml" in found
    assert "b/a.yaml" not in found


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("deploy", "deploy/run.yaml", True),
        ("deploy/", "deploy/sub/run.yaml", True),
        ("deploy", "other/deploy/run.yaml", True),
        ("/deploy", "other/deploy/run.yaml", False),
        ("deploy/*.yaml", "deploy/run.yaml", True),
        ("deploy/*.yaml", "deploy/sub/run.yaml", False),
        ("*.yml", "deploy/run.yaml", False),
        ("run.yaml", "deploy/run.yaml", True),
        ("deploy/run.yaml/", "deploy/run.yaml", False),
    ],
)
def test_a_pattern_covers_what_lies_in_a_folder_it_matches(pattern: str, path: str, covered: bool) -> None:
    assert Patterns("/root", [pattern]).covers("/root/" + path) is covered


def test_nothing_outside_its_folder_is_covered() -> None:
    assert not Patterns("/root/one", ["*"]).covers("/root/two/run.yaml")
    assert not Patterns("/root/one", ["*"]).covers("/root/one")
