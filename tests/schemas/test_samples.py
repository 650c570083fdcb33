"""The sample configurations: typed, of one release each, and accepted by the release they are for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stacklint_schemas import catalog, load
from stacklint_schemas.reading import DATA

knowledge = load()
catalogue = knowledge.catalogue
LINES = (Path(DATA) / "samples.jsonl").read_text(encoding="ascii").splitlines()
TYPES = [
    (api, name)
    for api in json.loads((Path(DATA) / "core.json").read_text())["providers"]
    for name in knowledge.provider_types(api)
]


def test_every_line_is_well_typed_and_no_release_has_two_samples() -> None:
    for line in LINES:
        seen = 0
        for releases, _ in catalog.SampleData.model_validate_json(line).root:
            assert not catalogue.parse(releases) & seen
            seen |= catalogue.parse(releases)
    assert len(LINES) == len(TYPES)


@pytest.mark.parametrize(
    ("api", "name", "release", "key", "value"),
    [
        ("inference", "remote::vllm", "1.5.0", "base_url", "${env.VLLM_URL:=}"),
        ("inference", "remote::vllm", "0.3.5", "url", "${env.VLLM_URL:=}"),
        ("inference", "remote::vllm", "0.2.0", "url", "${env.VLLM_URL}"),
        (
            "vector_io",
            "inline::faiss",
            "1.5.0",
            "persistence",
            {"backend": "kv_default", "namespace": "vector_io::faiss"},
        ),
        ("vector_io", "inline::qdrant", "1.5.0", "path", "${env.QDRANT_PATH:=~/.ogx/distributions/starter}/qdrant.db"),
    ],
)
def test_a_sample_is_that_of_its_release(api: str, name: str, release: str, key: str, value: object) -> None:
    found = catalogue.by_version(release)
    assert found is not None
    assert knowledge.sample(api, name, found)[key] == value


def test_unknown_types_and_other_releases_have_none() -> None:
    assert knowledge.sample("inference", "remote::nothing", catalogue.newest) == {}
    gone = catalogue.by_version("0.2.0")
    assert gone is not None
    assert knowledge.sample("messages", "inline::builtin", gone) == {}


def test_every_key_of_a_sample_is_one_of_its_release() -> None:
    for api, name in TYPES:
        kind = knowledge.provider(api, name)
        assert kind is not None
        for release in catalogue.members(kind.releases):
            shape = knowledge.shape(kind.shape).object(release.only)
            for key in knowledge.sample(api, name, release):
                known = shape is not None and key in shape.properties and shape.properties[key].releases & release.only
                assert known or kind.extra_allowed & release.only or (api, name, key) in UPSTREAM_SLIPS, (name, key)


UPSTREAM_SLIPS = frozenset({("vector_io", "remote::weaviate", "kvstore")})
"""Keys of upstream's own samples that its configuration does not have: dropped without a word when read."""


def test_nothing_of_the_generator_and_no_prose_is_in_them() -> None:
    for line in LINES:
        assert "__distro_dir__" not in line
        assert all(len(text.split(" ")) < 4 for text in _texts(json.loads(line)))


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []
