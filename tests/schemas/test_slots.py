"""Storage references and inline stores of every provider, as found by walking upstream's classes."""

from __future__ import annotations

import pytest

from stacklint_schemas import LegacySlot, Slot, load

knowledge = load()
catalogue = knowledge.catalogue

VECTOR_IO = "0.3.0+"
PROVIDER_SLOTS = [
    # api, type, path, class, releases, required
    ("agents", "inline::meta-reference", "persistence.agent_state", "KVStoreReference", "0.3.0-0.6.1", "all"),
    ("agents", "inline::meta-reference", "persistence.responses", "ResponsesStoreReference", "0.3.0-0.6.1", "all"),
    ("responses", "inline::builtin", "persistence.agent_state", "KVStoreReference", "0.7.0-0.8.0", "all"),
    ("responses", "inline::builtin", "persistence.responses", "ResponsesStoreReference", "0.7.0+", "all"),
    ("batches", "inline::reference", "kvstore", "KVStoreReference", "0.3.0-0.8.0", "all"),
    ("batches", "inline::reference", "sqlstore", "SqlStoreReference", "1.0.0+", "all"),
    ("files", "inline::localfs", "metadata_store", "SqlStoreReference", "0.3.0+", "all"),
    ("files", "remote::s3", "metadata_store", "SqlStoreReference", "0.3.0+", "all"),
    ("files", "remote::openai", "metadata_store", "SqlStoreReference", "0.4.0+", "all"),
    ("vector_io", "inline::faiss", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    ("vector_io", "inline::meta-reference", "persistence", "KVStoreReference", "0.3.0-0.6.1", "all"),
    ("vector_io", "inline::builtin", "persistence", "KVStoreReference", "0.7.0-0.7.3", "all"),
    ("vector_io", "inline::sqlite-vec", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    ("vector_io", "inline::sqlite_vec", "persistence", "KVStoreReference", "0.3.0-0.7.3", "all"),
    ("vector_io", "inline::chromadb", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    ("vector_io", "remote::chromadb", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    ("vector_io", "inline::qdrant", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    ("vector_io", "remote::qdrant", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    ("vector_io", "inline::milvus", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    ("vector_io", "remote::milvus", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    # The schema calls these two optional; the start dies without them.
    ("vector_io", "remote::pgvector", "persistence", "KVStoreReference", VECTOR_IO, "all"),
    ("vector_io", "remote::elasticsearch", "persistence", "KVStoreReference", "0.5.0+", "all"),
    ("vector_io", "remote::weaviate", "persistence", "KVStoreReference", VECTOR_IO, "none"),
    ("vector_io", "remote::oci", "persistence", "KVStoreReference", "0.5.0+", "all"),
    ("vector_io", "remote::infinispan", "persistence", "KVStoreReference", "0.7.0+", "all"),
    ("vector_io", "remote::neo4j", "persistence", "KVStoreReference", "1.3.0+", "all"),
    ("vector_io", "remote::neo4j", "metadata_store", "SqlStoreReference", "1.3.0+", "none"),
    ("vector_io", "inline::faiss", "metadata_store", "SqlStoreReference", "1.0.0+", "none"),
    ("vector_io", "remote::pgvector", "metadata_store", "SqlStoreReference", "1.0.0+", "none"),
    ("datasetio", "inline::localfs", "kvstore", "KVStoreReference", "0.3.0-0.7.3", "all"),
    ("datasetio", "remote::huggingface", "kvstore", "KVStoreReference", "0.3.0-0.7.3", "all"),
    ("eval", "inline::meta-reference", "kvstore", "KVStoreReference", "0.3.0-0.6.1", "all"),
    ("eval", "inline::builtin", "kvstore", "KVStoreReference", "0.7.0-0.7.3", "all"),
    ("inference", "remote::vertexai", "thought_signature_store", "KVStoreReference", "1.2.5,1.4.0+", "none"),
    ("messages", "inline::builtin", "kvstore", "KVStoreReference", "1.1.0+", "all"),
    ("interactions", "inline::builtin", "store", "SqlStoreReference", "1.0.0+", "none"),
    ("skills", "inline::builtin", "persistence", "KVStoreReference", "1.1.0+", "all"),
]
LEGACY = [
    # api, type, path, family, releases, file, successor
    ("agents", "inline::meta-reference", "persistence_store", "kv", "0.2.0-0.2.24", "agents_store.db", "agent_state"),
    ("agents", "inline::meta-reference", "responses_store", "sql", "0.2.8-0.2.24", "responses_store.db", "responses"),
    ("batches", "inline::reference", "kvstore", "kv", "0.2.18-0.2.24", "batches.db", "kvstore"),
    ("files", "inline::localfs", "metadata_store", "sql", "0.2.10-0.2.24", "files_metadata.db", "metadata_store"),
    ("files", "remote::s3", "metadata_store", "sql", "0.2.19-0.2.24", "s3_files_metadata.db", "metadata_store"),
    ("vector_io", "inline::faiss", "kvstore", "kv", "0.2.0-0.2.24", "faiss_store.db", "persistence"),
    ("vector_io", "inline::meta-reference", "kvstore", "kv", "0.2.0-0.2.24", "faiss_store.db", "persistence"),
    ("vector_io", "inline::sqlite-vec", "kvstore", "kv", "0.2.15-0.2.24", "sqlite_vec_registry.db", "persistence"),
    ("vector_io", "inline::chromadb", "kvstore", "kv", "0.2.16-0.2.24", "chroma_inline_registry.db", "persistence"),
    ("vector_io", "remote::chromadb", "kvstore", "kv", "0.2.16-0.2.24", "chroma_remote_registry.db", "persistence"),
    ("vector_io", "inline::qdrant", "kvstore", "kv", "0.2.17-0.2.24", "qdrant_registry.db", "persistence"),
    ("vector_io", "inline::milvus", "kvstore", "kv", "0.2.13-0.2.24", "milvus_registry.db", "persistence"),
    ("vector_io", "remote::milvus", "kvstore", "kv", "0.2.15-0.2.24", "milvus_remote_registry.db", "persistence"),
    ("vector_io", "remote::pgvector", "kvstore", "kv", "0.2.15-0.2.24", "pgvector_registry.db", "persistence"),
    ("vector_io", "remote::weaviate", "kvstore", "kv", "0.2.17-0.2.24", "weaviate_registry.db", "persistence"),
    ("datasetio", "inline::localfs", "kvstore", "kv", "0.2.0-0.2.24", "localfs_datasetio.db", "kvstore"),
    ("datasetio", "remote::huggingface", "kvstore", "kv", "0.2.0-0.2.24", "huggingface_datasetio.db", "kvstore"),
    ("eval", "inline::meta-reference", "kvstore", "kv", "0.2.0-0.2.24", "meta_reference_eval.db", "kvstore"),
]
STORES = [
    # slot, family, releases, defaults, checked, required
    ("metadata", "kv", "0.3.0+", [("0.4.0+", "kv_default", "registry")], "0.3.0+", "0.3.0-0.3.5"),
    ("inference", "sql", "0.3.0+", [("0.4.0+", "sql_default", "inference_store")], "0.3.0+", "0.3.0-0.3.5"),
    ("conversations", "sql", "0.3.0+", [("0.4.0+", "sql_default", "openai_conversations")], "0.3.0+", "0.3.0-0.3.5"),
    ("responses", "sql", "0.3.0+", [], "0.3.0+", ""),
    ("prompts", "kv", "0.4.0-0.8.0", [("0.4.0-0.8.0", "kv_default", "prompts")], "0.4.0-0.8.0", ""),
    ("prompts", "sql", "1.0.0+", [("1.0.0+", "sql_default", "prompts")], "1.0.0+", ""),
    ("connectors", "kv", "0.5.0-0.8.0", [("0.5.0-0.8.0", "kv_default", "connectors")], "", ""),
    ("connectors", "sql", "1.0.0+", [("1.0.0+", "sql_default", "connectors")], "1.0.0+", ""),
    ("vector_stores", "sql", "1.0.0+", [], "1.0.0+", ""),
]


def provider_slots() -> list[tuple[str, str, Slot]]:
    return [
        (api, name, slot)
        for api in knowledge.apis
        for name in knowledge.provider_types(api)
        if (provider := knowledge.provider(api, name)) is not None
        for slot in provider.slots
    ]


def provider_slot(api: str, name: str, path: str) -> Slot:
    (found,) = (s for a, n, s in provider_slots() if (a, n, ".".join(s.path)) == (api, name, path))
    return found


def legacy_slot(api: str, name: str, path: str) -> LegacySlot:
    provider = knowledge.provider(api, name)
    assert provider is not None
    (found,) = (slot for slot in provider.legacy_slots if ".".join(slot.path) == path)
    return found


def store(name: str, family: str) -> Slot:
    path = ("storage", "stores", name)
    (found,) = (slot for slot in knowledge.stack_slots if slot.path == path and slot.family == family)
    return found


@pytest.mark.parametrize("row", PROVIDER_SLOTS, ids=lambda row: " ".join(row[:3]))
def test_a_provider_has_its_slot(row: tuple[str, ...]) -> None:
    api, name, path, reference, releases, required = row
    slot = provider_slot(api, name, path)
    assert slot.reference == reference
    assert catalogue.write(slot.releases) == releases
    assert catalogue.write(slot.required) == (releases if required == "all" else "")


def test_the_only_slots_not_listed_here_are_metadata_stores_of_vector_io() -> None:
    listed = {(api, name, path) for api, name, path, *_ in PROVIDER_SLOTS}
    others = {(api, name, ".".join(slot.path)) for api, name, slot in provider_slots()} - listed
    assert {(api, path) for api, _, path in others} == {("vector_io", "metadata_store")}
    assert ("vector_io", "remote::oci", "metadata_store") not in others
    assert {
        catalogue.write(slot.releases)
        for api, name, slot in provider_slots()
        if (api, name, ".".join(slot.path)) in others
    } == {"1.0.0+"}


@pytest.mark.parametrize("row", LEGACY, ids=lambda row: " ".join(row[:3]))
def test_a_provider_had_its_inline_store(row: tuple[str, ...]) -> None:
    api, name, path, family, releases, file, successor = row
    slot = legacy_slot(api, name, path)
    assert (slot.family, catalogue.write(slot.releases), slot.default_file) == (family, releases, file)
    assert slot.successor is not None
    assert slot.successor[-1] == successor


def test_every_inline_store_leads_to_a_slot_of_its_family() -> None:
    for api in knowledge.apis:
        for name in knowledge.provider_types(api):
            provider = knowledge.provider(api, name)
            assert provider is not None
            for legacy in provider.legacy_slots:
                families = {slot.family for slot in provider.slots if slot.path == legacy.successor}
                assert legacy.family in families, (api, name, legacy)


@pytest.mark.parametrize("row", STORES, ids=lambda row: " ".join(row[:2]))
def test_the_stack_has_its_stores(row: tuple[str, str, str, list[tuple[str, str, str]], str, str]) -> None:
    name, family, releases, defaults, checked, required = row
    slot = store(name, family)
    assert catalogue.write(slot.releases) == releases
    assert [(catalogue.write(d.releases), d.backend, d.name) for d in slot.defaults] == defaults
    assert catalogue.write(slot.checked) == checked
    assert catalogue.write(slot.required) == required


def test_the_stores_listed_here_and_the_quota_are_all() -> None:
    paths = sorted(".".join(slot.path) for slot in knowledge.stack_slots)
    assert paths == sorted([*(f"storage.stores.{name}" for name, *_ in STORES), "server.quota.kvstore"])


@pytest.mark.parametrize(
    ("name", "family", "releases"),
    [
        ("metadata", "kv", "0.3.0+"),
        ("inference", "sql", "0.3.0+"),
        ("conversations", "sql", "0.3.0+"),
        ("responses", "sql", ""),
        ("prompts", "kv", "0.4.0-0.8.0"),
        ("prompts", "sql", "1.0.0+"),
        ("connectors", "sql", "1.0.0+"),
        ("vector_stores", "sql", ""),
    ],
)
def test_null_stops_the_start(name: str, family: str, releases: str) -> None:
    assert catalogue.write(store(name, family).null_is_fatal) == releases


@pytest.mark.parametrize(
    ("slot", "honoured"),
    [
        (store("inference", "sql"), "0.3.5+"),
        (store("conversations", "sql"), ""),
        (store("prompts", "sql"), ""),
        (store("connectors", "sql"), ""),
        (provider_slot("agents", "inline::meta-reference", "persistence.responses"), "0.5.0-0.6.1"),
        (provider_slot("responses", "inline::builtin", "persistence.responses"), "0.7.0+"),
        (provider_slot("interactions", "inline::builtin", "store"), "1.0.0+"),
        (provider_slot("batches", "inline::reference", "sqlstore"), ""),
        (provider_slot("files", "inline::localfs", "metadata_store"), ""),
    ],
)
def test_few_table_names_are_honoured(slot: Slot, honoured: str) -> None:
    assert catalogue.write(slot.honoured) == honoured


@pytest.mark.parametrize(
    ("slot", "version", "tables"),
    [
        (store("inference", "sql"), "0.3.4", {"chat_completions"}),
        (store("inference", "sql"), "0.3.5", set()),
        (store("conversations", "sql"), "1.4.1", {"openai_conversations", "conversation_items"}),
        (
            store("conversations", "sql"),
            "1.5.0",
            {"openai_conversations", "conversation_items"},
        ),
        (store("prompts", "sql"), "1.0.0", {"prompts"}),
        (
            provider_slot("agents", "inline::meta-reference", "persistence.responses"),
            "0.4.7",
            {"openai_responses", "conversation_messages"},
        ),
        (
            provider_slot("responses", "inline::builtin", "persistence.responses"),
            "1.2.0",
            {"conversation_messages", "memory_records", "default_memory_vector_stores"},
        ),
        (provider_slot("files", "remote::s3", "metadata_store"), "1.5.0", {"openai_files"}),
    ],
)
def test_fixed_tables(slot: Slot, version: str, tables: set[str]) -> None:
    only = catalogue.parse(version)
    assert {table for fixed in slot.tables if fixed.releases & only for table in fixed.tables} == tables


def test_every_vector_store_provider_has_one_keyspace_and_corrupts() -> None:
    found = {
        (slot.keyspace, slot.collision)
        for api, _, slot in provider_slots()
        if api == "vector_io" and slot.path == ("persistence",)
    }
    assert found == {("vector_io", "corrupts")}


def test_every_other_key_value_slot_has_a_keyspace_of_its_own_kind() -> None:
    for api, name, slot in provider_slots():
        if slot.family == "kv":
            assert slot.keyspace, (api, name, slot.path)
            assert slot.collision == ("corrupts" if api == "vector_io" else "shares")


def test_the_interactions_store_is_an_invisible_reference() -> None:
    (default,) = provider_slot("interactions", "inline::builtin", "store").defaults
    assert (default.backend, default.name) == ("sql_default", "interactions")


def test_only_prompts_and_connectors_are_rewritten() -> None:
    rewritten = {".".join(slot.path): slot.rewrite for slot in knowledge.stack_slots if slot.rewrite is not None}
    assert set(rewritten) == {"storage.stores.prompts", "storage.stores.connectors"}
    prompts, connectors = rewritten["storage.stores.prompts"], rewritten["storage.stores.connectors"]
    assert (prompts.exact, prompts.prefix, prompts.anywhere) == (
        (("kv_default", "sql_default"),),
        ("kv_", "sql_"),
        None,
    )
    assert (connectors.exact, connectors.prefix, connectors.anywhere) == ((), None, ("kv_", "sql_"))
    assert catalogue.write(prompts.releases) == catalogue.write(connectors.releases) == "1.0.0+"


@pytest.mark.parametrize(
    ("path", "releases", "successor"),
    [
        ("metadata_store", "0.2.0-0.2.24", "storage.stores.metadata"),
        ("inference_store", "0.2.8-0.2.24", "storage.stores.inference"),
        ("inference_store.sql_store_config", "0.2.22-0.2.24", "storage.stores.inference"),
        ("server.quota.kvstore", "0.2.8-0.2.24", "server.quota.kvstore"),
        ("conversations_store", "", "storage.stores.conversations"),
    ],
)
def test_the_server_had_inline_stores(path: str, releases: str, successor: str) -> None:
    (slot,) = (slot for slot in knowledge.stack_legacy_slots if ".".join(slot.path) == path)
    assert catalogue.write(slot.releases) == releases
    assert slot.successor is not None
    assert ".".join(slot.successor) == successor
