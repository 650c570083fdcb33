"""The picture for a terminal."""

from __future__ import annotations

import pytest

from graph.pictures import BARE, ZOO, pictures, with_providers
from stacklint.graph.render import text

TREE = """\
run.yaml: as ogx 1.5.0 reads it (pinned)

~/.ogx/distributions/zoo/kvstore.db (SQLite file, from $SQLITE_STORE_DIR)
├─ kv_default (kv_sqlite)
│  ├─ storage.stores: metadata       namespace registry
│  └─ storage.stores: conversations  tables openai_conversations, conversation_items, needs an SQL backend, this is a key-value backend
│     ! line 55: error[backend-family-mismatch] the server refuses this file: 'kv_default' is a key-value backend ('kv_sqlite'), and 'storage.stores.conversations' needs an SQL one
└─ kv_two (kv_sqlite)
   │  ! line 46: info[shared-physical-store] 'kv_two' is the same physical store as 'kv_default'; their users are not kept apart
   └─ vector_io a-provider-with-an-extraordinarily-long-name-that-nobody-would-really-give-it-but-who-knows: persistence  namespace vector_io::sqlite_vec::with::a::very::long::namespace::indeed

$REDIS_HOST:6379 (Redis server, from $REDIS_HOST)
└─ kv_redis (kv_redis)
"""  # noqa: E501  as it is printed


def test_the_tree_has_the_data_at_its_roots() -> None:
    assert text(pictures(ZOO)).startswith(TREE)


def test_what_leads_nowhere_stands_behind_the_places() -> None:
    shown = text(pictures(ZOO))
    assert "\nkv_redsi (not declared)\n└─ vector_io chroma" in shown
    assert "\n   ! line 28: error[dangling-backend] the server does not start" in shown
    assert "\n$KV_BACKEND (the backend's name comes from a variable without default)\n└─ vector_io faiss" in shown
    assert "\nno backend\n└─ files files: metadata_store  no backend is named\n" in shown
    assert shown.endswith(
        "\nwithout a store: inference vllm\nnot from upstream: inference mine\nswitched off: inference __disabled__\n"
    )


def test_defaults_and_conditions_are_said() -> None:
    shown = text(pictures(BARE))
    assert "\ndefault file (chosen by the server)\n└─ kv_default (kv_sqlite, default)\n" in shown
    assert "storage.stores: metadata      namespace registry, default\n" in shown
    assert "vector_io milvus: persistence  namespace vector_io::milvus, needs a key-value backend" in text(
        pictures(ZOO)
    )
    assert ", if MILVUS_URL is set\n" in text(pictures(ZOO))


def test_forty_providers_are_a_line_each() -> None:
    shown = text(pictures(with_providers(40)))
    lines = shown.split("\n")
    for number in range(40):
        (line,) = (line for line in lines if f" store-{number:02d}: " in line)
        assert line.index("namespace") < 60
    assert len(lines) < 40 + 40


def test_a_finding_about_a_provider_with_two_stores_is_told_once() -> None:
    legacy = ZOO.replace("# stacklint: target=1.5.0\n", "")
    shown = text(pictures(legacy))
    told = [line.strip("│ ") for line in shown.split("\n") if "! line" in line]
    assert len(told) == len(set(told))


@pytest.mark.parametrize("name", ["a\\x1b[31mred", "a\\nb", "a\\u202eb", "a\\tb"])
def test_a_terminal_is_not_told_what_to_do(name: str) -> None:
    shown = text(pictures(BARE.replace("provider_id: faiss", f'provider_id: "{name}"')))
    assert all(each.isprintable() for each in shown.replace("\n", ""))
    assert "vector_io a" in shown


def test_nothing_is_drawn_of_nothing() -> None:
    assert text(()) == ""
