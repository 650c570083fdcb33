"""The server: holds the open texts, the settings and the worker, and brings questions and answers together."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcContentModified, JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from stacklint import __version__
from stacklint_lsp.protocol import convert
from stacklint_lsp.protocol.analyses import Analyses
from stacklint_lsp.protocol.clients import Client
from stacklint_lsp.protocol.configuration import Configuration, Snapshot, editor_settings, folder_of
from stacklint_lsp.protocol.documents import Documents, TextDocument
from stacklint_lsp.protocol.findings import Findings
from stacklint_lsp.protocol.messages import Messages
from stacklint_lsp.protocol.question import Question
from stacklint_lsp.protocol.streams import Inbox
from stacklint_lsp.protocol.wire import Wire
from stacklint_lsp.protocol.worker import Outdated, Urgency, Wanted, Worker

if TYPE_CHECKING:
    from stacklint_lsp.protocol.workspace import WorkspaceFiles

Answer = TypeVar("Answer")
Params = TypeVar("Params")

PATIENCE = 2.0
"""Seconds that the first answers wait for the editor's settings, should it never send them."""


class Server(LanguageServer):
    """One editor's server."""

    protocol: Wire

    def __init__(self) -> None:
        super().__init__(
            "stacklint",
            __version__,
            text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental,
            protocol_cls=Wire,
            converter_factory=default_converter,
        )
        self.protocol.session = self
        self.client = Client()
        self.is_initialized = False
        self.exit_code: int | None = None
        """Set when it is time to leave."""
        self.documents = Documents()
        self.messages = Messages(self)
        self.configuration = Configuration(self.messages.tell_once)
        self.worker = Worker()
        self.analyses = Analyses(self.documents)
        self.findings = Findings(self)
        self._configured = asyncio.Event()

    @cached_property
    def files(self) -> WorkspaceFiles:
        """What lies in the open folders."""
        from stacklint_lsp.protocol.workspace import WorkspaceFiles

        return WorkspaceFiles()

    async def serve(self, inbox: Inbox) -> int:
        """Handle messages until the last one; returns the exit code."""
        self.messages.loop = asyncio.get_running_loop()
        while self.exit_code is None:
            body = await inbox.get()
            if body is None:
                # Neovim does not wait for the answer to `shutdown`, and is gone before it could say `exit`.
                self.protocol.lsp_exit()
                break
            self.protocol.receive(body)
            # What has just begun takes its own version of the text along before the next message changes it.
            await asyncio.sleep(0)
            if inbox.is_empty:
                self.findings.drained()
        # Without a word of farewell the editor has crashed; that is not a success, but nobody is left to care.
        return 1 if self.exit_code is None else self.exit_code

    def begin(self, client: Client, params: lsp.InitializeParams) -> None:
        """Take over what the editor says of itself."""
        self.client = client
        self.documents.unit = client.unit
        options = params.initialization_options
        given = options.get("settings") if isinstance(options, dict) else None
        named = [folder.uri for folder in params.workspace_folders or ()]
        if not named and params.root_uri:
            named = [params.root_uri]
        folders = [folder for uri in named if (folder := folder_of(uri))]
        self.configuration.begin(folders, editor_settings(given, self.configuration.initial))
        self.is_initialized = True
        # The editor has its reply before anything else is loaded; while it thinks about it, there is time.
        asyncio.get_running_loop().call_later(0, self._load)
        if not client.configuration:
            self.configured()

    def _load(self) -> None:
        from stacklint_lsp.protocol import loading

        self.worker.submit(Urgency.QUESTION, lambda _: loading.load_engine())
        # One by one: whoever asks something meanwhile waits for one of them at most.
        for name in loading.REST:
            self.worker.submit(Urgency.WORKSPACE, partial(loading.load_feature, name))

    def configured(self) -> bool:
        """The editor's settings are known; whether that is news."""
        is_news = not self._configured.is_set()
        self._configured.set()
        return is_news

    def stop_reading(self) -> None:
        """The editor wants to hear no more."""
        self.findings.stop()

    def leave(self, code: int) -> None:
        """Handle no more messages."""
        self.exit_code = code

    def did_open(self, params: lsp.DidOpenTextDocumentParams) -> None:
        """A text is open."""
        item = params.text_document
        self.documents.open(item.uri, item.version, item.text)
        self.findings.opened(item.uri)

    def did_change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """A text has changed."""
        named = params.text_document
        if self.documents.change(named.uri, named.version, convert.changes_of(params.content_changes)):
            self.findings.changed(named.uri)

    def did_close(self, params: lsp.DidCloseTextDocumentParams) -> None:
        """A text is no longer open."""
        uri = params.text_document.uri
        self.documents.close(uri)
        self.findings.closed(uri)
        self.worker.submit(Urgency.WORKSPACE, lambda _: self.analyses.forget(uri))

    def settings_changed(self) -> None:
        """Everything that was said before may be otherwise now."""
        self.findings.everything_changed()
        client = self.client
        if client.refreshes_hints:
            self.workspace_inlay_hint_refresh(None)
        if client.refreshes_lenses:
            self.workspace_code_lens_refresh(None)
        if client.refreshes_tokens:
            self.workspace_semantic_tokens_refresh(None)

    async def ask(
        self, uri: str, function: Callable[[Question, Params], Answer], params: Params, empty: Answer
    ) -> Answer:
        """What *function* says of the newest version of an open text; *empty* when there is nothing to say.

        Raises JsonRpcContentModified when the text changes meanwhile: nobody wants an answer about an older version.
        """
        document = self.documents.get(uri)
        if document is None:
            return empty
        try:
            answer = await self.read(document, partial(self._answer, function, params), Urgency.QUESTION)
        except Outdated:
            answer = None
        except JsonRpcException:
            raise
        except Exception as error:  # noqa: BLE001  one feature that fails costs nobody the others
            self.report_crash(function.__name__, error)
            return empty
        if not self.documents.is_newest(document):
            raise JsonRpcContentModified("the text has changed")
        return empty if answer is None else answer

    async def read(self, document: TextDocument, call: Callable[[Question], Answer], urgency: Urgency) -> Answer | None:
        """What *call* makes of a text, in the worker's thread; None for a text that is not to be looked at.

        Raises Outdated when the text has changed before the answer was there.
        """
        await self.settled()
        return await self.worker.submit(urgency, partial(self._read, document, self.configuration.current, call))

    def report_crash(self, name: str, error: BaseException) -> None:
        """Tell the editor's log that something of ours has failed."""
        lines = "".join(traceback.format_exception(error)).rstrip()
        self.messages.log(lsp.MessageType.Error, f"{name} failed, so there is no answer:\n{lines}")

    def report_server_error(self, error: Exception, source: Any) -> None:  # noqa: ARG002  pygls passes it
        """What pygls could not handle: for the log, as people can do nothing about it."""
        if isinstance(error, JsonRpcException) and not isinstance(error, JsonRpcInternalError):
            # The editor has got it as the answer to its request.
            return
        self.messages.log(lsp.MessageType.Error, f"{type(error).__name__}: {error}")

    def _read(
        self, document: TextDocument, snapshot: Snapshot, call: Callable[[Question], Answer], is_wanted: Wanted
    ) -> Answer | None:
        from stacklint.engine import Abandoned

        def pause() -> None:
            if not (is_wanted() and self.documents.is_newest(document)):
                raise Abandoned

        analysis, is_outdated = None, False
        try:
            pause()
            analysis = self.analyses.of(document, snapshot, pause)
            pause()
        except Abandoned:
            is_outdated = True
        if is_outdated:
            # Not from inside of the handler, which would tie everything that was read so far to the new error.
            raise Outdated
        if analysis is None:
            return None
        return call(Question(document, analysis, self.client, self.analyses.cost(document.uri)))

    @staticmethod
    def _answer(function: Callable[[Question, Params], Answer], params: Params, question: Question) -> Answer:
        return function(question, params)

    async def settled(self) -> None:
        """Wait until the editor's settings are known, but not for ever."""
        if not self._configured.is_set():
            try:
                await asyncio.wait_for(self._configured.wait(), PATIENCE)
            except TimeoutError:
                self.configured()
