"""Findings for editors that ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcContentModified, JsonRpcException

from stacklint_lsp.protocol.findings import findings
from stacklint_lsp.protocol.question import Question
from stacklint_lsp.protocol.result_id import result_id

if TYPE_CHECKING:
    from stacklint_lsp.protocol.server import Server


def answer_diagnostic(question: Question, params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
    """The findings of one text, or that they are the same as before."""
    items = findings(question).items
    name = result_id(items)
    if params.previous_result_id == name:
        return lsp.RelatedUnchangedDocumentDiagnosticReport(name)
    return lsp.RelatedFullDocumentDiagnosticReport(items, result_id=name)


def register(server: Server) -> None:
    """Make *server* answer."""

    @server.feature(
        lsp.TEXT_DOCUMENT_DIAGNOSTIC,
        lsp.DiagnosticOptions(
            inter_file_dependencies=False, workspace_diagnostics=False, identifier="stacklint", work_done_progress=False
        ),
    )
    async def diagnostic(params: lsp.DocumentDiagnosticParams) -> lsp.DocumentDiagnosticReport:
        uri, previous = params.text_document.uri, params.previous_result_id
        if previous and server.findings.waits_for_saving(uri):
            return lsp.RelatedUnchangedDocumentDiagnosticReport(previous)
        nothing = lsp.RelatedFullDocumentDiagnosticReport([])
        try:
            return await server.ask(uri, answer_diagnostic, params, nothing)
        except JsonRpcContentModified:
            # Any other error would make clients take the findings away until they ask again.
            again = lsp.DiagnosticServerCancellationData(retrigger_request=True)
            raise JsonRpcException("the text has changed", lsp.LSPErrorCodes.ServerCancelled, again) from None
