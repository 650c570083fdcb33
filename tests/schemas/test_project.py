"""The plain JSON Schema of a release: accepts what upstream ships and loads, refuses what it refuses."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from generate.wheels import Source, Wheels, known_sources, samples
from schemas.cache import require_wheels
from stacklint_schemas import load, project

catalogue = load().catalogue
SEEN: set[tuple[int, bytes]] = set()
Document = dict[str, Any]
"""A configuration as YAML gives it."""


@pytest.fixture(scope="module")
def wheels() -> Wheels:
    return require_wheels()


@cache
def validator(version: str) -> Draft202012Validator:
    release = catalogue.by_version(version)
    assert release is not None
    return Draft202012Validator(project.json_schema(release))


@cache
def schema_identity(version: str) -> int:
    """Equal for releases whose schemas differ in nothing but the title."""
    schema = project.json_schema(next(r for r in catalogue.releases if r.version == version))
    del schema["title"]
    return hash(project.dumps(schema))


def complaints(version: str, document: Document) -> list[str]:
    """Where the schema of a release is not content, as dotted paths."""
    return sorted({".".join(map(str, error.absolute_path)) for error in validator(version).iter_errors(document)})


@pytest.mark.slow
@pytest.mark.parametrize("source", known_sources(), ids=lambda source: source.name)
def test_every_sample_of_a_release_fits_its_schema(source: Source, wheels: Wheels) -> None:
    found = samples(wheels.tree(source))
    assert len(found) >= 7
    for path in found:
        text = path.read_bytes()
        if is_new(source.version, text):
            assert complaints(source.version, yaml.load(text, yaml.CSafeLoader)) == [], path


def is_new(version: str, text: bytes) -> bool:
    """Whether no release with an equal schema has shipped an equal file; most releases only repeat."""
    key = schema_identity(version), text
    known = key in SEEN
    SEEN.add(key)
    return not known


@pytest.mark.parametrize("version", ["0.2.0", "0.2.12", "0.2.24", "0.3.5", "0.4.7", "0.7.3", "1.0.4", "1.5.0"])
def test_the_schema_is_one_and_refers_to_nothing_outside(version: str) -> None:
    release = catalogue.by_version(version)
    assert release is not None
    schema = project.json_schema(release)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    text = project.dumps(schema)
    assert "discriminator" not in text
    references = {found.split('"')[0] for found in text.split('"$ref": "')[1:]}
    assert {reference for reference in references if not reference.startswith("#/$defs/")} == set()
    assert {reference.removeprefix("#/$defs/") for reference in references} <= set(schema["$defs"])
    assert project.dumps(project.json_schema(release)) == text


STORAGE: Document = {
    "backends": {
        "kv_default": {"type": "kv_sqlite", "db_path": "kv.db"},
        "sql_default": {"type": "sql_postgres", "user": "u", "port": "${env.PORT:=5432}"},
    },
    "stores": {"metadata": {"backend": "kv_default", "namespace": "registry"}},
}
BASE: Document = {
    "version": 2,
    "distro_name": "own",
    "image_name": "own",
    "apis": ["inference", "vector_io"],
    "providers": {
        "inference": [{"provider_id": "v", "provider_type": "remote::vllm", "config": {"base_url": "http://h/v1"}}],
        "vector_io": [
            {
                "provider_id": "f",
                "provider_type": "inline::faiss",
                "config": {"persistence": {"backend": "kv_default", "namespace": "faiss"}},
            }
        ],
    },
    "storage": STORAGE,
    "server": {"port": 8321, "insecure": True},
}


def changed(path: str, value: object) -> Document:
    document = copy.deepcopy(BASE)
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = value
    return document


def test_the_base_is_right() -> None:
    assert complaints("1.5.0", BASE) == []


FAISS = "providers.vector_io.0"
ACCEPTED = [
    # What pydantic's lax mode converts.
    ("server.port", "8321"),
    ("server.port", 8321.0),
    ("server.port", "${env.PORT:=8321}"),
    ("server.insecure", "yes"),
    ("server.insecure", 1),
    ("server.insecure", "${env.INSECURE:=false}"),
    # Environment expressions stand for whole objects and lists too.
    ("server", "${env.SERVER}"),
    ("apis", "${env.APIS:=inference}"),
    ("storage.stores.metadata", "${env.STORE}"),
    # Unknown keys are dropped upstream, so they are none of a schema's business.
    ("strage", {}),
    (f"{FAISS}.config.kvstore", {"type": "sqlite"}),
    # The key-value form of prompts is rewritten while loading.
    ("storage.stores.prompts", {"backend": "kv_default", "namespace": "prompts"}),
    ("storage.backends.kv_default.type", "${env.TYPE:=kv_sqlite}"),
    # A provider that is off, or brought along, or of an unknown type has whatever configuration it likes.
    (FAISS, {"provider_id": "__disabled__", "provider_type": "inline::faiss", "config": {}}),
    (FAISS, {"provider_id": None, "provider_type": "inline::faiss", "config": {}}),
    (FAISS, {"provider_id": "f", "provider_type": "inline::faiss", "module": "mine", "config": {"persistence": 1}}),
    (FAISS, {"provider_id": "f", "provider_type": "remote::mine", "config": {"persistence": 1}}),
    ("apis", None),
]
REFUSED = [
    ("server.port", 80, "server.port"),
    ("server.port", 8321.5, "server.port"),
    ("server.port", "eighty", "server.port"),
    ("server.insecure", 2, "server.insecure"),
    ("server.insecure", "enabled", "server.insecure"),
    ("server", [], "server"),
    ("providers", None, "providers"),
    ("storage", None, "storage"),
    ("storage.backends.kv_default.type", "sqlite", "storage.backends.kv_default"),
    ("storage.backends.kv_default", {"type": "kv_sqlite"}, "storage.backends.kv_default"),
    ("storage.stores.metadata", {"backend": "kv_default"}, "storage.stores.metadata"),
    (f"{FAISS}.config", None, f"{FAISS}.config"),
    (f"{FAISS}.config", {}, f"{FAISS}.config"),
    (f"{FAISS}.config.persistence.namespace", 7, f"{FAISS}.config.persistence"),
    (f"{FAISS}.provider_type", None, f"{FAISS}.provider_type"),
    ("apis", "inference", "apis"),
]


@pytest.mark.parametrize(("path", "value"), ACCEPTED)
def test_what_upstream_takes_is_right(path: str, value: object) -> None:
    assert complaints("1.5.0", changed(path, value)) == []


@pytest.mark.parametrize(("path", "value", "place"), REFUSED)
def test_what_upstream_refuses_is_wrong(path: str, value: object, place: str) -> None:
    found = complaints("1.5.0", changed(path, value))
    assert found
    assert all(complaint.startswith(place) for complaint in found)


@pytest.mark.parametrize(
    ("version", "path", "value", "wrong"),
    [
        ("1.5.0", "apis", None, False),
        ("1.4.1", "apis", None, True),
        ("0.3.5", "storage.backends", {}, False),
        ("0.4.7", "image_name", 7, False),
        ("0.5.0", "image_name", 7, True),
        ("1.4.0", "storage.backends.sql_default", {"type": "sql_postgres", "connection_string": "postgres://"}, True),
        ("1.4.1", "storage.backends.sql_default", {"type": "sql_postgres", "connection_string": "postgres://"}, False),
    ],
)
def test_releases_differ(version: str, path: str, value: object, wrong: bool) -> None:
    assert bool(complaints(version, changed(path, value))) is wrong


def test_one_type_refuses_unknown_keys_in_some_releases() -> None:
    safety = [{"provider_id": "p", "provider_type": "remote::passthrough", "config": {"base_url": "http://h", "x": 1}}]
    document = changed("providers.safety", safety)
    assert complaints("0.7.3", document) == ["providers.safety.0.config"]
    assert complaints("1.5.0", document) == []


def test_editors_learn_defaults_secrets_and_deprecations() -> None:
    schema = validator("1.5.0").schema
    assert isinstance(schema, dict)
    assert schema["properties"]["image_name"]["deprecated"] is True
    text = project.dumps(schema)
    assert '"writeOnly": true' in text
    assert '"default": 8321' in text


def test_keys_of_the_stack_carry_a_line_of_help() -> None:
    schema = validator("1.5.0").schema
    assert isinstance(schema, dict)
    assert schema["properties"]["storage"]["description"] == load().help(("storage",))
    stores = schema["$defs"]["storage.stores"]["properties"]
    assert "kv_ backend" in stores["metadata"]["description"]
    backend = schema["$defs"]["storage.backends.*(kv_sqlite)"]["properties"]
    assert "SQLite file" in backend["db_path"]["description"]
    entry = schema["$defs"]["providers.*.*"]["properties"]
    assert "NAME" in entry["provider_type"]["description"]
