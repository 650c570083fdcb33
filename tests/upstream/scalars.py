"""Odd values for real fields: which of them pydantic's lax mode takes, asked from the real classes."""

from __future__ import annotations

import copy
import json
from typing import Any

from upstream import bases
from upstream.change import Configuration, Steps, put
from upstream.verdicts import Question

VALUES: tuple[object, ...] = (
    None,
    True,
    False,
    *(0, 1, 2, -1, 1023, 1024, 8321, 65535, 65536, 2**63, 2**70),
    *(0.0, 1.0, 1.5, 8321.0, 8321.5, 1e20, float("nan"), float("inf")),
    *("", " ", "a", "a b", "~", "null", "None", "a,b", "[a]", "2024-01-01"),
    *("8321", " 8321 ", "8321.0", "8321.5", "8_321", "+8321", "-8321", "08321", "0x2081", "8e3", "８３２１", "8321\n"),
    *("1", "0", "2", "1.0", "0.5", "+1", "nan", "inf", "Infinity", "-inf", "1e400", ".5", "5."),
    *("true", "True", "TRUE", "tRuE", " true", "yes", "Yes", "no", "on", "ON", "off", "y", "n", "t", "f", "enabled"),
    *("require", "REQUIRE", " require", "verify-full", "single", "disabled", "day", "llm", "embedding", "LLM"),
    *("http://h:1/v1", "https://h", "h:1", "ftp://h", "http://", "/a/b", "a/../b"),
    [],
    ["inference"],
    ["inference", 1],
    [None],
    {},
    {"a": 1},
    {"a": None},
)
"""All are what YAML can give; strings with expressions are another matter."""

POSTGRES = {"host": "h", "user": "u"}

PREPARED: dict[str, tuple[tuple[Steps, object], ...]] = {
    "0.3.5": (
        (("storage", "backends", "kv_pg"), {"type": "kv_postgres", **POSTGRES}),
        (("storage", "backends", "sql_pg"), {"type": "sql_postgres", **POSTGRES}),
        (("server", "quota"), {"kvstore": {"backend": "kv_default", "namespace": "q"}}),
    ),
    "1.5.0": (
        (("storage", "backends", "kv_pg"), {"type": "kv_postgres", **POSTGRES}),
        (("storage", "backends", "sql_pg"), {"type": "sql_postgres", **POSTGRES}),
        (("vector_stores",), {"rewrite_query_params": {"model": {"provider_id": "local", "model_id": "chat"}}}),
    ),
}

_INFERENCE = ("providers", "inference", 0)
_FILES = ("providers", "files", 0)
_MODEL = ("registered_resources", "models", 0)
_STORE = ("storage", "stores", "inference")

_COMMON: tuple[Steps, ...] = (
    ("apis",),
    ("image_name",),
    ("container_image",),
    ("external_providers_dir",),
    ("server", "port"),
    ("server", "host"),
    ("server", "workers"),
    ("server", "tls_certfile"),
    (*_STORE, "max_write_queue_size"),
    (*_STORE, "table_name"),
    ("storage", "stores", "metadata", "namespace"),
    ("storage", "backends", "kv_default", "db_path"),
    *(("storage", "backends", "kv_pg", key) for key in ("host", "port", "password", "db", "ssl_mode")),
    *(("storage", "backends", "sql_pg", key) for key in ("port", "password", "db")),
    *((*_MODEL, key) for key in ("model_id", "model_type", "metadata", "provider_model_id", "provider_id")),
    ("registered_resources", "models"),
    ("registered_resources",),
    (*_INFERENCE, "provider_id"),
    (*_INFERENCE, "config"),
    (*_INFERENCE, "module"),
    *((*_INFERENCE, "config", key) for key in ("api_token", "max_tokens")),
    *((*_FILES, "config", key) for key in ("storage_dir", "ttl_secs")),
)

FIELDS: dict[str, tuple[Steps, ...]] = {
    "0.3.5": (
        *_COMMON,
        ("telemetry", "enabled"),
        ("server", "quota", "period"),
        ("server", "quota", "anonymous_max_requests"),
        ("server", "cors"),
        *((*_INFERENCE, "config", key) for key in ("url", "tls_verify")),
    ),
    "1.5.0": (
        *_COMMON,
        ("distro_name",),
        ("server", "insecure"),
        ("server", "tenancy", "mode"),
        ("server", "hsts_max_age"),
        ("server", "registry_refresh_interval_seconds"),
        (*_STORE, "enabled"),
        *(("storage", "backends", "sql_pg", key) for key in ("pool_pre_ping", "pool_size", "ssl_mode")),
        *(("vector_stores", "rewrite_query_params", key) for key in ("temperature", "max_tokens", "prompt")),
        *((*_INFERENCE, "config", key) for key in ("base_url", "network", "allowed_models", "refresh_models")),
    ),
}


def questions() -> list[Question]:
    """One question for each field; the answer is a text with `+` or `-` for each of VALUES."""
    found: list[Question] = []
    for release, fields in FIELDS.items():
        for steps in fields:
            asked = {"steps": steps, "values": VALUES, "configuration": _prepared(release)}
            label = f"{release}/{'.'.join(map(str, steps))}"
            found.append(Question("scalars", label, json.dumps(asked, ensure_ascii=False), (release,)))
    return found


def documents(question: Question) -> list[Configuration]:
    """The whole configurations that a question is about, one for each of VALUES."""
    asked: dict[str, Any] = json.loads(question.text)
    steps = tuple(asked["steps"])
    return [put(copy.deepcopy(asked["configuration"]), steps, value) for value in asked["values"]]


def _prepared(release: str) -> Configuration:
    configuration = bases.base(release)
    # Few providers, because every one of these is judged many thousand times.
    configuration["providers"] = {api: configuration["providers"][api] for api in ("inference", "files")}
    configuration["apis"] = ["inference", "files"]
    config = configuration["providers"]["inference"][0]["config"]
    configuration["providers"]["inference"][0]["config"] = dict.fromkeys(config, "http://127.0.0.1:9/v1")
    for steps, value in PREPARED[release]:
        put(configuration, steps, value)
    return configuration
