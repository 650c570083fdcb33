"""What a feature gets to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types as lsp

from stacklint.text.span import Span
from stacklint_lsp.protocol import convert
from stacklint_lsp.protocol.clients import Client
from stacklint_lsp.protocol.documents import TextDocument

if TYPE_CHECKING:
    from stacklint_lsp.ide.analysis import Analysis


class Question(NamedTuple):
    """What a feature is asked about: one version of one text, read."""

    document: TextDocument
    analysis: Analysis
    client: Client
    cost: float
    """Seconds of the processor that reading it took."""

    @property
    def places(self) -> convert.Places:
        """For answers in the editor's places."""
        return convert.Places(self.analysis.lines, self.document.unit)

    def offset(self, position: lsp.Position) -> int:
        """A place that the editor names."""
        return convert.offset_of(self.document, position)

    def span(self, extent: lsp.Range) -> Span:
        """An extent that the editor names."""
        return convert.span_of(self.document, extent)

    def range(self, span: Span) -> lsp.Range:
        """An extent for the editor."""
        return self.places.range(span)
