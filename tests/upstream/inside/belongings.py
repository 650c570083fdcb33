"""Runs inside a release's environment: puts something of every kind into a running server, or looks for it again.

The release's own command line starts the configuration with only the listening replaced; everything is written and
read through its HTTP interface. A question is `{"configuration": text, "task": "put" or "find", "things": {...}}`.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

TIME_LIMIT = 150
PACKAGE = "ogx" if importlib.util.find_spec("ogx") else "llama_stack"
PREFIXES = ("/v1/openai/v1", "/v1")
"""Where the OpenAI-like interface is: the first one up to 0.2.24, both for a while."""
NOTE = "The store keeps what was put into it."


def main() -> int:
    """Read questions as JSON lines from the first file, write answers to the second."""
    importlib.import_module("fake_inference").serve()
    for name in ("uvicorn", f"{PACKAGE}.core.stack", f"{PACKAGE}.core.server.server", f"{PACKAGE}.cli.stack.run"):
        importlib.import_module(name)
    with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
        for line in source:
            question = json.loads(line)
            answer = _in_child(json.loads(question["text"]), question["key"])
            sink.write(json.dumps({"key": question["key"], "answer": answer}) + "\n")
            sink.flush()
    os._exit(0)


def _in_child(asked: dict[str, Any], key: str) -> dict[str, Any]:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        folder = os.environ.get("STACKLINT_UPSTREAM_LOGS")
        target = os.path.join(folder, f"{PACKAGE}-{key}.log") if folder else os.devnull
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        signal.alarm(TIME_LIMIT)
        result = _run(asked)
        with os.fdopen(write, "w", encoding="utf-8") as pipe:
            json.dump(result, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(said) if said else {"error": "no answer in time"}


def _run(asked: dict[str, Any]) -> dict[str, Any]:
    uvicorn: Any = importlib.import_module("uvicorn")
    outcome: dict[str, Any] = {}
    with open("config.yaml", "w", encoding="utf-8") as file:
        file.write(asked["configuration"])

    def instead_of_listening(application: str, **_: object) -> None:
        module, factory = application.split(":")
        app = getattr(importlib.import_module(module), factory)()
        outcome.update(asyncio.run(_serve(app, asked)))

    async def instead_of_serving(server: Any, *_: object) -> None:
        outcome.update(await _serve(server.config.app, asked))

    uvicorn.run = instead_of_listening
    uvicorn.Server.serve = instead_of_serving
    try:
        _command_line()
    except BaseException as error:  # noqa: BLE001 - whatever stops the start is the answer
        traceback.print_exc()
        if not outcome:
            return {"error": type(error).__name__, "said": str(error)[:300]}
    return outcome or {"error": "did not start"}


def _command_line() -> None:
    if PACKAGE == "ogx":
        version = importlib.import_module("importlib.metadata").version("ogx")
        # Certificates are no matter of stored data.
        insecure = ["--insecure"] if tuple(map(int, version.split(".")[:2])) >= (1, 2) else []
        sys.argv = ["ogx", "run", "config.yaml", *insecure]
        importlib.import_module("ogx.cli.ogx").main()
    else:
        sys.argv = ["llama", "stack", "run", "config.yaml"]
        importlib.import_module("llama_stack.cli.llama").main()


async def _serve(app: Any, asked: dict[str, Any]) -> dict[str, Any]:
    httpx = importlib.import_module("httpx")
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost:8321", timeout=60) as client,
    ):
        server = _Server(client, app)
        table = _PUT if asked["task"] == "put" else _FIND
        outcome: dict[str, Any] = {}
        for kind, work in table.items():
            try:
                outcome[kind] = await work(server, asked.get("things", {}))
            except Exception as error:  # noqa: BLE001 - one kind must not hide the others
                traceback.print_exc()
                outcome[kind] = {"error": type(error).__name__, "said": str(error)[:200]}
        if asked["task"] == "find":
            listings = ("/chat/completions", "/responses", "/files", "/vector_stores", "/batches", "/prompts")
            outcome["failing lists"] = [path for path in listings if await server.get(path) is None]
    return outcome


class _Server:
    """The running server, asked over its HTTP interface."""

    def __init__(self, client: Any, app: Any) -> None:
        self._client = client
        self.app = app

    async def get(self, path: str) -> Any:
        """What the server answers, or None for what it does not know."""
        answer = await self._ask("GET", path)
        print(f"GET {path}: {answer.status_code} {answer.text[:200]}", file=sys.stderr)
        return answer.json() if answer.status_code == 200 else None

    async def text(self, path: str) -> str:
        answer = await self._ask("GET", path)
        return str(answer.text) if answer.status_code == 200 else ""

    async def post(self, path: str, body: Any = None, **more: Any) -> Any:
        answer = await self._ask("POST", path, **({"json": body} if body is not None else {}), **more)
        if answer.status_code >= 300:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:150]}")
        return answer.json()

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        answer: Any = None
        for prefix in PREFIXES:
            answer = await self._client.request(method, prefix + path, **more)
            # A route that does not exist says so in just these words; anything else is an answer.
            if answer.status_code == 405 or (answer.status_code == 404 and answer.text == '{"detail":"Not Found"}'):
                continue
            return answer
        return answer

    def vector_providers(self) -> dict[str, Any]:
        """The real adapters by provider id."""
        for api, implementation in self.app.stack.impls.items():
            table = getattr(implementation, "impls_by_provider_id", None) or getattr(
                getattr(implementation, "routing_table", None), "impls_by_provider_id", None
            )
            if api.value in {"vector_io", "vector_stores", "vector_dbs"} and table:
                return dict(table)
        return {}


# ---- putting ----


async def _put_file(server: _Server, _: dict[str, Any]) -> Any:
    sent = {"file": ("note.txt", NOTE.encode(), "text/plain")}
    return (await server.post("/files", files=sent, data={"purpose": "assistants"}))["id"]


async def _put_vector_stores(server: _Server, _: dict[str, Any]) -> Any:
    put: dict[str, Any] = {}
    for provider in server.vector_providers():
        file = await _put_file(server, {})
        asked = {
            "name": f"of {provider}",
            "provider_id": provider,
            "embedding_model": await _model(server, "embed"),
            "embedding_dimension": 8,
        }
        store = (await server.post("/vector_stores", asked))["id"]
        attached = await server.post(f"/vector_stores/{store}/files", {"file_id": file})
        limit = time.monotonic() + 30
        while attached.get("status") == "in_progress" and time.monotonic() < limit:
            await asyncio.sleep(0.2)
            attached = await server.get(f"/vector_stores/{store}/files/{file}") or attached
        found = await server.post(f"/vector_stores/{store}/search", {"query": "what is kept"})
        put[provider] = {"store": store, "file": file, "status": attached.get("status"), "hits": len(found["data"])}
    return put


async def _put_chat(server: _Server, _: dict[str, Any]) -> Any:
    asked = {"model": await _model(server, "chat"), "messages": [{"role": "user", "content": NOTE}]}
    return (await server.post("/chat/completions", asked))["id"]


async def _put_response(server: _Server, _: dict[str, Any]) -> Any:
    return (await server.post("/responses", {"model": await _model(server, "chat"), "input": NOTE}))["id"]


async def _put_conversation(server: _Server, _: dict[str, Any]) -> Any:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": NOTE}]}
    return (await server.post("/conversations", {"items": [item]}))["id"]


async def _put_prompt(server: _Server, _: dict[str, Any]) -> Any:
    return (await server.post("/prompts", {"prompt": NOTE, "variables": []}))["prompt_id"]


async def _put_batch(server: _Server, _: dict[str, Any]) -> Any:
    body = {"model": await _model(server, "chat"), "messages": [{"role": "user", "content": "x"}]}
    line = json.dumps({"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": body})
    sent = {"file": ("batch.jsonl", line.encode(), "application/json")}
    file = (await server.post("/files", files=sent, data={"purpose": "batch"}))["id"]
    asked = {"input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h"}
    return (await server.post("/batches", asked))["id"]


async def _model(server: _Server, name: str) -> str:
    """The identifier under which a release lists a model: it changed twice."""
    for model in (await server.get("/models"))["data"]:
        identifier = str(model.get("identifier") or model.get("id"))
        if identifier.rsplit("/", 1)[-1] == name:
            return identifier
    raise LookupError(name)


# ---- looking ----


async def _find_file(server: _Server, things: dict[str, Any]) -> Any:
    record = await server.get(f"/files/{things['file']}")
    return record is not None and await server.text(f"/files/{things['file']}/content") == NOTE


async def _find_vector_stores(server: _Server, things: dict[str, Any]) -> Any:
    found: dict[str, Any] = {}
    for provider, put in things["vector stores"].items():
        store = put["store"]
        adapter = server.vector_providers().get(provider)
        seen = {"record": store in getattr(adapter, "openai_vector_stores", {})}
        seen["listed"] = await server.get(f"/vector_stores/{store}") is not None
        seen["index"] = store in (getattr(adapter, "cache", None) or {})
        seen["files"] = bool((await server.get(f"/vector_stores/{store}/files") or {}).get("data"))
        try:
            hits = await server.post(f"/vector_stores/{store}/search", {"query": "what is kept"})
            seen["search"] = any(NOTE in json.dumps(hit) for hit in hits["data"])
        except RuntimeError:
            traceback.print_exc()
            seen["search"] = False
        found[provider] = seen
    return found


async def _find_chat(server: _Server, things: dict[str, Any]) -> Any:
    record = await server.get(f"/chat/completions/{things['chat completion']}")
    return record is not None and NOTE in json.dumps(record["input_messages"]) and bool(record["choices"])


async def _find_response(server: _Server, things: dict[str, Any]) -> Any:
    record = await server.get(f"/responses/{things['response']}")
    return record is not None and "forty two" in json.dumps(record["output"])


async def _find_conversation(server: _Server, things: dict[str, Any]) -> Any:
    items = await server.get(f"/conversations/{things['conversation']}/items")
    return items is not None and NOTE in json.dumps(items)


async def _find_prompt(server: _Server, things: dict[str, Any]) -> Any:
    record = await server.get(f"/prompts/{things['prompt']}")
    return record is not None and record["prompt"] == NOTE


async def _find_batch(server: _Server, things: dict[str, Any]) -> Any:
    return await server.get(f"/batches/{things['batch']}") is not None


_Work = dict[str, Callable[[_Server, dict[str, Any]], Awaitable[Any]]]
_PUT: _Work = {
    "file": _put_file,
    "chat completion": _put_chat,
    "response": _put_response,
    "conversation": _put_conversation,
    "prompt": _put_prompt,
    "batch": _put_batch,
    "vector stores": _put_vector_stores,
}
_FIND: _Work = {
    "file": _find_file,
    "chat completion": _find_chat,
    "response": _find_response,
    "conversation": _find_conversation,
    "prompt": _find_prompt,
    "batch": _find_batch,
    "vector stores": _find_vector_stores,
}


if __name__ == "__main__":
    raise SystemExit(main())
