"""Lints a text; the one door for command line and editor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stacklint.configurations import Configuration, DocumentLabel, Found, find
from stacklint.diagnose import Abandoned, Fixing, Run, failure, outside
from stacklint.diagnostics import Diagnostic, FileReport
from stacklint.judge import fingerprint_of
from stacklint.model.document import Document
from stacklint.rules import BY_NAME
from stacklint.rules.record import Fix
from stacklint.settings import FileSettings
from stacklint.text.decode import MAXIMUM_BYTES, EncodingProblem, decode, is_too_large
from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple

__all__ = [
    "Abandoned",
    "Diagnostic",
    "DocumentLabel",
    "Examined",
    "FileReport",
    "check",
    "check_bytes",
    "check_offering_fixes",
    "check_without_fixes",
    "examine",
]


_BEGINNING = 100_000
"""Of a file that is too large: tells whether it is one of ours; more is not looked at."""


class Examined(NamedTuple):
    """A text with everything that was made of it on the way to its findings."""

    report: FileReport
    """Without fixes."""
    offered: tuple[Sequence[Fix], ...]
    """For each finding of the report its fixes, made when somebody first looks at them."""
    found: Found
    documents: tuple[tuple[Configuration, Document], ...]
    """Those that are ours, in file order; none for a text of somebody else."""


def check(text: str, path: str, settings: FileSettings, *, named: bool = True) -> FileReport:
    """Lint one text.

    *named* says that the user asked for this very file, so that it is reported even when it is too broken to
    tell whether it is a configuration.
    """
    return _check(text, path, settings, named=named)


def check_without_fixes(text: str, path: str, settings: FileSettings, *, named: bool = True) -> FileReport:
    """As `check`, in a tenth of the time where much is found: each fix costs more than all rules together."""
    return _bare(check_offering_fixes(text, path, settings, named=named))


def check_offering_fixes(text: str, path: str, settings: FileSettings, *, named: bool = True) -> FileReport:
    """As `check`, but a fix is made when somebody looks at it; where making it fails, that raises."""
    return _check(text, path, settings, named=named, fixing=Fixing.WHEN_ASKED)


def examine(
    text: str,
    path: str,
    settings: FileSettings,
    *,
    named: bool = False,
    edited_line: int | None = None,
    pause: Callable[[], None] | None = None,
) -> Examined:
    """As `check_without_fixes`, for an editor, which has more questions about the same text.

    *named* says that the text was one of ours before the last edit. *edited_line* (counted from 0) is the line that is
    being typed in, which is left out first when the text cannot be parsed. *pause* is called between steps of a few
    milliseconds at most and may raise `Abandoned`, which ends it.
    """
    too_large = is_too_large(text)
    text = text[:_BEGINNING] if too_large else text
    found = Found(text)
    try:
        found = _too_large(text, named=named) if too_large else find(text, named=named, edited_line=edited_line)
        runs, report = _report(found, text, path, settings, Fixing.WHEN_ASKED, pause)
    except Abandoned:
        raise
    except Exception as error:  # noqa: BLE001  the editor goes on
        runs, report = [], FileReport(path, text, "checked", "", (failure(error),), (), "", True)
    offered = tuple(each.fixes for each in report.diagnostics)
    return Examined(_bare(report), offered, found, tuple((run.configuration, run.document) for run in runs))


def check_bytes(content: bytes, path: str, settings: FileSettings, *, named: bool = True) -> FileReport:
    """Lint the bytes of one file."""
    if len(content) > MAXIMUM_BYTES:
        text = content[:_BEGINNING].decode("utf-8", "replace")
        return _check(text, path, settings, named=named, too_large=True)
    decoded = decode(content)
    return _check(decoded.text, path, settings, named=named, encoding=decoded.problem)


def _check(
    text: str,
    path: str,
    settings: FileSettings,
    *,
    named: bool,
    encoding: EncodingProblem | None = None,
    too_large: bool = False,
    fixing: Fixing = Fixing.AT_ONCE,
) -> FileReport:
    try:
        found = _too_large(text, named=named) if too_large else find(text, named=named, encoding=encoding)
        report = _report(found, text, path, settings, fixing)[1]
        return _with_fixes(report) if fixing is Fixing.AT_ONCE else report
    except Exception as error:  # noqa: BLE001  what fails here must cost nobody the findings in other files
        return FileReport(path, text, "checked", "", (failure(error),), (), "", True)


def _too_large(beginning: str, *, named: bool) -> Found:
    """What a file holds of which only the *beginning* is looked at."""
    # A line that is broken off could be any other.
    lines = beginning[: beginning.rfind("\n") + 1]
    ours = named or bool(find(lines, named=False).configurations)
    return find(beginning, named=True, too_large=True) if ours else Found(beginning)


def _report(
    found: Found,
    text: str,
    path: str,
    settings: FileSettings,
    fixing: Fixing,
    pause: Callable[[], None] | None = None,
) -> tuple[list[Run], FileReport]:
    """The report, and the runs over each configuration that it is made of."""
    if found.skipped:
        return [], FileReport(path, text, "skipped", found.skipped, (), (), "", False)
    around = found.directives(BY_NAME)
    runs = [Run(configuration, settings, around.target, fixing) for configuration in found.configurations]
    runs = [run for run in runs if not run.directives.not_ours]
    if not runs or around.not_ours:
        return [], FileReport(path, text, "foreign", "", (), (), "", False)
    outcome = outside(text, around, settings, [run.diagnose(pause) for run in runs])
    diagnostics = _distinct(sorted(outcome.kept, key=_order))
    pinning = next((run.pin for run in runs if run.pin), "")
    crashed = any(run.crashed for run in runs)
    return runs, FileReport(path, text, "checked", "", diagnostics, tuple(outcome.suppressed), pinning, crashed)


def _with_fixes(report: FileReport) -> FileReport:
    """The same as plain data."""
    made = tuple(each._replace(fixes=tuple(each.fixes)) for each in report.diagnostics)
    suppressed = tuple((each._replace(fixes=tuple(each.fixes)), why) for each, why in report.suppressed)
    return report._replace(diagnostics=made, suppressed=suppressed)


def _bare(report: FileReport) -> FileReport:
    """The same without fixes."""
    bare = tuple(each._replace(fixes=()) for each in report.diagnostics)
    suppressed = tuple((each._replace(fixes=()), why) for each, why in report.suppressed)
    return report._replace(diagnostics=bare, suppressed=suppressed)


def _distinct(diagnostics: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Without what is said twice at one place (a text that several aliases use), each with a fingerprint of its own."""
    kept: dict[tuple[Span, str, str], Diagnostic] = {}
    fingerprints: dict[str, int] = {}
    for diagnostic in diagnostics:
        key = _order(diagnostic)
        if key in kept:
            continue
        name = diagnostic.fingerprint
        # Equal documents in one stream have equal findings.
        ordinal = fingerprints[name] = fingerprints.get(name, -1) + 1
        kept[key] = diagnostic._replace(fingerprint=fingerprint_of(name, str(ordinal))) if ordinal else diagnostic
    return tuple(kept.values())


def _order(diagnostic: Diagnostic) -> tuple[Span, str, str]:
    return diagnostic.span, diagnostic.rule, diagnostic.message
