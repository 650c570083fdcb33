"""Paths through a document, and JSON Pointers (RFC 6901) as their written form."""

from __future__ import annotations

from stacklint_schemas.typed import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list indices from the root to a node."""


def to_pointer(path: Path) -> str:
    """The JSON Pointer of a path: `("a/b", 0)` gives `/a~1b/0`, the root gives the empty string."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
