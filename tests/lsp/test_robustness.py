"""The server lives: whatever a feature does, whatever a message holds, and it touches nothing but its own pipes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lsp.editor import PUBLISHING, Editor, Refused, capabilities, editing, extent, place, play
from lsp.process import ProcessEditor
from lsp.texts import BROKEN, FOREIGN, place_of
from process import ENVIRONMENT
from stacklint.engine import check_bytes
from stacklint.settings import FileSettings
from stacklint.text.decode import MAXIMUM_BYTES
from stacklint_lsp.ide import hover as hovering
from stacklint_lsp.ide.analysis import Analysis

URI = "file:///somewhere/run.yaml"
NAMED = {"textDocument": {"uri": URI}}
SERVER = [sys.executable, "-m", "stacklint", "server"]


def every_question() -> list[tuple[str, Any]]:
    """Each request once, as an editor would ask it about the misspelt name."""
    here, whole = place_of(BROKEN, "kv_defualt"), extent((0, 0), (40, 0))
    at = {**NAMED, "position": here}
    return [
        ("textDocument/hover", at),
        ("textDocument/completion", at),
        ("textDocument/definition", at),
        ("textDocument/references", {**at, "context": {"includeDeclaration": True}}),
        ("textDocument/documentHighlight", at),
        ("textDocument/prepareRename", at),
        ("textDocument/rename", {**at, "newName": "kv_other"}),
        ("textDocument/documentSymbol", NAMED),
        ("textDocument/foldingRange", NAMED),
        ("textDocument/selectionRange", {**NAMED, "positions": [here]}),
        ("textDocument/inlayHint", {**NAMED, "range": whole}),
        ("textDocument/documentLink", NAMED),
        ("textDocument/codeLens", NAMED),
        ("textDocument/semanticTokens/full", NAMED),
        ("textDocument/semanticTokens/range", {**NAMED, "range": whole}),
        ("textDocument/codeAction", {**NAMED, "range": whole, "context": {"diagnostics": []}}),
        ("textDocument/diagnostic", NAMED),
        ("workspace/symbol", {"query": "kv"}),
        ("workspace/diagnostic", {"previousResultIds": []}),
        ("stacklint/release", {"uri": URI}),
        ("stacklint/migrate", {"uri": URI}),
        ("stacklint/graph", {"uri": URI}),
        ("stacklint/debugInformation", {}),
    ]


def test_a_feature_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN)
            await editor.quiet()
            with monkeypatch.context() as broken:

                def fail(*_: object) -> None:
                    raise ZeroDivisionError("of a mistake of ours")

                broken.setattr(hovering, "hover", fail)
                at = {**NAMED, "position": place(0, 0)}
                assert await editor.ask("textDocument/hover", at) is None
                await editor.until(lambda: editor.told("window/logMessage"))
                (logged,) = editor.told("window/logMessage")
                assert logged["type"] == 1
                assert "hover" in logged["message"]
                assert "of a mistake of ours" in logged["message"]
                # It costs nobody else the answer.
                assert await editor.ask("textDocument/documentSymbol", NAMED)
            assert await editor.ask("textDocument/hover", {**NAMED, "position": place_of(BROKEN, "sql_default")})

    play(scene)


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt, StopIteration, RecursionError, MemoryError])
def test_errors_of_any_sort(monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN)

            def fail(*_: object) -> None:
                raise error

            monkeypatch.setattr(hovering, "hover", fail)
            assert await editor.ask("textDocument/hover", {**NAMED, "position": place(0, 0)}) is None
            assert await editor.ask("textDocument/documentSymbol", NAMED)

    play(scene)


def test_a_text_that_is_far_too_long() -> None:
    """As on the command line: one finding that says so, for a text that begins like one of ours."""
    padding = "# padding\n" * (MAXIMUM_BYTES // 10)

    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            editor.open(URI, BROKEN + padding)
            (found,) = await editor.findings(URI, 1)
            (told,) = check_bytes((BROKEN + padding).encode(), URI, FileSettings()).diagnostics
            assert (found["code"], found["message"]) == (told.rule, told.message)
            assert found["range"] == extent((0, 0), (0, 0))
            for method, params in every_question():
                if method == "textDocument/rename":
                    with pytest.raises(Refused, match="no name here"):
                        await editor.ask(method, params)
                else:
                    await editor.ask(method, params)
            assert editor.told("window/logMessage") == []
            editor.change(URI, 2, {"text": BROKEN})
            assert [each["code"] for each in await editor.findings(URI, 2)] == ["dangling-backend"]
            editor.open("file:///somewhere/else.yaml", FOREIGN + padding)
            await editor.quiet()
            assert editor.published("file:///somewhere/else.yaml") == []

    play(scene)


def test_reading_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            await editor.quiet()
            with monkeypatch.context() as broken:

                def fail(*_: object, **__: object) -> None:
                    raise ZeroDivisionError("of a mistake of ours")

                broken.setattr(Analysis, "__init__", fail)
                editor.open(URI, BROKEN)
                for method, params in every_question():
                    await editor.ask(method, params)
                await editor.quiet()
                assert editor.told("window/logMessage")
            editor.change(URI, 2, {"text": BROKEN + "#\n"})
            assert await editor.findings(URI, 2)

    play(scene)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"[]", -32600),
        (b'"x"', -32600),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": {"position": 3}}', -32602),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover"}', -32602),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "no/such/thing", "params": {}}', -32601),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "no/such/thing"}', -32601),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "no/such/thing", "params": null}', -32601),
        (b'{"jsonrpc": "2.0", "method": "no/such/thing"}', None),
        (b'{"jsonrpc": "2.0", "id": 7, "method": "initialize", "params": {"capabilities": {}}}', -32600),
        (b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {}}', None),
        (b'{"jsonrpc": "2.0", "method": "$/somethingNew", "params": {}}', None),
        (b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 4711}}', None),
        (b'{"jsonrpc": "2.0", "id": 4711, "result": null}', None),
        (b"[" * 100_000, -32700),
    ],
)
def test_messages_that_make_no_sense(body: bytes, code: int | None) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING) as editor:
            taken: list[Any] = []
            editor.server.protocol.set_writer(_Listening(editor, taken))
            editor.put(body)
            editor.open(URI, BROKEN)
            assert await editor.findings(URI, 1)
            errors = [each["error"]["code"] for each in taken if "error" in each]
            assert errors == ([] if code is None else [code])

    play(scene)


class _Listening:
    """Hears along, and keeps from the editor what it has not asked."""

    def __init__(self, editor: Editor, taken: list[Any]) -> None:
        self.editor = editor
        self.taken = taken

    def write(self, data: bytes) -> None:
        message = json.loads(data.partition(b"\r\n\r\n")[2])
        self.taken.append(message)
        if "error" not in message:
            self.editor.write(data)

    def close(self) -> None:
        """As a writer is closed."""


def test_nothing_before_the_beginning_and_after_the_end() -> None:
    async def scene() -> None:
        editor = Editor()
        with pytest.raises(Refused) as early:
            await editor.ask("textDocument/hover", {**NAMED, "position": place(0, 0)})
        assert early.value.code == -32002
        editor.open(URI, BROKEN)
        await editor.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        assert editor.server.documents.get(URI) is None, "it came too early"
        await editor.ask("shutdown", None)
        with pytest.raises(Refused) as late:
            await editor.ask("textDocument/hover", {**NAMED, "position": place(0, 0)})
        assert late.value.code == -32600
        editor.note("exit", None)
        assert await editor.serving == 0

    play(scene)


def test_nothing_is_said_after_the_end() -> None:
    """A change that comes just before `shutdown` would be read after it, one that comes behind it not at all."""

    async def scene() -> None:
        editor = Editor()
        await editor.ask("initialize", {"processId": None, "rootUri": None, "capabilities": PUBLISHING})
        editor.open(URI, BROKEN)
        assert await editor.findings(URI, 1)
        editor.change(URI, 2, {"text": BROKEN + "#\n"})
        await editor.ask("shutdown", None)
        editor.change(URI, 3, {"text": BROKEN + "##\n"})
        await editor.quiet()
        assert [each["version"] for each in editor.published(URI)] == [1]
        editor.note("exit", None)
        assert await editor.serving == 0

    play(scene)


@pytest.mark.parametrize("polite", [True, False])
def test_the_end_of_the_editor(polite: bool) -> None:
    """It goes when the editor says so, and also when the editor is just gone."""

    async def scene() -> None:
        editor = Editor()
        await editor.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        if polite:
            editor.note("exit", None)
        else:
            editor.inbox.put(None)
        assert await asyncio.wait_for(editor.serving, 30) == 1, "without shutdown, as the protocol wants it"

    play(scene)


_WATCH = """
import json, os, sys
allowed = json.loads(sys.argv.pop(1))
seen = []
def watch(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.exec", "os.fork",
                 "os.posix_spawn", "os.system", "os.remove", "os.rename", "os.mkdir", "shutil.move", "os.link",
                 "os.symlink", "os.truncate", "os.chmod", "exec.file"}:
        seen.append(f"{event} {arguments!r}")
    elif event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        seen.append(f"open {arguments[0]!r} {arguments[1]}")
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        seen.append(f"open {arguments[0]!r} to write")
    elif event == "import" and isinstance(arguments[1], str) and arguments[1].startswith(allowed):
        seen.append(f"import {arguments[0]}")
sys.dont_write_bytecode = True
sys.addaudithook(watch)
leave = os._exit
def report(code):
    print("\\n".join(seen), file=sys.stderr)
    sys.stderr.flush()
    leave(code)
os._exit = report
sys.argv[:] = ["stacklint", "server"]
from stacklint.__main__ import run
run()
"""


def test_nothing_is_written_run_or_connected(tmp_path: Path) -> None:
    """Every feature is asked, in a folder with code of somebody else; an audit hook of Python sees what it touches."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "stacklint.toml").write_text('target = "ogx-1.5.0"\n', encoding="utf-8")
    (tmp_path / "stacklint.py").write_text("raise SystemExit('this was run')\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text("raise SystemExit('this was run')\n", encoding="utf-8")
    (tmp_path / "yaml.py").write_text("raise SystemExit('this was run')\n", encoding="utf-8")
    path = tmp_path / "run.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(BROKEN, encoding="utf-8")
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()}
    messages = [
        (
            "initialize",
            {
                "processId": None,
                "rootUri": tmp_path.as_uri(),
                "capabilities": capabilities("ale-3.3.0"),
                "workspaceFolders": [{"uri": tmp_path.as_uri(), "name": "x"}],
                "initializationOptions": {"settings": {"workspaceDiagnostics": True}},
            },
        ),
        *every_question(),
        ("shutdown", None),
    ]
    opened = {"textDocument": {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": BROKEN}}
    lines: list[dict[str, Any]] = []
    for number, (method, params) in enumerate(messages):
        text = json.dumps(params).replace(URI, path.as_uri())
        lines.append({"id": number, "method": method, "params": json.loads(text)})
        if method == "initialize":
            lines += [{"method": "initialized", "params": {}}, {"method": "textDocument/didOpen", "params": opened}]
    stream = b"".join(_framed(each) for each in lines)
    process = subprocess.Popen(
        # As an editor has to start it: a module is not looked for in the working folder, which is the workspace.
        [sys.executable, "-P", "-c", _WATCH, json.dumps(str(tmp_path))],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        end = _framed(lines[-1])
        process.stdin.write(stream.removesuffix(end))
        process.stdin.flush()
        answers: dict[int, Any] = {}
        while len(answers) < len(messages) - 1:
            message = _read(process.stdout)
            if "id" in message and "method" not in message:
                answers[message["id"]] = message
        process.stdin.write(end + _framed({"method": "exit"}))
        process.stdin.close()
        process.stdout.read()
        seen = process.stderr.read().decode()
    assert process.returncode == 0
    assert [each for each in answers.values() if "error" in each] == []
    assert seen == "\n"
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.is_file()} == before


def _framed(message: dict[str, Any]) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    return b"Content-Length: %d\r\n\r\n" % len(body) + body


def _read(stream: Any) -> dict[str, Any]:
    length = 0
    while line := stream.readline().strip():
        if line.lower().startswith(b"content-length"):
            length = int(line.partition(b":")[2])
    message: dict[str, Any] = json.loads(stream.read(length))
    return message


def test_a_real_process_from_hello_to_farewell() -> None:
    async def scene() -> None:
        async with ProcessEditor.running([*SERVER, "--stdio"], PUBLISHING) as editor:
            editor.open(URI, BROKEN)
            assert await editor.findings(URI, 1)
            for method, params in every_question():
                await editor.ask(method, params)

    play(scene)


def test_an_editor_that_is_killed() -> None:
    done = subprocess.run(
        SERVER,
        input=_framed({"id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}}}),
        env=ENVIRONMENT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == b""
    assert b'"positionEncoding": "utf-16"' in done.stdout


@pytest.mark.parametrize(
    "stream", [b"Content-Length: x\r\n\r\n", b"Content-Length: 99999999999\r\n\r\n", b"\r\n\r\n", b""]
)
def test_a_stream_of_something_else(stream: bytes) -> None:
    done = subprocess.run(SERVER, input=stream, env=ENVIRONMENT, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


def test_over_tcp() -> None:
    async def scene() -> None:
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(*SERVER, "--tcp", "0", stderr=pipe, env=ENVIRONMENT)
        assert process.stderr is not None
        said = (await asyncio.wait_for(process.stderr.readline(), 30)).decode()
        host, _, port = said.removeprefix("listening on ").strip().rpartition(":")
        assert host == "127.0.0.1"
        reader, writer = await asyncio.open_connection(host, int(port))
        hello: Any = {"processId": None, "rootUri": None, "capabilities": {}}
        writer.write(_framed({"id": 1, "method": "initialize", "params": hello}))
        answer = await asyncio.wait_for(_next(reader), 30)
        assert answer["result"]["serverInfo"]["name"] == "stacklint"
        writer.write(_framed({"id": 2, "method": "shutdown"}) + _framed({"method": "exit"}))
        await asyncio.wait_for(_next(reader), 30)
        assert await asyncio.wait_for(process.wait(), 30) == 0
        writer.close()

    play(scene)


async def _next(reader: asyncio.StreamReader) -> Any:
    length = 0
    while line := (await reader.readline()).strip():
        if line.lower().startswith(b"content-length"):
            length = int(line.partition(b":")[2])
    return json.loads(await reader.readexactly(length))


@pytest.mark.parametrize("address", ["0.0.0.0:0", "example.org:1", "99999", "x", "127.0.0.1:"])
def test_only_this_machine_is_listened_to(address: str) -> None:
    done = subprocess.run(
        [*SERVER, "--tcp", address], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert "--tcp" in done.stderr


def test_the_first_reply_needs_no_engine() -> None:
    """What is loaded before it is what every start of every editor waits for."""
    code = """
import sys
from stacklint_lsp import protocol
protocol.make_server()
loaded = [name for name in ("yaml", "ruamel", "jsonschema", "pydantic", "stacklint.engine", "stacklint.rules",
                            "stacklint_lsp.ide.analysis", "stacklint.migrate") if name in sys.modules]
raise SystemExit(f"loaded: {loaded}" if loaded or "pygls" not in sys.modules else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
