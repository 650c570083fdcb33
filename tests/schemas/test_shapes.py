"""What the merged shapes say, in general against upstream's own schemas and spot by spot against its tables."""

from __future__ import annotations

import json

import pytest

from generate.wheels import Source, Wheels, known_sources
from schemas.cache import require_wheels
from schemas.forms import raw_form, shape_form
from stacklint_schemas import ReleaseSet, load
from stacklint_schemas.shapes import Anything, ListOf, MapOf, ObjectOf, Property, Scalar, Tagged

knowledge = load()
catalogue = knowledge.catalogue
UNLISTED = ("api_providers", "apis_to_serve", "logging_config", "provider_map", "routing_table")
"""Top-level keys that upstream reads from the raw file and no schema has."""


@pytest.fixture(scope="module")
def wheels() -> Wheels:
    return require_wheels()


@pytest.mark.parametrize("source", known_sources(), ids=lambda source: source.name)
def test_shapes_equal_the_schemas_they_were_merged_from(source: Source, wheels: Wheels) -> None:
    facts = json.loads(wheels.dump(source).read_bytes())
    only = catalogue.parse(source.version)
    (kind, keys, extra), *others = shape_form(knowledge, knowledge.stack_shape, only)
    listed = {key: form for key, form in keys.items() if key not in UNLISTED}
    assert [[kind, listed, extra], *others] == raw_form(facts["stack"]["schema"], facts["stack"]["schema"])
    for key, spec in facts["providers"].items():
        provider = knowledge.provider(*key.split(" "))
        assert provider is not None
        assert shape_form(knowledge, provider.shape, only) == raw_form(spec["schema"], spec["schema"]), key


def stack_property(path: str) -> Property:
    return property_at(knowledge.stack_shape, path)


def property_at(number: int, path: str) -> Property:
    """The key at a dotted path; `*` goes into a list or free keys, `(tag)` into a branch of a union."""
    found = Property(catalogue.every, 0, 0, 0, (), "", number)
    for step in path.split("."):
        found = step_into(found, step)
    return found


def step_into(around: Property, step: str) -> Property:
    for variant in knowledge.shape(around.shape).variants:
        releases = around.releases & variant.releases
        match variant:
            case ObjectOf() if step in variant.properties:
                found = variant.properties[step]
                return found._replace(releases=releases & found.releases, required=releases & found.required)
            case MapOf() if step == "*":
                return around._replace(shape=variant.values)
            case ListOf() if step == "*":
                return around._replace(shape=variant.items)
            case Tagged() if step[1:-1] in variant.options:
                option = variant.options[step[1:-1]]
                return around._replace(shape=option.shape, releases=releases & option.releases)
    raise LookupError(step)


SINCE = [
    ("image_name", "*"),
    ("distro_name", "0.5.0+"),
    ("connectors.*.url", "0.5.0+"),
    ("providers.*.*.module", "0.2.16+"),
    ("server.host", "0.2.8+"),
    ("server.disable_ipv6", "0.2.6-0.2.7"),
    ("server.tls_cafile", "0.2.7+"),
    ("server.quota.kvstore", "0.2.8-0.8.0"),
    ("server.cors", "0.2.19-0.8.0"),
    ("server.workers", "0.3.1+"),
    ("server.registry_refresh_interval_seconds", "0.8.0+"),
    ("server.tenancy.mode", "1.2.0+"),
    ("server.insecure", "1.2.0+"),
    ("server.tls_config.ciphers", "1.2.0+"),
    ("server.auth.endpoint", "0.2.0-0.2.3"),
    ("server.auth.provider_type", "0.2.4-0.2.14"),
    ("server.auth.provider_config", "0.2.15+"),
    ("server.auth.access_policy", "0.2.10+"),
    ("server.auth.route_policy", "0.5.0+"),
    ("server.auth.provider_config.(upstream_header)", "0.8.0+"),
    ("server.auth.provider_config.(local_api_key)", "1.4.0+"),
    ("server.auth.provider_config.(kubernetes)", "0.2.21+"),
    ("vector_stores.default_reranker_model", "0.7.0+"),
    ("vector_stores.contextual_retrieval_params", "0.6.0+"),
    ("vector_stores.default_embedding_model.embedding_dimensions", "0.5.0+"),
    ("vector_stores.chunk_retrieval_params.default_search_mode", "0.8.0+"),
    ("storage.backends.*.(kv_postgres).connection_string", "1.4.1+"),
    ("storage.backends.*.(kv_postgres).pool_size", "1.0.0+"),
    ("storage.backends.*.(kv_postgres).command_timeout", "1.0.3+"),
    ("storage.backends.*.(sql_sqlite).pool_pre_ping", "0.7.0+"),
    ("storage.backends.*.(sql_postgres).ssl_mode", "1.4.0+"),
    ("storage.stores.inference.enabled", "1.4.0+"),
    ("inference_store.sql_store_config", "0.2.22-0.2.24"),
    ("registered_resources.connectors", "0.4.0-0.4.7"),
]
REQUIRED = [
    ("image_name", "0.2.0-0.4.7"),
    ("storage", "0.3.0-0.3.5"),
    ("storage.backends", "0.3.0-0.3.5"),
    ("providers", "*"),
    ("providers.*.*.config", "0.2.0-0.2.15"),
    ("storage.backends.*.(kv_postgres).user", "0.3.0-1.4.0"),
    ("storage.backends.*.(kv_sqlite).db_path", "0.3.0+"),
    ("connectors.*.connector_id", "0.5.0+"),
    ("storage.stores.responses.table_name", "0.3.0-0.4.7"),
]


@pytest.mark.parametrize(("path", "releases"), SINCE)
def test_a_key_is_known_in_some_releases(path: str, releases: str) -> None:
    assert catalogue.write(stack_property(path).releases) == releases


@pytest.mark.parametrize(("path", "releases"), REQUIRED)
def test_a_key_is_required_in_some_releases(path: str, releases: str) -> None:
    assert catalogue.write(stack_property(path).required) == releases


def scalars(path: str, releases: ReleaseSet) -> list[Scalar]:
    found = knowledge.shape(stack_property(path).shape).within(releases)
    return [variant for variant in found if isinstance(variant, Scalar)]


def test_limits_and_choices_are_kept() -> None:
    (port,) = scalars("server.port", catalogue.every)
    assert (port.kind, port.minimum, port.maximum) == ("integer", 1024, 65535)
    (mode,) = [
        found for found in scalars("storage.backends.*.(sql_postgres).ssl_mode", catalogue.every) if found.values
    ]
    assert [value for value, _ in mode.values] == ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]


def test_choices_grow_over_releases() -> None:
    (kind,) = [found for found in scalars("registered_resources.models.*.model_type", catalogue.every) if found.values]
    assert {str(value): catalogue.write(releases & catalogue.parse("0.3.0+")) for value, releases in kind.values} == {
        "llm": "0.3.0+",
        "embedding": "0.3.0+",
        "rerank": "0.4.0+",
    }


@pytest.mark.parametrize(
    ("path", "releases", "nullable"),
    [("apis", "*", "1.5.0"), ("providers.*.*.provider_id", "*", "0.2.13+"), ("storage", "0.3.0+", "")],
)
def test_null_is_accepted_in_some_releases(path: str, releases: str, nullable: str) -> None:
    found = knowledge.shape(stack_property(path).shape).nullable(catalogue.parse(releases))
    assert catalogue.write(found) == nullable


def test_secrets_are_known() -> None:
    assert knowledge.shape(stack_property("storage.backends.*.(sql_postgres).password").shape).secret()
    assert not knowledge.shape(stack_property("storage.backends.*.(sql_postgres).user").shape).secret()


def test_values_that_upstream_changes_first_are_marked() -> None:
    assert catalogue.write(stack_property("version").prepared) == "*"
    assert catalogue.write(stack_property("image_name").prepared) == "0.2.15-0.4.7"
    assert catalogue.write(stack_property("storage.stores.prompts").prepared) == "1.0.0+"
    assert stack_property("server.port").prepared == 0


def test_two_keys_are_deprecated() -> None:
    assert catalogue.write(stack_property("image_name").deprecated) == "0.5.0+"
    assert catalogue.write(stack_property("registered_resources.tool_groups").deprecated) == "0.7.0+"


def test_defaults_of_backends_changed_their_name() -> None:
    defaults = stack_property("storage.backends.*.(kv_postgres).db").defaults
    assert [(catalogue.write(releases & catalogue.parse("0.3.0+")), value) for releases, value in defaults] == [
        ("0.3.0-0.7.3", "llamastack"),
        ("0.8.0+", "ogx"),
    ]


def test_other_names_of_a_key_are_no_unknown_keys() -> None:
    bedrock = knowledge.provider("inference", "remote::bedrock")
    assert bedrock is not None
    key = property_at(bedrock.shape, "api_key")
    assert key.alias_of == "aws_bedrock_bearer_token"
    assert catalogue.write(key.releases) == "0.4.0+"


def test_shape_0_fits_anything() -> None:
    assert knowledge.shape(0).variants == (Anything(catalogue.every),)


@pytest.mark.parametrize("name", ["kv_redis", "kv_sqlite", "kv_postgres", "kv_mongodb", "sql_sqlite", "sql_postgres"])
def test_a_backend_has_the_shape_of_its_branch(name: str) -> None:
    assert knowledge.backends[name].shape == stack_property(f"storage.backends.*.({name})").shape
