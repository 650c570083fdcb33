"""What a feature is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Feature(NamedTuple):
    """A request about one open text."""

    method: str
    """The protocol's name."""
    answer: Callable[..., Any]
    """Takes a `Question` and the request's parameters."""
    options: Any = None
    """What the editor is told about it beforehand, as the protocol wants it."""
    empty: Any = None
    """The answer where there is none."""
