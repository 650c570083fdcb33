"""The comments that say what a migration has left to a person, and for which release it was made."""

from __future__ import annotations

import re

from stacklint.configurations import Configuration
from stacklint.syntax.comments import Comment, comments
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_schemas import Catalogue, Release

_MARK = re.compile(r"# stacklint migrate to (?P<release>[a-z-]+-[0-9.]+): (?P<message>.*)")


def mark_of(release: Release, message: str) -> str:
    """The comment on a line of its own."""
    return f"# stacklint migrate to {release.name}: {message}"


def marked_release(configuration: Configuration, catalogue: Catalogue) -> Release | None:
    """The release that the configuration was migrated to by its comments, the newest one; None where none says so.

    Such a file may still have marks of an older release, so its content alone would tell a wrong one.
    """
    names = {release.name: release for release in catalogue.releases}
    found = [names[match["release"]] for match in _matches(configuration) if match["release"] in names]
    return max(found, key=lambda release: release.index, default=None)


def is_marked(configuration: Configuration, message: str) -> bool:
    """Whether a comment says this already."""
    return any(match["message"] == message for match in _matches(configuration))


def renewed(configuration: Configuration, release: Release) -> tuple[Edit, ...]:
    """Edits that make all marks say *release*."""
    edits: list[Edit] = []
    for comment in _comments(configuration):
        match = _MARK.fullmatch(comment.text)
        if match is not None and match["release"] != release.name:
            start, end = match.span("release")
            at = comment.span.start
            edits.append(Edit(Span(at + start, at + end), release.name))
    return tuple(edits)


def _matches(configuration: Configuration) -> list[re.Match[str]]:
    found = (_MARK.fullmatch(comment.text) for comment in _comments(configuration))
    return [match for match in found if match is not None]


def _comments(configuration: Configuration) -> tuple[Comment, ...]:
    if "# stacklint migrate to " not in configuration.text:
        return ()
    return tuple(comments(configuration.text, [configuration.root]))
