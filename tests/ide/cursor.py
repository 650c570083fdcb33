"""Marked texts for everything that an editor asks: `<|>` is where the cursor stands.

stores:
  metadata: {backend: kv_de<|>}
"""

from __future__ import annotations

from stacklint.settings import FileSettings
from stacklint_lsp.ide.analysis import Analysis

MARK = "<|>"


def at(marked: str, *, target: str | None = None, path: str = "run.yaml") -> tuple[Analysis, int]:
    """The analysis of a text without its mark, and the place of the mark, in whose line the user is typing."""
    before, mark, after = marked.partition(MARK)
    assert mark, f"no {MARK} in the text"
    assert MARK not in after, f"more than one {MARK} in the text"
    line = before.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    return analyse(before + after, target=target, path=path, edited_line=line), len(before)


def analyse(
    text: str, *, target: str | None = None, path: str = "run.yaml", edited_line: int | None = None
) -> Analysis:
    """The analysis of a text; *target* is the release that `--target` names, as `ogx-1.5.0`."""
    return Analysis(text, path, FileSettings(forced_target=target), edited_line=edited_line)
