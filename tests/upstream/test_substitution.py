"""Our evaluation of environment expressions equals upstream's own `replace_env_vars`."""

from __future__ import annotations

import json
from functools import cache

import pytest

from stacklint.syntax.env import Grammar, substitution
from stacklint_schemas import load
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
    try:
        return {"value": substitution.substitute(value, variables, _behaviour(release))}
    except substitution.UnsetVariable as error:
        return {"error": error.name, "path": error.path}


@cache
def _behaviour(release: str) -> substitution.Behaviour:
    """What the generated knowledge says about the release, and how its first modern releases differed."""
    knowledge = load()
    known = knowledge.catalogue.by_version(release)
    assert known is not None

    def within(first: str | None, last: str | None) -> bool:
        return bool(knowledge.catalogue.between(first, last) & known.only)

    grammar: Grammar = "old" if knowledge.env_old_grammar & known.only else "modern"
    return substitution.Behaviour(
        grammar=grammar,
        conversion="never" if grammar == "old" else "always" if within(None, "0.2.19") else "when-changed",
        empty_default="error" if within("0.2.13", "0.2.13") else "empty",
        disabled_items="kept" if within("0.2.15", "0.2.15") else "dropped" if within("0.2.16", None) else "expanded",
        id_keys=tuple(key for key, releases in knowledge.empty_ids.items() if releases & known.only),
        auth_can_be_off=within("0.6.0", None),
    )
