"""A small editor in the same process: speaks to the server in messages, as a real one does, and remembers what comes.

Everything goes through bytes, so what is tested is what goes over the wire; only the pipes are left out.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeAlias

from stacklint_lsp.protocol import Server, make_server
from stacklint_lsp.protocol.streams import Inbox

Json: TypeAlias = Any

CLIENTS = Path(__file__).parent / "clients"
PATIENCE = 30.0
"""Seconds; only ever reached by a server that does not answer."""

Listener = Callable[[Json], Json]


class Refused(Exception):
    """The server has answered with an error."""

    def __init__(self, error: Json) -> None:
        super().__init__(error["message"])
        self.code: int = error["code"]
        self.data = error.get("data")


class Conversation:
    """What an editor and its server tell each other, whatever is between them."""

    def __init__(self) -> None:
        self.notes: list[Json] = []
        """Notifications of the server, in their order."""
        self.asked: list[Json] = []
        """Requests of the server, in their order."""
        self.settings: dict[str | None, Json] = {}
        """What it says when asked for settings, by folder; None for what lies in none."""
        self.answers: dict[str, Listener] = {}
        """What it says to other requests of the server; null where there is nothing."""
        self._number = 0
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._changed = asyncio.Event()

    def take(self, body: bytes) -> None:
        """Take a message of the server."""
        message = json.loads(body)
        if "method" not in message:
            self._answered(message)
        elif "id" in message:
            self.asked.append(message)
            self._send({"id": message["id"], "result": self._answer(message)})
        else:
            self.notes.append(message)
        self._changed.set()

    def note(self, method: str, params: Json) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def begin(self, method: str, params: Json) -> tuple[int, asyncio.Future[Json]]:
        """Send a request and do not wait."""
        self._number += 1
        future = self._waiting[self._number] = asyncio.get_running_loop().create_future()
        self._send({"id": self._number, "method": method, "params": params})
        return self._number, future

    async def ask(self, method: str, params: Json) -> Json:
        """Send a request and wait for the answer; raises Refused."""
        return await asyncio.wait_for(self.begin(method, params)[1], PATIENCE)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something has come."""

        async def wait() -> None:
            while not condition():
                self._changed.clear()
                await self._changed.wait()

        await asyncio.wait_for(wait(), PATIENCE)

    def open(self, uri: str, text: str, version: int = 1, language: str = "yaml") -> None:
        """Open a text."""
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.note("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Json) -> None:
        """Change a text."""
        named = {"uri": uri, "version": version}
        self.note("textDocument/didChange", {"textDocument": named, "contentChanges": list(changes)})

    def published(self, uri: str) -> list[Json]:
        """Everything that was published for a text, oldest first."""
        method = "textDocument/publishDiagnostics"
        return [each["params"] for each in self.notes if each["method"] == method and each["params"]["uri"] == uri]

    async def findings(self, uri: str, version: int | None = None) -> list[Json]:
        """What the editor shows for a version of a text, once that is there."""
        await self.until(lambda: any(version in {None, each.get("version")} for each in self.published(uri)))
        found: list[Json] = self.published(uri)[-1]["diagnostics"]
        return found

    def told(self, method: str) -> list[Json]:
        """What came in notifications of one kind."""
        return [each["params"] for each in self.notes if each["method"] == method]

    def _answer(self, message: Json) -> Json:
        if message["method"] == "workspace/configuration":
            return [self.settings.get(item.get("scopeUri")) for item in message["params"]["items"]]
        listener = self.answers.get(message["method"])
        return listener(message["params"]) if listener else None

    def _answered(self, message: Json) -> None:
        future = self._waiting.pop(message["id"])
        if future.done():
            return
        if "error" in message:
            future.set_exception(Refused(message["error"]))
        else:
            future.set_result(message.get("result"))

    def _send(self, message: Json) -> None:
        self.put(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def put(self, body: bytes) -> None:
        """Hand a message over."""
        raise NotImplementedError


class Editor(Conversation):
    """One editor with its own server, in the same process."""

    def __init__(self) -> None:
        super().__init__()
        self.server: Server = make_server()
        self.inbox = Inbox(asyncio.get_running_loop())
        self.server.protocol.set_writer(self)
        self.serving = asyncio.ensure_future(self.server.serve(self.inbox))

    def put(self, body: bytes) -> None:
        """Hand a message over."""
        self.inbox.put(body)

    def write(self, data: bytes) -> None:
        """What the server writes."""
        self.take(data.partition(b"\r\n\r\n")[2])

    def close(self) -> None:
        """As a writer is closed."""

    async def quiet(self) -> None:
        """Wait until the server has nothing more to do."""
        while not (  # noqa: ASYNC110  the worker is a thread and sets no event of this loop
            self.inbox.is_empty and self.server.worker.is_idle and self.server.findings.is_idle
        ):
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.002)


def capabilities(client: str) -> Json:
    """What a real editor announces."""
    found = json.loads((CLIENTS / f"{client}.json").read_text(encoding="utf-8"))
    return found["capabilities"]


@asynccontextmanager
async def editing(
    announced: Json = None,
    *,
    folders: tuple[Path, ...] = (),
    options: Json = None,
    settings: Json = None,
) -> AsyncIterator[Editor]:
    """An editor that has said hello, and says farewell at the end."""
    editor = Editor()
    editor.settings |= settings or {}
    named = [{"uri": folder.as_uri(), "name": folder.name} for folder in folders]
    params = {"processId": None, "rootUri": None, "capabilities": announced or {}, "workspaceFolders": named or None}
    if options is not None:
        params["initializationOptions"] = options
    await editor.ask("initialize", params)
    editor.note("initialized", {})
    try:
        yield editor
        await editor.ask("shutdown", None)
        editor.note("exit", None)
        assert await asyncio.wait_for(editor.serving, PATIENCE) == 0
    finally:
        editor.serving.cancel()


def play(scene: Callable[[], Awaitable[None]]) -> None:
    """Run a test that waits for answers."""
    asyncio.run(_play(scene))


async def _play(scene: Callable[[], Awaitable[None]]) -> None:
    await scene()


PUBLISHING: Json = {"textDocument": {"publishDiagnostics": {"versionSupport": True, "relatedInformation": True}}}
"""An editor that waits for findings and knows versions."""


def place(line: int, column: int) -> Json:
    """A place as the protocol has it."""
    return {"line": line, "character": column}


def extent(first: tuple[int, int], last: tuple[int, int]) -> Json:
    """A range as the protocol has it."""
    return {"start": place(*first), "end": place(*last)}
