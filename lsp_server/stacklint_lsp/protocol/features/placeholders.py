"""Completions for editors that know no snippets."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"\\(.)|\$\{\d+:([^{}\\]*)\}|\$\{\d+\}|\$\d+")


def without_placeholders(snippet: str) -> str:
    """The text of a snippet, with the proposed words where placeholders have some."""
    return _PLACEHOLDER.sub(lambda match: match[1] or match[2] or "", snippet)
