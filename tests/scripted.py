"""An engine that does what the text of a file tells it, so that runs can be tested without any rule."""

from __future__ import annotations

import os
import re
import signal

import pytest

from reports import diagnostic, report
from stacklint import fixing, workspace
from stacklint.engine import FileReport
from stacklint.rules.record import Fix, Safety, Severity
from stacklint.settings import FileSettings
from stacklint.text.edit import Edit
from stacklint.text.span import Span

_FINDING = re.compile(r"\b(error|warning|info|hint) (\S+)(?: =(safe|unsafe|display)> ([^\r\n]*))?")
_FUTURE = re.compile(r"=(?:safe|unsafe|display)> [^\r\n]*")


def check(text: str, path: str, settings: FileSettings, *, named: bool = True) -> FileReport:
    """`error RULE` in *text* is a finding; `foreign`, `helm`, `crash` and `die` are what they say.

    `error RULE =safe> warning OTHER =unsafe> fine` can be fixed; what it becomes is the rest of the line.
    """
    whole, text = text, _FUTURE.sub("", text)
    if "die" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "foreign" in text:
        return report(whole, path=path, status="foreign")
    if "helm" in text:
        return report(whole, path=path, status="skipped", reason="Helm template; try helm template .")
    release = settings.forced_target or settings.target
    found = [
        diagnostic(
            Span(*match.span()),
            f"Wrong for {release}",
            match[2],
            Severity(match[1]),
            fixes=_fixes(match),
            fingerprint=match[0] if match[3] else "",
        )
        for match in _FINDING.finditer(whole)
        if (settings.selected is None or match[2] in settings.selected) and match[2] not in settings.ignored
    ]
    if "crash" in text:
        found.append(diagnostic(Span(0, 0), "A rule failed", "internal-error"))
    if "alone" in text:
        found.append(diagnostic(Span(0, 0), f"named: {named}", "yaml-syntax", Severity.HINT))
    return report(whole, *found, path=path, crashed="crash" in text)


def _fixes(match: re.Match[str]) -> tuple[Fix, ...]:
    if not match[3]:
        return ()
    return (Fix(f"Make it '{match[4]}'", Safety(match[3]), (Edit(Span(*match.span()), match[4]),)),)


def check_bytes(content: bytes, path: str, settings: FileSettings, *, named: bool = True) -> FileReport:
    """As `check`."""
    return check(content.decode("utf-8", "replace"), path, settings, named=named)


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs use this engine; forked processes inherit it."""
    monkeypatch.setattr(workspace, "check", check)
    monkeypatch.setattr(workspace, "check_bytes", check_bytes)
    monkeypatch.setattr(fixing, "check", check)
    monkeypatch.setattr(fixing, "check_offering_fixes", check)
