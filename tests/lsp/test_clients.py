"""Every capability through a real process, with what real editors announce; pytest-lsp holds the answers to that."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types as t
from lsprotocol.converters import get_converter
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient
from pytest_lsp.client import make_test_lsp_client

from lsp.editor import CLIENTS
from lsp.texts import BROKEN, FOREIGN, place_of
from process import ENVIRONMENT
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.lines import LineIndex
from stacklint.text.span import Span


def make_client() -> LanguageClient:
    """An editor that also lets itself be told what to watch."""
    client = make_test_lsp_client()

    def registered(params: t.RegistrationParams) -> None:
        assert {each.method for each in params.registrations} <= {
            t.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            t.WORKSPACE_DID_CHANGE_CONFIGURATION,
        }

    client.feature(t.CLIENT_REGISTER_CAPABILITY)(registered)
    return client


SERVER = ClientServerConfig(
    server_command=[sys.executable, "-m", "stacklint", "server"],
    server_env=dict(ENVIRONMENT),
    client_factory=make_client,
)
NAMES = sorted(path.stem for path in CLIENTS.glob("*.json"))
URI = "file:///somewhere/run.yaml"
NAMED = t.TextDocumentIdentifier(URI)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_lsp.fixture(config=SERVER, scope="module", params=NAMES)  # type: ignore[untyped-decorator]  # pytest-lsp's
async def client(request: pytest.FixtureRequest, lsp_client: LanguageClient) -> AsyncIterator[None]:
    recorded = json.loads((CLIENTS / f"{request.param}.json").read_text(encoding="utf-8"))
    announced = get_converter().structure(recorded["capabilities"], t.ClientCapabilities)
    await lsp_client.initialize_session(t.InitializeParams(capabilities=announced))
    lsp_client.text_document_did_open(
        t.DidOpenTextDocumentParams(t.TextDocumentItem(URI, t.LanguageKind.Yaml, 1, BROKEN))
    )
    yield
    await lsp_client.shutdown_session()


def at(mark: str, occurrence: int = 0) -> t.Position:
    return t.Position(**place_of(BROKEN, mark, occurrence))


def piece(extent: t.Range) -> str:
    """What stands there in the file."""
    lines = LineIndex(BROKEN)
    start = lines.offset(extent.start.line, extent.start.character)
    return BROKEN[start : lines.offset(extent.end.line, extent.end.character)]


def edited(edit: t.WorkspaceEdit | None) -> str:
    """The file after an edit, in whichever form it came."""
    assert edit is not None
    if edit.changes is not None:
        edits: list[Any] = list(edit.changes[URI])
    else:
        assert edit.document_changes is not None
        (change,) = edit.document_changes
        assert isinstance(change, t.TextDocumentEdit)
        assert change.text_document.version == 1
        edits = list(change.edits)
    lines = LineIndex(BROKEN)

    def span(extent: t.Range) -> Span:
        start, end = extent.start, extent.end
        return Span(lines.offset(start.line, start.character), lines.offset(end.line, end.character))

    return apply_edits(BROKEN, [Edit(span(each.range), each.new_text) for each in edits])


def announces(client: LanguageClient, path: str) -> Any:
    found: Any = client.capabilities
    for name in path.split("."):
        found = getattr(found, name, None)
    return found


async def findings(client: LanguageClient) -> list[t.Diagnostic]:
    if announces(client, "text_document.diagnostic"):
        report = await client.text_document_diagnostic_async(t.DocumentDiagnosticParams(NAMED))
        assert isinstance(report, t.RelatedFullDocumentDiagnosticReport)
        assert URI not in client.diagnostics, "what it asks for is not sent unasked as well"
        return list(report.items)
    if URI not in client.diagnostics:
        await client.wait_for_notification(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return list(client.diagnostics[URI])


async def test_findings(client: LanguageClient) -> None:
    (found,) = await findings(client)
    assert piece(found.range) == "kv_defualt"
    assert (found.source, found.code, found.severity) == ("stacklint", "dangling-backend", t.DiagnosticSeverity.Error)
    assert "no backend is called 'kv_defualt'" in found.message
    assert "dangling-backend" not in found.message, "Eglot puts it in front of the message"
    related = found.related_information or []
    knows = announces(client, "text_document.publish_diagnostics.related_information")
    assert [piece(each.location.range) for each in related] == (["kv_default"] if knows else [])


async def test_findings_that_are_the_same(client: LanguageClient) -> None:
    first = await client.text_document_diagnostic_async(t.DocumentDiagnosticParams(NAMED))
    assert isinstance(first, t.RelatedFullDocumentDiagnosticReport)
    again = await client.text_document_diagnostic_async(
        t.DocumentDiagnosticParams(NAMED, previous_result_id=first.result_id)
    )
    assert isinstance(again, t.RelatedUnchangedDocumentDiagnosticReport)
    assert again.result_id == first.result_id


@pytest.mark.parametrize("form", ["cursor", "line", "whole", "codes", "nothing"])
async def test_quick_fix(client: LanguageClient, form: str) -> None:
    """In all the ways in which editors ask; see the table of what they send with a finding."""
    (found,) = await findings(client)
    sent, where = [found], t.Range(found.range.start, found.range.start)
    if form == "line":
        where = t.Range(t.Position(found.range.start.line, 0), t.Position(found.range.start.line + 1, 0))
    elif form == "whole":
        # Kate: the whole document, and findings without data.
        where = t.Range(t.Position(0, 0), t.Position(BROKEN.count("\n"), 0))
        sent = [t.Diagnostic(found.range, found.message, code=found.code, source=found.source)]
    elif form == "codes":
        # ALE: neither source nor data.
        sent = [t.Diagnostic(found.range, found.message, code=found.code)]
    elif form == "nothing":
        sent = []
    actions = await client.text_document_code_action_async(t.CodeActionParams(NAMED, where, t.CodeActionContext(sent)))
    fix = next(each for each in actions or [] if each.title == "Change to 'kv_default'")
    assert isinstance(fix, t.CodeAction)
    assert fix.command is None, "ALE runs the command and forgets the edit"
    assert (fix.kind, fix.is_preferred) == (t.CodeActionKind.QuickFix, True)
    assert [each.code for each in fix.diagnostics or []] == ["dangling-backend"]
    resolves = "edit" in (announces(client, "text_document.code_action.resolve_support.properties") or ())
    assert (fix.edit is None) == resolves
    if resolves:
        fix = await client.code_action_resolve_async(fix)
    assert edited(fix.edit) == BROKEN.replace("kv_defualt", "kv_default")


async def test_fix_all(client: LanguageClient) -> None:
    where = t.Range(t.Position(0, 0), t.Position(0, 0))
    context = t.CodeActionContext([], only=[t.CodeActionKind.SourceFixAll])
    actions = await client.text_document_code_action_async(t.CodeActionParams(NAMED, where, context))
    (action,) = actions or []
    assert isinstance(action, t.CodeAction)
    assert action.kind == "source.fixAll.stacklint"
    if action.edit is None:
        action = await client.code_action_resolve_async(action)
    assert edited(action.edit) == BROKEN.replace("kv_defualt", "kv_default")


async def test_other_kinds_of_actions(client: LanguageClient) -> None:
    context = t.CodeActionContext([], only=[t.CodeActionKind.SourceOrganizeImports])
    params = t.CodeActionParams(NAMED, t.Range(at("kv_defualt"), at("kv_defualt")), context)
    assert not await client.text_document_code_action_async(params)


async def test_hover(client: LanguageClient) -> None:
    found = await client.text_document_hover_async(t.HoverParams(NAMED, at("sql_default")))
    assert found is not None
    assert isinstance(found.contents, t.MarkupContent)
    assert "sql_sqlite" in found.contents.value
    assert found.range is not None
    assert piece(found.range) == "sql_default"
    takes = announces(client, "text_document.hover.content_format") or ()
    assert found.contents.kind == ("markdown" if "markdown" in takes else "plaintext")
    assert ("`" in found.contents.value) == ("markdown" in takes)


async def test_completion(client: LanguageClient) -> None:
    found = await client.text_document_completion_async(t.CompletionParams(NAMED, at("kv_defualt")))
    assert isinstance(found, t.CompletionList)
    assert [item.label for item in found.items] == ["kv_default", "kv_spare"], "only backends of the right family"
    assert isinstance(found.items[0].text_edit, t.TextEdit)
    assert piece(found.items[0].text_edit.range) == "kv_defualt"


async def test_definition(client: LanguageClient) -> None:
    found = await client.text_document_definition_async(t.DefinitionParams(NAMED, at("sql_default")))
    assert isinstance(found, list | tuple)
    (target,) = found
    if announces(client, "text_document.definition.link_support"):
        assert isinstance(target, t.LocationLink)
        assert piece(target.target_selection_range) == "sql_default"
        assert piece(target.target_range).startswith("sql_default: {type: sql_sqlite")
    else:
        assert isinstance(target, t.Location)
        assert piece(target.range) == "sql_default"
        assert BROKEN.split("\n")[target.range.start.line].startswith("    sql_default: {type")


async def test_references(client: LanguageClient) -> None:
    async def ask(*, declaration: bool) -> list[str]:
        context = t.ReferenceContext(include_declaration=declaration)
        found = await client.text_document_references_async(t.ReferenceParams(context, NAMED, at("sql_default")))
        return [piece(each.range) for each in found or []]

    assert await ask(declaration=True) == ["sql_default"] * 6
    assert await ask(declaration=False) == ["sql_default"] * 5


async def test_highlights(client: LanguageClient) -> None:
    params = t.DocumentHighlightParams(NAMED, at("sql_default"))
    found = await client.text_document_document_highlight_async(params)
    kinds = [each.kind for each in found or []]
    assert kinds.count(t.DocumentHighlightKind.Write) == 1
    assert len(kinds) == 6


async def test_rename(client: LanguageClient) -> None:
    prepared = await client.text_document_prepare_rename_async(t.PrepareRenameParams(NAMED, at("sql_default")))
    assert isinstance(prepared, t.PrepareRenamePlaceholder)
    assert prepared.placeholder == "sql_default"
    edit = await client.text_document_rename_async(t.RenameParams(NAMED, at("sql_default"), "sql_main"))
    assert edited(edit) == BROKEN.replace("sql_default", "sql_main")
    knows = announces(client, "workspace.workspace_edit.document_changes")
    assert (edit is not None and edit.document_changes is not None) == bool(knows)


async def test_rename_is_refused(client: LanguageClient) -> None:
    with pytest.raises(JsonRpcException, match="a backend 'kv_default' already") as refused:
        await client.text_document_rename_async(t.RenameParams(NAMED, at("sql_default"), "kv_default"))
    assert refused.value.code == t.LSPErrorCodes.RequestFailed
    assert await client.text_document_prepare_rename_async(t.PrepareRenameParams(NAMED, t.Position(1, 0))) is None


async def test_outline(client: LanguageClient) -> None:
    found = await client.text_document_document_symbol_async(t.DocumentSymbolParams(NAMED))
    assert found
    if announces(client, "text_document.document_symbol.hierarchical_document_symbol_support"):
        tops = [each for each in found if isinstance(each, t.DocumentSymbol)]
        assert "providers" in {each.name for each in tops}
        assert any(each.children for each in tops)
    else:
        assert all(isinstance(each, t.SymbolInformation) for each in found)
    names = json.dumps(get_converter().unstructure(found))
    assert '"kv_spare"' in names


async def test_symbols_of_the_workspace(client: LanguageClient) -> None:
    found = await client.workspace_symbol_async(t.WorkspaceSymbolParams("spare"))
    assert [each.name for each in found or []] == ["kv_spare"]


async def test_folds(client: LanguageClient) -> None:
    found = await client.text_document_folding_range_async(t.FoldingRangeParams(NAMED))
    lines = BROKEN.split("\n")
    assert "storage:" in {lines[each.start_line] for each in found or []}
    assert all(each.end_line > each.start_line for each in found or [])


async def test_selections(client: LanguageClient) -> None:
    places = [at("kv_defualt"), t.Position(1, 0)]
    found = await client.text_document_selection_range_async(t.SelectionRangeParams(NAMED, places))
    assert found is not None
    assert len(found) == len(places)
    inner: t.SelectionRange | None = found[0]
    pieces = []
    while inner is not None:
        pieces.append(piece(inner.range))
        inner = inner.parent
    assert pieces[0] == "kv_defualt"
    assert all(small in large for small, large in pairwise(pieces))


async def test_hints(client: LanguageClient) -> None:
    whole = t.Range(t.Position(0, 0), t.Position(BROKEN.count("\n"), 0))
    found = await client.text_document_inlay_hint_async(t.InlayHintParams(NAMED, whole))
    assert "sql_sqlite" in {each.label for each in found or []}


async def test_links(client: LanguageClient) -> None:
    found = await client.text_document_document_link_async(t.DocumentLinkParams(NAMED))
    assert all(each.target for each in found or [])
    assert "remote::vllm" in {piece(each.range) for each in found or []}


async def test_lenses_need_commands(client: LanguageClient) -> None:
    assert await client.text_document_code_lens_async(t.CodeLensParams(NAMED)) == ()


async def test_tokens(client: LanguageClient) -> None:
    whole = await client.text_document_semantic_tokens_full_async(t.SemanticTokensParams(NAMED))
    assert whole is not None
    assert len(whole.data) % 5 == 0
    lines, line, column, names = BROKEN.split("\n"), 0, 0, set()
    for step, distance, length, _, _ in zip(*[iter(whole.data)] * 5, strict=True):
        line, column = line + step, distance if step else column + distance
        names.add(lines[line][column : column + length])
    assert {"VLLM_URL", "kv_default", "remote::vllm"} <= names
    part = t.Range(t.Position(18, 0), t.Position(21, 0))
    some = await client.text_document_semantic_tokens_range_async(t.SemanticTokensRangeParams(NAMED, part))
    assert some is not None
    assert 0 < len(some.data) < len(whole.data)


async def test_a_file_of_somebody_else(client: LanguageClient) -> None:
    uri = "file:///somewhere/service.yaml"
    named = t.TextDocumentIdentifier(uri)
    client.text_document_did_open(t.DidOpenTextDocumentParams(t.TextDocumentItem(uri, t.LanguageKind.Yaml, 1, FOREIGN)))
    place = t.Position(**place_of(FOREIGN, "kv_defualt"))
    assert await client.text_document_hover_async(t.HoverParams(named, place)) is None
    assert not await client.text_document_definition_async(t.DefinitionParams(named, place))
    completions = await client.text_document_completion_async(t.CompletionParams(named, place))
    assert isinstance(completions, t.CompletionList)
    assert not completions.items
    assert not await client.text_document_document_symbol_async(t.DocumentSymbolParams(named))
    context = t.CodeActionContext([])
    params = t.CodeActionParams(named, t.Range(place, place), context)
    assert not await client.text_document_code_action_async(params)
    assert uri not in client.diagnostics


async def test_there_are_clients() -> None:
    assert {"ale-3.3.0", "eglot-1.9", "kate-22.12.3", "neovim-0.7.2", "neovim-0.11.4", "vscode-1.65-extended"} <= set(
        NAMES
    )
