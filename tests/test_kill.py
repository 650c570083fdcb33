"""Commands that change files are killed at any moment, and no file is ever half written or lost."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from process import ENVIRONMENT
from requirements import REPOSITORY

COMMANDS = {
    "fix": ("check", "--fix", "--unsafe-fixes", "--quiet", "--exit-zero", "."),
    "migrate": ("migrate", "--in-place", "."),
}
"""What writes files; each is run in a folder that has much to change."""
SAMPLES = ("half-migrated.yaml", "env-syntax.yaml")
COPIES = 5
TEMPORARY = re.compile(r"\.(?P<name>[^/]+)\.stacklint-[0-9a-f]{8}\.tmp")
PADDING = "".join(f"# {number:4} {'x' * 70}\n" for number in range(150))
"""So that a file takes more than one write to the disk."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing can be killed here")


class Folder(NamedTuple):
    """A folder to run a command in, with what its files are and what they become."""

    path: Path
    command: tuple[str, ...]
    old: dict[str, bytes]
    new: dict[str, bytes]

    @property
    def changing(self) -> list[str]:
        return [name for name in self.old if self.old[name] != self.new[name]]

    def restore(self) -> None:
        for path in self.path.iterdir():
            if path.name not in self.old:
                path.unlink()
        for name, content in self.old.items():
            (self.path / name).write_bytes(content)

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "stacklint", *self.command],
            cwd=self.path,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def run(self) -> None:
        process = self.start()
        assert process.wait(timeout=300) in {0, 1}


@pytest.fixture(params=sorted(COMMANDS))
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    old = {
        f"{number}-{name}": ((REPOSITORY / "examples" / name).read_text("utf-8") + PADDING).encode()
        for number in range(COPIES)
        for name in SAMPLES
    }
    made = Folder(tmp_path, COMMANDS[request.param], old, {})
    made.restore()
    made.run()
    made.new.update((name, (tmp_path / name).read_bytes()) for name in old)
    assert len(made.changing) >= COPIES
    return made


def test_a_few_kills(folder: Folder) -> None:
    _kill(folder, times=6)


@pytest.mark.slow
def test_two_hundred_kills(folder: Folder) -> None:
    _kill(folder, times=100)


def _kill(folder: Folder, times: int) -> None:
    chance = random.Random(times)
    started = time.monotonic()
    folder.restore()
    folder.run()
    whole = time.monotonic() - started
    midway = 0
    for number in range(times):
        folder.restore()
        process = folder.start()
        _wait(folder, process, chance, whole, by_time=number % 4 == 0)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        done = _assert_whole(folder)
        midway += 0 < done < len(folder.changing)
    # Kills before the first file or after the last one would prove nothing.
    assert midway >= times // 4
    _assert_cleaned(folder)


def _wait(
    folder: Folder, process: subprocess.Popen[bytes], chance: random.Random, whole: float, *, by_time: bool
) -> None:
    """Until any moment of the run, or some moment after a file was written that was chosen by chance."""
    if by_time:
        time.sleep(chance.random() * whole)
        return
    names = folder.changing
    last = folder.path / names[chance.randrange(len(names) - 1)]
    old = last.stat().st_ino
    while process.poll() is None and last.stat().st_ino == old:
        time.sleep(0.001)
    time.sleep(chance.random() * whole / len(names))


def _assert_whole(folder: Folder) -> int:
    """Every file is the old or the new one, and at most one temporary file is left; returns how many are new."""
    names = {path.name for path in folder.path.iterdir()}
    assert set(folder.old) <= names
    left = names - set(folder.old)
    assert len(left) <= 1
    for name in left:
        match = TEMPORARY.fullmatch(name)
        assert match is not None
        assert match["name"] in folder.changing
    contents = {name: (folder.path / name).read_bytes() for name in folder.old}
    assert [name for name in contents if contents[name] not in (folder.old[name], folder.new[name])] == []
    return sum(contents[name] == folder.new[name] for name in folder.changing)


def _assert_cleaned(folder: Folder) -> None:
    """What a killed run left behind is gone after a later one, which finishes the work."""
    folder.restore()
    name = folder.changing[0]
    leftover = folder.path / f".{name}.stacklint-0123abcd.tmp"
    leftover.write_bytes(folder.new[name][:1000])
    assert TEMPORARY.fullmatch(leftover.name)
    long_ago = time.time() - 2 * 3600
    os.utime(leftover, (long_ago, long_ago))
    folder.run()
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == folder.new
