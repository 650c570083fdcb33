"""Findings, sent to editors that wait for them and made for those that ask.

A change only makes a note. Reading begins when no more messages are waiting, is given up when the next change comes,
and what it finds is sent only while its version is still the newest: no finding is about an older text.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar

from lsprotocol import types as lsp

from stacklint_lsp.protocol import convert
from stacklint_lsp.protocol.clients import Client
from stacklint_lsp.protocol.configuration import Configuration
from stacklint_lsp.protocol.custom_types import RELEASE
from stacklint_lsp.protocol.documents import Documents, TextDocument
from stacklint_lsp.protocol.question import Question
from stacklint_lsp.protocol.wire import Wire
from stacklint_lsp.protocol.worker import Outdated, Urgency

Answer = TypeVar("Answer")

SLOW = 0.05
"""Seconds. A text that takes longer to read than this is read at once only when nobody is typing: ..."""
TYPING = 0.2
"""... when its last change is as long ago as this, and otherwise ..."""
MOMENT = 0.045
"""... after a moment without changes, which is longer than a held key takes from one to the next."""


class Found(NamedTuple):
    """The findings in one version of a text."""

    is_ours: bool
    items: list[lsp.Diagnostic]
    release: tuple[str, bool]
    """How the release is called, and whether it is pinned."""
    cost: float
    """Seconds of the processor that reading it took."""


NOTHING = Found(False, [], ("", False), 0.0)


class Host(Protocol):
    """What is needed of the server."""

    client: Client
    configuration: Configuration
    documents: Documents
    protocol: Wire

    async def read(self, document: TextDocument, call: Callable[[Question], Answer], urgency: Urgency) -> Answer | None:
        """What *call* makes of a text."""

    def report_crash(self, name: str, error: BaseException) -> None:
        """Tell the editor's log that something of ours has failed."""

    def text_document_publish_diagnostics(self, params: lsp.PublishDiagnosticsParams) -> None:
        """Send findings."""

    def workspace_diagnostic_refresh(self, params: None) -> object:
        """Ask the editor to ask again."""


class _Text:
    """What is remembered of an open text, whatever its version."""

    __slots__ = ("changed", "cost", "is_published", "is_typed_in", "is_unsaved", "task", "waits")

    def __init__(self) -> None:
        self.waits = True
        """It is to be read when no more messages are waiting."""
        self.task: asyncio.Task[None] | None = None
        """Reads it."""
        self.cost = 0.0
        """Seconds of the processor that reading took last time."""
        self.changed = 0.0
        self.is_typed_in = False
        """The last change came soon after the one before."""
        self.is_unsaved = False
        """Changed, where the user wants to hear of findings only when a file is saved."""
        self.is_published = False
        """The editor shows findings that were sent."""


class Findings:
    """Looks for findings in what has changed."""

    def __init__(self, server: Host) -> None:
        self._server = server
        self._texts: dict[str, _Text] = {}

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to be read."""
        return not any(text.waits or (text.task and not text.task.done()) for text in self._texts.values())

    def opened(self, uri: str) -> None:
        """A text is open."""
        self._give_up(uri)
        self._texts[uri] = _Text()

    def changed(self, uri: str) -> None:
        """A text is another one now."""
        text = self._texts[uri]
        self._give_up(uri)
        now = time.monotonic()
        text.is_typed_in = now - text.changed < TYPING
        text.changed = now
        if self._server.configuration.current.editor_for(uri).on_save:
            text.is_unsaved = True
        else:
            text.waits = True

    def saved(self, uri: str) -> None:
        """A text was saved."""
        text = self._texts.get(uri)
        if text is not None and text.is_unsaved:
            text.is_unsaved, text.waits = False, True

    def closed(self, uri: str) -> None:
        """A text is no longer open; what the editor shows of it goes."""
        self._give_up(uri)
        text = self._texts.pop(uri, None)
        if text is not None and text.is_published:
            self._server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    def waits_for_saving(self, uri: str) -> bool:
        """Whether a text has changed since it was saved, and the user wants to hear of it only then."""
        return uri in self._texts and self._texts[uri].is_unsaved

    def everything_changed(self) -> None:
        """Other settings: all open texts are to be read again."""
        for uri, text in self._texts.items():
            self._give_up(uri)
            text.waits = True
        if self._server.client.refreshes_diagnostics:
            self._server.workspace_diagnostic_refresh(None)
        self.drained()

    def stop(self) -> None:
        """The editor leaves: nothing is read or sent any more."""
        for uri in self._texts:
            self._give_up(uri)
        self._texts.clear()

    def drained(self) -> None:
        """No more messages are waiting: begin with what has changed."""
        asked = self._server.client.pulls_diagnostics and not self._server.client.wants_status
        for uri, text in self._texts.items():
            document = self._server.documents.get(uri) if text.waits else None
            text.waits = False
            if document is not None and not asked:
                text.task = asyncio.ensure_future(self._find(document, text))

    def _give_up(self, uri: str) -> None:
        text = self._texts.get(uri)
        if text is not None and text.task is not None:
            text.task.cancel()
            text.task = None

    async def _find(self, document: TextDocument, text: _Text) -> None:
        server = self._server
        if text.is_typed_in and text.cost > SLOW:
            await asyncio.sleep(MOMENT)
        try:
            found = await server.read(document, findings, Urgency.FINDINGS) or NOTHING
        except Outdated:
            return
        except Exception as error:  # noqa: BLE001  the editor goes on without findings
            server.report_crash("looking for findings", error)
            found = NOTHING
        text.cost = found.cost
        if server.documents.is_newest(document):
            self._send(document, text, found)

    def _send(self, document: TextDocument, text: _Text, found: Found) -> None:
        server, uri = self._server, document.uri
        if server.client.wants_status:
            label, pinned = found.release
            server.protocol.tell(RELEASE, {"uri": uri, "label": label, "pinned": pinned, "ours": found.is_ours})
        # Somebody else's file is none of our business, unless it was ours a moment ago.
        if server.client.pulls_diagnostics or not (found.is_ours or found.items or text.is_published):
            return
        text.is_published = True
        version = document.version if server.client.knows_versions else None
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found.items, version))


def findings(question: Question) -> Found:
    """The findings of a text that was read."""
    analysis, places = question.analysis, question.places
    uri, client = question.document.uri, question.client
    items = [convert.diagnostic(each, uri, places, client) for each in analysis.report.diagnostics]
    reading = analysis.views[0].document.reading if analysis.views else None
    release = (reading.label, reading.pinned) if reading else ("", False)
    return Found(bool(analysis.views), items, release, question.cost)
