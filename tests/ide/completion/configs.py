"""A small file to complete in."""

from __future__ import annotations

CONFIG = """\
version: 2
apis:
- inference
- vector_io
providers:
  inference:
  - provider_id: ollama
    provider_type: remote::ollama
    config:
      base_url: ${env.OLLAMA_URL:=http://localhost:11434/v1}
  - provider_id: ${env.VLLM_URL:+vllm}
    provider_type: remote::vllm
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence:
        namespace: vector_io::faiss
        backend: kv_data
storage:
  backends:
    kv_data:
      type: kv_sqlite
      db_path: /data/kv.db
    sql_data:
      type: sql_postgres
      host: db.example
  stores:
    metadata:
      namespace: registry
      backend: kv_data
    inference:
      table_name: inference_store
      backend: sql_data
registered_resources:
  models:
  - model_id: small
    provider_id: ollama
    model_type: llm
  - model_id: vectors
    provider_id: ollama
    model_type: embedding
"""


def changed(old: str, new: str) -> str:
    """The file with its only *old* replaced."""
    assert CONFIG.count(old) == 1, old
    return CONFIG.replace(old, new)


def appended(text: str) -> str:
    """The file with something behind it."""
    return CONFIG + text
