"""The store of verdicts: complete, sorted, without prose, and loud about what was never asked."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from upstream.__main__ import KINDS
from upstream.verdicts import FOLDER, Question, Unanswered, Verdicts


@pytest.mark.parametrize("kind", KINDS)
def test_every_input_has_a_verdict_of_every_release(kind: str) -> None:
    verdicts = Verdicts(kind)
    for question in KINDS[kind]():
        for release in question.releases:
            verdicts.answer(question, release)


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_sorted_and_hold_nothing_else(kind: str) -> None:
    keys = [json.loads(line)["key"] for line in _lines(kind)]
    assert keys == sorted(question.key for question in KINDS[kind]())


@pytest.mark.parametrize("kind", KINDS)
def test_saving_again_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    copied = tmp_path / f"{kind}.jsonl"
    copied.write_bytes((FOLDER / f"{kind}.jsonl").read_bytes())
    Verdicts(kind, tmp_path).save(KINDS[kind]())
    assert copied.read_bytes() == (FOLDER / f"{kind}.jsonl").read_bytes()


def test_verdicts_hold_no_prose_and_no_path_of_a_machine() -> None:
    for line in _lines("defects"):
        assert str(Path.home()) not in line
        assert tempfile.gettempdir() not in line
        assert "site-packages" not in line
        assert len(line) < 900


def test_a_question_never_asked_names_the_command() -> None:
    question = Question("substitution", "new", "never asked", ("1.5.0",))
    with pytest.raises(Unanswered, match="make test-upstream"):
        Verdicts("substitution").answer(question, "1.5.0")


def _lines(kind: str) -> list[str]:
    return (FOLDER / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
