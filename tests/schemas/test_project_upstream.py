"""The JSON Schema of a release against the release itself, on odd values at every place of every configuration."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from jsonschema import Draft202012Validator

from generate import probing
from generate.wheels import Source, Wheels
from schemas.cache import require_wheels
from schemas.examples import ODD, Place, Value, additions, changed, changes, smallest, value_at, without
from stacklint_schemas import load, project

knowledge = load()
catalogue = knowledge.catalogue
Question: TypeAlias = list[Any]

PROGRAM = Path(__file__).parent / "inside" / "accepts.py"
NAMES = {"stack": {"image_name": "own", "distro_name": "own"}}
"""One of the two is needed, which is no matter of one key."""
ADDRESSES = {"anthropic_base_url", "api_base", "base_url", "http", "https", "url"}
"""Upstream asks for a scheme; editors would then ask the same of `${env.X}`, so the schema does not."""
LIMITED_NUMBERS = {
    *("default_chunk_overlap_tokens", "default_chunk_size_tokens", "default_timeout_seconds", "graph_expansion_depth"),
    *(
        "graph_expansion_weight",
        "graph_max_neighbors",
        "max_document_tokens",
        "max_num_results",
        "pool_min_size",
        "port",
    ),
}
"""Limits hold for numbers; a number written as text, or true for one, may be beyond them unseen."""
OWN_CHECKS = {
    "0",
    "annotation_instruction_template",
    "default_tenant_id",
    "insecure",
    "max_tokens",
    "temperature",
    "tls_verify",
}
"""Checked by functions of upstream's own, which no schema can say."""
CAST = {"distro_name", "image_name"}
"""Made a string while the file is loaded, before the class that is asked here sees it."""
MISSED = ADDRESSES | LIMITED_NUMBERS | OWN_CHECKS | CAST


VARIED: set[tuple[str, Place, str]] = set()


class Real:
    """One release's own classes."""

    def __init__(self, wheels: Wheels, version: str) -> None:
        release = catalogue.by_version(version)
        assert release is not None
        self.wheels = wheels
        self.source = Source(release.package, release.version)
        self.core: str = json.loads(wheels.dump(self.source).read_bytes())["core"]

    def ask(self, command: str, questions: list[Question]) -> list[Any]:
        environment = str(probing.environment(self.wheels))
        answers: list[Any] = json.loads(
            subprocess.run(
                [environment, str(PROGRAM), command, self.core],
                input=json.dumps(questions).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                check=True,
                env=probing.neutral_variables(self.wheels, self.source),
            ).stdout
        )
        return answers


@pytest.mark.slow
@pytest.mark.parametrize("version", ["0.2.24", "0.7.3", "1.5.0"])
def test_the_schema_takes_what_the_release_takes(version: str) -> None:
    VARIED.clear()
    real = Real(require_wheels(), version)
    only = catalogue.parse(version)
    shapes = owners(only)
    starts = [
        [owner, smallest(knowledge, shape, only) | NAMES.get(owner, {}), [*additions(knowledge, shape, only)]]
        for owner, shape in shapes.items()
    ]
    grown = dict(zip(shapes, real.ask("grow", starts), strict=True))
    assert [owner for owner, document in grown.items() if document is None] == []
    places = [
        (owner, place, value) for owner, document in grown.items() for place, value in variations(owner, document)
    ]
    judged = real.ask("judge", [[owner, value] for owner, _, value in places])
    validators = {owner: validator(version, owner) for owner in shapes}
    refused: set[tuple[str, Place]] = set()
    missed: set[tuple[str, Place]] = set()
    for (owner, place, value), accepted in zip(places, judged, strict=True):
        if validators[owner].is_valid(value) != accepted:
            (refused if accepted else missed).add((owner, place))
    assert len(places) > 5000
    assert refused == set()
    assert {place[-1] for _, place in missed} <= MISSED


def owners(only: int) -> dict[str, int]:
    """The shape of each kind of configuration in a release."""
    found = {"stack": knowledge.stack_shape}
    for api in knowledge.apis:
        for name in knowledge.provider_types(api):
            provider = knowledge.provider(api, name)
            assert provider is not None
            if provider.releases & only:
                found[f"{api} {name}"] = provider.shape
    return found


def variations(owner: str, document: Value) -> list[tuple[Place, Value]]:
    """A document with each place left out or replaced by each odd value, once for equal places of one API."""
    found: list[tuple[Place, Value]] = [((), document)]
    for place in changes(document):
        key = owner.partition(" ")[0], place, json.dumps(value_at(document, place), sort_keys=True)
        if key not in VARIED:
            VARIED.add(key)
            found.append((place, without(document, place)))
            found.extend((place, changed(document, place, odd)) for odd in ODD)
    return found


def validator(version: str, owner: str) -> Draft202012Validator:
    release = catalogue.by_version(version)
    assert release is not None
    if owner == "stack":
        return Draft202012Validator(project.json_schema(release))
    projection = project.Projection(knowledge, release)
    schema = projection.shape(owners(release.only)[owner])
    return Draft202012Validator({**schema, "$defs": projection.definitions})
