"""Messages in and out of the process.

pygls reads each line of a message in another hop to a thread; here one thread reads whole messages and hands them over,
so that it is known at any time whether more are waiting.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import BinaryIO

LONGEST = 256 * 1024 * 1024
"""Bytes of a message. A length beyond that is a broken stream, not a text."""


class Inbox:
    """Messages that have come and were not looked at yet; filled from any thread, emptied by one coroutine."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: deque[bytes | None] = deque()
        self._arrived = asyncio.Event()

    @property
    def is_empty(self) -> bool:
        """Whether everything that came so far has been looked at."""
        return not self._waiting

    def put(self, body: bytes | None) -> None:
        """Add a message, from any thread; None says that it was the last one."""
        self._waiting.append(body)
        try:
            self._loop.call_soon_threadsafe(self._arrived.set)
        except RuntimeError:
            # The loop is closed; nobody reads any more.
            return

    async def get(self) -> bytes | None:
        """The next message; None for the end."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._waiting.popleft()


def read_in_thread(stream: BinaryIO, inbox: Inbox) -> None:
    """Begin to read *stream* to its end."""
    threading.Thread(target=_read_all, args=(stream, inbox), name="stacklint input", daemon=True).start()


async def read_from(reader: asyncio.StreamReader, inbox: Inbox) -> None:
    """Read a connection to its end."""
    try:
        while (length := await _length_from(reader)) is not None:
            inbox.put(await reader.readexactly(length))
    except (OSError, ValueError, asyncio.IncompleteReadError):
        # Broken off in the middle: nothing that follows could be understood.
        pass
    finally:
        inbox.put(None)


class StreamWriter:
    """Writes to a stream of bytes, each message at once."""

    def __init__(self, stream: BinaryIO, gone: Callable[[], None]) -> None:
        """*gone* is called when nobody reads any more."""
        self._stream = stream
        self._gone = gone

    def write(self, data: bytes) -> None:
        """Write one message."""
        try:
            self._stream.write(data)
            self._stream.flush()
        except (OSError, ValueError):
            self._gone()

    def close(self) -> None:
        """Nothing more will be written."""


def _read_all(stream: BinaryIO, inbox: Inbox) -> None:
    try:
        while (body := _read_message(stream)) is not None:
            inbox.put(body)
    except (OSError, ValueError):
        pass
    finally:
        inbox.put(None)


def _read_message(stream: BinaryIO) -> bytes | None:
    length: int | None = None
    while True:
        line = stream.readline()
        if not line:
            return None
        if length is not None and not line.strip():
            break
        length = _length_of(line, length)
    pieces = []
    while length > 0:
        piece = stream.read(length)
        if not piece:
            return None
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


async def _length_from(reader: asyncio.StreamReader) -> int | None:
    length: int | None = None
    while line := await reader.readline():
        if length is not None and not line.strip():
            return length
        length = _length_of(line, length)
    return None


def _length_of(line: bytes, before: int | None) -> int | None:
    """The length that a header line tells, else what was known *before*. Raises ValueError for one that cannot be."""
    name, colon, value = line.partition(b":")
    if not colon or name.strip().lower() != b"content-length":
        return before
    length = int(value)
    if not 0 <= length <= LONGEST:
        raise ValueError(length)
    return length
