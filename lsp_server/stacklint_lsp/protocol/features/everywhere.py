"""Questions about all files of the open folders: findings of those that are not open, and a search for symbols."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types as lsp

from stacklint_lsp.protocol.configuration import EditorSettings
from stacklint_lsp.protocol.documents import TextDocument, uri_of
from stacklint_lsp.protocol.features.navigating import flat
from stacklint_lsp.protocol.findings import findings
from stacklint_lsp.protocol.question import Question
from stacklint_lsp.protocol.result_id import result_id
from stacklint_lsp.protocol.worker import Outdated, Urgency

if TYPE_CHECKING:
    from stacklint_lsp.protocol.server import Server

Answer = TypeVar("Answer")

AT_ONCE = 25
"""Files in each part of an answer that comes in parts."""

MOST_SYMBOLS = 500
"""Nobody reads a longer list; whoever searches types another letter."""

Report = lsp.WorkspaceDocumentDiagnosticReport


def register(server: Server) -> None:
    """Make *server* answer."""

    @server.feature(lsp.WORKSPACE_DIAGNOSTIC)
    async def workspace_diagnostic(params: lsp.WorkspaceDiagnosticParams) -> lsp.WorkspaceDiagnosticReport:
        return await report_all(server, params)

    @server.feature(lsp.WORKSPACE_SYMBOL)
    async def workspace_symbol(params: lsp.WorkspaceSymbolParams) -> list[lsp.SymbolInformation]:
        return await search(server, params.query)


async def report_all(server: Server, params: lsp.WorkspaceDiagnosticParams) -> lsp.WorkspaceDiagnosticReport:
    """The findings of all files, where the user wants to see them; in parts to an editor that can take them so."""
    await server.settled()
    paths = await _paths(server, wanted=lambda settings: settings.enable and settings.workspace_diagnostics)
    progress = _Progress(server, params.work_done_token, len(paths))
    previous = {each.uri: each.value for each in params.previous_result_ids}
    ready: list[Report] = []
    for number, path in enumerate(paths):
        report = await _report(server, path, previous.pop(uri_of(path), None))
        ready += [report] if report is not None else []
        progress.reach(number + 1)
        if params.partial_result_token is not None and len(ready) >= AT_ONCE:
            part = lsp.WorkspaceDiagnosticReportPartialResult(ready)
            server.progress(lsp.ProgressParams(params.partial_result_token, part))
            ready = []
    # What was told of files that have gone, or that nobody wants to hear of any more, is taken back.
    ready += [lsp.WorkspaceFullDocumentDiagnosticReport(uri, []) for uri in previous]
    progress.end()
    return lsp.WorkspaceDiagnosticReport(ready)


async def search(server: Server, query: str) -> list[lsp.SymbolInformation]:
    """The symbols of all files whose names have the letters of *query* in them."""
    from stacklint_lsp.ide.outline import has_letters

    await server.settled()
    snapshot, client = server.configuration.current, server.client
    found: list[lsp.SymbolInformation] = []
    opened = {document.uri: document for document in server.documents}
    for document in opened.values():
        found += await _read(server, document, partial(_symbols, query)) or []
    for path in await _paths(server, wanted=lambda settings: settings.enable):
        if len(found) >= MOST_SYMBOLS:
            break
        if uri_of(path) not in opened:
            each = await _in_turn(server, partial(server.files.symbols, path, snapshot, client), path)
            found += [symbol for symbol in each or () if has_letters(symbol.name, query)]
    return found[:MOST_SYMBOLS]


async def _paths(server: Server, wanted: Callable[[EditorSettings], bool]) -> list[str]:
    """The files of the folders whose settings are *wanted*."""
    snapshot = server.configuration.current
    folders = [folder for folder in snapshot.folders if wanted(snapshot.editor.get(folder.uri, snapshot.fallback))]
    if not folders:
        return []
    return await _in_turn(server, partial(server.files.paths, folders, snapshot), "the open folders") or []


async def _report(server: Server, path: str, previous: str | None) -> Report | None:
    document = server.documents.get(uri_of(path))
    if document is None:
        look = partial(server.files.report, path, previous, server.configuration.current, server.client)
        return await _in_turn(server, look, path)
    items = await _read(server, document, lambda question: findings(question).items) or []
    name = result_id(items)
    if name == previous:
        return lsp.WorkspaceUnchangedDocumentDiagnosticReport(document.uri, name, version=document.version)
    return lsp.WorkspaceFullDocumentDiagnosticReport(document.uri, items, version=document.version, result_id=name)


async def _read(server: Server, document: TextDocument, call: Callable[[Question], Answer]) -> Answer | None:
    """What *call* makes of an open text; None when it has changed meanwhile, which brings a question of its own."""
    try:
        return await server.read(document, call, Urgency.WORKSPACE)
    except Outdated:
        return None
    except Exception as error:  # noqa: BLE001  one file that fails costs nobody the others
        server.report_crash(document.uri, error)
        return None


async def _in_turn(server: Server, call: Callable[[], Answer], name: str) -> Answer | None:
    """What *call* says, after everything that is more urgent; None when it fails."""
    try:
        return await server.worker.submit(Urgency.WORKSPACE, lambda _: call())
    except Exception as error:  # noqa: BLE001  one file that fails costs nobody the others
        server.report_crash(name, error)
        return None


def _symbols(query: str, question: Question) -> list[lsp.SymbolInformation]:
    from stacklint_lsp.ide import outline

    return flat(outline.find(question.analysis, query), question.document.uri, question.places)


class _Progress:
    """Tells how far it is, to an editor that has asked to be told."""

    def __init__(self, server: Server, token: lsp.ProgressToken | None, total: int) -> None:
        self._server = server
        self._token = token
        self._total = total
        if token is not None and total:
            server.work_done_progress.begin(token, lsp.WorkDoneProgressBegin("Checking configurations", percentage=0))

    def reach(self, number: int) -> None:
        """So many files have been looked at."""
        if self._token is not None and number % AT_ONCE == 0:
            part = lsp.WorkDoneProgressReport(
                message=f"{number} of {self._total}", percentage=100 * number // self._total
            )
            self._server.work_done_progress.report(self._token, part)

    def end(self) -> None:
        """All have."""
        if self._token is not None and self._total:
            self._server.work_done_progress.end(self._token, lsp.WorkDoneProgressEnd())
