"""Times two language servers at the same work in turn: start, edits, a burst of edits, completion and hover."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.client import Client
from benchmarks.measure import Timing, clean_environment

BURST_EDITS = 30
BURST_PAUSE = 0.030
"""Seconds between two edits of the burst: a fast typist, or a key that is held down."""

_SETTLE = 1.0
"""Seconds without diagnostics after which a server has nothing more to say; the slowest edit takes half of that."""


class Server(NamedTuple):
    """A language server to be timed."""

    name: str
    command: tuple[str, ...]
    settings: Mapping[str, object]
    """What it is told when it asks for its configuration."""


class Place(NamedTuple):
    """Where the edits happen: behind a backend's name in the second half of the file."""

    line: int
    end: int
    """The column behind the name; the text has no characters outside of ASCII on this line."""


def measure_servers(servers: Sequence[Server], files: Mapping[str, Path], rounds: int) -> dict[str, Timing]:
    """Let every server work on every file once a round; return medians by `SERVER WHAT FILE`."""
    samples: dict[str, list[Timing]] = {}
    for number in range(rounds):
        for label, path in files.items():
            # Who is first on a warm machine changes from round to round.
            for server in servers if number % 2 == 0 else reversed(servers):
                for what, timing in _session(server, path):
                    name = f"{server.name} {what}" if what == "start" else f"{server.name} {what} {label}"
                    samples.setdefault(name, []).append(timing)
    return {name: median(timings) for name, timings in samples.items()}


def median(timings: Sequence[Timing]) -> Timing:
    """The median of each part for itself."""
    return Timing(*(statistics.median(values) for values in zip(*timings, strict=True)))


def _session(server: Server, path: Path) -> Iterator[tuple[str, Timing]]:
    client = Client(server.command, server.settings, clean_environment())
    try:
        wall = client.initialize()
        yield "start", Timing(wall, client.cpu())
        client.serve(1.0)

        text = path.read_text(encoding="utf-8")
        document = _Document(client, path.as_uri(), text)
        yield "open", document.open()
        client.serve(0.5)
        edits = 20 if len(text) < 100_000 else 6
        yield "edit", document.edits(edits)
        yield "burst", document.burst()
        yield "completion", document.asked("textDocument/completion", edits)
        yield "hover", document.asked("textDocument/hover", edits)
        yield "memory", Timing(0.0, 0.0, client.peak_memory())
    finally:
        client.close()


class _Document:
    """An open file, and the edits of a person who adds a letter to a name and takes it away again."""

    def __init__(self, client: Client, uri: str, text: str) -> None:
        self._client = client
        self._uri = uri
        self._text = text
        self._place = _place(text)
        self._version = 1

    def open(self) -> Timing:
        item = {"uri": self._uri, "languageId": "yaml", "version": 1, "text": self._text}
        before = self._client.cpu()
        sent = self._client.notify("textDocument/didOpen", {"textDocument": item})
        came = self._client.diagnosed(self._uri, self._version)
        return Timing(came - sent, self._client.cpu() - before)

    def edits(self, number: int) -> Timing:
        walls = []
        before = self._client.cpu()
        for _ in range(number):
            sent = self._edit()
            walls.append(self._client.diagnosed(self._uri, self._version) - sent)
        # An even number of edits, so the text is what it was.
        return Timing(statistics.median(walls), (self._client.cpu() - before) / number)

    def burst(self) -> Timing:
        before = self._client.cpu()
        for _ in range(BURST_EDITS):
            sent = self._edit()
            time.sleep(BURST_PAUSE)
        # The last pause is part of the time: diagnostics may come in it.
        came = self._client.settled(self._uri, self._version, _SETTLE)
        return Timing(came - sent, self._client.cpu() - before)

    def asked(self, method: str, number: int) -> Timing:
        position = {"line": self._place.line, "character": self._place.end - 2}
        walls = []
        for _ in range(number):
            self._edit()
            self._client.diagnosed(self._uri, self._version)
            walls.append(self._client.request(method, {"textDocument": {"uri": self._uri}, "position": position}))
        # One answer takes less than a step of the clock for processor time.
        return Timing(statistics.median(walls), 0.0)

    def _edit(self) -> float:
        self._version += 1
        line, end = self._place
        added = self._version % 2 == 0
        change = {
            "range": {
                "start": {"line": line, "character": end},
                "end": {"line": line, "character": end if added else end + 1},
            },
            "text": "x" if added else "",
        }
        identifier = {"uri": self._uri, "version": self._version}
        parameters = {"textDocument": identifier, "contentChanges": [change]}
        return self._client.notify("textDocument/didChange", parameters)


def _place(text: str) -> Place:
    lines = text.split("\n")
    line = next(number for number in range(len(lines) // 2, len(lines)) if lines[number].strip().startswith("backend:"))
    return Place(line, len(lines[line]))
