"""Drives Kate, which has no batch mode, with keys on a virtual screen, and takes pictures of it.

Started by test_kate.py inside a D-Bus session of its own, as `python kate.py FILE SAID OUT LINE COLUMN FIXED`: opens
FILE with the cursor at LINE and COLUMN, waits until SAID holds the server's findings, asks for the quick fix until the
saved file holds FIXED, and leaves `1-findings.png`, `2-tooltip.png` and `3-fixed.png` in OUT.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PATIENCE = 30.0
"""Seconds for Kate to show its window; a busy machine takes a third of that."""

FINDING = ("270", "304")
"""Where the finding is on the screen, with the fonts of an empty home: the cursor's line stands in the middle."""


def main(arguments: Sequence[str]) -> int:
    """Return 0 when the file was fixed."""
    path, said, out = (Path(argument) for argument in arguments[:3])
    line, column, fixed = arguments[3:]
    kate = subprocess.Popen(["kate", "-n", "-b", "--line", line, "--column", column, str(path)])
    try:
        _wait("a window", lambda: _tool("search", "--onlyvisible", "--class", "kate").strip())
        window = _tool("search", "--onlyvisible", "--class", "kate").split()[-1]
        _tool("windowmove", window, "0", "0", "windowsize", window, "1190", "760")
        _tool("windowactivate", "--sync", window)
        _wait("the findings", lambda: said.exists() and b"publishDiagnostics" in said.read_bytes())
        # Nothing on the screen can be asked whether it is painted.
        time.sleep(1)
        _picture(out / "1-findings.png")
        _tool("mousemove", *FINDING)
        time.sleep(2)
        _picture(out / "2-tooltip.png")
        _tool("mousemove", "900", "700")
        _fix(path, fixed)
        _picture(out / "3-fixed.png")
        _tool("key", "ctrl+q")
        kate.wait(timeout=PATIENCE)
    finally:
        kate.terminate()
        kate.wait(timeout=PATIENCE)
    return 0


def _fix(path: Path, fixed: str) -> None:
    before = path.read_bytes()
    # A key that is pressed while the focus still moves gets lost: pressed again, twice at most.
    for _ in range(3):
        _tool("key", "ctrl+period")
        time.sleep(2)
        _tool("key", "ctrl+s")
        time.sleep(1)
        if path.read_bytes() != before:
            break
    if fixed not in path.read_text(encoding="utf-8"):
        raise SystemExit(f"Ctrl+. did not make it '{fixed}'")


def _wait(what: str, found: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not found():
        if time.monotonic() > ends:
            raise SystemExit(f"waited in vain for {what}")
        time.sleep(0.2)


def _tool(*arguments: str) -> str:
    return subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=False).stdout


def _picture(path: Path) -> None:
    subprocess.run(["scrot", "--overwrite", str(path)], check=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
