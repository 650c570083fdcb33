"""Neovim's own client, with the recipes of docs/editors/neovim.md."""

from __future__ import annotations

from pathlib import Path

from editors import story
from editors.driving import HERE, Outcome, Session, Step, drive, prepare, recipe
from editors.tools import require_neovim, require_old_neovim


def test_neovim(tmp_path: Path) -> None:
    session = prepare(tmp_path)
    outcome = _drive("neovim", require_neovim(), session, story.STORY)
    story.check(outcome, story.STORY, session)


def test_old_neovim(tmp_path: Path) -> None:
    # It can only be sent diagnostics, and knows no `apply` for code actions.
    session = prepare(tmp_path)
    outcome = _drive("neovim-old", require_old_neovim(), session, story.STORY)
    story.check(outcome, story.STORY, session)


def _drive(name: str, program: str, session: Session, steps: tuple[Step, ...]) -> Outcome:
    start = session.home / ".config" / "nvim" / "init.lua"
    start.parent.mkdir(parents=True)
    start.write_text(recipe("neovim.md", name), encoding="utf-8")
    # No swap file and no memory of earlier sessions.
    command = [program, "--headless", "-n", "-i", "NONE", str(session.file)]
    return drive(name, session, [*command, "-c", f"luafile {HERE / 'drivers' / 'neovim.lua'}"], steps)
