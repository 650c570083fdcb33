"""What `docs/migrate.md` shows is what happens."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from process import run_stacklint
from requirements import REPOSITORY

GUIDE = REPOSITORY / "docs" / "migrate.md"
UPDATE = os.environ.get("STACKLINT_UPDATE_GOLDEN") == "1"

_BLOCK = re.compile(r"^```(yaml|console)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHOWN = re.compile(r"^\$ (stacklint [^\n#]*)[^\n]*\n((?:(?!\$ )[^\n]*\n)*)", re.MULTILINE)


def as_run(text: str, folder: Path) -> str:
    """The guide with the files and the output that its commands really give, in the order in which they stand."""
    (folder / ".git").mkdir()

    def block(match: re.Match[str]) -> str:
        language, name, content = match.groups()
        if language == "yaml" and (folder / name).exists():
            content = (folder / name).read_text(encoding="utf-8")
        elif language == "yaml":
            (folder / name).write_text(content, encoding="utf-8")
        else:
            content = _SHOWN.sub(command, content)
        return f"```{language}{f' {name}' if name else ''}\n{content}```"

    def command(shown: re.Match[str]) -> str:
        line = shown[0].partition("\n")[0]
        if not any(folder.glob("*.yaml")) or "  #" in line:
            # In the beginning there is no file yet, and a remark stands where the output would.
            return shown[0]
        finished = run_stacklint(*shown[1].split()[1:], folder=folder)
        output = finished.stdout if shown[2] or "--check" in line else ""
        assert finished.code == ("--check" in line), finished.stderr
        return f"{line}\n{output}"

    return _BLOCK.sub(block, text)


def test_the_guide_is_what_happens(tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    real = as_run(text, tmp_path)
    if UPDATE:
        GUIDE.write_text(real, encoding="utf-8")
    assert real == GUIDE.read_text(encoding="utf-8"), "read the difference, then set STACKLINT_UPDATE_GOLDEN=1"


def test_a_wrong_line_in_the_guide_is_seen(tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    wrong = text.replace("backend: kv_default", "backend: kv_other")
    assert wrong != text
    assert "kv_other" not in as_run(wrong, tmp_path)


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)\)", GUIDE.read_text(encoding="utf-8")))
def test_links_lead_somewhere(link: str) -> None:
    assert (GUIDE.parent / link).exists()
