"""Installs, measures, prints the table; with `--record` also writes docs/performance.md."""

from __future__ import annotations

import argparse
import datetime
import math
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import environments, inputs
from benchmarks.budgets import OF_COMMANDS, OF_SERVERS, Budget, Times
from benchmarks.environments import Tools
from benchmarks.inputs import Inputs
from benchmarks.measure import Command, Timing, measure
from benchmarks.sessions import BURST_EDITS, BURST_PAUSE, Server, measure_servers

RECORD = environments.REPOSITORY / "docs" / "performance.md"

_PARSE = """
import sys, yaml
from ogx.core.configure import parse_and_maybe_upgrade_config
with open(sys.argv[1]) as handle:
    parse_and_maybe_upgrade_config(yaml.safe_load(handle))
"""
_FINDINGS = frozenset({0, 1})


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 0 when every budget holds, 1 when one is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often every command runs; medians are taken")
    parser.add_argument("--record", action="store_true", help=f"write {RECORD.name} as well")
    parser.add_argument("--only", choices=("commands", "servers"), help="one half, to look at something")
    options = parser.parse_args(arguments)
    if options.record and options.only:
        parser.error("a record is of everything")

    tools = environments.install()
    files = environments.upstream_files(tools)
    folder = environments.FOLDER / "inputs"
    made = inputs.make(folder, files.starter, files.small)
    schema = folder / "upstream-schema.json"
    schema.write_text(files.schema, encoding="utf-8")

    times: dict[str, Timing] = {}
    budgets: list[Budget] = []
    if options.only != "servers":
        times |= measure(commands(tools, made, schema), options.rounds, folder)
        budgets += OF_COMMANDS
    if options.only != "commands":
        edited = {"starter": made.starter, "2k": made.lines_2k, "20k": made.lines_20k}
        times |= measure_servers(servers(tools, schema), edited, max(1, options.rounds // 3))
        budgets += OF_SERVERS
    page = render(budgets, times, options.rounds)
    sys.stdout.write(page)
    if options.record:
        RECORD.write_text(page, encoding="utf-8")
    return 0 if all(budget.verdict(times) != "MISSED" for budget in budgets) else 1


def commands(tools: Tools, made: Inputs, schema: Path) -> list[Command]:
    """What one round runs, in this order."""
    home = str(environments.FOLDER / "home")

    def stacklint(name: str, path: Path, workers: str = "1") -> Command:
        return Command(
            f"stacklint {name}", (tools.stacklint, "check", str(path)), variables={"STACKLINT_WORKERS": workers}
        )

    def yamllint(name: str, path: Path) -> Command:
        return Command(f"yamllint {name}", (tools.yamllint, str(path)), _FINDINGS)

    return [
        Command("empty Python", (tools.python, "-c", "pass")),
        stacklint("tiny", made.tiny),
        stacklint("starter", made.starter),
        yamllint("starter", made.starter),
        Command(
            "check-jsonschema starter",
            (tools.check_jsonschema, "--schemafile", str(schema), str(made.starter)),
            _FINDINGS,
        ),
        Command(
            "upstream starter",
            (tools.upstream_python, "-c", _PARSE, str(made.starter)),
            variables={"HOME": home, "OGX_CONFIG_DIR": home, "SQLITE_STORE_DIR": home},
        ),
        stacklint("2k", made.lines_2k),
        yamllint("2k", made.lines_2k),
        stacklint("20k", made.lines_20k),
        yamllint("20k", made.lines_20k),
        stacklint("tree", made.tree),
        stacklint("tree, two workers", made.tree, workers="2"),
        yamllint("tree", made.tree),
    ]


def servers(tools: Tools, schema: Path) -> list[Server]:
    """Both language servers; the other one gets upstream's own schema, which looks into no provider's `config`."""
    yaml = {
        "schemas": {schema.as_uri(): "*.yaml"},
        "validate": True,
        "hover": True,
        "completion": True,
        "schemaStore": {"enable": False},
    }
    others = {"yaml": yaml, "http": {}, "[yaml]": {"editor.tabSize": 2}, "editor": {}, "files": {}}
    return [
        Server("stacklint", (tools.stacklint, "server"), {}),
        Server("yaml-language-server", tools.yaml_language_server, others),
    ]


def render(budgets: Sequence[Budget], times: Times, rounds: int) -> str:
    """The whole page, as it stands in docs/."""
    lines = [
        "# Performance",
        "",
        "Written by `make bench RECORD=1`. Every command ran in turn, round after round, each tool installed from",
        "its wheel into an environment of its own, with byte code on disk. A ratio compares medians of the same run;",
        "absolute times belong to the machine.",
        "",
        "The language servers took turns in the same way, with a client that asks and waits as an editor does;",
        "yaml-language-server got upstream's JSON Schema of the configuration. It waits 200 ms behind every edit",
        "before it looks at the file; its time has that in it, as a person's has who waits for it. An edit adds a",
        "letter to a backend's name, or takes it away; "
        f"a burst is {BURST_EDITS} of them, one every {BURST_PAUSE * 1000:.0f} ms.",
        "",
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {rounds} rounds, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the end.",
        "",
        "| row | what | must | aim | wall | CPU | memory | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for budget in sorted(budgets, key=lambda budget: budget.row):
        aim = "" if budget.aim is None else f"{budget.aim:.2f}"
        ratios = " | ".join(_ratio(budget.ratio(times, clock)) for clock in ("wall", "cpu", "memory"))
        lines.append(
            f"| {budget.row} | {budget.what} | {budget.must:.2f} | {aim} | {ratios} | {budget.verdict(times)} |"
        )
    lines += ["", "| command, or server and what it did | wall ms | CPU ms | peak MiB |", "|---|---|---|---|"]
    for name, timing in times.items():
        lines.append(
            f"| {name} | {_figure(timing.wall * 1000)} | {_figure(timing.cpu * 1000)} | {_figure(timing.memory)} |"
        )
    return "\n".join(lines) + "\n"


def _ratio(ratio: float) -> str:
    return "" if math.isnan(ratio) else f"{ratio:.3f}"


def _figure(number: float) -> str:
    return f"{number:.1f}" if number else ""


if __name__ == "__main__":
    raise SystemExit(main())
