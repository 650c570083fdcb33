"""Two users of one place: namespaces, tables, files; and the many look-alikes that do no harm."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from upstream import bases
from upstream.change import Change, Configuration, changed, provider, put, references, sqlite

FAISS = ("providers", "vector_io", 0, "config", "persistence")
KV = ("storage", "backends", "kv_more")
SQL = ("storage", "backends", "sql_more")

TABLES = (
    "prompts",
    "connectors",
    "batches",
    "openai_files",
    "files_metadata",
    "openai_conversations",
    "conversation_items",
    "conversation_migrations",
    "conversation_messages",
    "openai_responses",
    "responses",
    "inference_store",
    "interactions",
    "memory_records",
    "default_memory_vector_stores",
    "jobs",
    "vector_stores",
    "chat_completions",
    "kvstore",
    "unique_name",
)


def changes(release: str) -> Iterator[Change]:
    """All kinds of sharing."""
    yield from _vector_providers(release)
    yield from _namespaces(release)
    yield from _tables(release)
    yield from _tables_apart(release)
    yield from _files(release)
    yield from _several_of_a_kind(release)


def _reference(backend: str, namespace: str) -> Configuration:
    return {"backend": backend, "namespace": namespace}


def _vector_providers(release: str) -> Iterator[Change]:
    same = "vector_io::faiss"
    for kind in ("inline::faiss", "inline::sqlite-vec"):
        for group, backend, namespace in (
            ("two vector providers, one namespace", "kv_default", same),
            ("two vector providers, two namespaces", "kv_default", "other"),
            ("two vector providers, nested namespaces", "kv_default", f"{same}:x"),
            ("two vector providers, no and one namespace", "kv_default", ""),
            ("two vector providers, two backends, one namespace", "kv_more", same),
            ("two vector providers, two backends, two namespaces", "kv_more", "other"),
        ):
            yield Change(group, kind, _two(release, kind, _reference(backend, namespace), "more"))
        for group, file, namespace in (
            ("two vector providers, two backends on one file, one namespace", "kvstore", same),
            ("two vector providers, two backends on one file, two namespaces", "kvstore", "other"),
            ("two vector providers, one file spelt in two ways, one namespace", "./kvstore", same),
            ("two vector providers, one file spelt in two ways, one namespace", "x/../kvstore", same),
        ):
            yield Change(group, f"{kind} {file}", _two(release, kind, _reference("kv_more", namespace), file))
    for first, second, group in (
        ("${env.NO_SUCH:+one}", "${env.NO_SUCH_EITHER:+two}", "two vector providers, both off, one namespace"),
        ("${env.SQLITE_STORE_DIR:+one}", "${env.NO_SUCH:+two}", "two vector providers, one off, one namespace"),
        ("${env.SQLITE_STORE_DIR:+one}", "${env.HOME:+two}", "two vector providers, both on, one namespace"),
        ("one", "__disabled__", "two vector providers, one disabled, one namespace"),
        ("${env.NO_SUCH:=one}", "${env.NO_SUCH:=two}", "two vector providers, ids by env default, one namespace"),
    ):
        configuration = _two(release, "inline::faiss", _reference("kv_default", same), "more")
        put(configuration, ("providers", "vector_io", 0, "provider_id"), first)
        yield Change(group, "inline::faiss", put(configuration, ("providers", "vector_io", 1, "provider_id"), second))


def _two(release: str, kind: str, persistence: Configuration, file: str) -> Configuration:
    config: Configuration = {"persistence": persistence}
    if kind == "inline::sqlite-vec":
        config["db_path"] = sqlite("vectors")
    configuration = provider(bases.base(release), "vector_io", kind, config)
    if persistence["backend"] == "kv_more":
        put(configuration, KV, {"type": "kv_sqlite", "db_path": sqlite(file)})
    return configuration


def _namespaces(release: str) -> Iterator[Change]:
    """Users of different kinds on one namespace, for every pair with the registry or with faiss."""
    for reference in references(bases.base(release)):
        if reference.family != "kv":
            continue
        for namespace in ("registry", "vector_io::faiss", ""):
            steps = (*reference.steps, "namespace")
            group = "users of two kinds, one namespace" if namespace else "empty namespace"
            yield Change(group, f"{reference.label} {namespace}", changed(release, (steps, namespace)))


def _tables(release: str) -> Iterator[Change]:
    for reference in references(bases.base(release)):
        if reference.family != "sql":
            continue
        for table in TABLES:
            steps = (*reference.steps, "table_name")
            yield Change(f"table name of {reference.label}", table, changed(release, (steps, table)))


def _tables_apart(release: str) -> Iterator[Change]:
    """The same clashes with the second user on another backend, in another file or in the same one."""
    inference = ("storage", "stores", "inference")
    api = "agents" if release == "0.3.5" else "responses"
    responses = ("providers", api, 0, "config", "persistence", "responses")
    for table in ("inference_store", "prompts", "jobs", "conversation_messages", "openai_conversations"):
        for file, group in (
            ("apart", "table clash, two files"),
            ("sql_store", "table clash, two backends on one file"),
        ):
            for steps in (inference, responses):
                moved = {"backend": "sql_more", "table_name": table}
                backend = {"type": "sql_sqlite", "db_path": sqlite(file)}
                configuration = changed(release, (steps, moved), (SQL, backend))
                yield Change(group, f"{'.'.join(map(str, steps[1:2]))} {table}", configuration)
    for first in ("sql_more", "sql_default"):
        backends = {
            "kv_default": {"type": "kv_sqlite", "db_path": sqlite("kvstore")},
            "sql_more": {"type": "sql_sqlite", "db_path": sqlite("apart")},
            "sql_first": {"type": "sql_sqlite", "db_path": sqlite("sql_store")},
        }
        if first == "sql_default":
            backends["sql_default"] = backends.pop("sql_first")
        configuration = changed(release, (("storage", "backends"), backends))
        for reference in references(configuration):
            if reference.family == "sql" and first != "sql_default":
                put(configuration, (*reference.steps, "backend"), "sql_first")
        put(configuration, inference, {"backend": "sql_more", "table_name": "jobs"})
        yield Change("table of the job queue on another backend", f"queue on {first}", configuration)


def _files(release: str) -> Iterator[Change]:
    together = (("storage", "backends", "kv_default", "db_path"), sqlite("sql_store"))
    yield Change("KV and SQL in one file", "-", changed(release, together))
    for slot in ("inference", "conversations"):
        table = (("storage", "stores", slot, "table_name"), "kvstore")
        yield Change("KV and SQL in one file, table kvstore", slot, changed(release, together, table))
    for kind, name in (("kv_sqlite", "kv_more"), ("sql_sqlite", "sql_more")):
        file = sqlite("kvstore" if kind == "kv_sqlite" else "sql_store")
        spare = {"type": kind, "db_path": file}
        yield Change("unused backend on a used file", kind, changed(release, (("storage", "backends", name), spare)))


def _several_of_a_kind(release: str) -> Iterator[Change]:
    """Several providers of an API that has one place only."""
    for table in ("files_metadata", "other_files"):
        config = {
            "storage_dir": "${env.SQLITE_STORE_DIR:=/tmp/stacklint}/files2",
            "metadata_store": {"backend": "sql_default", "table_name": table},
        }
        yield Change(
            "two files providers of one type", table, provider(bases.base(release), "files", "inline::localfs", config)
        )
        if release != "0.3.5":
            remote = {"api_key": "none", "metadata_store": {"backend": "sql_default", "table_name": table}}
            configuration = provider(bases.base(release), "files", "remote::openai", remote)
            yield Change("two files providers of two types", table, configuration)
            turned = copy.deepcopy(configuration)
            turned["providers"]["files"].reverse()
            yield Change("two files providers of two types, localfs last", table, turned)
            apart = {**remote, "metadata_store": {"backend": "sql_more", "table_name": table}}
            configuration = provider(bases.base(release), "files", "remote::openai", apart)
            put(configuration, SQL, {"type": "sql_sqlite", "db_path": sqlite("apart")})
            yield Change("two files providers of two types, two files", table, configuration)
    slot, reference = ("kvstore", _reference("kv_default", "batches"))
    if release == "1.5.0":
        slot, reference = "sqlstore", {"backend": "sql_default", "table_name": "batches"}
    configuration = provider(bases.base(release), "batches", "inline::reference", {slot: reference})
    yield Change("two batches providers", "one place", configuration)
