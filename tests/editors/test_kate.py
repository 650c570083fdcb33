"""Kate on a virtual screen, with the recipe of docs/editors/kate.md; pictures go to build/editors."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from editors.driving import BROKEN, HERE, PATIENCE, Session, end_of_server, log_of, place, prepare, recipe, surroundings
from editors.tools import require_editor
from requirements import REPOSITORY

FIXED = "backend: sql_default\n  responses:"
OUT = REPOSITORY / "build" / "editors" / "kate"


def test_kate(tmp_path: Path) -> None:
    programs = ("kate", "Xvfb", "openbox", "xdotool", "scrot", "dbus-run-session")
    require_editor("kate", *programs)
    session = prepare(tmp_path)
    _configure(session)
    OUT.mkdir(parents=True, exist_ok=True)
    line, column = place("sql_defualt")

    with _screen() as display:
        driver = [sys.executable, HERE / "kate.py", session.file, session.said, OUT, line, column, FIXED]
        done = subprocess.run(
            ["dbus-run-session", "--", *map(str, driver)],
            env=surroundings(session) | {"DISPLAY": display, "XDG_RUNTIME_DIR": str(session.home)},
            capture_output=True,
            text=True,
            timeout=PATIENCE * 4,
            check=False,
        )

    assert done.returncode == 0, f"{done.stderr[-2000:]}\n--- the server:\n{log_of(session)[-4000:]}"
    # Kate may send other ends of lines, so nothing but this line may have changed, and that line only in the name.
    assert session.file.read_text(encoding="utf-8") == BROKEN.replace("sql_defualt", "sql_default")
    # Kate says `shutdown` without asking for an answer, which is no farewell, and then `exit`.
    assert end_of_server(session) == 1, log_of(session)
    for name in ("1-findings.png", "2-tooltip.png", "3-fixed.png"):
        # A black screen is a few hundred bytes.
        assert (OUT / name).stat().st_size > 20_000


def _configure(session: Session) -> None:
    settings = session.home / ".config" / "kate" / "lspclient" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(recipe("kate.md", "kate"), encoding="utf-8")
    # The plug-in is switched on, and the question whether this server may run is answered, as a person would once.
    (session.home / ".config" / "katerc").write_text(
        "[General]\nShow welcome view for new window=false\nStartup Session=new\n"
        "[Kate Plugins]\nlspclientplugin=true\n"
        f"[lspclient]\nAllowedServerCommandLines={session.server} server\n",
        encoding="utf-8",
    )
    session.home.chmod(0o700)


@contextmanager
def _screen() -> Iterator[str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1200x800x24"]
    screen = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as number:
        display = f":{number.readline().strip()}"
    manager = subprocess.Popen(["openbox"], env=os.environ | {"DISPLAY": display}, stderr=subprocess.DEVNULL)
    try:
        yield display
    finally:
        for process in (manager, screen):
            process.terminate()
            process.wait()
