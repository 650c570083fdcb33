"""Small configurations of several releases with a store of every kind, and what is asked of servers that run them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from upstream import environments
from upstream.runs import INSIDE, RunFailed

KINDS = ("file", "chat completion", "response", "conversation", "prompt", "batch", "vector store")
"""What is put into a server and looked for again."""


class Home:
    """A folder in which one server after another runs and keeps its data."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="stacklint-belongings-")
        self.path = Path(self._folder.name) / "home"
        (self.path / "stores").mkdir(parents=True)
        (self.path / "config").mkdir()

    def __enter__(self) -> Home:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def put(self, release: str, configuration: str) -> dict[str, Any]:
        """Start *release* and put one thing of every kind into it; how the things are called."""
        return self._run(release, {"configuration": configuration, "task": "put"})

    def find(self, release: str, configuration: str, things: Mapping[str, Any]) -> dict[str, Any]:
        """Start *release* and look for *things*."""
        return self._run(release, {"configuration": configuration, "task": "find", "things": dict(things)})

    def keep(self) -> Path:
        """Put a copy of everything aside."""
        aside = self.path.parent / "aside"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(self.path, aside)
        return aside

    def restore(self) -> None:
        """Have everything again as it was when it was put aside; paths inside the data are absolute, so in place."""
        shutil.rmtree(self.path)
        shutil.copytree(self.path.parent / "aside", self.path)

    def _run(self, release: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        environments.make([release])
        python = environments.python_of(release)
        assert python is not None
        source, sink = self.path.parent / "question", self.path.parent / "answer"
        source.write_text(json.dumps({"key": asked["task"], "text": json.dumps(asked)}) + "\n", encoding="utf-8")
        done = subprocess.run(
            [str(python), str(INSIDE / "belongings.py"), str(source), str(sink)],
            env=environments.neutral_variables(self.path),
            cwd=self.path,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RunFailed(f"belongings in {release}: {done.stderr[-3000:]}")
        answer = json.loads(sink.read_text(encoding="utf-8"))["answer"]
        assert isinstance(answer, dict)
        return answer


def old_configuration() -> str:
    """For 0.2.24, a file for every store, as upstream's samples of the time have it."""
    return _dump(
        {
            "version": 2,
            "image_name": "small",
            "apis": ["agents", "batches", "files", "inference", "safety", "tool_runtime", "vector_io"],
            "providers": {
                **_providers("0.2.24"),
                "vector_io": [_entry("faiss", "inline::faiss", kvstore=_inline("faiss_store"))],
                "files": [
                    _entry(
                        "localfs",
                        "inline::localfs",
                        storage_dir=f"{FOLDER}/files",
                        metadata_store=_inline("files_metadata"),
                    )
                ],
                "agents": [
                    _entry(
                        "meta-reference",
                        "inline::meta-reference",
                        persistence_store=_inline("agents_store"),
                        responses_store=_inline("responses_store"),
                    )
                ],
                "batches": [_entry("reference", "inline::reference", kvstore=_inline("batches"))],
            },
            "metadata_store": _inline("registry"),
            "inference_store": _inline("inference_store"),
            **MODELS,
            "server": {"port": 8321},
        }
    )


def configuration(release: str, files: str = "separate", tables: str = "fixed", namespaces: str = "none") -> str:
    """For a release with named backends.

    *files*: `separate` is a file for every store, `shared` upstream's two. *tables*: `fixed` names that every
    release reads, or those of the `sample`. *namespaces*: `none`, or those of the `sample`.
    """
    number = tuple(map(int, release.split(".")))
    backends: dict[str, Any] = {}

    def kv(name: str, namespace: str) -> dict[str, Any]:
        backend = f"kv_{name}" if files == "separate" else "kv_default"
        path = f"{FOLDER}/{PATHS[name]}.db" if files == "separate" else f"{FOLDER}/kvstore.db"
        backends[backend] = {"type": "kv_sqlite", "db_path": path}
        return {"backend": backend, "namespace": namespace if namespaces == "sample" else ""}

    def sql(name: str, fixed: str, sample: str) -> dict[str, Any]:
        backend = f"sql_{name}" if files == "separate" else "sql_default"
        path = f"{FOLDER}/{PATHS[name]}.db" if files == "separate" else f"{FOLDER}/sql_store.db"
        backends[backend] = {"type": "sql_sqlite", "db_path": path}
        return {"backend": backend, "table_name": sample if tables == "sample" else fixed}

    agents = number < (0, 7)
    persistence: dict[str, Any] = {"responses": sql("responses", "openai_responses", "responses")}
    if number < (1, 0):
        persistence["agent_state"] = kv("agents", "agents")
        batches = {"kvstore": kv("batches", "batches")}
    else:
        batches = {"sqlstore": sql("inference", "batches", "batches")}
    stores: dict[str, Any] = {
        "metadata": kv("metadata", "registry"),
        "inference": sql("inference", "chat_completions", "inference_store"),
        "conversations": sql("inference", "openai_conversations", "openai_conversations"),
    }
    if number >= (1, 0):
        stores["prompts"] = sql("inference", "prompts", "prompts")
        stores["connectors"] = sql("inference", "connectors", "connectors")
    elif number >= (0, 4):
        stores["prompts"] = kv("metadata", "prompts")
    if (0, 5) <= number < (1, 0):
        stores["connectors"] = kv("metadata", "connectors")
    api, provider_type = ("agents", "inline::meta-reference") if agents else ("responses", "inline::builtin")
    providers = {
        **_providers(release),
        "vector_io": [_entry("faiss", "inline::faiss", persistence=kv("faiss", "vector_io::faiss"))],
        "files": [
            _entry(
                "localfs",
                "inline::localfs",
                storage_dir=f"{FOLDER}/files",
                metadata_store=sql("files", "openai_files", "files_metadata"),
            )
        ],
        api: [_entry("meta-reference", provider_type, persistence=persistence)],
        "batches": [_entry("reference", "inline::reference", **batches)],
    }
    return _dump(
        {
            "version": 2,
            "image_name" if number < (0, 5) else "distro_name": "small",
            "apis": sorted(providers),
            "providers": providers,
            "storage": {"backends": backends, "stores": stores},
            "registered_resources": MODELS,
            # Without a certificate 1.2.0 and later want it said that there is none.
            "server": {"port": 8321, "insecure": True} if number >= (1, 2) else {"port": 8321},
        }
    )


FOLDER = "${env.SQLITE_STORE_DIR:=/tmp/stacklint}"
MODELS = {
    "models": [
        {"model_id": "chat", "provider_id": "local", "provider_model_id": "chat", "model_type": "llm", "metadata": {}},
        {
            "model_id": "embed",
            "provider_id": "local",
            "provider_model_id": "embed",
            "model_type": "embedding",
            "metadata": {"embedding_dimension": 8},
        },
    ]
}
PATHS = {
    "metadata": "registry",
    "inference": "inference_store",
    "responses": "responses_store",
    "files": "files_metadata",
    "faiss": "faiss_store",
    "agents": "agents_store",
    "batches": "batches",
}
"""What the samples of 0.2.24 call the files."""


def _providers(release: str) -> dict[str, Any]:
    key = "url" if release < "0.4" else "base_url"
    providers: dict[str, Any] = {
        "inference": [_entry("local", "remote::vllm", **{key: "${env.FAKE_INFERENCE_URL:=http://127.0.0.1:9/v1}"})],
        "tool_runtime": [_entry("mcp", "remote::model-context-protocol")],
    }
    if release < "0.4":
        providers["safety"] = [_entry("guard", "inline::llama-guard")]
    return providers


def _entry(provider_id: str, provider_type: str, **config: Any) -> dict[str, Any]:
    return {"provider_id": provider_id, "provider_type": provider_type, "config": config}


def _inline(name: str) -> dict[str, Any]:
    return {"type": "sqlite", "db_path": f"{FOLDER}/{name}.db"}


def _dump(configuration: object) -> str:
    text = yaml.safe_dump(configuration, sort_keys=False, width=110)
    assert isinstance(text, str)
    return text


def owned_by_nobody(folder: Path) -> None:
    """What a person has to run once for rows that up to 0.3.1 wrote without authentication to be seen from 0.4.0 on."""
    import sqlite3

    for path in sorted(folder.glob("**/*.db")):
        connection = sqlite3.connect(path)
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
            if "owner_principal" in columns:
                connection.execute(f"UPDATE \"{table}\" SET owner_principal = '' WHERE owner_principal IS NULL")
        connection.commit()
        connection.close()
        assert os.path.exists(path)
