"""Whose word counts: the editor's, the settings file's, the comment's; and what happens when one of them changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lsp.editor import PUBLISHING, Editor, editing, play
from lsp.texts import BROKEN
from stacklint.settings import FILE_NAMES
from stacklint_lsp.protocol.features import surroundings

UNPINNED = BROKEN.partition("\n")[2]
ASKED = {**PUBLISHING, "workspace": {"configuration": True}}
WATCHING = {
    **PUBLISHING,
    "workspace": {
        "configuration": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "didChangeConfiguration": {"dynamicRegistration": True},
    },
}
OFF = {"ignore": ["dangling-backend"]}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


async def codes(editor: Editor, path: Path, text: str = BROKEN, version: int = 1) -> list[str]:
    """The rules that have something to say of a file, after opening it."""
    editor.open(path.as_uri(), text, version)
    await editor.quiet()
    return shown(editor, path)


def shown(editor: Editor, path: Path) -> list[str]:
    published = editor.published(path.as_uri())
    return [each["code"] for each in published[-1]["diagnostics"]] if published else []


def changed(path: Path) -> dict[str, Any]:
    return {"changes": [{"uri": path.as_uri(), "type": 2}]}


def test_settings_of_each_folder(project: Path) -> None:
    quiet, loud = project / "quiet", project / "loud"

    async def scene() -> None:
        settings = {quiet.as_uri(): OFF, loud.as_uri(): {}}
        async with editing(ASKED, folders=(quiet, loud), settings=settings) as editor:
            assert await codes(editor, quiet / "run.yaml") == []
            assert await codes(editor, loud / "run.yaml") == ["dangling-backend"]
            scopes = [item.get("scopeUri") for item in editor.asked[0]["params"]["items"]]
            assert set(scopes) == {quiet.as_uri(), loud.as_uri(), None}
            # Nothing was shown that the editor's settings do not want, not even for a moment.
            assert not [each for each in editor.published((quiet / "run.yaml").as_uri()) if each["diagnostics"]]

    play(scene)


def test_settings_that_change(project: Path) -> None:
    path = project / "run.yaml"

    async def scene() -> None:
        async with editing(ASKED, folders=(project,)) as editor:
            assert await codes(editor, path) == ["dangling-backend"]
            editor.settings[project.as_uri()] = OFF
            editor.note("workspace/didChangeConfiguration", {"settings": None})
            await editor.until(lambda: len(editor.published(path.as_uri())) == 2)
            assert shown(editor, path) == []
            editor.settings[project.as_uri()] = {"enable": False}
            editor.note("workspace/didChangeConfiguration", {"settings": None})
            await editor.quiet()
            assert shown(editor, path) == []
            editor.settings[project.as_uri()] = {"select": ["dangling-backend"]}
            editor.note("workspace/didChangeConfiguration", {"settings": None})
            await editor.until(lambda: shown(editor, path))

    play(scene)


def test_an_editor_that_sends_its_settings(project: Path) -> None:
    path = project / "run.yaml"

    async def scene() -> None:
        async with editing(PUBLISHING, folders=(project,)) as editor:
            assert await codes(editor, path) == ["dangling-backend"]
            editor.note(
                "workspace/didChangeConfiguration", {"settings": {"stacklint": OFF, "yaml": {"validate": True}}}
            )
            await editor.until(lambda: len(editor.published(path.as_uri())) == 2)
            assert shown(editor, path) == []

    play(scene)


def test_settings_from_the_beginning(project: Path) -> None:
    async def scene() -> None:
        async with editing(PUBLISHING, folders=(project,), options={"settings": OFF}) as editor:
            assert await codes(editor, project / "run.yaml") == []

    play(scene)


@pytest.mark.parametrize(
    "answer", [None, 3, "x", [], {"select": "all", "ignore": 1, "target": [], "run": 7, "enable": "no"}]
)
def test_settings_of_another_form_are_passed_over(project: Path, answer: object) -> None:
    async def scene() -> None:
        settings = {project.as_uri(): answer, None: answer}
        async with editing(ASKED, folders=(project,), options={"settings": answer}, settings=settings) as editor:
            assert await codes(editor, project / "run.yaml") == ["dangling-backend"]

    play(scene)


def test_an_editor_that_never_tells_its_settings(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacklint_lsp.protocol.server.PATIENCE", 0.05)

    async def scene() -> None:
        async with editing({**PUBLISHING, "workspace": {"configuration": True}}, folders=(project,)) as editor:
            monkeypatch.setattr(editor, "_send", _without_answers(editor))
            assert await codes(editor, project / "run.yaml") == ["dangling-backend"]

    play(scene)


def _without_answers(editor: Editor) -> Any:
    send = editor._send

    def only_questions(message: dict[str, Any]) -> None:
        if "method" in message:
            send(message)

    return only_questions


@pytest.mark.parametrize(
    ("comment", "file", "editor_says", "label"),
    [
        ("", "", "", "inferred"),
        ("", "", "ogx-1.2.0", "ogx 1.2.0, pinned"),
        ("", "ogx-1.1.0", "ogx-1.2.0", "ogx 1.1.0, pinned"),
        ("ogx-1.0.0", "ogx-1.1.0", "ogx-1.2.0", "ogx 1.0.0, pinned"),
        ("ogx-1.0.0", "", "ogx-1.2.0", "ogx 1.0.0, pinned"),
    ],
)
def test_who_says_the_release(project: Path, comment: str, file: str, editor_says: str, label: str) -> None:
    path = project / "run.yaml"
    if file:
        (project / "stacklint.toml").write_text(f'target = "{file}"\n', encoding="utf-8")
    text = (f"# stacklint: target={comment}\n" if comment else "") + UNPINNED

    async def scene() -> None:
        settings = {project.as_uri(): {"target": editor_says}}
        async with editing(ASKED, folders=(project,), settings=settings) as editor:
            editor.open(path.as_uri(), text)
            release = await editor.ask("stacklint/release", {"uri": path.as_uri()})
            assert label in release["label"]
            assert release["pinned"] == (label != "inferred")
            assert release["ours"] is True
            assert release["reasons"], "nobody believes a release without a reason"
            assert all(set(reason) == {"text", "range"} for reason in release["reasons"])
            assert "ogx-1.5.0" in release["releases"]

    play(scene)


def test_the_nearest_settings_file_counts(project: Path) -> None:
    inner = project / "inner"
    inner.mkdir()
    (project / "stacklint.toml").write_text('ignore = ["dangling-backend"]\n', encoding="utf-8")
    (inner / "stacklint.toml").write_text("", encoding="utf-8")

    async def scene() -> None:
        async with editing(PUBLISHING, folders=(project,)) as editor:
            assert await codes(editor, project / "run.yaml") == []
            assert await codes(editor, inner / "run.yaml") == ["dangling-backend"]

    play(scene)


def test_what_is_excluded_gets_nothing(project: Path) -> None:
    (project / "stacklint.toml").write_text('exclude = ["old"]\n', encoding="utf-8")
    path = project / "old" / "run.yaml"

    async def scene() -> None:
        async with editing(PUBLISHING, folders=(project,)) as editor:
            assert await codes(editor, path) == []
            assert editor.published(path.as_uri()) == []
            named = {"textDocument": {"uri": path.as_uri()}}
            assert await editor.ask("textDocument/documentSymbol", named) == []

    play(scene)


def test_a_settings_file_that_changes(project: Path) -> None:
    path, settings = project / "run.yaml", project / "stacklint.toml"

    async def scene() -> None:
        async with editing(WATCHING, folders=(project,)) as editor:
            assert await codes(editor, path) == ["dangling-backend"]
            registered = next(each for each in editor.asked if each["method"] == "client/registerCapability")
            methods = {each["method"] for each in registered["params"]["registrations"]}
            assert methods == {"workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"}
            settings.write_text('ignore = ["dangling-backend"]\n', encoding="utf-8")
            editor.note("workspace/didChangeWatchedFiles", changed(settings))
            await editor.until(lambda: len(editor.published(path.as_uri())) == 2)
            assert shown(editor, path) == []

    play(scene)


def test_an_editor_that_watches_nothing(project: Path) -> None:
    path, settings = project / "run.yaml", project / "stacklint.toml"

    async def scene() -> None:
        async with editing(PUBLISHING, folders=(project,)) as editor:
            assert await codes(editor, path) == ["dangling-backend"]
            settings.write_text('ignore = ["dangling-backend"]\n', encoding="utf-8")
            editor.note("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})
            await editor.until(lambda: len(editor.published(path.as_uri())) == 2)
            assert shown(editor, path) == []

    play(scene)


def test_a_broken_settings_file_is_told_once(project: Path) -> None:
    settings = project / "stacklint.toml"
    settings.write_text('select = ["no-such-rule"]\n', encoding="utf-8")

    async def scene() -> None:
        async with editing(WATCHING, folders=(project,)) as editor:
            assert await codes(editor, project / "run.yaml") == ["dangling-backend"], "the defaults hold meanwhile"
            assert await codes(editor, project / "other.yaml") == ["dangling-backend"]
            (told,) = editor.told("window/showMessage")
            assert "stacklint.toml" in told["message"]
            assert "no-such-rule" in told["message"]
            assert len(editor.told("window/logMessage")) == 1
            # Mended in part: the other mistake is news.
            settings.write_text('ignore = "x"\n', encoding="utf-8")
            editor.note("workspace/didChangeWatchedFiles", changed(settings))
            await editor.until(lambda: len(editor.told("window/showMessage")) == 2)

    play(scene)


def test_mistakes_in_the_editors_settings(project: Path) -> None:
    async def scene() -> None:
        wrong = {"select": ["dangling-backend", "no-such-rule"], "target": "ogx-99.x", "ignore": ["nothing"]}
        async with editing(ASKED, folders=(project,), settings={project.as_uri(): wrong}) as editor:
            assert await codes(editor, project / "run.yaml") == ["dangling-backend"], "what is right in them holds"
            told = " ".join(each["message"] for each in editor.told("window/showMessage"))
            assert all(word in told for word in ("stacklint.select", "no-such-rule", "stacklint.target", "nothing"))

    play(scene)


def test_findings_only_when_saved(project: Path) -> None:
    path = project / "run.yaml"
    fixed = {"text": BROKEN.replace("kv_defualt", "kv_default")}

    async def scene() -> None:
        async with editing(ASKED, folders=(project,), settings={project.as_uri(): {"run": "onSave"}}) as editor:
            assert await codes(editor, path) == ["dangling-backend"]
            editor.change(path.as_uri(), 2, fixed)
            await editor.quiet()
            assert len(editor.published(path.as_uri())) == 1
            editor.note("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})
            await editor.until(lambda: len(editor.published(path.as_uri())) == 2)
            assert shown(editor, path) == []

    play(scene)


def test_findings_only_when_saved_for_an_editor_that_asks(project: Path) -> None:
    path = project / "run.yaml"
    named = {"textDocument": {"uri": path.as_uri()}}
    announced = {"textDocument": {"diagnostic": {}}, "workspace": {"configuration": True}}

    async def scene() -> None:
        async with editing(announced, folders=(project,), settings={project.as_uri(): {"run": "onSave"}}) as editor:
            editor.open(path.as_uri(), BROKEN)
            first = await editor.ask("textDocument/diagnostic", named)
            assert len(first["items"]) == 1
            editor.change(path.as_uri(), 2, {"text": BROKEN.replace("kv_defualt", "kv_default")})
            asked = {**named, "previousResultId": first["resultId"]}
            assert (await editor.ask("textDocument/diagnostic", asked))["kind"] == "unchanged"
            editor.note("textDocument/didSave", named)
            assert (await editor.ask("textDocument/diagnostic", asked))["items"] == []

    play(scene)


def test_folders_come_and_go(project: Path) -> None:
    one, two = project / "one", project / "two"
    path = two / "run.yaml"

    async def scene() -> None:
        settings = {one.as_uri(): {}, two.as_uri(): OFF}
        async with editing(ASKED, folders=(one,), settings=settings) as editor:
            assert await codes(editor, path) == ["dangling-backend"]
            added = [{"uri": two.as_uri(), "name": "two"}]
            editor.note("workspace/didChangeWorkspaceFolders", {"event": {"added": added, "removed": []}})
            await editor.until(lambda: editor.published(path.as_uri())[-1]["diagnostics"] == [])
            editor.note("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": added}})
            await editor.until(lambda: editor.published(path.as_uri())[-1]["diagnostics"])

    play(scene)


def test_refreshing_what_was_asked_for(project: Path) -> None:
    announced = {
        "textDocument": {"diagnostic": {}},
        "workspace": {
            "configuration": True,
            "diagnostics": {"refreshSupport": True},
            "inlayHint": {"refreshSupport": True},
            "codeLens": {"refreshSupport": True},
            "semanticTokens": {"refreshSupport": True},
        },
    }

    async def scene() -> None:
        async with editing(announced, folders=(project,)) as editor:
            await editor.quiet()
            editor.settings[project.as_uri()] = OFF
            editor.note("workspace/didChangeConfiguration", {"settings": None})
            wanted = {f"workspace/{what}/refresh" for what in ("diagnostic", "inlayHint", "codeLens", "semanticTokens")}
            await editor.until(lambda: wanted <= {each["method"] for each in editor.asked})
            assert editor.told("textDocument/publishDiagnostics") == []

    play(scene)


def test_a_text_without_a_file(project: Path) -> None:
    (project / "stacklint.toml").write_text('ignore = ["dangling-backend"]\n', encoding="utf-8")

    async def scene() -> None:
        async with editing(PUBLISHING, folders=(project,)) as editor:
            editor.open("untitled:Untitled-1", BROKEN)
            assert await editor.findings("untitled:Untitled-1", 1) == []

    play(scene)


def test_the_watched_settings_files_are_those_that_are_read() -> None:
    assert surroundings.SETTINGS_FILES == FILE_NAMES
