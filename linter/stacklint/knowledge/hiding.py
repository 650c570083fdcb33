"""Keeps secrets out of what is shown: whatever comes from a file passes through here first."""

from __future__ import annotations

from stacklint.knowledge.records import code
from stacklint.text.secrets import masked
from stacklint_schemas.typed import Final

HIDDEN: Final = "hidden, as it is a secret"


def shown(text: str, *, secret: bool = False) -> str:
    """A value of a file as code; a secret one not at all, and of an address never the user and password."""
    return HIDDEN if secret else code(masked(text))
