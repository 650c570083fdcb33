"""Keys: those of the object, in the release, that are not there yet."""

from __future__ import annotations

import json

import pytest
import yaml

from ide.completion.accepting import accepted, accepted_plainly, expanded, items_at, labels
from ide.completion.configs import CONFIG, appended, changed
from ide.cursor import at
from stacklint_lsp.ide.completion import complete


def test_required_keys_come_first_then_the_others_by_name() -> None:
    assert labels(changed("      namespace: registry\n      backend: kv_data\n", "      <|>\n")) == [
        "backend",
        "namespace",
    ]
    found = labels(appended("  vector_stores:\n  - <|>"))
    keys = [
        label
        for label in found
        if label in {"embedding_dimension", "embedding_model", "provider_id", "vector_store_id"}
    ]
    assert keys == ["embedding_dimension", "embedding_model", "vector_store_id", "provider_id"]


def test_keys_that_are_there_are_left_out() -> None:
    found = labels(changed("      host: db.example", "      host: db.example\n      <|>"))
    assert "port" in found
    assert "host" not in found
    assert "type" not in found


def test_a_key_says_what_it_is() -> None:
    port = items_at(changed("      host: db.example", "      host: db.example\n      <|>"))["port"]
    assert port.detail == "string or integer, default 5432"
    backend = items_at(changed("      backend: kv_data\n    inference", "      <|>\n    inference"))["backend"]
    assert backend.detail == "string, required"
    assert backend.documentation == "Name of a backend under storage.backends"
    url = items_at(
        changed("    provider_type: remote::vllm\n", "    provider_type: remote::vllm\n    config:\n      <|>\n")
    )
    assert "Before called `url`." in url["base_url"].documentation
    assert "Since llama-stack 0.4.0." in url["base_url"].documentation
    assert url["api_token"].detail == "secret"


def test_deprecated_keys_are_marked_and_last() -> None:
    text = changed("    provider_type: remote::vllm\n", "    provider_type: remote::vllm\n    config:\n      <|>\n")
    assert items_at(text)["tls_verify"].deprecated
    assert labels(text).index("tls_verify") > labels(text).index("network")


def test_what_no_new_file_needs_is_left_out() -> None:
    found = labels(appended("<|>"))
    assert {"logging_config", "server"} <= set(found)
    assert not {"logging", "routing_table", "api_providers", "provider_map", "apis_to_serve"} & set(found)
    stores = changed("  stores:\n", "  stores:\n    <|>\n")
    assert "vector_stores" in labels(stores)
    assert "responses" not in labels(stores)
    assert "vector_stores" not in labels(stores, target="1.0.4")
    assert "connectors" not in labels(appended("  <|>"), target="0.4.0")
    assert "shields" in labels(appended("  <|>"), target="0.4.0")


@pytest.mark.parametrize(("target", "known", "unknown"), [("1.5.0", "base_url", "url"), ("0.3.5", "url", "base_url")])
def test_keys_of_other_releases_are_left_out(target: str, known: str, unknown: str) -> None:
    text = changed("    provider_type: remote::vllm\n", "    provider_type: remote::vllm\n    config:\n      <|>\n")
    found = labels(text, target=target)
    assert known in found
    assert unknown not in found


@pytest.mark.parametrize(
    ("key", "content", "retrigger"),
    [
        ("server", "server:\n  ", True),
        ("connectors", "connectors:\n- ", True),
        ("distro_name", "distro_name: ", False),
    ],
)
def test_a_key_brings_the_beginning_of_its_value(key: str, content: str, retrigger: bool) -> None:
    item = items_at(appended("<|>"))[key]
    assert (item.content, item.retrigger) == (content, retrigger)


def test_the_version_comes_whole() -> None:
    assert items_at(changed("version: 2\n", "<|>\n"))["version"].content == "version: 2"


def test_the_file_s_own_indentation_is_kept() -> None:
    text = "providers:\n    inference:\n        - provider_type: remote::vllm\nstorage:\n    <|>\n"
    assert items_at(text)["stores"].content == "stores:\n    "
    text = "providers:\n    inference:\n        - provider_type: remote::vllm\n<|>\n"
    assert items_at(text)["connectors"].content == "connectors:\n    - "


def test_a_slot_brings_its_whole_reference() -> None:
    text = changed("    inference:\n      table_name: inference_store\n      backend: sql_data\n", "    inf<|>\n")
    analysis, offset = at(text)
    item = items_at(text)["inference"]
    assert item.is_snippet
    assert item.plain == "inference:"
    whole = "    inference:\n      backend: sql_data\n      table_name: inference_store\n"
    assert whole in accepted(analysis, item)
    assert "    inference:\nregistered" in accepted_plainly(analysis, item)
    assert offset == item.span.end


def test_an_existing_colon_and_quotes_are_kept() -> None:
    assert items_at(changed("table_name: inf", "tab<|>le_nam: inf"))["table_name"].content == "table_name"
    assert items_at(changed("      table_name: inference_store", '      "tab<|>"'))["table_name"].content.startswith(
        "table_name"
    )
    flow = changed("    metadata:\n      namespace: registry\n      backend: kv_data\n", "    metadata: {<|>}\n")
    assert items_at(flow)["backend"].content == "backend: "


def test_the_key_of_what_stands_below_brings_only_a_colon() -> None:
    text = changed("    config:\n      persistence:\n", "    con<|>\n      persistence:\n")
    items = items_at(text)
    assert items["config"].content == "config:"
    assert "module" not in items


def test_tagged_objects_offer_the_keys_of_their_type() -> None:
    text = appended("server:\n  auth:\n    provider_config:\n      type: oauth2_token\n      <|>\n")
    assert "jwks" in labels(text)
    text = appended("server:\n  auth:\n    provider_config:\n      <|>\n")
    assert labels(text) == ["type"]


def test_json_stays_json() -> None:
    text = json.dumps(yaml.safe_load(CONFIG))
    inner = '"metadata": {"namespace": "registry", "backend": "kv_data"}'
    assert inner in text
    reference = items_at(text.replace(inner, '"metadata": {"namespace": "registry", <|>}'))
    assert reference["backend"].content == '"backend": '
    lines = json.dumps(yaml.safe_load(CONFIG), indent=2)
    whole = items_at(lines.replace('"stores": {', '"stores": {\n      <|>'))["conversations"]
    assert expanded(whole.content) == '"conversations": {"backend": "sql_data", "table_name": "openai_conversations"}'
    names = items_at(text.replace('"backend": "sql_data"', '"backend": <|>'))
    assert names["sql_data"].content == '"sql_data"'


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_mark_of_an_encoding_is_in_nobody_s_way(end: str) -> None:
    assert "distro_name" in labels(("\ufeff" + appended("<|>")).replace("\n", end))
    assert items_at("\ufeffver<|>\n" + CONFIG.replace("version: 2\n", ""))["version"].content == "version: 2"


@pytest.mark.parametrize(
    "text",
    [
        "# ke<|>\n",
        "kind: Deployment\nmetadata:\n  <|>\n",
        "services:\n  web:\n    <|>\n",
        "",
    ],
)
def test_nothing_in_comments_and_in_other_files(text: str) -> None:
    analysis, offset = at(text or "<|>")
    assert complete(analysis, offset).items == ()


def test_nothing_in_a_block_scalar_and_in_comments_of_ours() -> None:
    assert labels(appended("# se<|>\n")) == []
    assert labels(changed("db_path: /data/kv.db", "db_path: |\n        <|>")) == []
