"""Upstream's recorded answers: committed, so that a machine without upstream can compare ours with them.

One file per kind of question, one line per input, sorted by key; releases that answered alike stand together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent / "verdicts"


class Question(NamedTuple):
    """One input for one or more releases."""

    kind: str
    """The name of the runner inside the release's environment and of the file with the answers."""
    label: str
    """Where the input comes from, for people."""
    text: str
    """The whole input; what the key is made from."""
    releases: tuple[str, ...]

    @property
    def key(self) -> str:
        """Names the input, whatever its label."""
        return hashlib.sha256(f"{self.kind}\n{self.text}".encode()).hexdigest()[:20]


class Unanswered(AssertionError):
    """A question that no real release was asked yet."""


class Verdicts:
    """All recorded answers to one kind of question."""

    def __init__(self, kind: str, folder: Path = FOLDER) -> None:
        self.kind = kind
        self._path = folder / f"{kind}.jsonl"
        self._answers: dict[str, dict[str, Any]] = {}
        self._labels: dict[str, str] = {}
        if self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                self._read(json.loads(line))

    def answer(self, question: Question, release: str) -> Any:
        """What this release said.

        Raises Unanswered, which names the command to run, when it was never asked.
        """
        try:
            return self._answers[question.key][release]
        except KeyError:
            raise Unanswered(
                f"no verdict of {release} on {self.kind} {question.label} ({question.key}); "
                "record it with: make test-upstream"
            ) from None

    def by_key(self, key: str, release: str) -> Any:
        """What this release said about a question of which only the key is at hand.

        Raises Unanswered as `answer` does.
        """
        try:
            return self._answers[key][release]
        except KeyError:
            raise Unanswered(
                f"no verdict of {release} on {self.kind} {key}; record it with: make test-upstream"
            ) from None

    def everything(self) -> list[tuple[str, str, Any]]:
        """Every answer with the label of its question and the release, sorted by both."""
        return sorted(
            (
                (self._labels[key], release, answer)
                for key, row in self._answers.items()
                for release, answer in row.items()
            ),
            key=lambda each: each[:2],
        )

    def known(self, question: Question, release: str) -> bool:
        """Whether this release was asked already."""
        return release in self._answers.get(question.key, {})

    def record(self, question: Question, release: str, answer: Any) -> None:
        """Remember an answer; `save` writes it."""
        self._answers.setdefault(question.key, {})[release] = answer
        self._labels[question.key] = question.label

    def save(self, current: Iterable[Question]) -> None:
        """Write the file anew with the answers to *current* only; others have lost their input."""
        wanted = {question.key: question for question in current}
        for key, question in wanted.items():
            self._labels[key] = question.label
        lines = [
            json.dumps(
                {"key": key, "input": self._labels[key], "verdicts": _grouped(self._answers[key])},
                ensure_ascii=False,
                separators=(",", ":"),
            )
            for key in sorted(self._answers)
            if key in wanted
        ]
        self._path.parent.mkdir(exist_ok=True)
        self._path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")

    def _read(self, line: Mapping[str, Any]) -> None:
        self._labels[line["key"]] = line["input"]
        answers = self._answers.setdefault(line["key"], {})
        for releases, answer in line["verdicts"]:
            for release in releases.split():
                answers[release] = answer


def canonical(value: object) -> str:
    """A value as text in which `1`, `1.0`, `true` and `"1"` differ."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _grouped(answers: Mapping[str, Any]) -> list[tuple[str, Any]]:
    groups: dict[str, tuple[list[str], Any]] = {}
    for release in sorted(answers, key=lambda version: tuple(map(int, version.split(".")))):
        groups.setdefault(canonical(answers[release]), ([], answers[release]))[0].append(release)
    return [(" ".join(releases), answer) for releases, answer in groups.values()]
