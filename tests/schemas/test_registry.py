"""APIs, provider types, dependencies, backends, resources: upstream's tables, spot by spot."""

from __future__ import annotations

import pytest

from stacklint_schemas import load

knowledge = load()
catalogue = knowledge.catalogue

FIRST = "inference safety agents vector_io datasetio scoring eval post_training tool_runtime telemetry files"
FOLDERS = {
    "inference remote::vllm": "providers/remote/inference/vllm",
    "inference inline::meta-reference-quantized": "providers/inline/inference/meta_reference",
    "vector_io inline::sqlite-vec": "providers/inline/vector_io/sqlite_vec",
}
APIS = {
    "0.2.0": FIRST,
    "0.2.18": f"{FIRST} batches",
    "0.3.0": "inference safety agents batches vector_io datasetio scoring eval post_training tool_runtime files",
    "0.4.0": "inference safety agents batches vector_io datasetio scoring eval post_training tool_runtime files"
    " file_processors",
    "0.7.0": "inference safety responses batches vector_io datasetio scoring eval tool_runtime files file_processors",
    "0.8.0": "inference safety responses batches vector_io tool_runtime files file_processors messages interactions",
    "1.0.0": "inference responses batches vector_io tool_runtime files file_processors messages interactions",
    "1.1.0": "inference responses batches vector_io tool_runtime files file_processors messages interactions skills",
    "1.5.0": "inference responses batches vector_io tool_runtime files file_processors messages interactions skills"
    " container_runtime",
}
ROUTED = {
    "0.2.0": "models shields vector_dbs datasets scoring_functions benchmarks tool_groups",
    "0.3.0": "models shields vector_stores datasets scoring_functions benchmarks tool_groups",
    "0.7.3": "models shields vector_stores datasets scoring_functions benchmarks tool_groups",
    "0.8.0": "models shields tool_groups vector_stores",
    "1.0.0": "models tool_groups vector_stores",
}
SIZES = {
    "0.2.24": 65,
    "0.3.5": 64,
    "0.4.7": 66,
    "0.5.4": 67,
    "0.6.1": 70,
    "0.7.3": 66,
    "0.8.0": 59,
    "1.0.4": 54,
    "1.1.3": 56,
    "1.2.5": 57,
    "1.3.0": 60,
    "1.3.1": 61,
    "1.5.0": 64,
}
NEW_TYPES = [
    ("files", "inline::localfs", "0.2.10"),
    ("files", "remote::s3", "0.2.19"),
    ("files", "remote::openai", "0.4.0"),
    ("inference", "remote::vertexai", "0.2.18"),
    ("inference", "remote::azure", "0.2.22"),
    ("inference", "remote::oci", "0.4.0"),
    ("vector_io", "remote::elasticsearch", "0.5.0"),
    ("vector_io", "remote::oci", "0.5.0"),
    ("inference", "remote::llama-cpp-server", "0.6.0"),
    ("safety", "remote::passthrough", "0.6.0"),
    ("file_processors", "inline::pypdf", "0.6.0"),
    ("vector_io", "remote::infinispan", "0.7.0"),
    ("messages", "inline::builtin", "0.8.0"),
    ("interactions", "inline::builtin", "0.8.0"),
    ("file_processors", "inline::auto", "1.0.0"),
    ("skills", "inline::builtin", "1.1.0"),
    ("vector_io", "remote::neo4j", "1.3.0"),
    ("inference", "remote::deepseek", "1.3.0"),
]
REPLACED = [
    ("agents", "inline::meta-reference", "0.7.0", "responses", "inline::builtin"),
    ("eval", "inline::meta-reference", "0.7.0", "eval", "inline::builtin"),
    ("vector_io", "inline::meta-reference", "0.7.0", "vector_io", "inline::faiss"),
    ("vector_io", "inline::builtin", "0.8.0", "vector_io", "inline::faiss"),
    ("vector_io", "inline::sqlite_vec", "0.8.0", "vector_io", "inline::sqlite-vec"),
    ("tool_runtime", "inline::rag-runtime", "0.7.0", "tool_runtime", "inline::file-search"),
    ("inference", "inline::meta-reference-quantized", "0.2.2", "inference", "inline::meta-reference"),
    ("inference", "inline::vllm", "0.2.16", "inference", "remote::vllm"),
    ("inference", "remote::groq-openai-compat", "0.2.16", "inference", "remote::groq"),
    ("post_training", "inline::torchtune", "0.2.19", "post_training", "inline::torchtune-gpu"),
]
AGENTS = "inference vector_io tool_runtime tool_groups conversations"
DEPENDENCIES = [
    ("agents", "inline::meta-reference", "0.3.5", f"{AGENTS} safety", ""),
    ("responses", "inline::builtin", "0.7.3", f"{AGENTS} prompts files connectors", "safety"),
    ("responses", "inline::builtin", "1.5.0", f"{AGENTS} prompts files connectors", "skills"),
    ("vector_io", "inline::faiss", "0.3.5", "inference", "files models"),
    ("vector_io", "inline::faiss", "1.5.0", "inference", "files models file_processors"),
    ("batches", "inline::reference", "1.5.0", "inference files models", ""),
    ("tool_runtime", "inline::rag-runtime", "0.3.5", "vector_io inference files", ""),
    ("tool_runtime", "inline::file-search", "1.5.0", "vector_io inference files", ""),
    ("messages", "inline::builtin", "1.5.0", "inference", ""),
    ("skills", "inline::builtin", "1.5.0", "files", ""),
    ("safety", "inline::llama-guard", "0.3.5", "inference", ""),
    ("scoring", "inline::llm-as-judge", "0.3.5", "datasetio datasets inference", ""),
    ("inference", "remote::vllm", "1.5.0", "", ""),
]


@pytest.mark.parametrize("version", APIS)
def test_apis_of_a_release(version: str) -> None:
    only = catalogue.parse(version)
    assert {api for api, releases in knowledge.apis.items() if releases & only} == set(APIS[version].split())


@pytest.mark.parametrize("version", ROUTED)
def test_routing_tables_of_a_release(version: str) -> None:
    only = catalogue.parse(version)
    assert {table for table, _, releases in knowledge.routed if releases & only} == set(ROUTED[version].split())


@pytest.mark.parametrize(
    ("api", "since"),
    [("inspect", "*"), ("providers", "*"), ("conversations", "0.3.0+"), ("admin", "0.4.0+"), ("connectors", "0.4.0+")],
)
def test_internal_apis(api: str, since: str) -> None:
    assert catalogue.write(knowledge.internal_apis[api]) == since


@pytest.mark.parametrize("version", SIZES)
def test_size_of_the_registry(version: str) -> None:
    only = catalogue.parse(version)
    names = [
        (api, name)
        for api in knowledge.apis
        for name in knowledge.provider_types(api)
        if knowledge.provider_releases(api, name) & only
    ]
    assert len(names) == SIZES[version]


@pytest.mark.parametrize(("api", "name", "version"), NEW_TYPES)
def test_a_type_is_new_in_a_release(api: str, name: str, version: str) -> None:
    assert catalogue.first(knowledge.provider_releases(api, name)).version == version


@pytest.mark.parametrize(("api", "old", "version", "new_api", "new"), REPLACED)
def test_a_type_is_gone_and_has_a_successor(api: str, old: str, version: str, new_api: str, new: str) -> None:
    (found,) = (row for row in knowledge.type_replacements if row[:2] == (api, old))
    assert catalogue.first(found[2]).version == version
    assert found[3:] == (new_api, new)
    assert knowledge.provider_releases(new_api, new) & found[2]


@pytest.mark.parametrize(("api", "name", "version", "required", "optional"), DEPENDENCIES)
def test_dependencies_of_a_provider(api: str, name: str, version: str, required: str, optional: str) -> None:
    provider = knowledge.provider(api, name)
    assert provider is not None
    only = catalogue.parse(version)
    assert {d.api for d in provider.dependencies if d.required & only} == set(required.split())
    assert {d.api for d in provider.dependencies if d.optional & only} == set(optional.split())


def test_only_two_types_were_ever_deprecated_besides_a_new_name_of_one() -> None:
    found = {
        (api, name, catalogue.write(deprecation.releases), deprecation.replacement)
        for api in knowledge.apis
        for name in knowledge.provider_types(api)
        if (provider := knowledge.provider(api, name)) is not None
        for deprecation in provider.deprecations
    }
    assert found == {
        ("vector_io", "inline::meta-reference", "0.2.0-0.6.1", "inline::faiss"),
        ("vector_io", "inline::builtin", "0.7.0-0.7.3", "inline::faiss"),
        ("vector_io", "inline::sqlite_vec", "0.2.0-0.7.3", "inline::sqlite-vec"),
    }


def test_unknown_keys_are_kept_by_one_type_and_refused_by_another() -> None:
    providers = [knowledge.provider(api, name) for api in knowledge.apis for name in knowledge.provider_types(api)]
    kept = {(p.api, p.name, catalogue.write(p.extra_allowed)) for p in providers if p and p.extra_allowed}
    refused = {(p.api, p.name, catalogue.write(p.extra_forbidden)) for p in providers if p and p.extra_forbidden}
    assert kept == {("vector_io", "remote::milvus", "0.2.6+")}
    assert refused == {("safety", "remote::passthrough", "0.6.0-0.8.0")}


@pytest.mark.parametrize(
    ("name", "old", "releases"),
    [
        *((f"remote::{name}", "url", "0.4.0+") for name in ("databricks", "fireworks", "groq", "nvidia", "ollama")),
        *((f"remote::{name}", "url", "0.4.0+") for name in ("runpod", "sambanova", "together", "vllm", "watsonx")),
        ("remote::tgi", "url", "0.4.0-0.6.1"),
        # This type is in every release but one.
        ("remote::passthrough", "url", "0.4.0-1.2.5,1.3.1+"),
        ("remote::azure", "api_base", "0.4.0+"),
        ("remote::llama-openai-compat", "openai_compat_api_base", "0.4.0+"),
    ],
)
def test_addresses_were_renamed(name: str, old: str, releases: str) -> None:
    provider = knowledge.provider("inference", name)
    assert provider is not None
    found = [(".".join(r.old), ".".join(r.new), catalogue.write(r.releases)) for r in provider.renames]
    assert found == [(old, "base_url", releases)]


def test_few_other_keys_were_renamed() -> None:
    found = {
        (api, name, ".".join(rename.old), ".".join(rename.new), catalogue.write(rename.releases))
        for api in knowledge.apis
        for name in knowledge.provider_types(api)
        if (provider := knowledge.provider(api, name)) is not None
        for rename in provider.renames
        if rename.new != ("base_url",)
    }
    telemetry = ("telemetry", "inline::meta-reference")
    assert found == {
        (*telemetry, "otel_trace_endpoint", "otel_exporter_otlp_endpoint", "0.2.15-0.2.24"),
        (*telemetry, "otel_metric_endpoint", "otel_exporter_otlp_endpoint", "0.2.15-0.2.24"),
        ("inference", "remote::bedrock", "auth_credential", "api_key", "0.4.0+"),
    }


@pytest.mark.parametrize(
    ("name", "identity", "separates", "legacy"),
    [
        ("kv_sqlite", ["db_path"], "1.0.0+", "sqlite"),
        ("kv_redis", ["host", "port"], "*", "redis"),
        ("kv_postgres", ["host", "port", "db", "table_name", "connection_string"], "*", "postgres"),
        ("kv_mongodb", ["host", "port", "db", "collection_name"], "*", "mongodb"),
        ("sql_sqlite", ["db_path"], "", "sqlite"),
        ("sql_postgres", ["host", "port", "db", "connection_string"], "", "postgres"),
    ],
)
def test_backends(name: str, identity: list[str], separates: str, legacy: str) -> None:
    backend = knowledge.backends[name]
    assert backend.family == name.partition("_")[0]
    assert [key for key, _ in backend.identity] == identity
    assert catalogue.write(backend.separates_namespaces) == separates
    assert backend.legacy == legacy


@pytest.mark.parametrize(
    ("name", "key", "version", "default"),
    [
        ("kv_redis", "host", "0.3.0", "localhost"),
        ("kv_redis", "port", "1.5.0", "6379"),
        ("kv_postgres", "db", "0.7.3", "llamastack"),
        ("kv_postgres", "db", "0.8.0", "ogx"),
        ("kv_postgres", "table_name", "0.7.3", "llamastack_kvstore"),
        ("kv_postgres", "table_name", "0.8.0", "ogx_kvstore"),
        ("kv_mongodb", "port", "0.3.0", "27017"),
        ("kv_mongodb", "collection_name", "1.0.0", "ogx_kvstore"),
        ("sql_postgres", "port", "0.3.0", "5432"),
        ("kv_sqlite", "db_path", "1.5.0", None),
    ],
)
def test_defaults_that_make_two_backends_one(name: str, key: str, version: str, default: str | None) -> None:
    defaults = dict(knowledge.backends[name].identity)[key]
    assert [value for releases, value in defaults if releases & catalogue.parse(version)] == [default]


def test_connection_strings_came_late() -> None:
    for name in ("kv_postgres", "sql_postgres"):
        ((releases, _),) = dict(knowledge.backends[name].identity)["connection_string"]
        assert catalogue.write(releases) == "1.4.1+"


def test_storage_may_be_left_out_from_0_4_on() -> None:
    assert catalogue.write(knowledge.storage_known) == "0.3.0+"
    assert catalogue.write(knowledge.storage_required) == "0.3.0-0.3.5"
    assert catalogue.write(knowledge.storage_null_refused) == "0.3.0+"
    assert [(catalogue.write(releases), name, kind) for releases, name, kind in knowledge.default_backends] == [
        ("0.4.0+", "kv_default", "kv_sqlite"),
        ("0.4.0+", "sql_default", "sql_sqlite"),
    ]


def test_types_of_inline_stores() -> None:
    assert knowledge.legacy_store_types == {
        "kv": {"redis", "sqlite", "postgres", "mongodb"},
        "sql": {"sqlite", "postgres"},
    }


@pytest.mark.parametrize(
    ("key", "top_level", "registered", "successor"),
    [
        ("models", "0.2.0-0.2.24", "0.3.0+", "models"),
        ("shields", "0.2.0-0.2.24", "0.3.0-0.8.0", "shields"),
        ("vector_dbs", "0.2.0-0.2.24", "", "vector_stores"),
        ("vector_stores", "", "0.4.3+", "vector_stores"),
        ("datasets", "0.2.0-0.2.24", "0.3.0-0.7.3", "datasets"),
        ("scoring_fns", "0.2.0-0.2.24", "0.3.0-0.7.3", "scoring_fns"),
        ("benchmarks", "0.2.0-0.2.24", "0.3.0-0.7.3", "benchmarks"),
        ("tool_groups", "0.2.0-0.2.24", "0.3.0-0.6.1", "tool_groups"),
        ("connectors", "", "", ""),
    ],
)
def test_resources(key: str, top_level: str, registered: str, successor: str) -> None:
    (resource,) = (found for found in knowledge.resources if found.key == key)
    assert catalogue.write(resource.top_level) == top_level
    assert catalogue.write(resource.registered) == registered
    assert resource.successor == successor


def test_the_environment_has_two_grammars() -> None:
    assert catalogue.write(knowledge.env_old_grammar) == "0.2.0-0.2.12"
    assert catalogue.write(knowledge.env_modern_grammar) == "0.2.13+"
    assert knowledge.env_old_grammar | knowledge.env_modern_grammar == catalogue.every
    assert knowledge.disabled_marker == ("__disabled__", catalogue.parse("0.2.13+"))
    assert knowledge.first_marker == ("all", catalogue.parse("0.8.0+"))
    assert catalogue.write(knowledge.empty_ids["toolgroup_id"]) == "0.4.1-0.6.1"


@pytest.mark.parametrize(
    ("key", "releases"),
    [
        ("storage", "0.3.0+"),
        ("distro_name", "0.5.0+"),
        ("connectors", "0.5.0+"),
        ("metadata_store", "0.2.0-0.2.24"),
        ("inference_store", "0.2.8-0.2.24"),
        ("telemetry", "0.3.0-0.3.5"),
        ("safety", "0.4.0-0.8.0"),
        ("external_apis_dir", "0.2.16+"),
        ("models", "0.2.0-0.2.24"),
        ("vector_stores", "0.3.0+"),
        ("logging_config", "*"),
    ],
)
def test_top_level_keys(key: str, releases: str) -> None:
    assert catalogue.write(knowledge.top_level_keys[key]) == releases


@pytest.mark.parametrize(
    ("path", "target", "releases"),
    [
        ("registered_resources.models.*.provider_id", "provider:inference", "0.3.0+"),
        ("models.*.provider_id", "provider:inference", "0.2.0-0.2.24"),
        ("registered_resources.shields.*.provider_id", "provider:safety", "0.3.0-0.8.0"),
        ("registered_resources.vector_stores.*.embedding_model", "model", "0.3.0+"),
        ("vector_stores.default_provider_id", "provider:vector_io", "0.3.0+"),
        ("vector_stores.default_embedding_model.provider_id", "provider:inference", "0.3.0+"),
        ("vector_stores.default_reranker_model.model_id", "model", "0.7.0+"),
        ("vector_stores.rewrite_query_params.model.model_id", "model", "0.4.0+"),
        ("safety.default_shield_id", "shield", "0.4.0-0.8.0"),
        ("apis.*", "api", "*"),
    ],
)
def test_references_of_the_stack(path: str, target: str, releases: str) -> None:
    (found,) = (reference for reference in knowledge.stack_references if ".".join(reference.path) == path)
    assert (found.target, catalogue.write(found.releases)) == (target, releases)


@pytest.mark.parametrize(
    ("api", "name", "path", "target", "releases"),
    [
        ("responses", "inline::builtin", "compaction_config.summarization_model", "model", "0.8.0+"),
        ("responses", "inline::builtin", "memory_config.default_vector_store_id", "vector_store", "1.2.0+"),
        ("responses", "inline::builtin", "vector_stores_config.default_provider_id", "provider:vector_io", "0.7.0+"),
        ("file_processors", "inline::auto", "priority.*", "provider:file_processors", "1.2.0+"),
    ],
)
def test_references_of_providers(api: str, name: str, path: str, target: str, releases: str) -> None:
    provider = knowledge.provider(api, name)
    assert provider is not None
    (found,) = (reference for reference in provider.references if ".".join(reference.path) == path)
    assert (found.target, catalogue.write(found.releases)) == (target, releases)


@pytest.mark.parametrize("key", FOLDERS)
def test_a_provider_type_knows_the_folder_of_its_sources(key: str) -> None:
    provider = knowledge.provider(*key.split())
    assert provider is not None
    assert provider.folder == FOLDERS[key]


def test_every_release_of_every_provider_type_has_a_page_with_its_sources() -> None:
    pages = [
        knowledge.source_address(provider, release)
        for api in knowledge.apis
        for name in knowledge.provider_types(api)
        if (provider := knowledge.provider(api, name)) is not None
        for release in catalogue.members(provider.releases)
    ]
    assert len(pages) > 4000
    assert all(page.startswith("https://github.com/") and "{" not in page for page in pages)


def test_there_is_no_page_for_a_release_without_the_type() -> None:
    provider = knowledge.provider("agents", "inline::meta-reference")
    assert provider is not None
    assert knowledge.source_address(provider, catalogue.newest) == ""
