"""The page of each rule is its docstring, and every page is of a rule."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from requirements import REPOSITORY
from stacklint.report.documentation import documentation_of
from stacklint.rules import RULES
from stacklint.rules.record import Rule

PAGES = REPOSITORY / "docs" / "rules"
UPDATE = os.environ.get("STACKLINT_UPDATE_GOLDEN") == "1"


def page_of(rule: Rule) -> str:
    return f"# {rule.name}\n\n*{rule.group}, usually {rule.severity.value}*\n\n{documentation_of(rule)}\n"


def index() -> str:
    rows = [
        f"| [{rule.name}]({rule.name}.md) | {rule.group} | {rule.severity.value} | {rule.summary} |" for rule in RULES
    ]
    return "\n".join(
        ("# Rules", "", "| rule | group | usual severity | what it finds |", "|---|---|---|---|", *rows, "")
    )


def compare(path: Path, text: str) -> None:
    if UPDATE:
        path.write_text(text, encoding="utf-8")
    assert path.is_file(), "read the difference, then set STACKLINT_UPDATE_GOLDEN=1"
    assert path.read_text(encoding="utf-8") == text, "read the difference, then set STACKLINT_UPDATE_GOLDEN=1"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_page(rule: Rule) -> None:
    compare(PAGES / f"{rule.name}.md", page_of(rule))


def test_index() -> None:
    compare(PAGES / "README.md", index())


def test_no_page_without_a_rule() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {rule.name for rule in RULES} | {"README"}
