"""Reports made by hand, so that formats can be tested without any rule."""

from __future__ import annotations

from typing import Literal

from stacklint.engine import Diagnostic, DocumentLabel, FileReport
from stacklint.rules.record import Fix, Note, Severity
from stacklint.text.span import Span

RELEASE = "ogx 1.5.0, pinned"


def place(text: str, piece: str, occurrence: int = 1) -> Span:
    """Where *piece* stands in *text*."""
    start = -1
    for _ in range(occurrence):
        start = text.index(piece, start + 1)
    return Span(start, start + len(piece))


def diagnostic(
    span: Span,
    message: str = "Something is wrong",
    rule: str = "dangling-backend",
    severity: Severity = Severity.ERROR,
    *,
    notes: tuple[Note, ...] = (),
    fixes: tuple[Fix, ...] = (),
    document: DocumentLabel | None = None,
    path: tuple[str | int, ...] = ("storage", "stores"),
    target: str = RELEASE,
    fingerprint: str = "",
    depends_on_release: bool = False,
) -> Diagnostic:
    """A diagnostic with everything that does not matter filled in."""
    return Diagnostic(
        rule=rule,
        severity=severity,
        message=message,
        span=span,
        notes=notes,
        fixes=fixes,
        document=document,
        path=path,
        pointer="".join(f"/{step}" for step in path),
        target=target,
        fingerprint=fingerprint or f"{span.start:032x}",
        depends_on_release=depends_on_release,
    )


def report(
    text: str,
    *diagnostics: Diagnostic,
    path: str = "run.yaml",
    status: Literal["checked", "foreign", "skipped", "unreadable"] = "checked",
    reason: str = "",
    suppressed: tuple[tuple[Diagnostic, str], ...] = (),
    pin: str = "",
    crashed: bool = False,
) -> FileReport:
    """A report with everything that does not matter filled in."""
    return FileReport(
        path=path,
        text=text,
        status=status,
        reason=reason,
        diagnostics=diagnostics,
        suppressed=suppressed,
        pin=pin,
        crashed=crashed,
    )
