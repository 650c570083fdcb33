"""Our JSON Schema takes every odd scalar in a field that upstream's own classes take, and hardly any other."""

from __future__ import annotations

from functools import cache

import jsonschema
import pytest

from stacklint_schemas import load
from stacklint_schemas.project import json_schema
from upstream import scalars
from upstream.verdicts import Question, Verdicts

pytestmark = pytest.mark.slow

QUESTIONS = scalars.questions()

BY_FIELD = {question.label: question for question in QUESTIONS}

LOOSER = {
    "0.3.5/image_name": "that one of two keys must be there is code, not schema",
    "0.3.5/server.port": "limits do not reach booleans and numbers in text",
    "0.3.5/providers.inference.0.config.tls_verify": "a file of that name must exist, which only code can see",
    "1.5.0/distro_name": "that one of two keys must be there is code, not schema",
    "1.5.0/server.port": "limits do not reach booleans and numbers in text",
    "1.5.0/server.hsts_max_age": "limits do not reach numbers in text",
    "1.5.0/server.registry_refresh_interval_seconds": "limits do not reach booleans and numbers in text",
    "1.5.0/storage.backends.sql_pg.pool_size": "limits do not reach booleans and numbers in text",
    "1.5.0/server.tenancy.mode": "that this mode needs another key is code, not schema",
    "1.5.0/vector_stores.rewrite_query_params.temperature": "limits are code, not schema",
    "1.5.0/vector_stores.rewrite_query_params.max_tokens": "limits are code, not schema",
    "1.5.0/vector_stores.rewrite_query_params.prompt": "placeholders are checked by code, not schema",
    "1.5.0/providers.inference.0.config.base_url": "the form of addresses is an annotation only",
}
"""Fields in which the schema accepts more than upstream does, each with the reason."""

BEYOND_INTEGERS = 1e20
"""A whole number as float that is too large for upstream; the schema's integers have no end."""


@pytest.mark.parametrize("question", QUESTIONS, ids=BY_FIELD)
def test_takes_what_upstream_takes(question: Question) -> None:
    assert [repr(value) for value in _differing(question, theirs="+")] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=BY_FIELD)
def test_takes_nothing_else(question: Question) -> None:
    wider = [value for value in _differing(question, theirs="-") if value != BEYOND_INTEGERS]
    if question.label in LOOSER:
        assert wider, "no longer looser: take it from the table"
    else:
        assert [repr(value) for value in wider] == []


def test_looser_fields_are_asked_about() -> None:
    assert not set(LOOSER) - set(BY_FIELD)


def _differing(question: Question, *, theirs: str) -> list[object]:
    recorded = Verdicts("scalars").answer(question, question.releases[0])
    return [
        value
        for value, upstream, ours in zip(scalars.VALUES, recorded, _ours(question), strict=True)
        if upstream == theirs != ours
    ]


@cache
def _ours(question: Question) -> str:
    validator = _validator(question.releases[0])
    return "".join("+" if validator.is_valid(document) else "-" for document in scalars.documents(question))


@cache
def _validator(version: str) -> jsonschema.Draft202012Validator:
    release = load().catalogue.by_version(version)
    assert release is not None
    return jsonschema.Draft202012Validator(json_schema(release))
