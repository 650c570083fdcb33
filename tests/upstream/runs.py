"""Asks real releases the questions that have no recorded answer yet."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from upstream import environments
from upstream.verdicts import Question, Verdicts, canonical

PORTIONS = {"defects": 100, "listening": 10}
"""Slow kinds: questions per visit to an environment; the answers are written after each."""

SCRIPTS = {"migration": "loading", "migration-corpus": "loading"}
"""The runner of a kind that does not give it its own name."""

INSIDE = Path(__file__).parent / "inside"


class Change(NamedTuple):
    """A release that answered differently from what was recorded."""

    question: Question
    release: str
    recorded: Any
    now: Any


class RunFailed(RuntimeError):
    """The runner inside an environment died; the text is the end of what it said."""


def record_missing(kind: str, questions: Sequence[Question]) -> int:
    """Ask what was never asked, write the answers, and return how many there are."""
    verdicts = Verdicts(kind)
    count = 0
    for release in _releases(questions):
        open_questions = [
            question for question in questions if release in question.releases and not verdicts.known(question, release)
        ]
        portion = PORTIONS.get(kind, len(open_questions) or 1)
        for start in range(0, len(open_questions), portion):
            for question, answer in ask(kind, release, open_questions[start : start + portion]):
                verdicts.record(question, release, answer)
                count += 1
            verdicts.save(questions)
    verdicts.save(questions)
    return count


def ask_again(kind: str, questions: Sequence[Question], repeated: Sequence[Question]) -> list[Change]:
    """Ask some of *questions* once more; return the answers that differ from the recorded ones, which they replace."""
    verdicts = Verdicts(kind)
    changes: list[Change] = []
    for release in _releases(repeated):
        for question, answer in ask(kind, release, [each for each in repeated if release in each.releases]):
            recorded = verdicts.answer(question, release)
            if canonical(recorded) != canonical(answer):
                changes.append(Change(question, release, recorded, answer))
                verdicts.record(question, release, answer)
    verdicts.save(questions)
    return changes


def ask(kind: str, release: str, questions: Sequence[Question]) -> list[tuple[Question, Any]]:
    """Ask one release, whatever is recorded.

    Raises RunFailed when the runner inside the environment does not come to its end.
    """
    if not questions:
        return []
    environments.make([release])
    python = environments.python_of(release)
    assert python is not None
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        source, sink, home = work / "questions", work / "answers", work / "home"
        home.mkdir()
        source.write_text(
            "".join(json.dumps({"key": question.key, "text": question.text}) + "\n" for question in questions),
            encoding="utf-8",
        )
        done = subprocess.run(
            [str(python), str(INSIDE / f"{SCRIPTS.get(kind, kind)}.py"), str(source), str(sink)],
            env=environments.neutral_variables(home),
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RunFailed(f"{kind} in {release}: {done.stderr[-3000:]}")
        answers = dict(_answer(line) for line in sink.read_text(encoding="utf-8").splitlines())
    return [(question, answers[question.key]) for question in questions]


def _releases(questions: Sequence[Question]) -> list[str]:
    return sorted({release for question in questions for release in question.releases})


def _answer(line: str) -> tuple[str, Any]:
    record = json.loads(line)
    return record["key"], record["answer"]
