"""Folds: from the line a thing begins on to its last line of text."""

from __future__ import annotations

import pytest

from ide import named
from ide.cursor import analyse
from stacklint_lsp.ide.folding import folds

STACK = """\
# One comment
# and another one.

version: 2
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    # Alone.
    config: {}

  - provider_id: other
    provider_type: remote::vllm
    config:
      note: |
        text

        more

      flow: [
        1
      ]

# First of
# two.
  # Another column.
storage:
  backends: {}
"""


def lines(text: str) -> list[str]:
    """First and last line of each fold, counted from 1."""
    analysis = analyse(text)
    return [
        f"{analysis.lines.position(fold.span.start).line + 1}-{analysis.lines.position(fold.span.end).line + 1}"
        + (" comment" if fold.is_comment else "")
        for fold in folds(analysis)
    ]


FOLDS = ["1-2 comment", "5-22", "6-22", "7-10", "12-22", "14-22", "15-18", "20-22", "24-25 comment", "27-28"]


def test_mappings_lists_texts_and_comments() -> None:
    assert lines(STACK) == FOLDS


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends(end: str) -> None:
    assert lines(STACK.replace("\n", end)) == FOLDS


def test_an_embedded_configuration() -> None:
    shift = named.MAP.count("\n")
    expected = [
        f"{int(first) + shift}-{int(last.split()[0]) + shift}{' comment' if 'comment' in last else ''}"
        for first, _, last in (fold.partition("-") for fold in FOLDS)
    ]
    assert lines(named.embedded(STACK)) == [f"{shift}-{shift + 28}", *expected]


def test_folds_end_on_text() -> None:
    text = STACK.replace("\n", "\n\n\n")
    analysis = analyse(text)
    assert folds(analysis)
    for fold in folds(analysis):
        assert not fold.span.of(text)[-1].isspace()


def test_one_fold_for_each_line() -> None:
    first = [fold.partition("-")[0] for fold in lines(STACK)]
    assert len(first) == len(set(first))


def test_a_hash_in_a_text_is_no_comment() -> None:
    assert "comment" not in " ".join(
        lines("providers:\n  x: |\n    # a\n    # b\n  files: [{provider_type: t, provider_id: a}]\n")
    )


@pytest.mark.parametrize("text", ["", "services:\n  web:\n    image: x\n"])
def test_foreign_text_has_no_folds(text: str) -> None:
    assert folds(analyse(text)) == ()
