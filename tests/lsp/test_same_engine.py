"""The editor says what the command line says: every finding and every fix in every real file, byte for byte."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from lsp.editor import Editor, Json, editing, play
from lsp.process import ProcessEditor
from process import run_stacklint
from requirements import require_corpus
from stacklint.fixing.generated import why_not_edited
from stacklint.text.decode import decode
from stacklint.text.lines import ColumnUnit, LineIndex, width

SEVERITIES = {"error": 1, "warning": 2, "info": 3, "hint": 4}
"""As the protocol numbers them."""


def announced(unit: ColumnUnit) -> Json:
    """An editor that understands everything there is about a finding, and asks for edits when it needs them."""
    knows = {
        "relatedInformation": True,
        "tagSupport": {"valueSet": [1, 2]},
        "dataSupport": True,
        "versionSupport": True,
    }
    return {
        "general": {"positionEncodings": [unit]},
        "textDocument": {
            "publishDiagnostics": {**knows, "codeDescriptionSupport": True},
            "codeAction": {"resolveSupport": {"properties": ["edit"]}},
        },
    }


class Case(NamedTuple):
    """A file with what the command line finds in it."""

    path: Path
    text: str
    findings: list[Json]

    @property
    def uri(self) -> str:
        return self.path.as_uri()


class Places:
    """From the command line's places (from 1, in characters) to an editor's; by itself, without our conversion."""

    def __init__(self, text: str, unit: ColumnUnit) -> None:
        self.lines = LineIndex(text)
        self.unit: ColumnUnit = unit

    def place(self, found: Json) -> Json:
        line, column = found["line"] - 1, found["column"] - 1
        before = self.lines.line_text(line)[:column]
        return {"line": line, "character": width(before, self.unit)}

    def extent(self, found: Json) -> Json:
        return {"start": self.place(found["start"]), "end": self.place(found["end"])}


def expected(case: Case, finding: Json, places: Places) -> Json:
    """A finding of the command line as the editor should be told it."""
    tags = {"unused": [1], "deprecated": [2]}.get(finding["rule"].split("-")[0])
    result = {
        "range": places.extent(finding),
        "message": finding["message"],
        "severity": SEVERITIES[finding["severity"]],
        "code": finding["rule"],
        "source": "stacklint",
        "data": {name: finding[name] for name in ("fingerprint", "pointer", "target")},
    }
    if tags:
        result["tags"] = tags
    if finding["notes"]:
        result["relatedInformation"] = [
            {"location": {"uri": case.uri, "range": places.extent(note)}, "message": note["message"]}
            for note in finding["notes"]
        ]
    if "url" in finding:
        result["codeDescription"] = {"href": finding["url"]}
    return result


def canonical(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def cases(paths: Sequence[Path], folder: Path) -> Iterator[Case]:
    """What the command line itself, in one run, says of *paths*."""
    names = [path.relative_to(folder).as_posix() for path in paths]
    done = run_stacklint("check", "--isolated", "--show", "hint", "--output-format", "json", *names, folder=folder)
    assert done.code in {0, 1}, done.stderr
    found: dict[str, list[Json]] = {}
    for finding in json.loads(done.stdout)["findings"]:
        found.setdefault(finding["path"], []).append(finding)
    for path, name in zip(paths, names, strict=True):
        decoded = decode(path.read_bytes())
        # Neither a broken encoding nor a file that is too long ever comes to a server as such.
        if decoded.problem is None:
            yield Case(path, decoded.text, found.get(name, []))


async def assert_same(editor: Editor | ProcessEditor, case: Case, unit: ColumnUnit, *, fixes: bool) -> int:
    """Compare one file; returns how many things were equal."""
    editor.open(case.uri, case.text)
    await editor.quiet()
    shown = editor.published(case.uri)
    found = shown[-1]["diagnostics"] if shown else []
    places = Places(case.text, unit)
    wanted = [expected(case, finding, places) for finding in case.findings]
    assert [canonical(each) for each in found] == [canonical(each) for each in wanted], case.path
    compared = len(wanted)
    if fixes:
        for finding, diagnostic in zip(case.findings, found, strict=True):
            compared += await _assert_same_fixes(editor, case, finding, diagnostic, places)
    editor.note("textDocument/didClose", {"textDocument": {"uri": case.uri}})
    return compared


async def _assert_same_fixes(
    editor: Editor | ProcessEditor, case: Case, finding: Json, diagnostic: Json, places: Places
) -> int:
    asked = {
        "textDocument": {"uri": case.uri},
        "range": diagnostic["range"],
        "context": {"diagnostics": [diagnostic], "only": ["quickfix"]},
    }
    offered = [
        action
        for action in await editor.ask("textDocument/codeAction", asked)
        if action["data"]["do"] == "fix" and diagnostic in action["diagnostics"]
    ]
    made = []
    for action in offered:
        resolved = await editor.ask("codeAction/resolve", action)
        made.append({"title": action["title"], "edits": resolved["edit"]["changes"][case.uri]})
    wanted = [
        {
            "title": fix["title"],
            "edits": [{"range": places.extent(edit), "newText": edit["content"]} for edit in fix["edits"]],
        }
        # Nothing edits what something else writes: neither `stacklint fix` nor an editor.
        for fix in (() if why_not_edited(case.text) else finding["fixes"])
    ]
    assert sorted(map(canonical, made)) == sorted(map(canonical, wanted)), (case.path, finding)
    return len(wanted)


def sample(paths: Sequence[Path], size: int) -> list[Path]:
    """So many of *paths*, evenly spread."""
    return [paths[len(paths) * number // size] for number in range(size)]


def real_files() -> list[Path]:
    corpus = require_corpus()
    return sorted(path for path in corpus.rglob("*.y*ml") if path.is_file())


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_every_real_file(part: int) -> None:
    paths = real_files()[part::4]

    async def scene() -> None:
        compared = 0
        async with editing(announced("utf-32")) as editor:
            for case in cases(paths, require_corpus()):
                compared += await assert_same(editor, case, "utf-32", fixes=True)
        assert compared > 500, "nothing was compared, so nothing was proved"

    play(scene)


@pytest.mark.parametrize("unit", ["utf-8", "utf-16"])
def test_a_sample_in_other_encodings(unit: ColumnUnit) -> None:
    corpus = require_corpus()
    paths = [path for path in real_files() if not path.read_bytes().isascii()]

    async def scene() -> None:
        async with editing(announced(unit)) as editor:
            for case in cases(sample(paths, 15), corpus):
                await assert_same(editor, case, unit, fixes=False)

    play(scene)


def test_a_sample_through_a_real_process() -> None:
    corpus = require_corpus()
    paths = sample(real_files(), 40)

    async def scene() -> None:
        compared = 0
        async with ProcessEditor.running([sys.executable, "-m", "stacklint", "server"], announced("utf-16")) as editor:
            for case in cases(paths, corpus):
                compared += await assert_same(editor, case, "utf-16", fixes=True)
        assert compared > 20, "nothing was compared, so nothing was proved"

    play(scene)
