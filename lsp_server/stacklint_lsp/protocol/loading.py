"""What is loaded once the editor has had its first reply: the engine at once, the rest when there is nothing to do."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

from stacklint_lsp.protocol.worker import Wanted

ENGINE = ("stacklint_lsp.ide.analysis", "stacklint.report.words")
"""All that findings need."""

REST = (
    "stacklint_lsp.ide.actions",
    "stacklint_lsp.ide.completion",
    "stacklint_lsp.ide.folding",
    "stacklint_lsp.ide.hover",
    "stacklint_lsp.ide.inlay",
    "stacklint_lsp.ide.lens",
    "stacklint_lsp.ide.links",
    "stacklint_lsp.ide.navigation",
    "stacklint_lsp.ide.outline",
    "stacklint_lsp.ide.rename",
    "stacklint_lsp.ide.selection",
    "stacklint_lsp.ide.tokens",
)
"""Of features that somebody uses sooner or later."""


def load_engine() -> None:
    """Load what the first text needs, and read one, so that the knowledge of the releases is there too."""
    from stacklint.settings import FileSettings

    for name in ENGINE:
        import_module(name)
    from stacklint_lsp.ide.analysis import Analysis

    Analysis("version: 2\nproviders: {}\nstorage: {}\n", "run.yaml", FileSettings())


def load_feature(name: str, _: Wanted) -> None:
    """Load a feature, so that the first question about it is answered as fast as the second one."""
    # Whether it can be loaded is told to whoever asks for it.
    with suppress(Exception):
        import_module(name)
