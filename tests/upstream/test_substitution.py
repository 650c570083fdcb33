"""Our evaluation of environment expressions equals upstream's own `replace_env_vars`."""

from __future__ import annotations

import json

import pytest

from upstream import expressions
from upstream.verdicts import Verdicts, canonical


@pytest.mark.parametrize("release", expressions.RELEASES)
def test_equal_to_upstream(release: str) -> None:
    verdicts = Verdicts("substitution")
    questions = expressions.questions()
    assert len(questions) >= 1500
    wrong = []
    for question in questions:
        recorded = verdicts.answer(question, release)
        asked = json.loads(question.text)
        ours = _substitute(asked["value"], asked["variables"], release)
        if canonical(ours) != canonical(recorded):
            wrong.append(f"{question.label}: {asked['value']!r}: upstream {recorded}, ours {ours}")
    assert wrong == []


def _substitute(value: object, variables: dict[str, str], release: str) -> dict[str, object]:
    raise NotImplementedError
