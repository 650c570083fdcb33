"""The plan of a migration against what real servers found of what older servers had stored."""

from __future__ import annotations

import pytest

from upstream import found_again
from upstream.found_again import Scenario
from upstream.verdicts import Verdicts


@pytest.mark.parametrize("scenario", found_again.scenarios(), ids=lambda scenario: scenario.label)
def test_the_plan_says_what_is_found_again(scenario: Scenario) -> None:
    plan = found_again.plan_of(scenario)
    answer = Verdicts(found_again.KIND).answer(found_again.question(scenario, plan), scenario.target)
    assert list(found_again.contradictions(scenario, plan, answer)) == []


def test_what_is_not_carried_is_really_gone() -> None:
    """The proof must be able to fail: some things must be lost, some kept, some brought back by a command."""
    outcomes: set[tuple[str, bool]] = set()
    for scenario in found_again.scenarios():
        plan = found_again.plan_of(scenario)
        answer = Verdicts(found_again.KIND).answer(found_again.question(scenario, plan), scenario.target)
        outcomes |= {
            (expected.effect.verdict, bool(answer["after"].get(expected.kind)))
            for expected in plan.expected
            if answer["before"].get(expected.kind)
        }
    assert {("kept", True), ("not visible", False), ("not carried", False)} <= outcomes
