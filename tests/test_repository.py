"""Promises about the repository itself."""

from __future__ import annotations

import re
import tomllib

import pytest

from process import own_files
from requirements import REPOSITORY
from stacklint import __version__
from stacklint.rules import RULES
from stacklint.rules.record import Rule

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGELOG = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
MAKEFILE = (REPOSITORY / "Makefile").read_text(encoding="utf-8")

FOREVER = {
    # Written in pieces, so that this file does not find itself.
    "a package registry": re.compile(
        r"pypi\.o" "rg|pythonh" r"osted|npm" r"js\.|registry\.n" "pm|deb" r"\.debian\.o" "rg"
    ),
    "somebody's machine": re.compile(r"/wo" r"rk/(main|shared|notes)|/ro" r"ot/\.|/o" r"pt/(py" "pi|whe" "els)"),
    "a signature": re.compile(r"(?i)co-auth" r"ored-by|gener" "ated with (an |the )?(ai|assistant)"),
}


@pytest.mark.parametrize("what", FOREVER)
def test_no_file_names(what: str) -> None:
    found = []
    for path in own_files():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(REPOSITORY)}: {match[0]}" for match in FOREVER[what].finditer(text)]
    assert found == []


def test_the_version_is_written_once() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    # Upstream has versions too, so only our own code is searched.
    ours = [path for path in own_files() if path.relative_to(REPOSITORY).parts[0] in ("linter", "lsp_server")]
    holders = [path for path in (*ours, REPOSITORY / "pyproject.toml") if f'"{__version__}"' in path.read_text("utf-8")]
    assert [path.name for path in holders] == ["__init__.py"]


def test_the_changelog_knows_the_version() -> None:
    assert re.search(rf"^## {re.escape(__version__)}\b", CHANGELOG, re.MULTILINE)


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    named = set(
        re.findall(
            r"\bmake ([a-z-]+)",
            "\n".join(
                line for line in (README + CONTRIBUTING).splitlines() if "`make " in line or line.startswith("make ")
            ),
        )
    )
    assert {"demo", "test"} <= named
    assert named <= targets


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_documented(rule: Rule) -> None:
    assert (REPOSITORY / "docs" / "rules" / f"{rule.name}.md").is_file()


def test_lock_files_name_exact_versions_and_no_place() -> None:
    for path in sorted((REPOSITORY / "requirements").glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines
        assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+(\[\w+\])?==[\w.]+( ; .+)?", line)] == []
