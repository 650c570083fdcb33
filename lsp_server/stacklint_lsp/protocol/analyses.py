"""The texts that were read lately. Their trees are many times as large as the text, so only a few are kept."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from stacklint_lsp.protocol.configuration import Snapshot
from stacklint_lsp.protocol.documents import Documents, TextDocument, path_below

if TYPE_CHECKING:
    from stacklint.settings import FileSettings
    from stacklint_lsp.ide.analysis import Analysis

Pause: TypeAlias = Callable[[], None]
"""Called now and then while a text is read; what it raises ends the reading."""

KEPT = 12
"""Analyses, for the files that somebody goes back and forth between."""
KEPT_CHARACTERS = 2_000_000
"""Of text in them altogether, beyond the newest one."""


class _Kept(NamedTuple):
    document: TextDocument
    snapshot: Snapshot
    analysis: Analysis | None
    cost: float
    """Seconds of the processor that reading took."""


class Analyses:
    """Reads a text once for all questions about it. Only the worker's thread comes here."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._ours: set[str] = set()
        """Texts that were a configuration when they were read last, also where that reading is no longer kept."""

    def __len__(self) -> int:
        return len(self._kept)

    def cost(self, uri: str) -> float:
        """Seconds of the processor that reading a text took last time; 0 for one that is not kept."""
        kept = self._kept.get(uri)
        return kept.cost if kept else 0.0

    def was_ours(self, uri: str) -> bool:
        """Whether a text was a configuration when it was read last; it stays one while it cannot be parsed."""
        return uri in self._ours

    def of(self, document: TextDocument, snapshot: Snapshot, pause: Pause) -> Analysis | None:
        """What there is to know of a text; None when it is not to be looked at. Raises what *pause* raises."""
        kept = self._kept.get(document.uri)
        if kept is not None and kept.document is document and kept.snapshot is snapshot:
            self._kept.move_to_end(document.uri)
            return kept.analysis
        # The older version is let go before another one is made beside it.
        self._kept.pop(document.uri, None)
        del kept
        settings = snapshot.for_uri(document.uri)
        begun = time.thread_time()
        analysis = None if settings is None else self._read(document, snapshot, settings, pause)
        cost = time.thread_time() - begun
        if self._documents.is_newest(document):
            self._kept[document.uri] = _Kept(document, snapshot, analysis, cost)
            self._remember_whose(document.uri, analysis)
            self._let_go()
        return analysis

    def forget(self, uri: str) -> None:
        """Let go of a text that is closed."""
        if self._documents.get(uri) is not None:
            # It has been opened again before anybody came to do this.
            return
        self._kept.pop(uri, None)
        self._ours.discard(uri)

    def _remember_whose(self, uri: str, analysis: Analysis | None) -> None:
        if analysis is not None and analysis.views:
            self._ours.add(uri)
        else:
            self._ours.discard(uri)

    def _read(self, document: TextDocument, snapshot: Snapshot, settings: FileSettings, pause: Pause) -> Analysis:
        from stacklint_lsp.ide.analysis import Analysis

        path = snapshot.path_of(document.uri)
        folder = snapshot.folder_of(path)
        shown = path_below(folder.path if folder else "", path)
        return Analysis(
            document.text,
            shown,
            settings,
            named=self.was_ours(document.uri),
            edited_line=document.edited_line,
            pause=pause,
        )

    def _let_go(self) -> None:
        total = sum(len(kept.document.text) for kept in self._kept.values())
        while len(self._kept) > 1 and (len(self._kept) > KEPT or total > KEPT_CHARACTERS):
            _, oldest = self._kept.popitem(last=False)
            total -= len(oldest.document.text)
