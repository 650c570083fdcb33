"""The change that all of this began with, 3697: what must come out of it, in both layouts."""

from __future__ import annotations

from pathlib import Path

import pytest

from process import run_stacklint

_POSTGRES = """\
  host: ${env.POSTGRES_HOST}
  port: ${env.POSTGRES_PORT}
  db: ${env.POSTGRES_DB}
  user: ${env.POSTGRES_USER}
  password: ${env.POSTGRES_PASSWORD}
"""
STORES = f"""\
metadata_store:
  type: sqlite
  db_path: ~/.llama/distributions/foo/registry.db
inference_store:
  type: postgres
{_POSTGRES}conversations_store:
  type: postgres
{_POSTGRES}"""
PROVIDER = """\
providers:
  vector_io:
  - provider_id: chroma
    provider_type: remote::chromadb
    config:
      url: http://localhost:8000
      kvstore:
        type: sqlite
        db_path: ~/.llama/distributions/foo/chroma.db
"""

UPSTREAM = """\
storage:
  backends:
    kv_default:
      type: kv_sqlite
      db_path: ~/.llama/distributions/foo/kvstore.db
    sql_default:
      type: sql_postgres
      host: ${env.POSTGRES_HOST}
      port: ${env.POSTGRES_PORT}
      db: ${env.POSTGRES_DB}
      user: ${env.POSTGRES_USER}
      password: ${env.POSTGRES_PASSWORD}
  stores:
    metadata:
      backend: kv_default
      namespace: registry
    inference:
      backend: sql_default
      table_name: inference_store
      max_write_queue_size: 10000
      num_writers: 4
    conversations:
      backend: sql_default
      table_name: openai_conversations
"""
# The data is in registry.db, under keys without a namespace, and in the one table that every release before wrote.
KEPT = (
    UPSTREAM.replace("kvstore.db", "registry.db")
    .replace("namespace: registry", "namespace: ''")
    .replace("table_name: inference_store", "table_name: chat_completions")
)


def migrated(text: str, folder: Path, *arguments: str) -> str:
    (folder / ".git").mkdir()
    (folder / "run.yaml").write_text(text, encoding="utf-8")
    finished = run_stacklint("migrate", "--in-place", "run.yaml", *arguments, folder=folder)
    assert finished.code == 0, finished.stderr
    again = run_stacklint("migrate", "--diff", "run.yaml", *arguments, folder=folder)
    assert again.stdout == "", "a second run must find nothing to do"
    return (folder / "run.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["0.3.5", "0.4.7", "1.5.0"])
@pytest.mark.parametrize(("layout", "expected"), [("keep", KEPT), ("upstream", UPSTREAM)])
def test_the_stores_of_the_server(tmp_path: Path, layout: str, expected: str, target: str) -> None:
    assert migrated(STORES, tmp_path, "--layout", layout, "--to", target) == expected


def test_keep_is_what_is_done_unless_asked(tmp_path: Path) -> None:
    assert migrated(STORES, tmp_path, "--to", "0.3.5") == KEPT


def test_a_provider_in_the_layout_of_upstream(tmp_path: Path) -> None:
    result = migrated(PROVIDER + STORES, tmp_path, "--to", "0.3.5", "--layout", "upstream")
    config = "      persistence:\n        backend: kv_default\n        namespace: vector_io::chroma_remote\n"
    assert result == PROVIDER[: PROVIDER.index("      kvstore")] + config + UPSTREAM


def test_a_provider_whose_data_stays(tmp_path: Path) -> None:
    result = migrated(PROVIDER + STORES, tmp_path, "--to", "0.3.5")
    backend = "    kv_chroma:\n      type: kv_sqlite\n      db_path: ~/.llama/distributions/foo/chroma.db\n"
    assert backend in result
    assert "      persistence:\n        backend: kv_chroma\n" in result
