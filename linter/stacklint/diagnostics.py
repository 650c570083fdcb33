"""What the engine tells everybody above it: findings placed in a file and judged, and the report on a file."""

from __future__ import annotations

from collections.abc import Sequence

from stacklint.configurations import DocumentLabel
from stacklint.rules.record import Fix, Note, Severity
from stacklint.syntax.path import Path
from stacklint.text.span import Span
from stacklint_schemas.typed import Literal, NamedTuple


class Diagnostic(NamedTuple):
    """A rule's finding, placed in the file and judged."""

    rule: str
    severity: Severity
    """After release judgement and settings."""
    message: str
    span: Span
    """Code points of the whole file's text."""
    notes: tuple[Note, ...]
    fixes: Sequence[Fix]
    """Made already, unless `engine.examine` says otherwise."""
    document: DocumentLabel | None
    path: Path
    """Inside the document."""
    pointer: str
    """RFC 6901, inside the document."""
    target: str
    """`ogx 1.5.0, pinned` or `0.7.0 to 0.8.0, inferred`."""
    fingerprint: str
    """The first 32 hex digits of a SHA-256."""
    depends_on_release: bool
    """Lowered to info because it holds only in a part of the inferred range."""


class FileReport(NamedTuple):
    """Everything there is to say about one file."""

    path: str
    """As to be shown: POSIX, relative to the working folder where possible."""
    text: str
    status: Literal["checked", "foreign", "skipped", "unreadable"]
    reason: str
    """For skipped and unreadable files."""
    diagnostics: tuple[Diagnostic, ...]
    """Of all severities, sorted by span and rule, without the suppressed ones."""
    suppressed: tuple[tuple[Diagnostic, str], ...]
    """Each with the reason its comment gives."""
    pin: str
    """The comment line that would pin the release when some diagnostics depend on it, else empty."""
    crashed: bool
    """A rule failed."""
