"""All files of the open folders: findings for editors that ask, symbols, and nothing read twice."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from lsp.editor import Editor, Json, editing, play
from lsp.texts import BROKEN, FOREIGN
from stacklint.engine import check_without_fixes
from stacklint.files import content_of
from stacklint_lsp.ide.outline import has_letters
from stacklint_lsp.protocol import workspace

ON = {"settings": {"workspaceDiagnostics": True}}
FIXED = BROKEN.replace("kv_defualt", "kv_default")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a file of each sort."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "stacklint.toml").write_text('exclude = ["excluded"]\n', encoding="utf-8")
    (tmp_path / ".gitignore").write_text("ignored.yaml\n", encoding="utf-8")
    (tmp_path / "excluded").mkdir()
    for name, text in {
        "broken.yaml": BROKEN,
        "fixed.yaml": FIXED,
        "service.yaml": FOREIGN,
        "ignored.yaml": BROKEN,
        "excluded/run.yaml": BROKEN,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


async def pull(editor: Editor, previous: list[Json] | None = None, **others: Any) -> dict[str, Json]:
    """The reports by the name of the file."""
    report = await editor.ask("workspace/diagnostic", {"previousResultIds": previous or [], **others})
    return {os.path.basename(each["uri"]): each for each in report["items"]}


def known(reports: dict[str, Json]) -> list[Json]:
    return [{"uri": each["uri"], "value": each["resultId"]} for each in reports.values()]


def test_only_where_it_is_wanted(project: Path) -> None:
    async def scene() -> None:
        async with editing({}, folders=(project,)) as editor:
            assert await pull(editor) == {}
        async with editing({}, options=ON) as editor:
            assert await pull(editor) == {}, "no folder is open"

    play(scene)


def test_files_that_are_not_open(project: Path) -> None:
    async def scene() -> None:
        async with editing({}, folders=(project,), options=ON) as editor:
            first = await pull(editor)
            assert list(first) == ["broken.yaml"]
            assert [each["code"] for each in first["broken.yaml"]["items"]] == ["dangling-backend"]
            again = await pull(editor, known(first))
            assert again["broken.yaml"]["kind"] == "unchanged"
            (project / "broken.yaml").write_text(FIXED + "\n# now it is right\n", encoding="utf-8")
            after = await pull(editor, known(first))
            assert (after["broken.yaml"]["kind"], after["broken.yaml"]["items"]) == ("full", [])
            assert await pull(editor) == {}

    play(scene)


def test_files_that_have_gone(project: Path) -> None:
    async def scene() -> None:
        async with editing({}, folders=(project,), options=ON) as editor:
            first = await pull(editor)
            (project / "broken.yaml").unlink()
            assert (await pull(editor, known(first)))["broken.yaml"]["items"] == []

    play(scene)


def test_a_file_that_is_open_is_as_the_editor_shows_it(project: Path) -> None:
    uri = (project / "broken.yaml").as_uri()

    async def scene() -> None:
        async with editing({"textDocument": {"diagnostic": {}}}, folders=(project,), options=ON) as editor:
            editor.open(uri, FIXED, version=5)
            report = (await pull(editor))["broken.yaml"]
            assert (report["items"], report["version"]) == ([], 5)
            editor.change(uri, 6, {"text": BROKEN})
            report = (await pull(editor))["broken.yaml"]
            assert (len(report["items"]), report["version"]) == (1, 6)
            own = await editor.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
            assert own["resultId"] == report["resultId"]

    play(scene)


def test_nothing_is_read_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = content_of

    def counted(path: str) -> bytes:
        read.append(os.path.basename(path))
        return real(path)

    monkeypatch.setattr(workspace, "content_of", counted)

    async def scene() -> None:
        async with editing({}, folders=(project,), options=ON) as editor:
            first = await pull(editor)
            assert sorted(read) == ["broken.yaml", "fixed.yaml", "service.yaml"]
            del read[:]
            await pull(editor, known(first))
            assert read == []

    play(scene)


def test_files_that_change_are_asked_about_again(project: Path) -> None:
    announced = {"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": True}}}
    changed = {"changes": [{"uri": (project / "broken.yaml").as_uri(), "type": 2}]}

    async def scene() -> None:
        async with editing(announced, folders=(project,), options=ON) as editor:
            editor.note("workspace/didChangeWatchedFiles", changed)
            await editor.until(lambda: [each["method"] for each in editor.asked] == ["workspace/diagnostic/refresh"])

    play(scene)


def test_in_parts_with_progress(project: Path) -> None:
    for number in range(60):
        (project / f"more{number:02}.yaml").write_text(BROKEN, encoding="utf-8")

    async def scene() -> None:
        async with editing({}, folders=(project,), options=ON) as editor:
            rest = await pull(editor, partialResultToken="parts", workDoneToken="done")
            told = editor.told("$/progress")
            parts = [each["value"]["items"] for each in told if each["token"] == "parts"]
            assert len(parts) == 2
            assert len(rest) + sum(map(len, parts)) == 61
            kinds = [each["value"]["kind"] for each in told if each["token"] == "done"]
            assert kinds == ["begin", "report", "report", "end"]

    play(scene)


def test_one_file_that_fails(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "aaa.yaml").write_text(BROKEN, encoding="utf-8")
    real = check_without_fixes

    def fail(text: str, path: str, *others: Any, **named: Any) -> Any:
        if path == "aaa.yaml":
            raise ZeroDivisionError
        return real(text, path, *others, **named)

    monkeypatch.setattr(workspace, "check_without_fixes", fail)

    async def scene() -> None:
        async with editing({}, folders=(project,), options=ON) as editor:
            assert list(await pull(editor)) == ["broken.yaml"]
            await editor.until(lambda: editor.told("window/logMessage"))

    play(scene)


def test_symbols_of_all_files(project: Path) -> None:
    async def scene() -> None:
        async with editing({}, folders=(project,)) as editor:
            editor.open((project / "fixed.yaml").as_uri(), FIXED.replace("kv_spare", "kv_spare_two"))
            found = await editor.ask("workspace/symbol", {"query": "kvspare"})
            places = {(each["name"], os.path.basename(each["location"]["uri"])) for each in found}
            assert places == {("kv_spare", "broken.yaml"), ("kv_spare_two", "fixed.yaml")}
            assert await editor.ask("workspace/symbol", {"query": "zzz"}) == []
            (project / "broken.yaml").write_text(BROKEN.replace("kv_spare", "kv_other"), encoding="utf-8")
            os.utime(project / "broken.yaml", (1, 1))
            assert len(await editor.ask("workspace/symbol", {"query": "kvspare"})) == 1

    play(scene)


@pytest.mark.parametrize(
    ("name", "query", "fits"),
    [("kv_default", "", True), ("kv_default", "KD", True), ("kv_default", "dk", False), ("a", "aa", False)],
)
def test_letters_in_their_order(name: str, query: str, fits: bool) -> None:
    assert has_letters(name, query) == fits
