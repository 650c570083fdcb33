"""Runs inside a release's environment: does its own command line load, start and serve a configuration, and keep data?

Each configuration gets a forked child in which only `uvicorn.run` is replaced: instead of listening,
the application is built, started, asked a few things over ASGI, and its stores are written to and read back.
"""

from __future__ import annotations

import asyncio
import importlib
import importlib.util
import json
import os
import re
import shutil
import signal
import sys
import traceback
from collections.abc import Iterator
from typing import Any

TIME_LIMIT = 90
REQUESTS = ("/v1/health", "/v1/models", "/v1/prompts", "/v1/vector_stores", "/v1/files", "/v1/chat/completions")
MARKER = "misplaced"
"""A word in the metadata of a model: registered models show it."""
PACKAGE = "ogx" if importlib.util.find_spec("ogx") else "llama_stack"


def main() -> int:
    """Read questions as JSON lines from the first file, write answers to the second."""
    importlib.import_module("fake_inference").serve()
    _import_all(["uvicorn", f"{PACKAGE}.core.stack", f"{PACKAGE}.core.server.server", f"{PACKAGE}.cli.stack.run"])
    home = os.environ["HOME"]
    with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as sink:
        for line in source:
            question = json.loads(line)
            answer = _verdict(question["text"], home, question["key"])
            sink.write(json.dumps({"key": question["key"], "answer": answer}) + "\n")
            sink.flush()
    os._exit(0)


def _verdict(text: str, home: str, key: str) -> dict[str, Any]:
    _empty(home)
    with open(os.path.join(home, "config.yaml"), "w", encoding="utf-8") as file:
        file.write(text)
    answer = _in_child(home, key, _run_once)
    if answer.get("start") == "ok" and len(answer["data"].get("vector_io", ())) > 1:
        again = _in_child(home, key, _run_once)
        seen = again.get("data", {}).get("vector_io", {})
        answer["data"]["vector_io"] = "mixed" if _mixed(seen) else "separate"
    elif "data" in answer:
        answer["data"].pop("vector_io", None)
    modules = answer.pop("modules", [])
    if modules:
        _import_all(modules)
    return answer


def _mixed(seen: dict[str, list[str]]) -> bool:
    return any(store != f"probe-{provider}" for provider, stores in seen.items() for store in stores)


def _in_child(home: str, key: str, work: Any) -> dict[str, Any]:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        os.setsid()
        _silence(key)
        os.chdir(home)
        signal.alarm(TIME_LIMIT)
        result = work()
        with os.fdopen(write, "w", encoding="utf-8") as pipe:
            json.dump(result, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(said) if said else {"load": "ok", "start": {"error": "no answer in time"}}


def _silence(key: str) -> None:
    folder = os.environ.get("STACKLINT_UPSTREAM_LOGS")
    target = os.path.join(folder, f"{PACKAGE}-{key}.log") if folder else os.devnull
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)


# ---- inside the child ----


def _run_once() -> dict[str, Any]:
    uvicorn = importlib.import_module("uvicorn")
    known = set(sys.modules)
    outcome: dict[str, Any] = {}
    tables = _watch_tables()

    def instead_of_listening(application: str, **_: object) -> None:
        outcome["load"] = "ok"
        module, factory = application.split(":")
        try:
            app = getattr(importlib.import_module(module), factory)()
            outcome.update(asyncio.run(_serve(app, tables)))
        except BaseException as error:  # noqa: BLE001 - whatever stops the start is the answer
            traceback.print_exc()
            outcome["start"] = _describe(error)

    setattr(uvicorn, "run", instead_of_listening)  # noqa: B010 - the one thing that is replaced
    try:
        _command_line()
    except BaseException as error:  # noqa: BLE001 - whatever stops the load is the answer
        traceback.print_exc()
        outcome.setdefault("load", _describe(error))
    if outcome.get("start") == "ok":
        outcome["modules"] = sorted(set(sys.modules) - known)
    return outcome


def _command_line() -> None:
    if PACKAGE == "ogx":
        sys.argv = ["ogx", "run", "config.yaml"]
        importlib.import_module("ogx.cli.ogx").main()
    else:
        sys.argv = ["llama", "stack", "run", "config.yaml"]
        importlib.import_module("llama_stack.cli.llama").main()


async def _serve(app: Any, tables: list[tuple[Any, str, Any]]) -> dict[str, Any]:
    context = app.router.lifespan_context(app)
    await context.__aenter__()
    answers = {path: await _get(app, path) for path in REQUESTS}
    outcome: dict[str, Any] = {"start": "ok", "failing": sorted(p for p, (s, _) in answers.items() if s >= 500)}
    outcome["data"] = {"files": _files(), "lossy_tables": await _lossy_tables(tables)}
    if MARKER in _config_text():
        outcome["data"]["marker"] = "shown" if MARKER.encode() in answers["/v1/models"][1] else "gone"
    outcome["data"]["vector_io"] = await _vector_stores(app)
    return outcome


def _config_text() -> str:
    with open("config.yaml", encoding="utf-8") as file:
        return file.read()


async def _get(app: Any, path: str) -> tuple[int, bytes]:
    status = [599]
    body: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status[0] = message["status"]
        else:
            body.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8321),
        "app": app,
    }
    try:
        await asyncio.wait_for(app(scope, receive, send), 30)
    except Exception:  # noqa: BLE001 - an application that raises answers 500
        traceback.print_exc()
        return 500, b""
    return status[0], b"".join(body)


def _watch_tables() -> list[tuple[Any, str, Any]]:
    """Note every table that any user of an SQL store asks for."""
    seen: list[tuple[Any, str, Any]] = []
    for name in (f"{PACKAGE}.core.storage.sqlstore", f"{PACKAGE}.providers.utils.sqlstore"):
        try:
            module = importlib.import_module(f"{name}.sqlalchemy_sqlstore")
        except ModuleNotFoundError:
            continue
        original = module.SqlAlchemySqlStoreImpl.create_table

        async def create_table(self: Any, table: str, schema: Any, original: Any = original) -> Any:
            seen.append((self, table, schema))
            return await original(self, table, schema)

        module.SqlAlchemySqlStoreImpl.create_table = create_table
    return seen


async def _lossy_tables(tables: list[tuple[Any, str, Any]]) -> list[str]:
    """Tables in which a row written through one of their users does not come back whole."""
    lossy: set[str] = set()
    for number, (store, table, schema) in enumerate(list(tables)):
        row = {name: _sample(column, f"{table}-{number}") for name, column in schema.items()}
        key = next((n for n, c in schema.items() if getattr(c, "primary_key", False)), next(iter(schema)))
        try:
            await store.insert(table, row)
            back = await store.fetch_one(table, {key: row[key]})
        except Exception:  # noqa: BLE001 - a write that fails loses the row
            traceback.print_exc()
            back = None
        if back is None or any(back.get(name) is None for name in row):
            lossy.add(table)
    return sorted(lossy)


def _sample(column: Any, text: str) -> Any:
    import datetime

    kind = getattr(column, "type", column).name
    return {
        "INTEGER": 7,
        "FLOAT": 1.5,
        "BOOLEAN": True,
        "JSON": {"a": 1},
        "DATETIME": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    }.get(kind, text)


async def _vector_stores(app: Any) -> dict[str, list[str]]:
    """The stores every vector provider knows after the start; one named after itself is added to each."""
    seen: dict[str, list[str]] = {}
    for name, provider in _vector_providers(app):
        seen[name] = sorted(provider.openai_vector_stores)
        own = f"probe-{name}"
        if own not in provider.openai_vector_stores:
            await provider._save_openai_vector_store(own, {"id": own, "file_ids": [], "created_at": 4102444800})
    return seen


def _vector_providers(app: Any) -> Iterator[tuple[str, Any]]:
    for api, implementation in app.stack.impls.items():
        if getattr(api, "value", "") == "vector_stores":
            for name, provider in implementation.impls_by_provider_id.items():
                if hasattr(provider, "_save_openai_vector_store"):
                    yield name, provider


def _files() -> list[str]:
    home = os.environ["HOME"]
    found = []
    for folder, _, names in os.walk(home):
        found += [os.path.relpath(os.path.join(folder, name), home) for name in names if name.endswith(".db")]
    return sorted(found)


def _describe(error: BaseException) -> dict[str, Any]:
    """What stopped it, without upstream's prose: the type, the fields, and the names it quotes."""
    described: dict[str, Any] = {"error": type(error).__name__}
    if hasattr(error, "errors") and callable(error.errors):
        places = {f"{'.'.join(map(str, each['loc']))}: {each['type']}" for each in error.errors()}
        described["fields"] = sorted(places)[:6]
    names = re.findall(r"\b(?:storage|server|registered_resources)(?:\.\w+)+|'[\w:.\- ]{1,40}'", str(error))
    if names:
        described["names"] = list(dict.fromkeys(name.strip("'") for name in names))[:4]
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f"/{PACKAGE}/" in f.filename]
    if frames:
        described["in"] = f"{os.path.basename(frames[-1].filename)[:-3]}.{frames[-1].name}"
    return described


# ---- around it ----


def _import_all(names: list[str]) -> None:
    # Imported once here, every later child has it already.
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001 - the child that needs it will say so
            continue


def _empty(folder: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "stores"))
    os.makedirs(os.path.join(folder, "config"))


if __name__ == "__main__":
    raise SystemExit(main())
