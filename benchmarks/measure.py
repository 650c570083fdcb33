"""Times whole processes round-robin, so that noise of the machine hits every command alike."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

Clock = Literal["wall", "cpu", "memory"]


class Command(NamedTuple):
    """One command line to be timed."""

    name: str
    arguments: tuple[str, ...]
    accepted: frozenset[int] = frozenset({0})
    """Exit codes of a run that did its work; any other stops the measurement."""
    variables: Mapping[str, str] = {}
    """Set on top of the clean environment."""


class Timing(NamedTuple):
    """Medians over all rounds of one command, or of one thing that a server does."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system together."""
    memory: float = 0.0
    """MiB at the peak; zero where it was not measured."""

    def by(self, clock: Clock) -> float:
        """One of them."""
        return {"wall": self.wall, "cpu": self.cpu, "memory": self.memory}[clock]


class UnexpectedExit(RuntimeError):
    """A command did not do its work, so its time means nothing."""


def measure(commands: Sequence[Command], rounds: int, folder: Path) -> dict[str, Timing]:
    """Run every command once a round in *folder*; a first round warms the caches and is thrown away.

    Raises UnexpectedExit when a command ends with a code that it does not accept.
    """
    samples: dict[str, list[Timing]] = {command.name: [] for command in commands}
    for number in range(rounds + 1):
        for command in commands:
            sample = _run(command, folder)
            if number:
                samples[command.name].append(sample)
    return {name: _summary(timings) for name, timings in samples.items()}


def _summary(timings: Sequence[Timing]) -> Timing:
    return Timing(
        statistics.median(timing.wall for timing in timings),
        statistics.median(timing.cpu for timing in timings),
    )


def _run(command: Command, folder: Path) -> Timing:
    environment = clean_environment() | dict(command.variables)
    silence = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_RDWR, 0) for descriptor in (0, 1, 2)]
    os.chdir(folder)
    started = time.perf_counter()
    process = os.posix_spawn(command.arguments[0], command.arguments, environment, file_actions=silence)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    if code not in command.accepted:
        raise UnexpectedExit(f"{command.name} ended with {code}: {' '.join(command.arguments)}")
    return Timing(wall, usage.ru_utime + usage.ru_stime)


def clean_environment() -> dict[str, str]:
    """The present environment without what would change how a tool runs."""
    # Without byte code on disk every start compiles the package again, which nobody's installation does.
    unwanted = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUNBUFFERED", "GITHUB_ACTIONS", "CI")
    return {name: value for name, value in os.environ.items() if name not in unwanted}
