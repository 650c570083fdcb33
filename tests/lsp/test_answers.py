"""What the answers look like in the forms that single editors need."""

from __future__ import annotations

from typing import Any

import pytest

from lsp.editor import PUBLISHING, Json, capabilities, editing, extent, play
from lsp.texts import BROKEN, place_of
from stacklint.text.edit import Edit
from stacklint.text.lines import LineIndex
from stacklint.text.span import Span
from stacklint_lsp.ide import actions, completion, lens, tokens
from stacklint_lsp.ide.answers import (
    Action,
    ActionKind,
    Completions,
    Item,
    ItemKind,
    Lens,
    Token,
    TokenKind,
)
from stacklint_lsp.protocol import convert
from stacklint_lsp.protocol.features.placeholders import without_placeholders

URI = "file:///somewhere/run.yaml"
NAMED = {"textDocument": {"uri": URI}}
WITH_VERSIONS: Json = {"workspace": {"workspaceEdit": {"documentChanges": True, "changeAnnotationSupport": {}}}}


async def ask_about(announced: Json, method: str, params: Json, text: str = BROKEN, options: Json = None) -> Any:
    async with editing(announced, options=options) as editor:
        editor.open(URI, text, version=3)
        return await editor.ask(method, {**NAMED, **params})


def action_with(content: str, **others: Any) -> Action:
    return Action("Do it", ActionKind.QUICK_FIX, lambda: (Edit(Span(0, 0), content),), **others)


ANYWHERE: Json = {"range": extent((0, 0), (0, 0)), "context": {"diagnostics": []}}


@pytest.mark.parametrize(("end", "name"), [("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")])
def test_edits_have_the_files_own_line_ends(monkeypatch: pytest.MonkeyPatch, end: str, name: str) -> None:
    monkeypatch.setattr(actions, "actions", lambda *_: (action_with("# one\n# two\n"),))

    async def scene() -> None:
        (found,) = await ask_about({}, "textDocument/codeAction", ANYWHERE, BROKEN.replace("\n", end))
        assert found["edit"]["changes"][URI][0]["newText"] == f"# one{end}# two{end}"

    play(scene)


@pytest.mark.parametrize(
    ("text", "end"),
    [("", "\n"), ("a", "\n"), ("a\r\nb\n", "\r\n"), ("a\nb\r\n", "\n"), ("a\rb\nc", "\r"), ("a\u2028b\r\n", "\r\n")],
)
def test_the_first_line_end_decides(text: str, end: str) -> None:
    assert convert.line_end(text) == end
    assert convert.with_line_end("x\r\ny\nz", end) == ("x\r\ny\nz" if end == "\n" else f"x{end}y{end}z")


def test_edits_name_their_version_and_ask_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "actions", lambda *_: (action_with("x", annotation="Data moves"),))

    async def scene() -> None:
        (found,) = await ask_about(WITH_VERSIONS, "textDocument/codeAction", ANYWHERE)
        (change,) = found["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": URI, "version": 3}
        (edit,) = change["edits"]
        annotation = found["edit"]["changeAnnotations"][edit["annotationId"]]
        assert annotation == {"label": "Data moves", "needsConfirmation": True}
        (plain,) = await ask_about({}, "textDocument/codeAction", ANYWHERE)
        assert plain["edit"] == {"changes": {URI: [{"range": extent((0, 0), (0, 0)), "newText": "x"}]}}

    play(scene)


def test_an_action_without_edits_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "actions", lambda *_: (Action("Nothing", ActionKind.QUICK_FIX, lambda: ()),))

    async def scene() -> None:
        assert await ask_about({}, "textDocument/codeAction", ANYWHERE) == []

    play(scene)


def test_what_is_dear_is_made_only_for_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def dear() -> tuple[Edit, ...]:
        made.append("dear")
        return (Edit(Span(0, 0), "x"),)

    whole = Action("All", ActionKind.FIX_ALL, dear, dear=True, data={"do": "fix-all"})
    monkeypatch.setattr(actions, "actions", lambda *_: (whole,))
    unasked = {**ANYWHERE, "context": {"diagnostics": [], "triggerKind": 2}}

    async def scene() -> None:
        assert await ask_about({}, "textDocument/codeAction", unasked) == []
        (later,) = await ask_about(capabilities("vscode-1.65-extended"), "textDocument/codeAction", unasked)
        assert "edit" not in later
        assert later["data"] == {"do": "fix-all", "uri": URI, "version": 3}
        assert made == []
        (now,) = await ask_about({}, "textDocument/codeAction", ANYWHERE)
        assert now["edit"]
        assert made == ["dear"]

    play(scene)


def test_only_the_best_for_an_editor_that_makes_every_change() -> None:
    """Kate asks about one finding with the whole text's range, and makes all the changes of the answer."""

    async def scene() -> None:
        async with editing(capabilities("kate-22.12.3")) as editor:
            editor.open(URI, BROKEN)
            (finding,) = await editor.findings(URI)
            # As Kate keeps it: neither data nor links.
            kept = {key: finding[key] for key in ("range", "message", "code", "source")}
            lines = BROKEN.split("\n")
            whole = extent((0, 0), (len(lines) - 1, len(lines[-1])))

            async def titles(where: Json, *findings: Json) -> list[str]:
                asked = {**NAMED, "range": where, "context": {"diagnostics": list(findings)}}
                return [each["title"] for each in await editor.ask("textDocument/codeAction", asked)]

            assert await titles(whole, kept) == ["Change to 'kv_default'"]
            # Without a finding, or at a place of its own, somebody chooses from the list.
            assert len(await titles(whole)) > 1
            assert len(await titles(kept["range"], kept)) > 1
        async with editing(capabilities("vscode-1.65-extended")) as editor:
            editor.open(URI, BROKEN)
            asked = {**NAMED, "range": whole, "context": {"diagnostics": [kept]}}
            offered = await editor.ask("textDocument/codeAction", asked)
            assert [each["isPreferred"] for each in offered if "isPreferred" in each] == [True]
            assert len(offered) > 1, "this one knows what is preferred, and shows a list"

    play(scene)


def test_resolving_an_action_of_somebody_else() -> None:
    async def scene() -> None:
        async with editing(capabilities("vscode-1.65-extended")) as editor:
            editor.open(URI, BROKEN)
            for data in (None, 3, {"uri": 3}, {"uri": "file:///elsewhere.yaml"}, {"uri": URI, "do": ["x"]}):
                given = {"title": "What?", "kind": "quickfix", "data": data}
                resolved = await editor.ask("codeAction/resolve", given)
                assert resolved["title"] == "What?"

    play(scene)


def item(**others: Any) -> Item:
    start = BROKEN.index("kv_defualt")
    given = {"label": "type", "kind": ItemKind.PROPERTY, "span": Span(start, start + 10), "content": "type: x"}
    return Item(**{**given, **others})


async def complete(monkeypatch: pytest.MonkeyPatch, given: Item, announced: Json, options: Json = None) -> Json:
    monkeypatch.setattr(completion, "complete", lambda *_: Completions((given,), complete=False))
    at = {"position": place_of(BROKEN, "kv_defualt", inside=3)}
    found = await ask_about(announced, "textDocument/completion", at, options=options)
    assert found["isIncomplete"] is True
    return found["items"][0]


def test_snippets_only_for_those_who_know_them(monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = item(content="type: ${1:kv_sqlite}\ndb_path: $0\n", is_snippet=True)

    async def scene() -> None:
        known = await complete(monkeypatch, snippet, capabilities("vscode-1.65-extended"))
        assert known["insertTextFormat"] == 2
        assert known["textEdit"]["newText"] == "type: ${1:kv_sqlite}\ndb_path: $0\n"
        plain = await complete(monkeypatch, snippet, {})
        assert plain["insertTextFormat"] == 1
        assert plain["textEdit"]["newText"] == "type: kv_sqlite\ndb_path: \n"
        own = await complete(monkeypatch, snippet._replace(plain="type: "), {})
        assert own["textEdit"]["newText"] == "type: "

    play(scene)


@pytest.mark.parametrize(
    ("snippet", "text"),
    [
        ("a", "a"),
        ("$1x$0", "x"),
        ("${1:one} ${2:two}", "one two"),
        ("\\${env.X:=\\}", "${env.X:=}"),
        ("${2}", ""),
        ("cost\\$5", "cost$5"),
    ],
)
def test_placeholders_go(snippet: str, text: str) -> None:
    assert without_placeholders(snippet) == text


def test_asking_again_needs_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    again = item(retrigger=True)

    async def scene() -> None:
        options = {"commands": ["editor.action.triggerSuggest"]}
        known = await complete(monkeypatch, again, {}, options)
        assert known["command"]["command"] == "editor.action.triggerSuggest"
        assert "command" not in await complete(monkeypatch, again, {})

    play(scene)


def test_an_opening_quote_is_a_part_of_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = BROKEN.replace("kv_defualt", "'kv_d'")
    start = text.index("'kv_d'")
    quoted = item(label="kv_default", span=Span(start, start + 6), content="'kv_default'")
    monkeypatch.setattr(completion, "complete", lambda *_: Completions((quoted,)))

    async def scene() -> None:
        at = {"position": place_of(text, "'kv_d'", inside=4)}
        found = await ask_about({}, "textDocument/completion", at, text)
        assert found["items"][0]["filterText"] == "'kv_default"

    play(scene)


def test_lenses_are_commands_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    uses = Lens(Span(2, 3), "2 uses", "show-references", (Span(0, 1), Span(4, 5)))
    monkeypatch.setattr(lens, "lenses", lambda _: (uses, Lens(Span(0, 0), "Migrate", "migrate")))

    async def scene() -> None:
        for names in ([], ["stacklint.showReferences"], ["stacklint.showReferences", "stacklint.migrateFile"]):
            found = await ask_about({}, "textDocument/codeLens", {}, options={"commands": names})
            assert [each["command"]["command"] for each in found] == names
        arguments = [each["command"]["arguments"] for each in found]
        assert arguments[0][0] == URI
        assert [each["range"] for each in arguments[0][2]] == [extent((0, 0), (0, 1)), extent((0, 4), (0, 5))]
        assert arguments[1] == [URI]

    play(scene)


def test_tokens_count_in_the_editors_units(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# \U0001f999 ab\n" + BROKEN
    found = (
        Token(Span(4, 6), TokenKind.VARIABLE),
        Token(Span(2, 3), TokenKind.DECLARATION),
        Token(Span(7, 8), TokenKind.TYPE),
        Token(Span(5, 9), TokenKind.STRING),
    )
    monkeypatch.setattr(tokens, "tokens", lambda *_: found)

    async def scene() -> None:
        answer = await ask_about({}, "textDocument/semanticTokens/full", {}, text)
        # The llama takes two units; what goes over the end of a line is left out.
        assert answer["data"] == [0, 2, 2, 3, 1, 0, 3, 2, 0, 0, 1, 0, 1, 4, 0]

    play(scene)


def test_tags_of_rules() -> None:
    """By the first word of the name, so that a new rule has its tag by being called what it is."""
    from stacklint.rules import BY_NAME

    fading = {name for name in BY_NAME if convert.TAGS.get(name.partition("-")[0]) == 1}
    assert {"unused-backend", "unused-suppression"} <= fading


def test_help_without_marks() -> None:
    markdown = "**`kv_default`** — a [backend](https://example.org/x), *ogx*\n\n- Type: `kv_sqlite`\n- 2 * 3 * 4, a_b_c"
    plain = convert.markup(markdown, markdown=False)
    assert plain.value == "kv_default — a backend, ogx\n\n- Type: kv_sqlite\n- 2 * 3 * 4, a_b_c"
    assert convert.markup(markdown, markdown=True).value == markdown


def test_a_release_for_editors_that_show_it() -> None:
    async def scene() -> None:
        async with editing(PUBLISHING, options={"status": True}) as editor:
            editor.open(URI, BROKEN)
            await editor.quiet()
            (told,) = editor.told("stacklint/release")
            assert told == {"uri": URI, "label": "ogx 1.5.0, pinned", "pinned": True, "ours": True}
            editor.change(URI, 2, {"text": "kind: Service\n"})
            await editor.quiet()
            assert editor.told("stacklint/release")[-1] == {"uri": URI, "label": "", "pinned": False, "ours": False}
            release = await editor.ask("stacklint/release", {"uri": URI})
            assert release["ours"] is False

    play(scene)


def test_previews_change_nothing() -> None:
    async def scene() -> None:
        async with editing({}) as editor:
            editor.open(URI, BROKEN)
            preview = await editor.ask("stacklint/migrate", {"uri": URI, "target": "ogx-1.5.0"})
            assert preview["changed"] is True
            assert "distro_name: demo" in preview["text"]
            assert preview["plan"]
            picture = await editor.ask("stacklint/graph", {"uri": URI, "position": {"line": 3, "character": 0}})
            assert picture["svg"].startswith("<svg")
            document = editor.server.documents.get(URI)
            assert document is not None
            assert document.text == BROKEN
            for method in ("stacklint/migrate", "stacklint/graph", "stacklint/release"):
                assert await editor.ask(method, {"uri": "file:///not/open.yaml"})
            about = await editor.ask("stacklint/debugInformation", {})
            assert {"version", "python", "executable", "path"} <= set(about)

    play(scene)


def test_a_range_that_ends_before_it_begins() -> None:
    async def scene() -> None:
        backwards = extent((9, 0), (2, 0))
        assert await ask_about({}, "textDocument/inlayHint", {"range": backwards}) is not None
        asked = {"range": backwards, "context": {"diagnostics": []}}
        assert isinstance(await ask_about({}, "textDocument/codeAction", asked), list)

    play(scene)


def test_places_outside_of_the_text() -> None:
    async def scene() -> None:
        far = {"position": {"line": 99_999, "character": 99_999}}
        assert await ask_about({}, "textDocument/hover", far) is None
        assert LineIndex(BROKEN).offset(99_999, 99_999) == len(BROKEN)

    play(scene)
