"""The messages: pygls, without its copies of the texts, and with an answer to whatever comes."""

from __future__ import annotations

import json
from collections.abc import Generator
from functools import lru_cache
from typing import Any, Protocol

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest, JsonRpcParseError, JsonRpcServerNotInitialized
from pygls.protocol import JsonRPCNotification, LanguageServerProtocol, lsp_method

from stacklint_lsp.protocol.clients import Client, client_of
from stacklint_lsp.protocol.custom_types import METHODS


class Session(Protocol):
    """Whom the messages are for."""

    client: Client
    is_initialized: bool

    def begin(self, client: Client, params: lsp.InitializeParams) -> None:
        """Take over what the editor says of itself."""

    def did_open(self, params: lsp.DidOpenTextDocumentParams) -> None:
        """A text is open."""

    def did_change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """A text has changed."""

    def did_close(self, params: lsp.DidCloseTextDocumentParams) -> None:
        """A text is no longer open."""

    def stop_reading(self) -> None:
        """The editor wants to hear no more."""

    def leave(self, code: int) -> None:
        """Handle no more messages."""

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Something could not be handled."""


class Wire(LanguageServerProtocol):
    """Takes messages apart and puts answers together."""

    session: Session
    """Set by the server, once it has a wire."""

    def receive(self, body: bytes) -> None:
        """Handle one message, whatever it is."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            self._send_response(None, error=JsonRpcParseError("not JSON").to_response_error())  # type: ignore[arg-type]  # the protocol's way to say that the id is unknown
            return
        if not isinstance(message, dict):
            self._send_response(None, error=JsonRpcInvalidRequest().to_response_error())  # type: ignore[arg-type]  # as above
            return
        number, method = message.get("id"), message.get("method")
        if isinstance(method, str) and self.get_message_type(method) is None:
            # pygls wants them to be there, but clients that only try whether a method is known send none.
            message.setdefault("params", None)
        try:
            self._check_order(method)
            self.handle_message(self.structure_message(message))
        except JsonRpcException as error:
            if number is not None and method is not None:
                self._send_response(number, error=error.to_response_error())
            else:
                self.session.report_server_error(error, JsonRpcException)

    def tell(self, method: str, params: object) -> None:
        """Send a notification whose name is also that of a request of ours."""
        self._send_data(JsonRPCNotification(method, self.VERSION, params))

    def _check_order(self, method: object) -> None:
        """Nothing is answered before the beginning or after the end."""
        if method is None or method == lsp.EXIT:
            return
        if not self.session.is_initialized and method != lsp.INITIALIZE:
            raise JsonRpcServerNotInitialized("not initialized")
        if self.session.is_initialized and method == lsp.INITIALIZE:
            raise JsonRpcInvalidRequest("initialized already")
        if self._shutdown:
            raise JsonRpcInvalidRequest("shut down")

    @lru_cache  # noqa: B019  one object for the life of the process
    def get_message_type(self, method: str) -> type[Any] | None:
        """The form of a message, ours included."""
        return METHODS.get(method) or super().get_message_type(method)

    @lsp_method(lsp.INITIALIZE)
    def lsp_initialize(self, params: lsp.InitializeParams) -> Generator[Any, Any, lsp.InitializeResult]:
        """Agree with the editor on what both can do."""
        self.session.begin(client_of(params), params)
        result: lsp.InitializeResult = yield from super().lsp_initialize(params)
        result.capabilities.position_encoding = lsp.PositionEncodingKind(self.session.client.unit)
        return result

    @lsp_method(lsp.SHUTDOWN)
    def lsp_shutdown(self, *_: object) -> Generator[Any, Any, None]:
        """Say nothing more: what was found meanwhile, nobody shows."""
        self.session.stop_reading()
        yield from super().lsp_shutdown()

    @lsp_method(lsp.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override]  # pygls takes plain functions as well
        """End; the code says whether the editor asked politely."""
        self.session.leave(0 if self._shutdown else 1)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> None:
        """Keep the text in our own way."""
        self.session.did_open(params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """Take changes over, and nothing else: what follows from them waits until no more of them are waiting."""
        self.session.did_change(params)

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> None:
        """Forget the text."""
        self.session.did_close(params)
