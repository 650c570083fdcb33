"""Runs the tool as its users do: as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from requirements import REPOSITORY

_SOURCES = os.pathsep.join(str(REPOSITORY / root) for root in ("linter", "lsp_server", "schemas"))
ENVIRONMENT = os.environ | {"PYTHONPATH": _SOURCES}
"""In which `python -m stacklint` is this source tree's."""


class Finished(NamedTuple):
    """What a process left behind."""

    code: int
    stdout: str
    stderr: str


def run(*command: str | Path, folder: Path, variables: dict[str, str] | None = None, seconds: float = 600) -> Finished:
    """Run any *command* in *folder*; *variables* come on top of the present environment."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=os.environ | (variables or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def run_stacklint(*arguments: str, folder: Path = REPOSITORY) -> Finished:
    """Run this source tree's `stacklint ARGUMENTS` in *folder*."""
    return run(
        sys.executable, "-m", "stacklint", *arguments, folder=folder, variables={"PYTHONPATH": _SOURCES}, seconds=60
    )


def git(*arguments: str | Path, folder: Path) -> str:
    """Run git in *folder* with nobody's own settings, and return what it prints."""
    variables = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "test",
        "GIT_AUTHOR_EMAIL": "test@example.org",
        "GIT_COMMITTER_NAME": "test",
        "GIT_COMMITTER_EMAIL": "test@example.org",
    }
    done = run("git", "-c", "init.defaultBranch=main", *arguments, folder=folder, variables=variables)
    assert done.code == 0, done.stderr
    return done.stdout


def own_files() -> list[Path]:
    """Every file of the work tree that is, or could be, committed."""
    listing = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = git("-c", f"safe.directory={REPOSITORY}", *listing, folder=REPOSITORY).split("\0")
    return [path for name in names if name and (path := REPOSITORY / name).is_file()]
