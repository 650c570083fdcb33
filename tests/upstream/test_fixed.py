"""Real releases run what storage fixes make of files that they refuse or that lose data; replayed from verdicts."""

from __future__ import annotations

from typing import Any

import pytest

from stacklint.rules.record import Safety
from upstream import bases
from upstream.agreement import harm
from upstream.fixed import RULES, Fixed, all_fixed
from upstream.verdicts import Verdicts

KINDS = list(dict.fromkeys((fixed.defect.release, fixed.rule) for fixed in all_fixed()))
IDS = [" ".join(kind) for kind in KINDS]

NOT_IN = {("0.3.5", "duplicate-table")}
"""Rules without a defect in a release: 0.3.5 has one provider of files in the base and no second honoured table."""


def verdict_before(fixed: Fixed) -> dict[str, Any]:
    answer: dict[str, Any] = Verdicts("defects").answer(fixed.defect.question, fixed.defect.release)
    return answer


def of_kind(release: str, rule: str) -> list[Fixed]:
    return [fixed for fixed in all_fixed() if (fixed.defect.release, fixed.rule) == (release, rule)]


@pytest.mark.parametrize(("release", "rule"), KINDS, ids=IDS)
def test_what_was_wrong_is_right_after_the_fix(release: str, rule: str) -> None:
    verdicts = Verdicts("fixed")
    wrong = []
    for fixed in of_kind(release, rule):
        outcome = harm(verdicts.answer(fixed.question, release), fixed.text)
        if outcome:
            wrong.append(f"{fixed.question.label}: {outcome}")
    assert wrong == []


@pytest.mark.parametrize(("release", "rule"), KINDS, ids=IDS)
def test_a_safe_fix_is_for_what_the_release_refuses(release: str, rule: str) -> None:
    for fixed in of_kind(release, rule):
        before = verdict_before(fixed)
        if fixed.fix.safety is Safety.SAFE:
            assert before["load"] != "ok" or before["start"] != "ok", fixed.question.label


def test_every_rule_and_release_is_there() -> None:
    assert set(KINDS) | NOT_IN == {(release, rule) for release in bases.RELEASES for rule in RULES}
    assert len(all_fixed()) >= 200
