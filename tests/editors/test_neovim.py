"""Neovim's own client, with the recipes of docs/editors/neovim.md."""

from __future__ import annotations

from pathlib import Path

from editors import story
from editors.driving import HERE, Outcome, Session, Step, drive, place, prepare, recipe
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


def test_nothing_stale_is_shown_while_somebody_types(tmp_path: Path) -> None:
    unreadable = "cannot load the file"
    steps: tuple[Step, ...] = (
        story.SEE,
        {"do": "type", "at": place("kv_default:", inside=0), "text": '"'},
        {"do": "see", "text": unreadable},
        {"do": "undo"},
        {"do": "gone", "text": unreadable},
        {"do": "type", "at": place("kv_default:", inside=0), "text": "new_"},
        {"do": "see", "text": "no backend is called 'kv_default'"},
        {"do": "undo"},
        {"do": "gone", "text": "no backend is called 'kv_default'"},
    )
    answers = _drive("neovim-typing", require_neovim(), prepare(tmp_path), steps).answers
    before, broken, mended, _, last = (answers[number] for number in (0, 2, 4, 6, 8))
    assert any(finding["code"] == "yaml-syntax" for finding in broken)
    assert mended == before
    assert last == before


def _drive(name: str, program: str, session: Session, steps: tuple[Step, ...]) -> Outcome:
    start = session.home / ".config" / "nvim" / "init.lua"
    start.parent.mkdir(parents=True)
    start.write_text(recipe("neovim.md", "neovim-old" if name == "neovim-old" else "neovim"), encoding="utf-8")
    # No swap file and no memory of earlier sessions.
    command = [program, "--headless", "-n", "-i", "NONE", str(session.file)]
    return drive(name, session, [*command, "-c", f"luafile {HERE / 'drivers' / 'neovim.lua'}"], steps)
