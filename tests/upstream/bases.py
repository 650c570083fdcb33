"""One small clean configuration per release that really starts with nothing but light providers."""

from __future__ import annotations

import copy
from typing import Any

import yaml

RELEASES = ("0.3.5", "0.7.3", "1.5.0")

# Both write the same text; the one in C is ten times faster.
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_STORES = "${env.SQLITE_STORE_DIR:=/tmp/stacklint}"

_MODELS = """
models:
- {model_id: chat, provider_id: local, provider_model_id: chat, model_type: llm, metadata: {}}
- {model_id: embed, provider_id: local, provider_model_id: embed, model_type: embedding,
   metadata: {embedding_dimension: 8}}
"""

_COMMON = f"""
version: 2
apis: []
providers:
  inference:
  - provider_id: local
    provider_type: remote::vllm
    config: {{}}
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {{backend: kv_default, namespace: 'vector_io::faiss'}}
  files:
  - provider_id: localfs
    provider_type: inline::localfs
    config:
      storage_dir: {_STORES}/files
      metadata_store: {{backend: sql_default, table_name: files_metadata}}
  tool_runtime:
  - provider_id: mcp
    provider_type: remote::model-context-protocol
    config: {{}}
storage:
  backends:
    kv_default: {{type: kv_sqlite, db_path: '{_STORES}/kvstore.db'}}
    sql_default: {{type: sql_sqlite, db_path: '{_STORES}/sql_store.db'}}
  stores:
    metadata: {{backend: kv_default, namespace: registry}}
    inference: {{backend: sql_default, table_name: inference_store, max_write_queue_size: 100, num_writers: 1}}
    conversations: {{backend: sql_default, table_name: openai_conversations}}
registered_resources: {_MODELS.replace(chr(10), chr(10) + "  ")}
server:
  port: 8321
"""

_PERSISTENCE = """
provider_id: builtin
provider_type: inline::builtin
config:
  persistence:
    agent_state: {backend: kv_default, namespace: agents}
    responses: {backend: sql_default, table_name: responses, max_write_queue_size: 100, num_writers: 1}
"""


def base(release: str) -> dict[str, Any]:
    """A fresh copy of the release's clean configuration, to be changed at will."""
    return copy.deepcopy(_BASES[release])


def dump(configuration: object) -> str:
    """A configuration as the text that is asked about."""
    text = yaml.dump(configuration, Dumper=_DUMPER, sort_keys=False, width=110, allow_unicode=True)
    assert isinstance(text, str)
    return text


def _build(release: str) -> dict[str, Any]:
    configuration: dict[str, Any] = yaml.safe_load(_COMMON)
    providers = configuration["providers"]
    stores = configuration["storage"]["stores"]
    url = "${env.FAKE_INFERENCE_URL:=http://127.0.0.1:9/v1}"
    providers["inference"][0]["config"] = {"url" if release == "0.3.5" else "base_url": url}
    builtin = yaml.safe_load(_PERSISTENCE)
    if release == "0.3.5":
        builtin["provider_type"] = "inline::meta-reference"
        providers["agents"] = [builtin]
        providers["safety"] = [{"provider_id": "guard", "provider_type": "inline::llama-guard", "config": {}}]
    else:
        providers["responses"] = [builtin]
    configuration["image_name" if release == "0.3.5" else "distro_name"] = "small"
    batches: dict[str, Any] = {"provider_id": "reference", "provider_type": "inline::reference", "config": {}}
    providers["batches"] = [batches]
    if release == "1.5.0":
        del builtin["config"]["persistence"]["agent_state"]
        batches["config"]["sqlstore"] = {"backend": "sql_default", "table_name": "batches"}
        stores["prompts"] = {"backend": "sql_default", "table_name": "prompts"}
        stores["connectors"] = {"backend": "sql_default", "table_name": "connectors"}
        for api, slot, reference in (
            ("interactions", "store", {"backend": "sql_default", "table_name": "interactions"}),
            ("messages", "kvstore", {"backend": "kv_default", "namespace": "message_batches"}),
            ("skills", "persistence", {"backend": "kv_default", "namespace": "skills"}),
        ):
            config = {slot: reference}
            providers[api] = [{"provider_id": "builtin", "provider_type": "inline::builtin", "config": config}]
        configuration["server"]["insecure"] = True
    else:
        batches["config"]["kvstore"] = {"backend": "kv_default", "namespace": "batches"}
        providers["datasetio"] = [
            {
                "provider_id": "localfs",
                "provider_type": "inline::localfs",
                "config": {"kvstore": {"backend": "kv_default", "namespace": "datasetio::localfs"}},
            }
        ]
    if release == "0.7.3":
        stores["prompts"] = {"backend": "kv_default", "namespace": "prompts"}
        stores["connectors"] = {"backend": "kv_default", "namespace": "connectors"}
    configuration["apis"] = sorted(providers)
    return configuration


_BASES = {release: _build(release) for release in RELEASES}
