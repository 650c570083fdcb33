"""A folder in which the command line runs, in this very process."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from stacklint.cli import main


class Outcome(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str


class Project:
    """A folder to run in."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._captured = captured

    def write(self, name: str, content: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def run(self, *arguments: str, stdin: str = "") -> Outcome:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(arguments)
        out, err = self._captured.readouterr()
        return Outcome(code, out, err)

    def check(self, *arguments: str, stdin: str = "") -> Outcome:
        return self.run("check", *arguments, stdin=stdin)
