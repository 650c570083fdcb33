"""The comments that say what a migration has left to a person."""

from __future__ import annotations

from stacklint.configurations import Configuration
from stacklint.syntax.comments import comments

_BEGINNING = "# stacklint migrate: "


def mark_of(message: str) -> str:
    """The comment on a line of its own."""
    return _BEGINNING + message


def is_marked(configuration: Configuration, message: str) -> bool:
    """Whether a comment says this already."""
    if _BEGINNING not in configuration.text:
        return False
    return any(comment.text == mark_of(message) for comment in comments(configuration.text, [configuration.root]))
