"""Our JSON Schema takes the same odd scalars in a field as upstream's own classes."""

from __future__ import annotations

import pytest

from upstream import scalars
from upstream.verdicts import Question, Verdicts

QUESTIONS = scalars.questions()


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.label for question in QUESTIONS])
def test_takes_what_upstream_takes(question: Question) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from stacklint_schemas.project import json_schema

    (release,) = question.releases
    validator = jsonschema.Draft202012Validator(json_schema(release))
    recorded = Verdicts("scalars").answer(question, release)
    documents = scalars.documents(question)
    ours = "".join("+" if validator.is_valid(document) else "-" for document in documents)
    wrong = [
        f"{value!r}: upstream {theirs}, ours {mine}"
        for value, theirs, mine in zip(scalars.VALUES, recorded, ours, strict=True)
        if theirs != mine
    ]
    assert wrong == []
