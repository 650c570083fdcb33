"""What people are told beside the text: in the editor's log, and once in a while in a window."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from lsprotocol import types as lsp


class Window(Protocol):
    """Where people read."""

    def window_log_message(self, params: lsp.LogMessageParams) -> None:
        """Write to the editor's log."""

    def window_show_message(self, params: lsp.ShowMessageParams) -> None:
        """Show a message."""


class Messages:
    """Sends messages; from any thread."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.loop: asyncio.AbstractEventLoop | None = None
        """The one that talks to the editor."""
        self._told: set[str] = set()

    def log(self, kind: lsp.MessageType, message: str) -> None:
        """Write to the editor's log."""
        self._soon(lambda: self._window.window_log_message(lsp.LogMessageParams(kind, message)))

    def tell_once(self, message: str) -> None:
        """Show a mistake that only people can mend, and not again until `forget`."""
        if message in self._told:
            return
        self._told.add(message)
        self.log(lsp.MessageType.Warning, message)
        self._soon(
            lambda: self._window.window_show_message(
                lsp.ShowMessageParams(lsp.MessageType.Warning, f"stacklint: {message}")
            )
        )

    def forget(self) -> None:
        """What was told may be told again: somebody has changed something."""
        self._told.clear()

    def _soon(self, send: Callable[[], None]) -> None:
        if self.loop is None:
            send()
            return
        try:
            self.loop.call_soon_threadsafe(send)
        except RuntimeError:
            # The loop is closed; nobody reads any more.
            return
