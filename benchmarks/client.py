"""Speaks to a language server over its standard streams as an editor does, and notes when each message came."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

Message: TypeAlias = dict[str, Any]
"""A message of the protocol; foreign data."""

PATIENCE = 120.0
"""Seconds after which a server that says nothing is given up."""

_CAPABILITIES = {
    # Both servers publish diagnostics by themselves; neither is asked for them.
    "textDocument": {
        "synchronization": {},
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
        "completion": {"completionItem": {"snippetSupport": True}},
        "hover": {"contentFormat": ["markdown"]},
    },
    "workspace": {"configuration": True, "didChangeConfiguration": {}},
}


class ServerStopped(RuntimeError):
    """A server ended, or did not answer in time."""


class Client:
    """One server process and everything it says."""

    def __init__(self, command: tuple[str, ...], settings: Mapping[str, object], variables: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self._name = " ".join(command)
        self._settings = settings
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=dict(variables)
        )
        self._inbox: queue.Queue[tuple[float, Message | None]] = queue.Queue()
        self._requests = 0
        threading.Thread(target=self._read, daemon=True).start()

    def initialize(self) -> float:
        """Shake hands; return the seconds from the start of the process to its reply."""
        came, _ = self._ask("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": _CAPABILITIES})
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": self._settings})
        return came - self.started

    def notify(self, method: str, parameters: Mapping[str, object]) -> float:
        """Send a notification; return when."""
        return self._send({"method": method, "params": parameters})

    def request(self, method: str, parameters: Mapping[str, object]) -> float:
        """Return the seconds until the answer."""
        sent = time.perf_counter()
        came, _ = self._ask(method, parameters)
        return came - sent

    def diagnosed(self, uri: str, version: int) -> float:
        """When the diagnostics of *version* came; a server that names no version is believed."""
        return self._wait(_diagnostics(uri, version), PATIENCE)[0]

    def settled(self, uri: str, version: int, quiet: float) -> float:
        """When the last diagnostics came, of those behind which nothing follows for *quiet* seconds."""
        came = self.diagnosed(uri, version)
        while True:
            try:
                came, _ = self._wait(_diagnostics(uri, version), quiet)
            except queue.Empty:
                return came

    def serve(self, seconds: float) -> None:
        """Answer what the server asks, for *seconds*; throw away the rest."""
        try:
            self._wait(lambda _: False, seconds)
        except queue.Empty:
            return

    def cpu(self) -> float:
        """Seconds of processor time up to now, in steps of the kernel's clock."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory(self) -> float:
        """MiB, the most that was ever resident."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def close(self) -> None:
        """End the server."""
        try:
            self.request("shutdown", {})
            self.notify("exit", {})
            self._process.wait(timeout=10)
        finally:
            self._process.kill()
            self._process.wait()

    def _ask(self, method: str, parameters: Mapping[str, object]) -> tuple[float, Message]:
        self._requests += 1
        number = self._requests
        self._send({"id": number, "method": method, "params": parameters})
        came, answer = self._wait(lambda message: message.get("id") == number and "method" not in message, PATIENCE)
        if "error" in answer:
            raise ServerStopped(f"{method}: {answer['error']}")
        return came, answer

    def _wait(self, wanted: Callable[[Message], bool], seconds: float) -> tuple[float, Message]:
        end = time.perf_counter() + seconds
        while True:
            came, message = self._inbox.get(timeout=max(0.0, end - time.perf_counter()))
            if message is None:
                raise ServerStopped(self._name)
            if "id" in message and "method" in message:
                self._send({"id": message["id"], "result": self._answer(message)})
            elif wanted(message):
                return came, message

    def _answer(self, message: Message) -> object:
        if message["method"] != "workspace/configuration":
            return None
        return [self._settings.get(item.get("section", "")) for item in message["params"]["items"]]

    def _send(self, message: Mapping[str, object]) -> float:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        sent = time.perf_counter()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self._process.stdin.flush()
        return sent

    def _read(self) -> None:
        assert self._process.stdout is not None
        while header := self._process.stdout.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = self._process.stdout.readline()
            content = self._process.stdout.read(length)
            self._inbox.put((time.perf_counter(), json.loads(content)))
        self._inbox.put((time.perf_counter(), None))


def _diagnostics(uri: str, version: int) -> Callable[[Message], bool]:
    def wanted(message: Message) -> bool:
        if message.get("method") != "textDocument/publishDiagnostics":
            return False
        parameters = message["params"]
        return parameters["uri"] == uri and parameters.get("version") in (None, version)

    return wanted
