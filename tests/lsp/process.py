"""The same small editor with a server in a process of its own, over real pipes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from lsp.editor import PATIENCE, Conversation, Json
from process import ENVIRONMENT


class ProcessEditor(Conversation):
    """One editor with its own server process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__()
        self.process = process
        self.reading = asyncio.ensure_future(self._read())

    @classmethod
    @asynccontextmanager
    async def running(cls, command: Sequence[str], announced: Json) -> AsyncIterator[ProcessEditor]:
        """An editor that has said hello, and says farewell at the end."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, env=ENVIRONMENT)
        editor = cls(process)
        try:
            await editor.ask("initialize", {"processId": None, "rootUri": None, "capabilities": announced})
            editor.note("initialized", {})
            yield editor
            await editor.ask("shutdown", None)
            editor.note("exit", None)
            assert process.stderr is not None
            assert (await asyncio.wait_for(process.stderr.read(), PATIENCE)).decode() == ""
            assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
        finally:
            editor.reading.cancel()
            if process.returncode is None:
                process.kill()
                await process.wait()

    def put(self, body: bytes) -> None:
        """Hand a message over."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    async def quiet(self) -> None:
        """Wait until the findings are there: a search through all files comes after everything more urgent."""
        # The first one may be there before reading has begun, which waits until no more messages do.
        for _ in range(2):
            await self.ask("workspace/symbol", {"query": "nothing is called so"})

    async def _read(self) -> None:
        assert self.process.stdout is not None
        length = 0
        while line := await self.process.stdout.readline():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif not line.strip():
                self.take(await self.process.stdout.readexactly(length))
