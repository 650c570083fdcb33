"""Names for findings, by which an editor that has them already says so."""

from __future__ import annotations

import hashlib

from lsprotocol import types as lsp


def result_id(items: list[lsp.Diagnostic]) -> str:
    """A name for findings, equal for equal ones."""
    return hashlib.sha256(repr(items).encode("utf-8", "surrogatepass")).hexdigest()[:32]
