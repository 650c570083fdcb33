"""What `docs/graph.md` shows is what is drawn."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from graph.drawings import SVG, parsed
from process import run_stacklint
from requirements import REPOSITORY

PAGE = REPOSITORY / "docs" / "graph.md"
UPDATE = os.environ.get("STACKLINT_UPDATE_GOLDEN") == "1"
HINT = "read the difference, then set STACKLINT_UPDATE_GOLDEN=1"

_CONSOLE = re.compile(r"^```console\n\$ stacklint ([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_MERMAID = re.compile(r"^<!-- stacklint ([^\n]*) -->\n```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DRAWN = re.compile(r"^<!-- stacklint ([^\n]*) -o (\S+) -->$", re.MULTILINE)


def shown_by(command: str) -> str:
    finished = run_stacklint(*command.split())
    assert finished.code == 0, finished.stderr
    return finished.stdout


def as_run(text: str) -> str:
    """The page with what its commands really print."""
    text = _CONSOLE.sub(lambda match: f"```console\n$ stacklint {match[1]}\n{shown_by(match[1])}```", text)
    return _MERMAID.sub(lambda match: f"<!-- stacklint {match[1]} -->\n```mermaid\n{shown_by(match[1])}```", text)


def test_the_page_is_what_happens() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert _CONSOLE.search(text)
    assert _MERMAID.search(text)
    real = as_run(text)
    if UPDATE:
        PAGE.write_text(real, encoding="utf-8")
    assert real == PAGE.read_text(encoding="utf-8"), HINT


def test_a_wrong_line_of_the_page_is_seen() -> None:
    text = PAGE.read_text(encoding="utf-8")
    wrong = text.replace("kv_vectors (not declared)", "kv_vectors (declared)")
    assert wrong != text
    assert as_run(wrong) != wrong


@pytest.mark.parametrize(("command", "name"), _DRAWN.findall(PAGE.read_text(encoding="utf-8")))
def test_the_drawing_is_what_happens(command: str, name: str, tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.svg"
    assert run_stacklint(*command.split(), "-o", str(drawn)).code == 0
    real = drawn.read_text(encoding="utf-8")
    if UPDATE:
        (REPOSITORY / name).write_text(real, encoding="utf-8")
    assert parsed(real).tag == f"{SVG}svg"
    assert real == (REPOSITORY / name).read_text(encoding="utf-8"), HINT
    assert f"]({Path(name).name})" in PAGE.read_text(encoding="utf-8")
