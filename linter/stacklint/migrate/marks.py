"""The comments that say what a migration has left to a person."""

from __future__ import annotations

import json

from stacklint.configurations import Configuration
from stacklint.syntax.comments import comments

_BEGINNING = "# stacklint migrate: "


def mark_of(message: str) -> str:
    """The comment on a line of its own."""
    return _BEGINNING + message


def marks_in(configuration: Configuration) -> frozenset[str]:
    """The comments of this kind that stand there already."""
    if _BEGINNING not in configuration.text:
        return frozenset()
    found = comments(configuration.text, [configuration.root])
    return frozenset(comment.text for comment in found if comment.text.startswith(_BEGINNING))


def takes_comments(configuration: Configuration) -> bool:
    """Whether a comment may be written: not into JSON, which other readers than YAML's may want."""
    if not configuration.text.lstrip("\ufeff \t\r\n").startswith("{"):
        return True
    try:
        json.loads(configuration.text.lstrip("\ufeff"))
    except ValueError:
        return True
    return False
