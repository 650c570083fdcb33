"""An error exactly where real releases refuse to load or start, or provably lose data; replayed from verdicts."""

from __future__ import annotations

import pytest

from upstream import agreement, bases
from upstream.defects import all_defects, listening_questions
from upstream.disagreements import KNOWN, Disagreement
from upstream.verdicts import Verdicts

GROUPS = list(dict.fromkeys((defect.release, defect.group) for defect in all_defects()))


@pytest.mark.parametrize(("release", "group"), GROUPS, ids=[" ".join(pair) for pair in GROUPS])
def test_errors_are_where_upstream_refuses_or_loses(release: str, group: str) -> None:
    compared = [
        each
        for each in agreement.comparisons()
        if (each.defect.release, each.defect.group) == (release, group) and each.known is None
    ]
    assert [_told(each) for each in compared if not each.agrees] == []


@pytest.mark.parametrize("entry", KNOWN, ids=lambda entry: f"{entry.group} {' '.join(entry.releases)}")
def test_known_disagreements_still_disagree(entry: Disagreement) -> None:
    covered = [each for each in agreement.comparisons() if entry.covers(each.defect)]
    assert covered
    assert [_told(each) for each in covered if each.agrees] == []


def test_the_bases_are_clean_on_both_sides() -> None:
    clean = [each for each in agreement.comparisons() if each.defect.group == "clean"]
    assert {each.defect.release for each in clean} == set(bases.RELEASES)
    assert all(not each.upstream and not each.errors for each in clean)


def test_the_page_is_up_to_date() -> None:
    assert agreement.PAGE.read_text(encoding="utf-8") == agreement.render(), (
        "write it anew: PYTHONPATH=tests:linter:schemas python -m upstream agreement"
    )


def test_there_are_enough_configurations() -> None:
    defects = all_defects()
    assert len(defects) >= 300
    assert len({defect.text + defect.release for defect in defects}) == len(defects)


def test_real_processes_that_listen_say_the_same() -> None:
    listening, started = Verdicts("listening"), Verdicts("defects")
    questions = listening_questions()
    assert len(questions) >= 20
    wrong = []
    for question in questions:
        (release,) = question.releases
        verdict = started.answer(question._replace(kind="defects"), release)
        expected = verdict["load"] == verdict.get("start") == "ok" and "/v1/health" not in verdict["failing"]
        if listening.answer(question, release)["serves"] != expected:
            wrong.append(f"{question.label}: {verdict}")
    assert wrong == []


def _told(comparison: agreement.Comparison) -> str:
    defect = comparison.defect
    ours = ", ".join(f"{each.rule}: {each.message}" for each in comparison.errors) or "no error"
    return f"{defect.label}: upstream {comparison.upstream or 'runs'}; ours {ours}"
