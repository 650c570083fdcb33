"""What becomes of stored data: the same text, or two texts, under releases that look for it in different ways."""

from __future__ import annotations

from textwrap import dedent

from stacklint.configurations import Configuration, find
from stacklint.migrate.effects import effects_of
from stacklint.migrate.record import DataEffect, Goal, Layout
from stacklint_schemas import load

STORES = """\
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kv.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql.db}
  stores:
    metadata: {backend: kv_default, namespace: registry}
    inference: {backend: sql_default, table_name: inference_store}
    conversations: {backend: sql_default, table_name: openai_conversations}
"""
FAISS = """\
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_default, namespace: faiss}
"""
BATCHES = """\
providers:
  batches:
  - provider_id: batches
    provider_type: inline::reference
    config:
      kvstore: {backend: kv_default, namespace: ""}
"""
OLD_BATCHES = """\
providers:
  batches:
  - provider_id: batches
    provider_type: inline::reference
    config:
      kvstore: {type: sqlite, db_path: /data/batches.db}
"""
OLD_FAISS = """\
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      kvstore: {type: sqlite, db_path: /data/faiss.db}
"""


def configuration(text: str) -> Configuration:
    return find(dedent(text), named=True).configurations[0]


def effects(before: str, after: str | None, origin: str, target: str) -> list[DataEffect]:
    knowledge = load()
    release = knowledge.catalogue.by_version(target)
    assert release is not None
    goal = Goal(knowledge.catalogue.parse(origin), release, Layout.KEEP)
    return list(effects_of(configuration(before), configuration(after or before), goal, knowledge))


def of(user: str, found: list[DataEffect]) -> list[tuple[str, str, str]]:
    """Verdict, what was and what is now, of one user."""
    return [(effect.verdict, effect.was, effect.now) for effect in found if effect.user == user]


def one(user: str, found: list[DataEffect]) -> DataEffect:
    (effect,) = (effect for effect in found if effect.user == user)
    return effect


def test_nothing_happens_to_data_within_one_release() -> None:
    assert {effect.verdict for effect in effects(STORES + FAISS, None, "1.5.0", "1.5.0")} == {"kept"}


def test_sqlite_ignored_namespaces() -> None:
    effect = one("provider 'faiss'", effects(STORES + FAISS, None, "0.3.5", "1.0.0"))
    assert effect[1:4] == ("not visible", "/data/kv.db", "namespace 'faiss' of /data/kv.db")
    assert effect.reason.startswith("since 1.0.0, ")
    assert effect.condition == ""


def test_an_empty_namespace_keeps_what_sqlite_holds() -> None:
    after = (
        (STORES + FAISS).replace("namespace: faiss", 'namespace: ""').replace("namespace: registry", 'namespace: ""')
    )
    found = effects(STORES + FAISS, after, "0.4.7", "1.0.0")
    assert of("provider 'faiss'", found) == [("kept", "/data/kv.db", "/data/kv.db")]


def test_redis_always_honoured_namespaces() -> None:
    text = (STORES + FAISS).replace(
        "type: kv_sqlite, db_path: /data/kv.db", "type: kv_redis, host: '${env.REDIS_HOST}'"
    )
    place = "namespace 'faiss' of redis at ${env.REDIS_HOST}:6379"
    assert of("provider 'faiss'", effects(text, None, "0.4.7", "1.5.0")) == [("kept", place, place)]


def test_the_answer_depends_on_the_release_of_the_origin() -> None:
    found = [effect for effect in effects(STORES + FAISS, None, "0.3.0-0.3.5", "0.4.7") if "inference" in effect.user]
    assert [(effect.verdict, effect.condition) for effect in found] == [
        ("not visible", "if it ran on 0.3.0 to 0.3.1"),
        ("not visible", "if it ran on 0.3.2 to 0.3.4"),
        ("kept", "if it ran on 0.3.5"),
    ]
    assert found[1].was == "table 'chat_completions' of /data/sql.db"
    assert found[1].now == "table 'inference_store' of /data/sql.db"
    assert found[1].reason.startswith("since 0.3.5, ")
    # One reason more, and no repair of it alone.
    assert found[0].reason.startswith(f"{found[1].reason}; ")
    assert found[0].cure == ""


def test_tables_of_responses_are_honoured_since_0_5_0() -> None:
    text = (
        STORES
        + """\
providers:
  agents:
  - provider_id: meta
    provider_type: inline::meta-reference
    config:
      persistence:
        agent_state: {backend: kv_default, namespace: agents}
        responses: {backend: sql_default, table_name: responses}
"""
    )
    effect = one("'persistence.responses' of provider 'meta'", effects(text, None, "0.4.7", "0.5.0"))
    assert effect.verdict == "not visible"
    assert effect.was == "table 'openai_responses' of /data/sql.db"
    assert effect.now == "table 'responses' of /data/sql.db"
    sessions = one("'persistence.agent_state' of provider 'meta'", effects(text, None, "0.3.5", "0.4.7"))
    assert (sessions.verdict, sessions.now) == ("not carried", "")
    assert sessions.reason.startswith("since 0.4.0, ")
    assert not of("'persistence.agent_state' of provider 'meta'", effects(text, None, "0.4.0", "0.4.7"))


def test_agents_are_called_responses_now() -> None:
    before = (
        STORES
        + """\
providers:
  agents:
  - provider_id: meta
    provider_type: inline::meta-reference
    config:
      persistence:
        agent_state: {backend: kv_default, namespace: agents}
        responses: {backend: sql_default, table_name: responses}
"""
    )
    after = before.replace("  agents:", "  responses:").replace("inline::meta-reference", "inline::builtin")
    user = "'persistence.responses' of provider 'meta'"
    assert one(user, effects(before, after, "0.6.1", "1.5.0")).verdict == "kept"
    renamed = after.replace("provider_id: meta", "provider_id: builtin")
    assert one(user, effects(before, renamed, "0.6.1", "1.5.0")).verdict == "kept"


def test_an_inline_store_as_a_backend() -> None:
    after = (STORES + BATCHES).replace("/data/kv.db", "/data/batches.db")
    assert of("provider 'batches'", effects(OLD_BATCHES, after, "0.2.24", "0.3.0")) == [
        ("kept", "/data/batches.db", "/data/batches.db")
    ]
    elsewhere = after.replace("/data/batches.db", "/data/kv.db")
    assert of("provider 'batches'", effects(OLD_BATCHES, elsewhere, "0.2.24", "0.3.0")) == [
        ("not carried", "/data/batches.db", "/data/kv.db")
    ]


def test_both_forms_of_the_old_inference_store() -> None:
    before = "inference_store: {type: sqlite, db_path: /data/sql.db}\n" + OLD_FAISS
    nested = "inference_store: {sql_store_config: {type: sqlite, db_path: /data/sql.db}}\n" + OLD_FAISS
    after = STORES.replace("inference_store", "chat_completions") + FAISS
    for text in (before, nested):
        assert of("'inference_store'", effects(text, after, "0.2.24", "0.3.5")) == [
            ("kept", "table 'chat_completions' of /data/sql.db", "table 'chat_completions' of /data/sql.db")
        ]


def test_expressions_of_both_grammars_are_one_place() -> None:
    before = "metadata_store: {type: sqlite, db_path: '${env.DIR:/data}/kv.db'}\n" + OLD_FAISS
    after = (STORES + FAISS).replace("/data/kv.db", "'${env.DIR:=/data}/kv.db'")
    assert one("'metadata_store'", effects(before, after, "0.2.12", "0.3.0")).verdict == "not visible"
    # A release with the modern grammar took the old one for a folder of that name.
    assert one("'metadata_store'", effects(before, after, "0.2.13", "0.3.0")).verdict == "not carried"


def test_prompts_are_not_carried_to_sql() -> None:
    effect = one("'storage.stores.prompts'", effects(STORES + FAISS, None, "0.7.3", "1.0.0"))
    assert effect[1:4] == ("not carried", "/data/kv.db", "table 'prompts' of /data/sql.db")
    assert effect.reason.startswith("since 1.0.0, ")


def test_batches_are_not_carried_to_sql() -> None:
    batches = "  batches:\n  - provider_id: b\n    provider_type: inline::reference\n    config:\n"
    before = STORES + FAISS + batches + "      kvstore: {backend: kv_default, namespace: batches}\n"
    after = STORES + FAISS + batches + "      sqlstore: {backend: sql_default, table_name: batches}\n"
    effect = one("provider 'b'", effects(before, after, "0.8.0", "1.0.0"))
    assert effect[1:4] == ("not carried", "/data/kv.db", "table 'batches' of /data/sql.db")


def test_removed_apis_leave_their_data_unread() -> None:
    text = (
        STORES
        + FAISS
        + (
            "  datasetio:\n  - provider_id: local\n    provider_type: inline::localfs\n"
            "    config:\n      kvstore: {backend: kv_default, namespace: datasets}\n"
        )
    )
    effect = one("provider 'local'", effects(text, None, "0.7.3", "0.8.0"))
    assert (effect.verdict, effect.now) == ("not carried", "")
    assert effect.reason.startswith("since 0.8.0, ")
    assert effect.backup == "sqlite3 /data/kv.db \".backup '/data/kv.db.bak'\""


def test_a_default_that_changed_its_name() -> None:
    postgres = "type: kv_postgres, host: db, user: me"
    text = (STORES + FAISS).replace("type: kv_sqlite, db_path: /data/kv.db", postgres)
    effect = one("provider 'faiss'", effects(text, None, "0.7.3", "0.8.0"))
    assert effect.verdict == "not carried"
    assert (
        effect.was == "namespace 'faiss' of table 'llamastack_kvstore' of database 'llamastack' of postgres at db:5432"
    )
    assert effect.now == "namespace 'faiss' of table 'ogx_kvstore' of database 'ogx' of postgres at db:5432"
    assert effect.reason.startswith("since 0.8.0, ")
    spelt = text.replace(postgres, postgres + ", db: llamastack, table_name: llamastack_kvstore")
    assert one("provider 'faiss'", effects(text, spelt, "0.7.3", "0.8.0")).verdict == "kept"


def test_upstream_moves_what_vector_stores_know_of_files() -> None:
    before = (
        (STORES + FAISS).replace("namespace: faiss", 'namespace: ""').replace("namespace: registry", 'namespace: ""')
    )
    after = before.replace(
        "  stores:", "  stores:\n    vector_stores: {backend: sql_default, table_name: vector_stores}"
    )
    found = effects(before, after, "0.8.0", "1.5.0")
    assert one("provider 'faiss'", found).verdict == "kept"
    moved = one("'metadata_store' of provider 'faiss'", found)
    assert moved[1] == "moved"
    assert moved.was == "/data/kv.db"
    assert moved.now == "table 'vector_stores' of /data/sql.db"
    again = effects(after, after, "1.5.0", "1.5.0")
    assert one("'metadata_store' of provider 'faiss'", again).verdict == "kept"


def test_rows_without_an_owner_are_hidden_until_they_get_one() -> None:
    text = STORES.replace("table_name: inference_store", "table_name: chat_completions") + FAISS
    effect = one("'storage.stores.inference'", effects(text, None, "0.3.1", "0.4.0"))
    assert effect.verdict == "not visible"
    assert effect.was == effect.now == "table 'chat_completions' of /data/sql.db"
    assert effect.reason.startswith("rows written while nobody was signed in: since 0.4.0, ")
    assert effect.cure == (
        "sqlite3 /data/sql.db \"UPDATE chat_completions SET owner_principal = '' WHERE owner_principal IS NULL\""
    )
    assert one("'storage.stores.inference'", effects(text, None, "0.3.5", "0.4.0")).verdict == "kept"
    signed_in = text + "server: {auth: {provider_config: {type: custom, endpoint: 'http://a'}}}\n"
    assert one("'storage.stores.inference'", effects(signed_in, None, "0.3.1", "0.4.0")).verdict == "kept"


def test_vector_stores_are_found_by_way_of_the_registry() -> None:
    after = (STORES + FAISS).replace("namespace: faiss", 'namespace: ""')
    effect = one("provider 'faiss'", effects(STORES + FAISS, after, "0.8.0", "1.0.0"))
    assert effect.verdict == "not visible"
    registry = one("'storage.stores.metadata'", effects(STORES + FAISS, after, "0.8.0", "1.0.0"))
    assert effect.reason.endswith(registry.reason)


def test_chunks_of_old_releases_are_not_read() -> None:
    effect = one("provider 'faiss'", effects(STORES + FAISS, None, "0.3.5", "0.4.0"))
    assert effect.verdict == "not visible"
    assert one("'storage.stores.metadata'", effects(STORES + FAISS, None, "0.3.5", "0.4.0")).verdict == "kept"


def test_the_registry_of_old_releases_is_not_read() -> None:
    before = "metadata_store: {type: redis, host: h}\n" + OLD_FAISS
    after = (STORES + FAISS).replace("type: kv_sqlite, db_path: /data/kv.db", "type: kv_redis, host: h")
    after = after.replace("namespace: registry", 'namespace: ""')
    effect = one("'metadata_store'", effects(before, after, "0.2.24", "0.3.0"))
    assert (effect.verdict, effect.was, effect.now) == ("not visible", "redis at h:6379", "redis at h:6379")


def test_an_index_that_stops_the_start() -> None:
    effect = one("provider 'faiss'", effects(STORES + FAISS, None, "0.3.5", "0.4.0"))
    assert "does not start" in effect.reason
    before = "metadata_store: {type: sqlite, db_path: /data/kv.db}\n" + OLD_FAISS
    after = (STORES + FAISS).replace("/data/kv.db", "/data/faiss.db").replace("namespace: faiss", 'namespace: ""')
    assert "does not start" not in one("provider 'faiss'", effects(before, after, "0.2.24", "1.5.0")).reason
    listed = after + "registered_resources: {vector_stores: [{vector_store_id: a}]}\n"
    assert "does not start" in one("provider 'faiss'", effects(before, listed, "0.2.24", "1.5.0")).reason


def test_stores_that_no_file_names() -> None:
    before = "image_name: mine\n" + OLD_FAISS
    found = effects(before, STORES + FAISS, "0.2.24", "0.4.7")
    assert of("'metadata_store'", found) == [
        ("not carried", "~/.llama/distributions/mine/kvstore.db", "/data/kv.db"),
    ]
    assert of("'storage.stores.prompts'", found) == [
        ("not carried", "~/.llama/distributions/mine/prompts.db", "/data/kv.db"),
    ]
    assert not of("'storage.stores.prompts'", effects(before, STORES + FAISS, "0.2.20", "0.4.7"))
    # In 0.3 the registry's backend had them.
    assert of("'storage.stores.prompts'", effects(STORES + FAISS, None, "0.3.5", "0.4.7")) == [
        ("kept", "/data/kv.db", "/data/kv.db")
    ]
    redis = (STORES + FAISS).replace("type: kv_sqlite, db_path: /data/kv.db", "type: kv_redis, host: h")
    place = "namespace 'prompts' of redis at h:6379"
    assert of("'storage.stores.prompts'", effects(redis, None, "0.3.5", "0.4.7")) == [("kept", place, place)]


def test_default_backends() -> None:
    text = FAISS
    user = "'storage.stores.conversations'"
    literal = one(user, effects(text, None, "0.4.7", "0.6.1"))
    assert literal.verdict == "not carried"
    assert literal.was.endswith(" of ./${env.SQLITE_STORE_DIR:=~/.llama/distributions}/sql_store.db, literally")
    assert literal.now.endswith(" of ${env.SQLITE_STORE_DIR:=~/.llama/distributions}/sql_store.db")
    assert literal.backup.startswith("sqlite3 '${env.SQLITE_STORE_DIR:=~/.llama/distributions}/sql_store.db' ")
    assert one(user, effects(text, None, "0.6.1", "0.7.3")).verdict == "kept"
    assert one(user, effects(text, None, "0.7.3", "0.8.0")).verdict == "moved"
    written = STORES.replace("/data/sql.db", "'${env.SQLITE_STORE_DIR:=~/.llama/distributions}/sql_store.db'") + FAISS
    assert one(user, effects(text, written, "0.6.1", "0.7.3")).verdict == "kept"


def test_what_is_made_anew_at_each_start_is_no_effect() -> None:
    assert not of("'storage.stores.connectors'", effects(STORES + FAISS, None, "0.7.3", "1.0.0"))


def test_the_folder_that_ogx_moves() -> None:
    text = STORES.replace("/data/", "'${env.DIR:=~/.llama}/").replace(".db}", ".db'}") + FAISS
    user = "'storage.stores.conversations'"
    assert one(user, effects(text, None, "0.7.3", "0.8.0")).verdict == "not carried"
    moved = one(user, effects(text, text.replace("~/.llama", "~/.ogx"), "0.7.3", "0.8.0"))
    assert moved.verdict == "moved"
    assert moved.was == "table 'openai_conversations' of ${env.DIR:=~/.llama}/sql.db"
    assert moved.now == "table 'openai_conversations' of ${env.DIR:=~/.ogx}/sql.db"
    assert one(user, effects(text, None, "0.4.7", "0.7.3")).verdict == "kept"
    assert one(user, effects(text, None, "0.8.0", "1.5.0")).verdict == "kept"


FILES = """\
  files:
  - provider_id: files
    provider_type: inline::localfs
    config:
      storage_dir: "${env.FILES:=~/.llama}/files"
      metadata_store: {backend: sql_default, table_name: files}
"""


def test_folders_of_providers() -> None:
    text = STORES + FAISS + FILES
    user = "'storage_dir' of provider 'files'"
    kept = one(user, effects(text, None, "0.4.7", "0.7.3"))
    assert (kept.verdict, kept.was) == ("kept", "${env.FILES:=~/.llama}/files")
    assert kept.backup == 'cp -a "${FILES:-$HOME/.llama}"/files "${FILES:-$HOME/.llama}"/files.bak'
    elsewhere = one(user, effects(text, text.replace("/files", "/other"), "0.4.7", "0.7.3"))
    assert elsewhere[1:4] == ("not carried", "${env.FILES:=~/.llama}/files", "${env.FILES:=~/.llama}/other")


def test_rows_hold_the_paths_of_files_that_ogx_moves() -> None:
    text = STORES + FAISS + FILES
    user = "'storage_dir' of provider 'files'"
    moved = one(user, effects(text, text.replace("~/.llama", "~/.ogx"), "0.7.3", "0.8.0"))
    assert moved[1:4] == ("not visible", "${env.FILES:=~/.llama}/files", "${env.FILES:=~/.ogx}/files")
    assert moved.cure == (
        "sqlite3 /data/sql.db \"UPDATE openai_files SET file_path = replace(file_path, '/.llama/', '/.ogx/')\""
    )


def test_vectors_in_files_of_their_own() -> None:
    text = (STORES + FAISS).replace("inline::faiss", "inline::sqlite-vec").replace("faiss", "vec")
    text += "      db_path: /data/vec.db\n"
    user = "'db_path' of provider 'vec'"
    assert one(user, effects(text, None, "0.4.7", "0.7.3")).verdict == "kept"
    chunks = one(user, effects(text, None, "0.3.5", "0.7.3"))
    assert (chunks.verdict, chunks.was, chunks.cure) == ("not visible", "/data/vec.db", "")


def test_an_inline_store_without_a_file() -> None:
    before = OLD_FAISS.replace(", db_path: /data/faiss.db", "")
    effect = one("provider 'faiss'", effects(before, STORES + FAISS, "0.2.24", "0.3.0"))
    assert effect.was == "~/.llama/runtime/kvstore.db"
    assert effect.backup == (
        'sqlite3 "$HOME"/.llama/runtime/kvstore.db ".backup \'$HOME/.llama/runtime/kvstore.db.bak\'"'
    )


def test_nothing_is_kept_in_memory() -> None:
    assert not of(
        "provider 'faiss'", effects(STORES.replace("/data/kv.db", ":memory:") + FAISS, None, "0.3.5", "1.5.0")
    )


def test_secrets_are_never_shown() -> None:
    connection = "postgresql://me:geheim/@x@db.example/ogx?sslmode=require&password=geheim"
    text = (STORES + FAISS).replace(
        "type: kv_sqlite, db_path: /data/kv.db", f'type: kv_postgres, connection_string: "{connection}"'
    )
    found = effects(text, STORES + FAISS, "1.5.0", "1.5.0")
    assert found
    assert "geheim" not in repr(found)
    assert "postgresql://***@db.example/ogx" in one("provider 'faiss'", found).was
