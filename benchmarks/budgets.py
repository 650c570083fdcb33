"""The promised ratios (the design's table), and how each is read off the measured times."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

from benchmarks.measure import Clock, Timing

Times = Mapping[str, Timing]


class Budget(NamedTuple):
    """One promise."""

    row: str
    what: str
    must: float
    aim: float | None
    """None where the design names only a limit."""
    ratio: Callable[[Times, Clock], float]
    clock: Clock = "wall"
    """The time that the promise is about."""

    def verdict(self, times: Times) -> str:
        """`aim`, `must` or `MISSED`."""
        ratio = self.ratio(times, self.clock)
        if ratio > self.must:
            return "MISSED"
        return "aim" if self.aim is not None and ratio <= self.aim else "must"


def _ratio(one: str, other: str) -> Callable[[Times, Clock], float]:
    def ratio(times: Times, clock: Clock) -> float:
        base = times[other].by(clock)
        # What was not measured, or not in this unit, has no ratio.
        return times[one].by(clock) / base if base else math.nan

    return ratio


def _server(what: str) -> Callable[[Times, Clock], float]:
    return _ratio(f"stacklint {what}", f"yaml-language-server {what}")


def _growth(times: Times, clock: Clock) -> float:
    # What a run costs before it sees the file says nothing about growth. A difference doubles the noise of wall time,
    # so this promise is about processor time.
    if clock == "memory":
        # Its first pieces are as large as a small file needs, so there is nothing to grow from.
        return math.nan
    start, small, large = (times[f"stacklint {name}"].by(clock) for name in ("tiny", "2k", "20k"))
    return (large - start) / (small - start)


OF_COMMANDS = (
    Budget(
        "1", "cold check of the starter file / yamllint", 0.50, 0.35, _ratio("stacklint starter", "yamllint starter")
    ),
    Budget(
        "2",
        "same / check-jsonschema with upstream's schema",
        0.16,
        0.12,
        _ratio("stacklint starter", "check-jsonschema starter"),
    ),
    Budget("2", "same / upstream's own parse", 0.03, 0.02, _ratio("stacklint starter", "upstream starter")),
    Budget("3", "2,000 lines / yamllint", 0.30, 0.20, _ratio("stacklint 2k", "yamllint 2k")),
    Budget("3", "20,000 lines / yamllint", 0.20, 0.10, _ratio("stacklint 20k", "yamllint 20k")),
    Budget("4", "1,000 files, one process / yamllint", 0.10, 0.05, _ratio("stacklint tree", "yamllint tree")),
    Budget("4", "1,000 files, two workers / one", 0.70, 0.60, _ratio("stacklint tree, two workers", "stacklint tree")),
    Budget("8", "growth of the work from 2,000 to 20,000 lines", 11.0, None, _growth, "cpu"),
)

OF_SERVERS = (
    Budget("5", "edit to diagnostics, starter file / yaml-language-server", 0.05, 0.02, _server("edit starter")),
    Budget("5", "same, 20,000 lines", 1.0, 0.6, _server("edit 20k")),
    Budget("5", "work for an edit, starter file / yaml-language-server", 0.8, 0.5, _server("edit starter"), "cpu"),
    Budget("5", "same, 2,000 lines", 0.8, 0.5, _server("edit 2k"), "cpu"),
    Budget("5", "completion, starter file / yaml-language-server", 0.5, 0.2, _server("completion starter")),
    Budget("6", "30 edits at 20,000 lines, last edit to its diagnostics / same", 1.0, 0.7, _server("burst 20k")),
    Budget("7", "start to initialized / yaml-language-server", 1.8, 1.5, _server("start")),
    Budget("7", "peak memory, starter file / yaml-language-server", 0.7, 0.5, _server("memory starter"), "memory"),
)
