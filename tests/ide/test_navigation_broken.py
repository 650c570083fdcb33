"""Texts broken in any way: no question raises, and the answers stay inside the text."""

from __future__ import annotations

import contextlib
import random

import pytest

from ide import named
from ide.cursor import analyse
from ide.marks import unmarked
from ide.test_outline import loose
from stacklint.text.edit import apply_edits
from stacklint_lsp.ide.answers import RenameRefused
from stacklint_lsp.ide.folding import folds
from stacklint_lsp.ide.navigation import definition, highlights, references
from stacklint_lsp.ide.outline import find, symbols
from stacklint_lsp.ide.rename import prepare, rename
from stacklint_lsp.ide.selection import ranges

PIECES = (
    "\n",
    "  ",
    ": ",
    "- ",
    "&a ",
    "*a",
    "'",
    '"',
    "{",
    "}",
    "[",
    "]",
    "${env.A:=",
    "# x",
    "|\n",
    "\t",
    "<<: *a\n",
)
MORE = ("? ", "---\n", "!!str ", "\r\n", "é", "\U0001f600", "\u2028", "\ufeff", ",", "backend: kv_main", "\x00")
NAMES = ("FRESH_1", "a: b", "12", "#q", "*z", "a'b", "-", "?", "[x]", "null", "~")


def broken(text: str, chosen: random.Random) -> tuple[str, int]:
    """The text after a few careless edits, and where the last of them was."""
    place = 0
    for _ in range(chosen.randrange(1, 5)):
        place = chosen.randrange(len(text) + 1)
        if chosen.random() < 0.5:
            text = text[:place] + chosen.choice(PIECES + MORE) + text[place:]
        else:
            text = text[:place] + text[place + chosen.randrange(20) :]
    return text, place


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("marked", named.ALL.values(), ids=list(named.ALL))
def test_no_question_raises(marked: str, seed: int) -> None:
    chosen = random.Random(f"{seed}{marked}")
    text, place = broken(unmarked(marked).text, chosen)
    analysis = analyse(text, edited_line=text.count("\n", 0, place))
    assert not list(loose(symbols(analysis)))
    find(analysis, "kv")
    assert all(0 <= each.span.start < each.span.end <= len(text) for each in folds(analysis))
    for offset in (place, *(chosen.randrange(len(text) + 1) for _ in range(5))):
        spans = [*references(analysis, offset, declarations=True), *ranges(analysis, offset)]
        spans += [each.name for each in definition(analysis, offset)]
        spans += [each.span for each in highlights(analysis, offset)]
        assert all(0 <= each.start <= each.end <= len(text) for each in spans)
        if prepare(analysis, offset) is not None:
            with contextlib.suppress(RenameRefused):
                apply_edits(text, rename(analysis, offset, chosen.choice(NAMES)))
