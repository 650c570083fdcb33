"""Larger pieces: providers with upstream's sample, backends, sections, entries of lists."""

from __future__ import annotations

from ide.completion.accepting import accepted, items_at, labels
from ide.completion.configs import CONFIG, appended, changed
from ide.cursor import at


def after(text: str, label: str) -> str:
    analysis, _ = at(text)
    return accepted(analysis, items_at(text)[label])


def test_a_whole_provider_behind_its_dash() -> None:
    text = changed("  vector_io:\n  - provider_id", "  - <|>\n  vector_io:\n  - provider_id")
    assert (
        "  - provider_id: openai\n"
        "    provider_type: remote::openai\n"
        "    config:\n"
        "      api_key: ${env.OPENAI_API_KEY:=}\n"
        "      base_url: ${env.OPENAI_BASE_URL:=https://api.openai.com/v1}\n"
        "  vector_io:\n"
    ) in after(text, "remote::openai")


def test_a_whole_provider_with_its_dash() -> None:
    text = changed("storage:\n", "  <|>\nstorage:\n")
    assert "  - provider_id: files\n" not in text
    result = after(text, "- inline::sqlite-vec")
    assert "  - provider_id: sqlite-vec\n    provider_type: inline::sqlite-vec\n    config:\n      db_path:" in result
    # The file has no `kv_default`.
    assert "      persistence:\n        backend: kv_data\n        namespace: vector_io::sqlite_vec\n" in result


def test_a_second_provider_of_a_type_gets_names_of_its_own() -> None:
    result = after(changed("storage:\n", "  - <|>\nstorage:\n"), "inline::faiss")
    assert "provider_id: faiss-2\n" in result
    assert "namespace: vector_io::faiss_2\n" in result


def test_names_that_upstream_assumes_are_taken_too() -> None:
    text = changed(
        "storage:\n", "  interactions:\n  - provider_id: a\n    provider_type: inline::builtin\n  - <|>\nstorage:\n"
    )
    assert "table_name: interactions_2\n" in after(text.replace("sql_data", "sql_default"), "inline::builtin")


def test_a_type_comes_alone_or_with_its_config() -> None:
    text = changed("    provider_type: remote::vllm\n", "    provider_type: <|>\n")
    assert "    provider_type: remote::groq\n  vector_io:" in after(text, "remote::groq")
    assert "    provider_type: remote::groq\n    config:\n      api_key: ${env.GROQ_API_KEY:=}\n" in after(
        text, "remote::groq + config"
    )
    quoted = labels(changed("provider_type: remote::vllm", "provider_type: '<|>'"))
    assert "remote::groq" in quoted
    assert "remote::groq + config" not in quoted
    with_config = labels(changed("provider_type: remote::ollama", "provider_type: <|>"))
    assert "remote::groq + config" not in with_config


def test_types_are_those_of_the_api_and_the_release() -> None:
    found = labels(changed("provider_type: remote::ollama", "provider_type: <|>"))
    assert "inline::faiss" not in found
    assert "remote::meta" in found
    assert "remote::meta" not in labels(changed("provider_type: remote::ollama", "provider_type: <|>"), target="0.3.5")


def test_a_type_says_since_when_there_is_it_and_what_it_needs() -> None:
    found = items_at(changed("storage:\n", "  responses:\n  - <|>\nstorage:\n"))["inline::builtin"]
    assert "Since llama-stack 0.7.0." in found.documentation
    assert "`inference`" in found.documentation


def test_the_keys_of_a_provider_are_offered_besides() -> None:
    assert {"provider_id", "provider_type"} <= set(labels(changed("storage:\n", "  - pro<|>\nstorage:\n")))


def test_an_id_made_of_the_type() -> None:
    text = changed("  - provider_id: ${env.VLLM_URL:+vllm}\n", "  - provider_id: <|>\n")
    assert items_at(text)["vllm"].content == "vllm"


def test_where_a_backend_keeps_its_data() -> None:
    text = changed("      host: db.example\n", "      host: db.example\n      user: <|>\n")
    assert "      user: ${env.POSTGRES_USER}\n" in after(text, "${env.POSTGRES_USER}")
    text = (
        CONFIG[: CONFIG.index("storage:")]
        + "storage:\n  backends:\n    mine:\n      type: kv_sqlite\n      db_path: <|>\n"
    )
    assert "${env.SQLITE_STORE_DIR:=~/.ogx/distributions/starter}/mine.db" in labels(text)


def test_backends_of_every_type() -> None:
    text = changed("    sql_data:\n", "    <|>\n    sql_data:\n")
    assert "    kv_default:\n      type: kv_sqlite\n      db_path: /data/kvstore.db\n    sql_data:" in after(
        text, "kv_sqlite"
    )
    assert "    kv_default:\n      type: kv_redis\n      host: ${env.REDIS_HOST:=localhost}\n" in after(
        text, "kv_redis"
    )
    assert "    sql_default:\n      type: sql_postgres\n      host: " in after(text, "sql_postgres")


def test_the_whole_storage_section() -> None:
    text = CONFIG[: CONFIG.index("storage:")] + "<|>\n"
    result = after(text, "storage: backends and stores")
    assert "storage:\n  backends:\n    kv_default:\n      type: kv_sqlite\n" in result
    assert "    metadata:\n      backend: kv_default\n      namespace: registry\n" in result
    assert "storage: backends and stores" not in labels(appended("<|>"))
    assert "storage: backends and stores" not in labels(text, target="0.2.20")


def test_stores_name_the_backends_of_the_file() -> None:
    start, end = CONFIG.index("  stores:"), CONFIG.index("registered_resources:")
    result = after(CONFIG[:start] + "  <|>\n" + CONFIG[end:], "stores: all")
    assert "  stores:\n    conversations:\n      backend: sql_data\n" in result
    assert "    metadata:\n      backend: kv_data\n      namespace: registry\n" in result


def test_entries_of_resource_lists() -> None:
    text = changed("  - model_id: small\n", "  - <|>\n  - model_id: small\n")
    assert "  - model_id: \n    provider_id: ollama\n  - model_id: small" in after(text, "model")
    text = appended("  vector_stores:\n  <|>")
    assert "  - vector_store_id: \n    embedding_dimension: \n    embedding_model: vectors\n" in after(
        text, "- vector store"
    )


def test_an_embedded_configuration_is_completed_in_its_own_margin() -> None:
    margin = "    "
    inner = changed("storage:\n", "  - <|>\nstorage:\n")
    text = "apiVersion: v1\nkind: ConfigMap\ndata:\n  run.yaml: |\n" + "".join(
        f"{margin}{line}\n" if line else "\n" for line in inner.split("\n")
    )
    result = after(text, "remote::qdrant")
    assert (
        "      - provider_id: qdrant\n        provider_type: remote::qdrant\n        config:\n          api_key:"
        in result
    )
    assert after(text.replace("data:\n", "data:\r\n"), "remote::qdrant").count("provider_id: qdrant") == 1


def test_windows_line_ends() -> None:
    text = changed("storage:\n", "  - <|>\nstorage:\n").replace("\n", "\r\n")
    assert "  - provider_id: qdrant\r\n    provider_type: remote::qdrant\r\n" in after(text, "remote::qdrant")


def embedded(before: str, behind: str = "") -> str:
    inner = "".join(f"    {line}\n" if line else "\n" for line in CONFIG[: CONFIG.index("  stores:")].split("\n")[:-1])
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: stack\ndata:\n  run.yaml: |\n{inner}{before}{behind}"


def test_blank_lines_behind_an_embedded_configuration_belong_to_it() -> None:
    assert "stores" in labels(embedded("      <|>"))
    assert "stores" in labels(embedded("\n\n      <|>\n\n"))
    assert "server" in labels(embedded("    <|>\n", "  other: x\n"))
    assert "server" in labels(embedded("    <|>\n").replace("\n", "\r\n"))


def test_what_surrounds_an_embedded_configuration_is_not_ours() -> None:
    assert labels(embedded("  <|>\n", "  other: x\n")) == []
    assert labels(embedded("").replace("  name: stack\n", "  name: stack\n  <|>\n")) == []
    assert labels(embedded("---\napiVersion: v1\nkind: Secret\n<|>\n")) == []
    # A folded text cannot be edited place by place.
    assert labels(embedded("      <|>\n").replace("run.yaml: |", "run.yaml: >")) == []
