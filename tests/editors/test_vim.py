"""Vim with ALE, with the recipe of docs/editors/vim.md."""

from __future__ import annotations

import signal
from pathlib import Path

from editors import story
from editors.driving import BROKEN, HERE, Step, drive, place, prepare, recipe
from editors.tools import require_editor

# ALE takes the protocol's columns for bytes. It shows and edits the wrong place of a line that has other characters in
# front of it, whatever a server does, so its workspace has none.
TEXT = BROKEN.replace("полка 📚", "shelf")

# ALE has no request for all fixes of a file, and shows completions in a way of its own.
FIXES: tuple[Step, ...] = (
    {"do": "fix", "at": place("kv_defualt", TEXT), "title": "Change to 'kv_default'"},
    {"do": "fix", "at": place("sql_defualt"), "title": "Change to 'sql_default'"},
    {"do": "fix", "at": story.COMPLETE["at"], "title": "Refer to 'sql_default'"},
)
STEPS: tuple[Step, ...] = (
    story.SEE,
    story.HOVER,
    story.DEFINE,
    *FIXES,
    story.CLEAN,
    story.RENAME,
    story.CLEAN,
    story.TEXT,
)

# Debian's package is not loaded by itself.
LOAD = "set nocompatible hidden\nfiletype plugin on\npackadd ale\nlet g:ale_lint_delay = 0\n"


def test_vim(tmp_path: Path) -> None:
    (program,) = require_editor("vim", "vim")
    session = prepare(tmp_path, TEXT)
    start = session.home / ".vimrc"
    start.write_text(LOAD + recipe("vim.md", "vim"), encoding="utf-8")
    driver = str(HERE / "drivers" / "vim.vim")
    command = [program, "-u", str(start), "-i", "NONE", "-n", "--not-a-term", "-S", driver, str(session.file)]
    outcome = drive("vim", session, command, STEPS, {"TERM": "dumb"})
    # ALE takes no leave; Vim then ends its processes by a signal.
    story.check(outcome, STEPS, session, frozenset({128 + signal.SIGTERM}))
