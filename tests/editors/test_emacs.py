"""Eglot, with the recipe of docs/editors/emacs.md."""

from __future__ import annotations

from pathlib import Path

from editors import story
from editors.driving import HERE, drive, prepare, recipe
from editors.tools import require_editor


def test_emacs(tmp_path: Path) -> None:
    (program,) = require_editor("emacs", "emacs")
    session = prepare(tmp_path)
    start = session.home / "init.el"
    start.write_text(recipe("emacs.md", "emacs"), encoding="utf-8")
    driver = str(HERE / "drivers" / "emacs.el")
    # In batch mode Emacs does not activate its packages by itself.
    command = [program, "--batch", "-f", "package-activate-all", "-l", str(start), str(session.file), "-l", driver]
    outcome = drive("emacs", session, command, story.STORY)
    # Eglot waits for the answer to `shutdown`, says `exit`, and kills the process at once.
    story.check(outcome, story.STORY, session, frozenset({0, None}))
    # Eglot shows `source [code]: message`; a message that named its rule again would say everything twice.
    shown = next(one["message"] for one in outcome.answers[0] if story.DANGLING in one["message"])
    assert shown.count("dangling-backend") == 1
