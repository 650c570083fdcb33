"""Findings, sent to editors that wait for them and kept ready for those that ask.

A change only makes a note. Reading begins when no more messages are waiting, is given up when the next change comes,
and what it finds is sent only while its version is still the newest: no finding is about an older text.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types as lsp

from stacklint.engine import Abandoned
from stacklint_lsp.protocol import convert
from stacklint_lsp.protocol.custom_types import RELEASE
from stacklint_lsp.protocol.documents import TextDocument
from stacklint_lsp.protocol.worker import Urgency

if TYPE_CHECKING:
    from stacklint_lsp.protocol.server import Question, Server

SLOW = 0.05
"""Seconds. Texts that take longer to read than this are read only once nobody has typed for a moment ..."""
MOMENT = 0.05
"""... of so many seconds, which is longer than fast typing or a held key takes from one change to the next."""


class Found(NamedTuple):
    """The findings in one version of a text."""

    document: TextDocument
    is_ours: bool
    items: list[lsp.Diagnostic]
    release: tuple[str, bool]
    """How the release is called, and whether it is pinned."""

    @property
    def result_id(self) -> str:
        """Equal for equal findings."""
        return hashlib.sha256(repr(self.items).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class Findings:
    """Looks for findings in what has changed."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._waiting: set[str] = set()
        self._unsaved: set[str] = set()
        """Changed, where the user wants to hear of findings only when a file is saved."""
        self._running: dict[str, asyncio.Task[None]] = {}
        self._published: set[str] = set()
        """Where the editor shows findings that we have sent."""
        self._durations: dict[str, float] = {}
        """How long it took last time, by address."""

    def changed(self, document: TextDocument) -> None:
        """A text is another one now; an open one, or one that was just opened."""
        self._give_up(document.uri)
        is_new = document.uri not in self._durations
        if is_new or not self._server.configuration.current.editor_for(document.uri).on_save:
            self._durations.setdefault(document.uri, 0.0)
            self._waiting.add(document.uri)
        else:
            self._unsaved.add(document.uri)

    def saved(self, uri: str) -> None:
        """A text was saved."""
        self._unsaved.discard(uri)
        if self._server.configuration.current.editor_for(uri).on_save:
            self._waiting.add(uri)

    def waits_for_saving(self, uri: str) -> bool:
        """Whether a text is as it is only since it was last saved, and the user wants to hear of it only then."""
        return uri in self._unsaved

    def closed(self, uri: str) -> None:
        """A text is no longer open."""
        self._give_up(uri)
        self._waiting.discard(uri)
        self._unsaved.discard(uri)
        self._durations.pop(uri, None)
        if uri in self._published:
            self._published.discard(uri)
            self._server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    def everything_changed(self) -> None:
        """Other settings: all open texts are to be read again."""
        for document in self._server.documents:
            self._give_up(document.uri)
            self._waiting.add(document.uri)
        if self._server.client.refreshes_diagnostics:
            self._server.workspace_diagnostic_refresh(None)
        self.drained()

    def drained(self) -> None:
        """No more messages are waiting: begin with what has changed."""
        waiting, self._waiting = self._waiting, set()
        if self._server.client.pulls_diagnostics and not self._server.client.wants_status:
            return
        for uri in waiting:
            document = self._server.documents.get(uri)
            if document is not None:
                self._running[uri] = asyncio.ensure_future(self._find(document))

    def _give_up(self, uri: str) -> None:
        task = self._running.pop(uri, None)
        if task is not None:
            task.cancel()

    async def _find(self, document: TextDocument) -> None:
        server, uri = self._server, document.uri
        if self._durations.get(uri, 0.0) > SLOW:
            await asyncio.sleep(MOMENT)
        try:
            begun = time.perf_counter()
            found = await server.read(document, findings, Urgency.FINDINGS)
            self._durations[uri] = time.perf_counter() - begun
        except Abandoned:
            return
        except Exception as error:  # noqa: BLE001  the editor goes on without findings
            server.report_crash("looking for findings", error)
            found = None
        if server.documents.is_newest(document):
            self._publish(found or Found(document, False, [], ("", False)))

    def _publish(self, found: Found) -> None:
        server, document = self._server, found.document
        if server.client.wants_status and found.is_ours:
            label, pinned = found.release
            server.protocol.notify(RELEASE, {"uri": document.uri, "label": label, "pinned": pinned, "ours": True})
        elif server.client.wants_status:
            server.protocol.notify(RELEASE, {"uri": document.uri, "label": "", "pinned": False, "ours": False})
        if server.client.pulls_diagnostics:
            return
        # Somebody else's file is none of our business, unless it was ours a moment ago.
        if not found.is_ours and not found.items and document.uri not in self._published:
            return
        self._published.add(document.uri)
        version = document.version if server.client.knows_versions else None
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(document.uri, found.items, version))


def findings(question: Question) -> Found:
    """The findings of a text that was read."""
    analysis, places = question.analysis, question.places
    items = [
        convert.diagnostic(each, question.document.uri, places, question.client) for each in analysis.report.diagnostics
    ]
    reading = analysis.views[0].document.reading if analysis.views else None
    release = (reading.label, reading.pinned) if reading else ("", False)
    return Found(question.document, bool(analysis.views), items, release)
