"""What an editor may ask, each answered by one function of `ide`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lsprotocol import types as lsp

from stacklint_lsp.protocol.features import changing, custom, everywhere, finding, knowing, navigating, surroundings
from stacklint_lsp.protocol.features.record import Feature

if TYPE_CHECKING:
    from stacklint_lsp.protocol.server import Server

FEATURES: tuple[Feature, ...] = (*knowing.FEATURES, *navigating.FEATURES, *changing.FEATURES)
"""Those that are asked about one open text."""


class _AboutText(Protocol):
    text_document: lsp.TextDocumentIdentifier


def register(server: Server) -> None:
    """Make *server* answer."""
    for feature in FEATURES:
        _register(server, feature)
    changing.register(server)
    finding.register(server)
    everywhere.register(server)
    custom.register(server)
    surroundings.register(server)


def _register(server: Server, feature: Feature) -> None:
    async def handle(params: _AboutText) -> object:
        return await server.ask(params.text_document.uri, feature.answer, params, feature.empty)

    server.feature(feature.method, feature.options)(handle)
