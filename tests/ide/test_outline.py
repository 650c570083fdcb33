"""The outline: what is in it, that parts lie inside what holds them, and finding a part by its letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from ide import named
from ide.cursor import analyse
from stacklint_lsp.ide.answers import Symbol
from stacklint_lsp.ide.outline import find, symbols

STACK = """\
version: 2
apis: [inference, vector_io]
providers:
  inference:
  - provider_id: ${env.VLLM_URL:+vllm}
    provider_type: remote::vllm
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_main, namespace: vector_io}
storage:
  backends:
    kv_main:
      type: kv_sqlite
      db_path: ${env.DIR:=/data}/kv.db
    sql_main: {type: sql_postgres, host: db, port: 5432, db: stack, password: hidden}
  stores:
    metadata: {namespace: registry, backend: kv_main}
registered_resources:
  models:
  - {model_id: llama, provider_id: vllm}
server:
  port: 8321
"""

OUTLINE = """\
value version: 2
list apis: 2 items
section providers
  list inference: 1 item
    provider vllm: remote::vllm
  list vector_io: 1 item
    provider faiss: inline::faiss
      store persistence: kv_main · vector_io
section storage
  section backends
    backend kv_main: kv_sqlite · ${env.DIR:=/data}/kv.db
    backend sql_main: sql_postgres · db:5432/stack
  section stores
    store metadata: kv_main · registry
section registered_resources
  list models: 1 item
    model llama: vllm
section server
  value port: 8321
"""


def drawn(found: Iterable[Symbol], depth: int = 0) -> str:
    """An outline as lines of text."""
    return "".join(
        f"{'  ' * depth}{each.kind.value} {each.name}{': ' if each.detail else ''}{each.detail}\n"
        + drawn(each.children, depth + 1)
        for each in found
    )


def loose(found: Iterable[Symbol]) -> Iterator[Symbol]:
    """Parts that do not lie in what holds them, whose name does not lie in them, or that have none."""
    for each in found:
        if not each.name.strip() or not each.span.contains(each.selection):
            yield each
        yield from (child for child in each.children if not each.span.contains(child.span))
        yield from loose(each.children)


def test_what_is_in_it() -> None:
    assert drawn(symbols(analyse(STACK))) == OUTLINE


def test_parts_lie_inside_what_holds_them() -> None:
    analysis = analyse(STACK)
    assert not list(loose(symbols(analysis)))
    (backend,) = find(analysis, "kv_main")
    assert backend.span.of(STACK).startswith("kv_main:\n      type")
    assert backend.span.of(STACK).endswith("/kv.db")
    assert backend.selection.of(STACK) == "kv_main"


def test_a_provider_is_named_by_its_id() -> None:
    analysis = analyse(STACK)
    (provider,) = find(analysis, "vllm")
    assert provider.selection.of(STACK) == "${env.VLLM_URL:+vllm}"
    assert provider.container == "providers › inference"


def test_an_embedded_configuration_stands_under_its_object() -> None:
    text = named.embedded(STACK)
    (outer,) = symbols(analyse(text))
    assert (outer.name, outer.detail) == ("stack/run.yaml", "ConfigMap")
    assert outer.selection.of(text) == "run.yaml"
    assert outer.span.of(text).startswith("run.yaml: |\n")
    assert drawn(outer.children) == OUTLINE
    assert not list(loose([outer]))
    (backend,) = find(analyse(text), "kv_main")
    assert backend.selection.of(text) == "kv_main"


def test_several_documents_stand_side_by_side() -> None:
    text = f"{STACK}---\n{STACK}"
    found = symbols(analyse(text))
    assert [each.name for each in found] == ["document 1", "document 2"]
    assert [drawn(each.children) for each in found] == [OUTLINE, OUTLINE]
    assert not list(loose(found))
    assert found[0].span.end <= found[1].span.start


def test_what_an_alias_or_merge_key_brings_stays_where_it_is_written() -> None:
    text = """\
x: &item {provider_id: a, provider_type: 'inline::faiss', config: &c {persistence: {backend: kv, namespace: v}}}
y: &more {extra: 1}
providers:
  vector_io:
  - *item
  - {provider_id: b, provider_type: 'inline::faiss', config: *c}
storage:
  <<: *more
  backends: {kv: {type: kv_sqlite}}
"""
    found = symbols(analyse(text))
    assert not list(loose(found))
    assert "provider a: inline::faiss\n    provider b: inline::faiss\n" in drawn(found)


def test_whole_stores_of_the_old_form() -> None:
    text = """\
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      kvstore: {type: sqlite, db_path: /data/faiss.db}
  agents:
  - provider_id: agents
    provider_type: inline::meta-reference
    config:
      persistence:
        responses_store: {type: postgres, host: db}
metadata_store: {type: sqlite, db_path: /data/registry.db}
"""
    found = drawn(symbols(analyse(text)))
    assert "      store kvstore: sqlite · /data/faiss.db\n" in found
    assert "store metadata_store: sqlite · /data/registry.db\n" in found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kvm", ["kv_main"]),
        ("KVM", ["kv_main"]),
        ("k main", ["kv_main"]),
        ("vmk", []),
        ("main", ["kv_main", "sql_main"]),
        ("faiss", ["faiss"]),
    ],
)
def test_found_by_letters_in_their_order(query: str, names: list[str]) -> None:
    assert [each.name for each in find(analyse(STACK), query)] == names


def test_without_letters_everything_is_found_flat() -> None:
    found = find(analyse(STACK), "")
    assert len(found) == OUTLINE.count("\n")
    assert not any(each.children for each in found)


@pytest.mark.parametrize(
    "text", ["", "a: 1\n", "services:\n  web: {image: x}\n", "kind: Pod\napiVersion: v1\n", "- provider_id: a\n"]
)
def test_foreign_text_has_no_outline(text: str) -> None:
    assert symbols(analyse(text)) == ()
    assert find(analyse(text), "") == ()


@pytest.mark.parametrize("end", range(0, len(STACK), 7))
def test_half_a_text_has_an_outline_of_what_is_there(end: int) -> None:
    text = STACK[:end]
    assert not list(loose(symbols(analyse(text, edited_line=text.count("\n")))))


def test_a_provider_without_an_id_is_named_by_what_there_is() -> None:
    text = "providers:\n  files:\n  - provider_type: inline::localfs\n  - provider_id: ' '\n  - provider_id:\n"
    assert drawn(symbols(analyse(text))).splitlines()[2:] == [
        "    provider inline::localfs: inline::localfs",
        "    provider files",
        "    provider files",
    ]


def test_a_key_without_a_name_is_left_out() -> None:
    text = STACK.replace("server:\n", "'': 1\n? [a, b]\n: 2\nserver:\n")
    assert drawn(symbols(analyse(text))) == OUTLINE


def test_no_secret_is_shown() -> None:
    text = """\
version: 2
providers: {}
server: {port: 8321, api_key: hunter2}
storage:
  backends:
    kv: {type: kv_redis, host: 'redis://:hunter2@cache', port: 6379}
metadata_store: {type: redis, host: 'redis://:hunter2@cache'}
"""
    found = drawn(symbols(analyse(text)))
    assert "hunter2" not in found
    assert "backend kv: kv_redis · redis://***@cache:6379" in found
