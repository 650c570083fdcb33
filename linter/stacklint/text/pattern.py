"""Regular expressions that are compiled when they are first used.

Compiling one costs up to a millisecond, and a clean check needs only a few of all that are declared.
"""

from __future__ import annotations

import re


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, later. What it gives can search, match, substitute and find; no more."""
    return _LazyPattern(source, flags)  # type: ignore[return-value]  # what it cannot do is not asked of it


class _LazyPattern:
    """Becomes the compiled pattern's methods on the first use of any of them; from then on it costs nothing."""

    __slots__ = ("_flags", "_source", "finditer", "fullmatch", "match", "search", "sub")

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        compiled = re.compile(self._source, self._flags)
        for method in ("finditer", "fullmatch", "match", "search", "sub"):
            object.__setattr__(self, method, getattr(compiled, method))
        return getattr(compiled, name)
