"""The JSON Schema of a release in the YAML language server that most editors use, without a network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias

import pytest

from requirements import REPOSITORY, require
from stacklint_schemas import load, project

Message: TypeAlias = dict[str, Any]
"""A message of the protocol; foreign data."""

PATIENCE = 120
"""Seconds after which a server that says nothing is stopped, so that the test fails and does not hang."""

HINT = "make node-tools"

GOOD = """\
version: 2
distro_name: own
apis: [inference]
providers:
  inference:
  - provider_id: v
    provider_type: remote::vllm
    config: {base_url: "${env.VLLM_URL:=http://localhost:8000/v1}", max_tokens: "${env.MAX:=4096}"}
server:
  port: "8321"
  insecure: yes
"""
BAD = GOOD.replace('"8321"', "eighty").replace('max_tokens: "${env.MAX:=4096}"', "max_tokens: many")


def program() -> list[str]:
    """The command that starts the server, with a Node new enough for it."""
    roots = [REPOSITORY, Path(os.environ.get("STACKLINT_CACHE", Path.home() / ".cache" / "stacklint")) / "npm"]
    for root in roots:
        script = root / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
        if script.exists():
            own = root / "node_modules" / ".bin" / "node"
            node = str(own) if own.exists() else shutil.which("node")
            require("node", node is not None, HINT)
            return [str(node), str(script), "--stdio"]
    require("yaml-language-server", found=False, reason=HINT)
    raise AssertionError("not reached")


class Server:
    """A client that waits for one answer after the other."""

    def __init__(self, process: subprocess.Popen[bytes], schema: str) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.input: IO[bytes] = process.stdin
        self.output: IO[bytes] = process.stdout
        self.settings = {
            "yaml": {
                "schemas": {schema: "*.yaml"},
                "validate": True,
                "completion": True,
                "schemaStore": {"enable": False},
            },
            "http": {"proxy": "", "proxyStrictSSL": True},
        }

    def send(self, **message: object) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.input.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self.input.flush()

    def receive(self) -> Message:
        length = 0
        while header := self.output.readline().strip():
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has stopped"
        message: Message = json.loads(self.output.read(length))
        return message

    def wait(self, **wanted: object) -> Message:
        """The next message with these members; what the server asks meanwhile is answered."""
        while True:
            message = self.receive()
            if all(message.get(key) == value for key, value in wanted.items()):
                return message
            if "id" in message and "method" in message:
                self.send(id=message["id"], result=self.answer(message))

    def answer(self, message: Message) -> object:
        if message["method"] != "workspace/configuration":
            return None
        return [
            self.settings.get(item["section"].removeprefix("[").split(".")[0]) for item in message["params"]["items"]
        ]

    def start(self, folder: Path) -> None:
        capabilities = {
            "workspace": {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}},
            "textDocument": {"publishDiagnostics": {}, "completion": {"completionItem": {"snippetSupport": True}}},
        }
        root = folder.as_uri()
        self.send(id=1, method="initialize", params={"processId": None, "rootUri": root, "capabilities": capabilities})
        self.wait(id=1)
        self.send(method="initialized", params={})
        self.send(method="workspace/didChangeConfiguration", params={"settings": self.settings})

    def diagnose(self, uri: str, text: str) -> list[str]:
        """The text at each diagnostic's place."""
        item = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send(method="textDocument/didOpen", params={"textDocument": item})
        while True:
            found = self.wait(method="textDocument/publishDiagnostics")["params"]
            if found["uri"] == uri:
                break
        lines = text.split("\n")
        return [
            lines[place["start"]["line"]][place["start"]["character"] : place["end"]["character"]]
            for place in (diagnostic["range"] for diagnostic in found["diagnostics"])
        ]

    def complete(self, uri: str, line: int, character: int) -> set[str]:
        position = {"line": line, "character": character}
        self.send(id=2, method="textDocument/completion", params={"textDocument": {"uri": uri}, "position": position})
        return {item["label"] for item in self.wait(id=2)["result"]["items"]}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    command = program()
    schema = tmp_path / "ogx-1.5.0.json"
    schema.write_text(project.dumps(project.json_schema(load().catalogue.newest)), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        watchdog = threading.Timer(PATIENCE, process.kill)
        watchdog.start()
        try:
            found = Server(process, schema.as_uri())
            found.start(tmp_path)
            yield found
        finally:
            watchdog.cancel()
            process.kill()


def test_a_right_file_has_no_diagnostics(server: Server, tmp_path: Path) -> None:
    assert server.diagnose((tmp_path / "good.yaml").as_uri(), GOOD) == []


def test_diagnostics_point_at_the_wrong_values(server: Server, tmp_path: Path) -> None:
    assert sorted(server.diagnose((tmp_path / "bad.yaml").as_uri(), BAD)) == ["eighty", "many"]


def test_keys_are_completed(server: Server, tmp_path: Path) -> None:
    uri = (tmp_path / "half.yaml").as_uri()
    text = GOOD + "  \n"
    server.diagnose(uri, text)
    found = server.complete(uri, text.count("\n") - 1, 2)
    assert {"workers", "tls_certfile", "tenancy"} <= found
    assert "cors" not in found
