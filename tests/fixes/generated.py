"""Configurations made from the generated data and from chance, with everything wrong in them that fixes answer."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import yaml

from stacklint_schemas import ProviderType, Release, load

Node = dict[str, object]

KNOWLEDGE = load()
CATALOGUE = KNOWLEDGE.catalogue
BACKENDS: Node = {
    "kv_default": {"type": "kv_sqlite", "db_path": "/data/kv.db"},
    "sql_default": {"type": "sql_sqlite", "db_path": "/data/sql.db"},
}


def of_every_slot() -> Iterator[tuple[str, str, str]]:
    """Name, release and text: each provider type with stores, once for each way to get its slots wrong."""
    for api in KNOWLEDGE.apis:
        for name in KNOWLEDGE.provider_types(api):
            spec = KNOWLEDGE.provider(api, name)
            if spec is None or not (spec.slots or spec.legacy_slots):
                continue
            newer = spec.releases & KNOWLEDGE.storage_known
            for release in {CATALOGUE.last(newer), CATALOGUE.first(newer)} if newer else ():
                for kind, config in _wrong(spec, release):
                    entry = {"provider_id": "it", "provider_type": name, "config": config}
                    document = {"providers": {api: [entry]}, "storage": {"backends": BACKENDS}}
                    yield f"{api} {name}, {kind}, {release.version}", release.name, _flow(document)


def _wrong(spec: ProviderType, release: Release) -> Iterator[tuple[str, Node]]:
    slots = [slot for slot in spec.slots if slot.releases & spec.releases & release.only]
    for kind in ("misspelt", "wrong family", "no backend", "no name", "a name alone", "inline", "left out"):
        config: Node = {}
        for slot in slots:
            wrong = "sql_default" if slot.family == "kv" else "kv_default"
            right = f"{slot.family}_default"
            values: dict[str, object] = {
                "misspelt": {"backend": right.replace("default", "defualt"), slot.name_key: "mine"},
                "wrong family": {"backend": wrong, slot.name_key: "mine"},
                "no backend": {slot.name_key: "mine"},
                "no name": {"backend": right},
                "a name alone": right,
                "inline": {"type": "sqlite", "db_path": f"/data/{slot.path[-1]}.db"},
            }
            if kind in values:
                _put(config, slot.path, values[kind])
        if kind == "inline":
            for old in spec.legacy_slots:
                _put(config, old.path, {"type": "sqlite", "db_path": f"/data/{old.path[-1]}.db"})
        if config or kind == "left out":
            yield kind, config


def _put(tree: Node, path: tuple[str, ...], value: object) -> None:
    for step in path[:-1]:
        inner = tree.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        tree = inner
    tree.setdefault(path[-1], value)


def _flow(document: Node) -> str:
    return json.dumps(document) + "\n"


# By chance ------------------------------------------------------------------------------------------------------------

_TYPES = [
    ("inference", "remote::vllm", {"url": "http://vllm:8000/v1", "max_tokens": "${env.MAX:4096}"}),
    ("inference", "remote::openai", {"api_key": "${env.OPENAI_API_KEY:+}", "base_url": "${env.openai_url:=http://x}"}),
    ("vector_io", "inline::faiss", {"kvstore": {"type": "sqlite", "db_path": "${env.DIR:=/data}/faiss.db"}}),
    ("vector_io", "inline::faiss", {"persistence": {"backend": "kv_defualt", "namespace": "vector_io::faiss"}}),
    ("vector_io", "remote::chromadb", {"url": "http://x", "persistence": {"namespace": "chroma"}}),
    ("files", "inline::localfs", {"storage_dir": "~/files", "metadata_store": {"backend": "sql_default"}}),
    ("files", "inline::localfs", {"metadata_store": {"type": "sqlite", "db_path": "~/.llama/files.db"}}),
    ("tool_runtime", "remote::brave-search", {"api_key": "${env.BRAVE_SEARCH_API_KEY:+}", "max_results": "3"}),
    ("batches", "inline::reference", {"kvstore": "kv_default"}),
]
_IDS = ["vllm", "faiss", "${env.OLLAMA_URL:=ollama}", "${env.CHROMA_URL+chroma}", "localfs", "brave-search"]
_TOP: Node = {
    "models": [{"model_id": "llama", "provider_id": "vllm"}, {"model_id": "${env.MODEL}", "provider_id": "vllm"}],
    "shields": [{"shield_id": "guard"}],
    "vector_dbs": [{"vector_db_id": "docs", "provider_vector_db_id": "docs", "embedding_model": "mini"}],
    "metadata_store": {"type": "sqlite", "db_path": "${env.DIR:=/data}/registry.db"},
    "inference_store": {"type": "sqlite", "db_path": "/data/inference.db"},
    "conversations_store": {"type": "postgres", "host": "${env.PG:-localhost}", "user": "me"},
    "server": {"port": "${env.PORT:-8321}"},
    "registered_resources": {"models": [{"model_id": "qwen", "provider_id": "vllm"}], "tool_groups": []},
    "version": 2,
}
_STORES: Node = {
    "metadata": {"backend": "kv_default", "namespace": "registry"},
    "inference": {"backend": "sql_defalt", "table_name": "inference_store"},
    "conversations": {"backend": "kv_default", "table_name": "openai_conversations"},
    "prompts": {"backend": "kv_default"},
    "responses": {"backend": "sql_default", "table_name": "responses"},
}
_MORE: Node = {
    "kv_default": {"type": "sqlite", "db_path": "~/kv.db"},
    "sql_default": {"type": "sql_sqlite", "db_path": "/data/sql.db"},
    "kv_spare": {"type": "kv_redis", "host": "redis"},
    "sql_spare": {"type": "sql_postgrs", "db": "x", "user": "u", "password": "${env.PW:}"},
}
_COMMENTS = ["", "", "", "  # é", "\t# tab", "  # stacklint: ignore[unused-backend, env-syntax] why", "  # 'quoted'"]
_LINES = ["# own line", "", "# stacklint: ignore[dangling-backend] gone", "#"]


def by_chance(seed: int) -> str:
    """A configuration with several things wrong, in some style, with comments wherever they may stand."""
    chance = random.Random(seed)
    release = chance.choice(["ogx-1.5.0", "ogx-1.1.0", "llama-stack-0.7.3", "llama-stack-0.3.5", ""])
    document = _document(chance)
    text = yaml.safe_dump(
        document,
        sort_keys=False,
        indent=chance.choice([2, 4]),
        width=chance.choice([60, 200]),
        default_flow_style=chance.choice([False, False, False, None, True]),
        default_style=chance.choice([None, None, None, '"', "'"]),
        allow_unicode=True,
    )
    pinned = f"# stacklint: target={release}\n" if release else ""
    return pinned + "".join(_commented(chance, text))


def _document(chance: random.Random) -> Node:
    providers: dict[str, list[object]] = {}
    for api, name, config in chance.sample(_TYPES, chance.randint(1, 5)):
        entry = {"provider_id": chance.choice(_IDS), "provider_type": name, "config": json.loads(json.dumps(config))}
        providers.setdefault(api, []).append(entry)
    document: Node = {"providers": providers}
    for key in chance.sample(sorted(_TOP), chance.randint(0, 5)):
        document[key] = _TOP[key]
    if chance.random() < 0.7:
        document["storage"] = {
            "backends": {key: _MORE[key] for key in chance.sample(sorted(_MORE), chance.randint(0, 4))},
            "stores": {key: _STORES[key] for key in chance.sample(sorted(_STORES), chance.randint(0, 4))},
        }
    keys = list(document)
    chance.shuffle(keys)
    return json.loads(json.dumps({key: document[key] for key in keys}))  # type: ignore[no-any-return]  # as it went in


def _commented(chance: random.Random, text: str) -> Iterator[str]:
    """The lines of a text, some with comments; only where the text stays what it is."""
    lines = text.splitlines()
    plain = yaml.safe_load(text)
    for index, line in enumerate(lines):
        more = chance.choice(_COMMENTS) if chance.random() < 0.3 else ""
        above = chance.choice(_LINES) if chance.random() < 0.1 else None
        margin = " " * (len(line) - len(line.lstrip(" ")))
        new = [*([margin + above if above else ""] if above is not None else []), line + more]
        tried = "\n".join([*lines[:index], *new, *lines[index + 1 :]])
        try:
            fits = yaml.safe_load(tried) == plain
        except yaml.YAMLError:
            fits = False
        yield "\n".join(new if fits else [line]) + "\n"
