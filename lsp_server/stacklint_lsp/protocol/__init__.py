"""The language server proper: the only code that knows the protocol, pygls and threads."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from typing import BinaryIO

from stacklint_lsp.protocol.features import register
from stacklint_lsp.protocol.server import Server
from stacklint_lsp.protocol.streams import Inbox, StreamWriter, read_from, read_in_thread

__all__ = ["Server", "make_server", "serve_connection", "serve_streams"]

# A thread that reads a long text must not keep the one that talks waiting for a whole 5 ms at every step.
_SWITCH = 0.001


def make_server() -> Server:
    """A server with all its features that is not connected yet."""
    # pygls logs every refused request with a traceback; what has really failed is told to the editor's log.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    server = Server()
    register(server)
    return server


def serve_streams(source: BinaryIO, target: BinaryIO) -> int:
    """Serve one editor over two streams of bytes; returns the exit code."""
    _prepare()
    # What a careless `print` writes must not end up between two messages.
    sys.stdout = sys.stderr
    return asyncio.run(_serve_streams(source, target))


def serve_connection(host: str, port: int) -> int:
    """Wait for one editor to connect, serve it, and return the exit code. Raises OSError when the port is taken."""
    _prepare()
    return asyncio.run(_serve_connection(host, port))


async def _serve_streams(source: BinaryIO, target: BinaryIO) -> int:
    server = make_server()
    inbox = Inbox(asyncio.get_running_loop())
    server.protocol.set_writer(StreamWriter(target, lambda: inbox.put(None)))
    read_in_thread(source, inbox)
    return await server.serve(inbox)


async def _serve_connection(host: str, port: int) -> int:
    server = make_server()
    inbox = Inbox(asyncio.get_running_loop())
    connections: list[asyncio.StreamWriter] = []

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        if len(connections) > 1:
            # Somebody else is being served.
            writer.close()
            return
        server.protocol.set_writer(writer)
        await read_from(reader, inbox)

    listening = await asyncio.start_server(connect, host, port)
    try:
        for each in listening.sockets:
            sys.stderr.write("listening on {}:{}\n".format(*each.getsockname()))
        sys.stderr.flush()
        return await server.serve(inbox)
    finally:
        listening.close()
        for writer in connections:
            writer.close()


def _prepare() -> None:
    sys.setswitchinterval(_SWITCH)
    # What was imported stays for good and need not be looked at again; trees come and go in large numbers.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    gc.enable()
