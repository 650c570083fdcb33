"""What the README tells people to type works as it stands there."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml

from process import run_stacklint
from requirements import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")

BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = sorted(
    {
        match[1].split("  #")[0].strip()
        for match in re.finditer(r"^(?:\$ |- run: |  - )(stacklint .*)$", README, re.MULTILINE)
    }
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    shutil.copyfile(REPOSITORY / "examples" / "clean.yaml", tmp_path / "config.yaml")
    return tmp_path


def test_the_commands_are_found() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs(command: str, folder: Path) -> None:
    finished = run_stacklint(*command.split()[1:], folder=folder)
    assert finished.code == 0, finished.stderr


@pytest.mark.parametrize("content", [content for language, content in BLOCKS if language == "toml"])
def test_settings_are_accepted(content: str, folder: Path) -> None:
    assert tomllib.loads(content)
    (folder / "stacklint.toml").write_text(content, encoding="utf-8")
    finished = run_stacklint("check", "config.yaml", folder=folder)
    assert finished.code == 0, finished.stderr


@pytest.mark.parametrize("content", [content for language, content in BLOCKS if language == "yaml"])
def test_yaml_is_yaml(content: str) -> None:
    yaml.safe_load(content)


def test_links_lead_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [target for target in targets if not (REPOSITORY / target).exists()] == []
