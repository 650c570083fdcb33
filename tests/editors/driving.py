"""Runs a real editor, in a home of its own, on a copy of the workspace, with the recipe that the documentation gives.

A job is a list of steps, and the driver of each editor (`drivers/`) answers each of them. Places are `(line, column)`,
both from 1, columns in code points.

| step | answer |
|---|---|
| `see(text)` waits for a finding that says *text* | all findings |
| `gone(text)` waits until no finding says *text* | all findings |
| `hover(at)` | what is shown |
| `complete(at)` asks for completions with the cursor at *at* | their labels |
| `fix(at, title)` applies the quick fix whose title holds *title* | the titles that were offered |
| `fix_all()` does what the recipe tells for all safe fixes | |
| `rename(at, name)` | |
| `define(at)` jumps to the definition | the place of the cursor |
| `type(at, text)` types *text* there (Neovim) | |
| `undo()` takes the last change back (Neovim) | |
| `text()` | the text of the buffer |
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from process import ENVIRONMENT
from requirements import REPOSITORY

HERE = Path(__file__).resolve().parent
RECIPES = REPOSITORY / "docs" / "editors"
BROKEN = (HERE / "workspace" / "run.yaml").read_text(encoding="utf-8")
TARGET = "ogx-1.4.0"
"""The file itself tells only that it is for 1.0.0 or newer; that this release is known proves that settings arrive."""
PATIENCE = 20
"""Seconds that a driver waits for one effect."""

# An editor that ends its server by a signal ends the shell with it, which then shall still tell how it went.
_SERVER = """#!/bin/sh
trap : TERM HUP
{{
    trap : TERM HUP
    PYTHONPATH='{sources}' '{python}' -m stacklint "$@" 2>>'{log}'
    echo "exit $?" >>'{log}'
}} | tee '{said}'
"""

Step: TypeAlias = dict[str, object]
Place: TypeAlias = tuple[int, int]
Finding: TypeAlias = dict[str, Any]
"""`start`, `end`, `severity`, `source`, `code` and `message`, as far as the editor knows them; foreign data."""


class Session(NamedTuple):
    """Where an editor runs."""

    home: Path
    file: Path
    text: str
    """What stands in the file at first."""
    job: Path
    result: Path
    server: Path
    """The program that the editor starts: this source tree's `stacklint`."""
    log: Path
    """What the server writes to standard error, and `exit CODE` when it has ended."""
    said: Path
    """What the server writes to the editor."""


class Outcome(NamedTuple):
    """What an editor did."""

    editor: str
    answers: list[Any]
    """One for each step; foreign data."""
    retries: int
    server_exit: int | None
    """None when the server was still there five seconds after the editor."""
    log: str


class EditorFailed(AssertionError):
    """The editor did not do all steps; the text has what it and the server said."""


def recipe(document: str, name: str) -> str:
    """The code block behind `<!-- recipe: NAME -->` in a document of docs/editors, with `TARGET` as its one setting."""
    text = (RECIPES / document).read_text(encoding="utf-8")
    found = re.search(rf"<!-- recipe: {name} -->\n```\w*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"{document} has no recipe '{name}'"
    filled, places = re.subn(r"""(target\W+?)(["'])\2""", rf"\g<1>\g<2>{TARGET}\g<2>", found[1])
    assert places == 1, f"recipe '{name}' shows no setting"
    return filled


def place(part: str, text: str = BROKEN, *, skip: int = 0, inside: int = 1) -> Place:
    """The place *inside* code points into the occurrence of *part* in *text* that follows *skip* others."""
    offset = -1
    for _ in range(skip + 1):
        offset = text.index(part, offset + 1)
    offset += inside
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def prepare(folder: Path, text: str = BROKEN) -> Session:
    """Make a home, a workspace with *text* as its run.yaml, and a `stacklint` that is this source tree's."""
    home, workspace, programs = folder / "home", folder / "workspace", folder / "bin"
    for made in (home, workspace, programs):
        made.mkdir(parents=True)
    session = Session(
        home,
        workspace / "run.yaml",
        text,
        folder / "job.json",
        folder / "result.json",
        programs / "stacklint",
        folder / "server.log",
        folder / "server.said",
    )
    session.file.write_text(text, encoding="utf-8")
    session.server.write_text(
        _SERVER.format(sources=ENVIRONMENT["PYTHONPATH"], python=sys.executable, log=session.log, said=session.said),
        encoding="utf-8",
    )
    session.server.chmod(0o755)
    return session


def drive(
    name: str,
    session: Session,
    command: Sequence[str],
    steps: Sequence[Step],
    variables: Mapping[str, str] | None = None,
) -> Outcome:
    """Run the editor's *command* with its driver; the result is kept as build/editors/NAME.json.

    Raises EditorFailed when a step had no effect.
    """
    session.job.write_text(json.dumps({"steps": steps, "patience": PATIENCE}), encoding="utf-8")
    started = time.monotonic()
    said = _run(command, session, variables or {})
    try:
        result = json.loads(session.result.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        result = {"error": f"the editor left no result: {error}", "answers": []}
    outcome = Outcome(
        result.get("editor", name), result["answers"], result.get("retries", 0), end_of_server(session), log_of(session)
    )
    _keep(name, result | {"seconds": round(time.monotonic() - started, 1), "server_exit": outcome.server_exit})
    if result.get("error"):
        step = steps[min(len(outcome.answers), len(steps) - 1)]
        raise EditorFailed(
            f"{outcome.editor}: {result['error']} (step {len(outcome.answers) + 1}: {step})\n"
            f"messages: {result.get('messages')}\n"
            f"--- the editor:\n{said[-2000:]}\n--- the server:\n{outcome.log[-4000:]}"
        )
    return outcome


def surroundings(session: Session) -> dict[str, str]:
    """The variables of a process in *session*: nobody's settings, the server in PATH, no colours, no screen."""
    home = session.home
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return kept | {
        "PATH": f"{session.server.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "LANG": "C.UTF-8",
        "EDITOR_JOB": str(session.job),
        "EDITOR_RESULT": str(session.result),
    }


def _run(command: Sequence[str], session: Session, variables: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=session.file.parent,
            env=surroundings(session) | dict(variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE * 4,
            check=False,
        )
    except subprocess.TimeoutExpired as expired:
        return f"the editor did not end: {expired}"
    return done.stdout + done.stderr


def end_of_server(session: Session) -> int | None:
    """The exit code of the server, which gets five seconds."""
    for _ in range(50):
        found = re.search(r"^exit (\d+)$", log_of(session), re.MULTILINE)
        if found:
            return int(found[1])
        time.sleep(0.1)
    return None


def log_of(session: Session) -> str:
    """What the server wrote to standard error, and what it told the editor's log."""
    log, said = (
        path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        for path in (session.log, session.said)
    )
    bodies = re.split(r"Content-Length: \d+\n(?:Content-Type: .*\n)?\n", said)
    told = [body for body in bodies if '"window/logMessage"' in body or '"window/showMessage"' in body]
    return "\n".join([log, *told])


def _keep(name: str, result: Mapping[str, object]) -> None:
    folder = REPOSITORY / "build" / "editors"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
