"""The file that all features are asked about: one backend is misspelt, one name is used in several places."""

from __future__ import annotations

BROKEN = """\
# stacklint: target=ogx-1.5.0
version: 2
image_name: demo
apis: [agents, inference]
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config:
      base_url: ${env.VLLM_URL:=http://localhost:8000/v1}
  agents:
  - provider_id: builtin
    provider_type: inline::builtin
    config:
      persistence:
        agent_state: {namespace: agents, backend: kv_default}
        responses: {table_name: responses, backend: sql_default}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kv.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql.db}
    kv_spare: {type: kv_sqlite, db_path: /data/spare.db}
  stores:
    metadata: {namespace: registry, backend: kv_defualt}
    inference: {table_name: inference_store, backend: sql_default}
    conversations: {table_name: conversations, backend: sql_default}
    prompts: {table_name: prompts, backend: sql_default}
    connectors: {table_name: connectors, backend: sql_default}
registered_resources:
  models:
  - {model_id: llama, provider_id: vllm}
"""

FOREIGN = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {backend: kv_defualt}\n"


def place_of(text: str, mark: str, occurrence: int = 0, inside: int = 1) -> dict[str, int]:
    """The place *inside* so many characters of the piece *mark*; the text must be ASCII up to there."""
    at = -1
    for _ in range(occurrence + 1):
        at = text.index(mark, at + 1)
    at += inside
    before = text[:at]
    return {"line": before.count("\n"), "character": at - before.rfind("\n") - 1}
