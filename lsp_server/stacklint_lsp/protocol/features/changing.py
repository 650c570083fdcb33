"""What changes a text: code actions and renaming. All of it is edits that the editor makes; nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from stacklint_lsp.protocol import convert
from stacklint_lsp.protocol.features.record import Feature
from stacklint_lsp.protocol.question import Question

if TYPE_CHECKING:
    from stacklint_lsp.ide.answers import Action
    from stacklint_lsp.protocol.server import Server

OFFERED = [
    lsp.CodeActionKind.QuickFix,
    lsp.CodeActionKind.RefactorExtract,
    lsp.CodeActionKind.RefactorRewrite,
    "source.fixAll.stacklint",
]


def answer_actions(question: Question, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """What can be done at a place.

    Clients send their findings back without data, without source, or with the whole document's range: so everything
    is worked out anew from the text, the codes and the places.
    """
    from stacklint_lsp.ide import actions

    only = params.context.only
    kinds = actions.kinds_of(str(getattr(each, "value", each)) for each in only) if only else None
    if kinds is not None and not kinds:
        return []
    ours = [each for each in params.context.diagnostics if each.source in {None, "", convert.SOURCE}]
    rules = frozenset(each.code for each in ours if isinstance(each.code, str)) or None
    places = [question.span(each.range) for each in ours]
    found = actions.actions(question.analysis, question.span(params.range), rules, kinds, places)
    if params.context.trigger_kind is lsp.CodeActionTriggerKind.Automatic and not question.client.resolves_edits:
        # Asked at every move of the cursor, and nobody has asked for what is dear.
        found = tuple(each for each in found if not each.dear)
    if _makes_all(question, params):
        found = tuple(each for each in found if each.preferred)[:1]
    return [made for each in found if (made := _action(each, ours, question)) is not None]


def _makes_all(question: Question, params: lsp.CodeActionParams) -> bool:
    """Whether the editor will make every change that it is offered, one after the other.

    Kate 22.12 does, on one key. It knows of nothing preferred, and asks about one finding with the whole text's range.
    """
    extent, whole = question.span(params.range), len(question.document.text)
    asks_for_all = extent.start == 0 and extent.end >= whole and len(params.context.diagnostics) == 1
    return asks_for_all and not question.client.knows_preferred


def _action(action: Action, shown: list[lsp.Diagnostic], question: Question) -> lsp.CodeAction | None:
    made = lsp.CodeAction(
        title=action.title,
        kind=action.kind.value,
        diagnostics=_answered(action, shown, question),
        is_preferred=action.preferred or None,
    )
    if question.client.resolves_edits and action.data:
        document = question.document
        own = {"annotation": action.annotation} if action.annotation else {}
        made.data = {**action.data, "uri": document.uri, "version": document.version, **own}
        return made
    edits = action.edits()
    if not edits:
        return None
    made.edit = convert.workspace_edit(question.document, edits, question.client, action.annotation)
    return made


def _answered(action: Action, shown: list[lsp.Diagnostic], question: Question) -> list[lsp.Diagnostic] | None:
    """The findings that it answers: as the client has sent them where it did, so that it knows them again."""
    found = []
    for each in action.diagnostics:
        extent = question.range(each.span)
        same = [one for one in shown if one.code == each.rule and one.range == extent]
        found.append(
            same[0] if same else convert.diagnostic(each, question.document.uri, question.places, question.client)
        )
    return found or None


def answer_resolve(question: Question, action: lsp.CodeAction) -> lsp.CodeAction:
    """The edit of an action that was offered without it."""
    from stacklint_lsp.ide import actions

    data = {key: value for key, value in _data(action).items() if isinstance(value, str | int)}
    edits = actions.resolve(question.analysis, data)
    annotation = str(data.get("annotation", ""))
    action.edit = convert.workspace_edit(question.document, edits, question.client, annotation)
    return action


def _data(action: lsp.CodeAction) -> dict[str, object]:
    return action.data if isinstance(action.data, dict) else {}


def answer_prepare_rename(question: Question, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
    """What can be renamed at a place."""
    from stacklint_lsp.ide import rename

    found = rename.prepare(question.analysis, question.offset(params.position))
    return None if found is None else lsp.PrepareRenamePlaceholder(question.range(found.span), found.name)


def answer_rename(question: Question, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """The edits that give a name another form everywhere. A refusal is told to the person who asked."""
    from stacklint_lsp.ide import rename
    from stacklint_lsp.ide.answers import RenameRefused

    try:
        edits = rename.rename(question.analysis, question.offset(params.position), params.new_name)
    except RenameRefused as refused:
        raise JsonRpcException(str(refused), lsp.LSPErrorCodes.RequestFailed) from refused
    return convert.workspace_edit(question.document, edits, question.client) if edits else None


def register(server: Server) -> None:
    """Make *server* answer what names its text in data of ours."""

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolve(params: lsp.CodeAction) -> lsp.CodeAction:
        uri = _data(params).get("uri")
        return await server.ask(uri if isinstance(uri, str) else "", answer_resolve, params, params)


FEATURES = (
    Feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION,
        answer_actions,
        lsp.CodeActionOptions(code_action_kinds=OFFERED, resolve_provider=True),
        [],
    ),
    Feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME, answer_prepare_rename),
    Feature(lsp.TEXT_DOCUMENT_RENAME, answer_rename),
)
