"""The messages that are our own; the extension's side of them stands in `vscode-extension/`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lsprotocol import types as lsp

MIGRATE = "stacklint/migrate"
GRAPH = "stacklint/graph"
RELEASE = "stacklint/release"
"""A request, and from the server a notification: the release of a file has been worked out."""
DEBUG_INFORMATION = "stacklint/debugInformation"


@dataclass(frozen=True)
class MigrateParams:
    """Which file to turn into one for which release; without one, the newest."""

    uri: str
    target: str | None = None


@dataclass(frozen=True)
class MigrateRequest:
    """Asks for a text, and changes nothing."""

    id: int | str
    params: MigrateParams
    method: str = MIGRATE
    jsonrpc: str = "2.0"


@dataclass(frozen=True)
class GraphParams:
    """Which configuration to draw: in a file with several, the one at a place."""

    uri: str
    position: lsp.Position | None = None


@dataclass(frozen=True)
class GraphRequest:
    """Asks for a picture."""

    id: int | str
    params: GraphParams
    method: str = GRAPH
    jsonrpc: str = "2.0"


@dataclass(frozen=True)
class ReleaseParams:
    """Whose release."""

    uri: str


@dataclass(frozen=True)
class ReleaseRequest:
    """Asks which release a file is for, and why."""

    id: int | str
    params: ReleaseParams
    method: str = RELEASE
    jsonrpc: str = "2.0"


@dataclass(frozen=True)
class DebugInformationRequest:
    """Asks what is running."""

    id: int | str
    params: Any = None
    method: str = DEBUG_INFORMATION
    jsonrpc: str = "2.0"


METHODS: Mapping[str, type[Any]] = {
    MIGRATE: MigrateRequest,
    GRAPH: GraphRequest,
    RELEASE: ReleaseRequest,
    DEBUG_INFORMATION: DebugInformationRequest,
}
"""By name; as in pygls, a message is structured by the type of its method."""
