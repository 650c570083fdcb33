"""The last words of a run: what was checked, what is hidden, what was passed over; and statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from stacklint.report.run import Run
from stacklint.report.words import Paint
from stacklint.rules.record import Safety, Severity
from stacklint.text.phrases import counted

MOST_PINS = 3
"""How many lines that pin a release are listed one by one."""


def summary_line(run: Run) -> str:
    """`5 checked (1 with errors), 9 infos hidden, 1 skipped (Helm template), 212 other YAML files`."""
    checked = [report for report in run.files if report.status == "checked"]
    worst = Counter(min(each.severity.rank for each in report.diagnostics) for report in checked if report.diagnostics)
    with_errors, with_warnings = worst[Severity.ERROR.rank], worst[Severity.WARNING.rank]
    trouble = [f"{with_errors} with errors"] if with_errors else []
    trouble += [f"{with_warnings} with warnings"] if with_warnings else []
    parts = [f"{len(checked)} checked" + (f" ({', '.join(trouble)})" if trouble else "")]
    parts += [f"{run.fixed} fixed"] if run.fixed else []

    hidden = Counter(
        each.severity for report in run.files for each in report.diagnostics if not each.severity.at_least(run.show)
    )
    parts += [f"{counted(hidden[severity], severity.value)} hidden" for severity in Severity if hidden[severity]]

    skipped = Counter(report.reason.partition(";")[0] for report in run.files if report.status == "skipped")
    parts += [f"{number} skipped ({reason})" if reason else f"{number} skipped" for reason, number in skipped.items()]

    unreadable = sum(report.status == "unreadable" for report in run.files) + len(run.problems)
    parts += [f"{unreadable} could not be read"] if unreadable else []
    foreign = sum(report.status == "foreign" for report in run.files)
    parts += [f"{counted(foreign, 'other YAML file')}"] if foreign else []
    return ", ".join(parts)


def advice_lines(run: Run) -> Iterator[str]:
    """What to do about skipped files and about findings that depend on the release."""
    skipped = Counter(report.reason for report in run.files if report.status == "skipped" and ";" in report.reason)
    for reason, number in skipped.items():
        yield f"{number} skipped: {reason}"
    pins: Counter[str] = Counter()
    for report in run.files:
        if report.pin:
            pins[report.pin] += sum(each.depends_on_release for each in report.diagnostics)
    loose = [(pin, number) for pin, number in pins.most_common() if number]
    if len(loose) > MOST_PINS:
        # In a folder of many ages a list would bury the findings; `files` of the JSON output has each file's line.
        number = sum(number for _, number in loose)
        yield f"{_loose(number)}: {loose[0][0]} or another one, file by file"
        return
    for pin, number in loose:
        yield f"{_loose(number)}: {pin}"


def offer_lines(run: Run, offered: Collection[Safety]) -> Iterator[str]:
    """How many findings fixes of the *offered* kinds would answer: `2 fixable with --fix, 1 with --unsafe-fixes`."""
    kinds = Counter(
        Safety.SAFE if Safety.SAFE in safeties else Safety.UNSAFE
        for report in run.files
        for each in report.diagnostics
        if each.fixes and (safeties := {fix.safety for fix in each.fixes}) & {Safety.SAFE, Safety.UNSAFE}
    )
    safe = kinds[Safety.SAFE] if Safety.SAFE in offered else 0
    unsafe = kinds[Safety.UNSAFE] if Safety.UNSAFE in offered else 0
    if safe and unsafe:
        yield f"{safe} fixable with --fix, {unsafe} with --unsafe-fixes"
    elif safe or unsafe:
        yield f"{safe} fixable with --fix" if safe else f"{unsafe} fixable with --fix --unsafe-fixes"


def _loose(number: int) -> str:
    return f"{counted(number, 'finding')} {'depends' if number == 1 else 'depend'} on the release"


def statistics(run: Run, *, color: bool = False) -> str:
    """A table of the findings to show, by rule, the most frequent first."""
    paint = Paint(on=color)
    counts = Counter((diagnostic.rule, diagnostic.severity) for _, diagnostic in run.findings())
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0][1].rank, row[0][0]))
    width = len(str(rows[0][1])) if rows else 0
    return "".join(
        f"{number:>{width}}  {paint.severity(severity, severity.value.ljust(7))}  {rule}\n"
        for (rule, severity), number in rows
    )
