"""Values: fixed choices, backends, names of other things, variables."""

from __future__ import annotations

import pytest

from ide.completion.accepting import accepted, items_at, labels
from ide.completion.configs import CONFIG, appended, changed
from ide.cursor import at

PERSISTENCE = "        backend: kv_data\n"


def names(found: list[str]) -> list[str]:
    """Without the forms of environment expressions."""
    return [label for label in found if not label.startswith("${")]


@pytest.mark.parametrize(
    ("written", "content"),
    [
        ("backend: <|>", "kv_data"),
        ("backend:<|>", " kv_data"),
        ("backend: k<|>", "kv_data"),
        ("backend: 'k<|>'", "kv_data"),
        ("backend: 'k<|>", "kv_data'"),
        ('backend: "<|>"', "kv_data"),
        ("backend: <|>  # why", "kv_data"),
        ("backend: ${env.B:=<|>}", "kv_data"),
        ("backend: ${env.B:=k<|>", "kv_data"),
    ],
)
def test_backends_of_the_right_family_are_offered_however_the_value_begins(written: str, content: str) -> None:
    items = items_at(changed(PERSISTENCE, f"        {written}\n"))
    assert items["kv_data"].content == content
    assert items["kv_data"].preselect
    assert "sql_data" not in items
    assert items["kv_data"].detail == "kv_sqlite, /data/kv.db"


def test_the_other_family_has_the_other_backends() -> None:
    assert names(labels(changed("backend: sql_data", "backend: <|>"))) == ["sql_data"]


def test_without_a_list_of_backends_upstream_s_own_are_offered() -> None:
    text = CONFIG[: CONFIG.index("storage:")].replace(PERSISTENCE, "        backend: <|>\n")
    items = items_at(text)
    assert items["kv_default"].detail == "kv_sqlite, upstream's default"
    assert "sql_default" not in items
    assert "kv_default" not in items_at(text, target="0.3.5")


def test_a_name_of_its_own_is_offered_for_a_reference() -> None:
    assert names(labels(changed("namespace: registry", "namespace: <|>"))) == ["registry"]
    again = changed(
        "  vector_io:\n",
        "  vector_io:\n  - provider_type: inline::faiss\n    config:\n      persistence:\n        namespace: <|>\n",
    )
    assert names(labels(again)) == ["vector_io::faiss_2"]


def test_a_backend_can_only_become_what_those_who_use_it_need() -> None:
    found = labels(changed("type: kv_sqlite", "type: <|>"))
    assert found == ["kv_mongodb", "kv_postgres", "kv_redis", "kv_sqlite"]


def test_fixed_values_and_booleans() -> None:
    assert {"llm", "embedding", "rerank"} <= items_at(changed("model_type: llm", "model_type: <|>")).keys()
    insecure = items_at(appended("server:\n  insecure: <|>\n"))
    assert insecure["false"].preselect
    assert names(labels(appended("server:\n  insecure: <|>\n"))) == ["true", "false"]
    assert insecure["true"].content == "true"


def test_upstream_s_sample_and_default_are_offered() -> None:
    text = changed("base_url: ${env.OLLAMA_URL:=http://localhost:11434/v1}", "base_url: <|>")
    found = labels(text)
    assert found[0] == "${env.OLLAMA_URL:=http://localhost:11434/v1}"
    assert "http://localhost:11434/v1" in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            changed("  - model_id: small\n    provider_id: ollama\n", "  - model_id: small\n    provider_id: <|>\n"),
            ["ollama", "vllm", "all"],
        ),
        (appended("vector_stores:\n  default_provider_id: <|>\n"), ["faiss"]),
        (appended("vector_stores:\n  default_embedding_model:\n    model_id: <|>\n"), ["vectors", "small"]),
        (appended("vector_stores:\n  default_embedding_model: {provider_id: <|>}\n"), ["ollama", "vllm"]),
    ],
)
def test_names_of_other_things_are_offered(text: str, expected: list[str]) -> None:
    assert names(labels(text)) == expected


def test_apis_that_are_listed_are_left_out() -> None:
    found = names(labels(changed("- vector_io\n", "- vector_io\n- <|>\n")))
    assert "files" in found
    assert "inference" not in found
    assert "agents" not in found
    assert "agents" in names(labels(changed("- vector_io\n", "- vector_io\n- <|>\n"), target="0.3.5"))
    flow = changed("apis:\n- inference\n- vector_io\n", "apis: [inference, <|>]\n")
    assert "files" in labels(flow)
    dash = items_at(changed("- vector_io\n", "- vector_io\n<|>\n"))
    assert dash["- files"].content == "- files"


def test_apis_are_the_keys_of_providers() -> None:
    items = items_at(changed("  vector_io:\n  - provider_id", "  <|>\n  vector_io:\n  - provider_id"))
    assert items["files"].content == "files:\n  - " or items["files"].content == "files:\n- "
    assert "inference" not in items
    assert items["files"].retrigger


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("base_url: $<|>", "base_url: ${env.VLLM_URL}"),
        ("base_url: ${<|>", "base_url: ${env.VLLM_URL}"),
        ("base_url: ${env.<|>", "base_url: ${env.VLLM_URL}"),
        ("base_url: ${env.VL<|>", "base_url: ${env.VLLM_URL}"),
        ("base_url: ${env.VL<|>}", "base_url: ${env.VLLM_URL}"),
        ("base_url: ${env.VL<|>:=x}", "base_url: ${env.VLLM_URL}"),
        ("base_url: http://${env.VL<|>", "base_url: http://${env.VLLM_URL}"),
        ("base_url: http://${env.VL<|>}/v1", "base_url: http://${env.VLLM_URL}/v1"),
        ('base_url: "${env.<|>"', 'base_url: "${env.VLLM_URL}"'),
        ('base_url: "${env.<|>', 'base_url: "${env.VLLM_URL}"'),
        ("base_url: <|>", "base_url: ${env.VLLM_URL}"),
    ],
)
def test_variables_in_use_are_offered(written: str, result: str) -> None:
    text = changed("base_url: ${env.OLLAMA_URL:=http://localhost:11434/v1}", written)
    analysis, _ = at(text)
    assert f"      {result}\n" in accepted(analysis, items_at(text)["${env.VLLM_URL}"])


def test_between_brackets_an_expression_needs_quotes() -> None:
    text = changed(
        "    config:\n      base_url: ${env.OLLAMA_URL:=http://localhost:11434/v1}\n", "    config: {base_url: <|>}\n"
    )
    analysis, _ = at(text)
    assert '{base_url: "${env.VLLM_URL}"}' in accepted(analysis, items_at(text)["${env.VLLM_URL}"])


def test_the_forms_are_those_that_the_release_reads() -> None:
    old = (
        "version: 2\nproviders:\n  inference:\n  - provider_id: a\n    provider_type: remote::ollama\n"
        "    config:\n      url: <|>\n"
    )
    assert "${env.NAME:default}" in items_at(old, target="0.2.5")
    assert "${env.NAME:=default}" not in items_at(old, target="0.2.5")
    items = items_at(old, target="0.3.5")
    assert items["${env.NAME:=default}"].content == "\\${env.${1:NAME}:=${2:default}\\}$0"
    assert items["${env.NAME:=default}"].plain == "${env.NAME:=default}"


def test_the_word_for_the_first_provider_is_for_models_of_later_releases() -> None:
    text = changed("  - model_id: small\n    provider_id: ollama\n", "  - model_id: small\n    provider_id: <|>\n")
    assert items_at(text)["all"].detail == "the first active inference provider"
    assert "all" not in labels(text, target="0.7.3")
    assert "all" not in labels(appended("vector_stores:\n  default_embedding_model: {provider_id: <|>}\n"))


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("base_url: ${env.OLLAMA<|>_URL:=http://x}", {"${env.OLLAMA_URL}", "${env.VLLM_URL}"}),
        ("base_url: ${env.OLLAMA<|>", {"${env.VLLM_URL}"}),
        ("base_url: ${env.OLLAMA<|>}", {"${env.VLLM_URL}"}),
        ("base_url: ${env.VLLM_URL<|>}", {"${env.VLLM_URL}"}),
        ("base_url: ${env.VLLM_URL}/${env.X<|>}", {"${env.VLLM_URL}"}),
    ],
)
def test_a_half_typed_variable_is_none(written: str, offered: set[str]) -> None:
    found = labels(changed("base_url: ${env.OLLAMA_URL:=http://localhost:11434/v1}", written))
    assert {label for label in found if label.startswith("${env.") and not label.startswith("${env.NAME")} == offered


@pytest.mark.parametrize(
    "text",
    [
        changed(PERSISTENCE, "        backend: <|>\n"),
        changed("  - model_id: small\n    provider_id: ollama\n", "  - model_id: small\n    provider_id: <|>\n"),
        changed("model_type: llm", "model_type: <|>"),
        appended("server:\n  insecure: <|>\n"),
        appended("vector_stores:\n  default_embedding_model:\n    model_id: <|>\n"),
        changed("- vector_io\n", "- vector_io\n- <|>\n"),
    ],
)
def test_one_of_a_few_values_is_an_expression_only_for_those_who_begin_one(text: str) -> None:
    assert not [label for label in labels(text) if label.startswith("$")]
    assert [label for label in labels(text.replace("<|>", "$<|>")) if label.startswith("${env.NAME")]


def test_apis_without_providers_come_last() -> None:
    assert names(labels(changed("- vector_io\n", "- vector_io\n- <|>\n")))[-1] == "container_runtime"
    keys = [
        label
        for label, item in items_at(
            changed("  vector_io:\n  - provider_id", "  <|>\n  vector_io:\n  - provider_id")
        ).items()
        if item.detail == "API"
    ]
    assert keys[-1] == "container_runtime"


def test_what_is_likely_comes_first() -> None:
    assert labels(changed(PERSISTENCE, "        backend: $<|>\n"))[0] == "${env.NAME:=kv_data}"
    assert labels(changed("  - provider_id: ollama\n", "  - provider_id: <|>\n"))[0] == "ollama"
