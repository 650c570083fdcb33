"""What stands in docs/editors, as far as it can be told without an editor."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from editors.driving import HERE, RECIPES
from process import run_stacklint
from stacklint_lsp.protocol.configuration import EditorSettings, editor_settings

PAGES = sorted(path for path in RECIPES.glob("*.md") if path.name != "README.md")
OTHERS = [page for page in PAGES if page.stem != "vscode"]
"""Those of editors that need no extension of ours."""

INDEX = (RECIPES / "README.md").read_text(encoding="utf-8")
READERS = {"json": json.loads, "toml": tomllib.loads}
OTHERWISE: dict[str, object] = {
    "enable": False,
    "target": "ogx-1.5.0",
    "select": ["dangling-backend"],
    "ignore": ["dangling-backend"],
    "run": "onSave",
    "workspaceDiagnostics": True,
}


def test_the_index_knows_every_page() -> None:
    assert sorted(re.findall(r"\]\((\w+\.md)\)", INDEX)) == [page.name for page in PAGES]


def test_the_index_knows_every_setting() -> None:
    rows = re.findall(r"^\|( `.*?)\|", INDEX, re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(OTHERWISE)
    plain = EditorSettings()
    assert [name for name, value in OTHERWISE.items() if editor_settings({name: value}, plain) == plain] == []


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: page.stem)
def test_settings_can_be_read(page: Path) -> None:
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        if language in READERS:
            READERS[language](block)


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: page.stem)
def test_a_page_says_whether_it_was_tried(page: Path) -> None:
    text = page.read_text("utf-8")
    assert ("not run by the tests" in text) != ("## Tested" in text)


def test_every_recipe_is_used_by_a_test() -> None:
    marked = {name for page in PAGES for name in re.findall(r"<!-- recipe: ([\w-]+) -->", page.read_text("utf-8"))}
    tests = "".join(path.read_text("utf-8") for path in HERE.glob("test_*.py"))
    assert marked >= {"neovim", "emacs", "vim", "kate"}
    assert {name for name in marked if f'"{name}"' not in tests} == set()


def test_the_command_of_all_recipes_exists() -> None:
    assert run_stacklint("server", "--help").code == 0
