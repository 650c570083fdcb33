"""Whether what an old server stored is found by a new one after the migration, and whether the plan says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from stacklint.migrate import DataEffect, Layout, migrate
from stacklint.settings import FileSettings
from stacklint_schemas import load
from upstream import environments
from upstream.belongings import Home, configuration, old_configuration
from upstream.verdicts import Question, Verdicts

KIND = "found-again"
TARGETS = ("0.7.3", "1.5.0")


class Scenario(NamedTuple):
    """A server that stored things, and where its configuration goes."""

    label: str
    origin: str
    text: str
    target: str
    layout: Layout


class Expected(NamedTuple):
    """What the plan says about one kind of things."""

    kind: str
    """What was stored: one of `belongings.KINDS`."""
    effect: DataEffect


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Old servers with every store in a file of its own, with upstream's two files, and in upstream's new layout."""
    old = (
        ("a file for every store", "0.2.24", old_configuration()),
        ("a file for every store", "0.3.5", configuration("0.3.5")),
        ("upstream's two files", "0.3.5", configuration("0.3.5", "shared", "sample", "sample")),
        ("upstream's two files", "0.4.7", configuration("0.4.7", "shared", "sample", "sample")),
        ("upstream's two files", "0.7.3", configuration("0.7.3", "shared", "sample", "sample")),
    )
    return tuple(
        Scenario(f"{label} of {origin} to {target}, {layout.value}", origin, text, target, layout)
        for label, origin, text in old
        for target in TARGETS
        for layout in Layout
        # The layout makes a difference only where backends are chosen.
        if origin != target and (layout is Layout.KEEP or origin == "0.2.24")
    )


class Plan(NamedTuple):
    """What our migration makes of a scenario."""

    text: str
    expected: tuple[Expected, ...]
    cures: tuple[str, ...]


def plan_of(scenario: Scenario) -> Plan:
    """Migrate the scenario's configuration."""
    catalogue = load().catalogue
    migrated = migrate(
        scenario.text,
        "config.yaml",
        FileSettings(),
        origin=catalogue.by_version(scenario.origin),
        target=catalogue.by_version(scenario.target),
        layout=scenario.layout,
    )
    (migration,) = migrated.migrations
    assert not migration.refused, migration.refused
    expected = tuple(Expected(kind, effect) for effect in migration.effects for kind in _kinds(effect.user))
    cures = tuple(dict.fromkeys(effect.cure for effect in migration.effects if effect.cure))
    return Plan(migrated.text, expected, cures)


def question(scenario: Scenario, plan: Plan) -> Question:
    """What is recorded: everything that the answer depends on makes its key."""
    asked = {"origin": scenario.origin, "before": scenario.text, "after": plan.text, "cures": plan.cures}
    return Question(KIND, scenario.label, json.dumps(asked, sort_keys=True), (scenario.target,))


def questions() -> list[Question]:
    """All questions, from today's migration."""
    return [question(scenario, plan_of(scenario)) for scenario in scenarios()]


def run(scenario: Scenario, plan: Plan) -> dict[str, Any]:
    """Start the old release, store, migrate, start the new one, look; then do what the plan advises and look again."""
    with Home() as home:
        things = home.put(scenario.origin, scenario.text)
        before = home.find(scenario.origin, scenario.text, things)
        home.keep()
        after = home.find(scenario.target, plan.text, things)
        answer: dict[str, Any] = {"before": _short(before), "after": _short(after)}
        if plan.cures:
            home.restore()
            for cure in plan.cures:
                _carry_out(cure, home.path)
            answer["after the cures"] = _short(home.find(scenario.target, plan.text, things))
    return answer


def record_missing() -> int:
    """Run every scenario that was never run, or not with today's migration; how many those are."""
    verdicts = Verdicts(KIND)
    asked = questions()
    count = 0
    for scenario in scenarios():
        plan = plan_of(scenario)
        todo = question(scenario, plan)
        if not verdicts.known(todo, scenario.target):
            verdicts.record(todo, scenario.target, run(scenario, plan))
            verdicts.save(asked)
            count += 1
    verdicts.save(asked)
    return count


def contradictions(scenario: Scenario, plan: Plan, answer: Mapping[str, Any]) -> Iterator[str]:
    """Where a real server does not do what the plan says."""
    first, cured = answer["after"], answer.get("after the cures", answer["after"])
    told = any("does not start" in each.effect.reason and each.effect.cure for each in plan.expected)
    if (first["start"] == "ok") is told:
        yield f"the plan says that {scenario.target} {'does not start' if told else 'starts'}, and it does otherwise"
    if cured["start"] != "ok":
        yield f"{scenario.target} does not start after the cures: {cured['start']}"
        return
    started = first["start"] == "ok"
    if not started:
        first = cured
    for kind, effect in plan.expected:
        if not answer["before"][kind]:
            continue
        if effect.verdict in {"kept", "moved"} and not first[kind]:
            yield f"the plan says '{effect.verdict}' of {effect.user}, and the {kind} is gone"
        if effect.verdict in {"not visible", "not carried"} and first[kind] and started:
            yield f"the plan says '{effect.verdict}' of {effect.user}, and the {kind} is there"
        if effect.cure and not cured[kind]:
            yield f"the cure of {effect.user} does not bring the {kind} back"


def _kinds(user: str) -> Iterator[str]:
    """What a user of a store holds of what was put into the server."""
    holders = {
        "'inference_store'": "chat completion",
        "'storage.stores.inference'": "chat completion",
        "'storage.stores.conversations'": "conversation",
        "'storage.stores.prompts'": "prompt",
        "'responses_store' of ": "response",
        "'persistence.responses' of ": "response",
        "provider 'localfs'": "file",
        "provider 'reference'": "batch",
        "provider 'faiss'": "vector store",
    }
    for words, kind in holders.items():
        if user.startswith(words):
            yield kind


def _short(found: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of one server without names that change from run to run."""
    if "error" in found:
        return {"start": found["error"]}
    short: dict[str, Any] = {"start": "ok"}
    for kind in ("file", "chat completion", "response", "conversation", "prompt", "batch"):
        short[kind] = found[kind] is True
    short["vector store"] = all(each["search"] for each in found["vector stores"].values())
    if found["failing lists"]:
        short["failing lists"] = found["failing lists"]
    return short


def _carry_out(command: str, home: Path) -> None:
    """Run a command of the plan in a shell; where there is no `sqlite3`, Python's own does what it would do."""
    tools = home.parent / "tools"
    tools.mkdir(exist_ok=True)
    program = tools / "sqlite3"
    program.write_text(
        f"#!{sys.executable}\n"
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1])\n"
        "connection.executescript(sys.argv[2])\n"
        "connection.commit()\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    variables = environments.neutral_variables(home)
    variables["PATH"] = os.pathsep.join([str(tools), variables["PATH"]])
    subprocess.run(["/bin/sh", "-c", command], env=variables, cwd=home, check=True)
