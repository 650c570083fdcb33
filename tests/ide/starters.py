"""A large configuration like upstream's starter, made of the generated samples of its provider types."""

from __future__ import annotations

from functools import cache

from stacklint.syntax import emit
from stacklint.syntax.emit import Style, Value
from stacklint_schemas import load

APIS = ("inference", "vector_io", "files", "tool_runtime", "responses", "batches", "interactions", "skills")


@cache
def starter() -> str:
    """About 350 lines, in the order and style of upstream's."""
    knowledge = load()
    newest = knowledge.catalogue.newest
    providers: dict[str, Value] = {}
    for api in APIS:
        listed: list[Value] = []
        for name in knowledge.provider_types(api):
            if knowledge.provider_releases(api, name) & newest.only:
                entry: dict[str, Value] = {"provider_id": name.partition("::")[2], "provider_type": name}
                config = _named_first(knowledge.sample(api, name, newest))
                listed.append({**entry, "config": config} if config else entry)
        providers[api] = listed
    root: dict[str, Value] = {
        "version": 2,
        "distro_name": "starter",
        "apis": list(APIS),
        "providers": providers,
        "storage": {
            "backends": {
                "kv_default": {"type": "kv_sqlite", "db_path": "${env.SQLITE_STORE_DIR:=~/.ogx/starter}/kv.db"},
                "sql_default": {"type": "sql_sqlite", "db_path": "${env.SQLITE_STORE_DIR:=~/.ogx/starter}/sql.db"},
            },
            "stores": {
                "metadata": {"namespace": "registry", "backend": "kv_default"},
                "inference": {"table_name": "inference_store", "backend": "sql_default"},
                "conversations": {"table_name": "openai_conversations", "backend": "sql_default"},
                "prompts": {"table_name": "prompts", "backend": "sql_default"},
                "connectors": {"table_name": "connectors", "backend": "sql_default"},
            },
        },
        "registered_resources": {
            "models": [{"model_id": "all-mini", "provider_id": "sentence-transformers", "model_type": "embedding"}],
            "vector_stores": [],
        },
        "server": {"port": 8321},
    }
    lines = emit.block(root, Style())
    assert lines is not None
    return "\n".join(lines) + "\n"


def _named_first(value: Value) -> Value:
    """With each reference in upstream's order: what a backend is used for, then which one it is."""
    if isinstance(value, dict):
        inner = {key: _named_first(each) for key, each in value.items()}
        return {**{key: each for key, each in inner.items() if key != "backend"}, **_only(inner, "backend")}
    return value


def _only(value: dict[str, Value], key: str) -> dict[str, Value]:
    return {key: value[key]} if key in value else {}
