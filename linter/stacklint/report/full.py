"""Findings for people: the source line with the place underlined, related places, and a way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stacklint.engine import Diagnostic, FileReport
from stacklint.report.places import Lines
from stacklint.report.run import Run
from stacklint.report.snippet import show_columns
from stacklint.report.words import Paint, label_words, one_line, release_of, rule_url
from stacklint.rules.record import Safety
from stacklint.text.phrases import counted
from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple

MIGRATION_RULES = frozenset({"legacy-inline-store", "legacy-server-store"})
"""Rules whose findings `stacklint migrate` answers as a whole."""


class _Mark(NamedTuple):
    """A place to underline."""

    line: int
    span: Span
    sign: str
    label: str


def render(run: Run, *, color: bool = False) -> str:
    """All findings of *run*, with an empty line after each."""
    paint = Paint(on=color)
    blocks = (
        _block(report, group, lines, paint, run)
        for report in run.files
        if (shown := run.shown(report))
        for lines in (Lines(report.text),)
        for group in _groups(shown)
    )
    return "".join("\n".join(block) + "\n\n" for block in blocks)


def _groups(diagnostics: Sequence[Diagnostic]) -> list[list[Diagnostic]]:
    """Findings that say the same of several places of a file, as one; in the order of their first places.

    A file from before named backends would otherwise fill the screen with one sentence.
    """
    groups: dict[object, list[Diagnostic]] = {}
    for each in diagnostics:
        key = (each.severity, each.message, each.target, each.document)
        groups.setdefault(key, []).append(each)
    return list(groups.values())


def _block(report: FileReport, group: list[Diagnostic], lines: Lines, paint: Paint, run: Run) -> Iterator[str]:
    first = group[0]
    rules = ", ".join(dict.fromkeys(each.rule for each in group))
    kind = paint.severity(first.severity, f"{first.severity.value}[{rules}]")
    yield f"{kind}{paint.strong(f': {one_line(first.message)}')}{release_of(first)}"

    marks = sorted(_marks(group, lines), key=lambda mark: (mark.line, mark.span))
    width = len(str(marks[-1].line))
    start = lines.start(first.span)
    embedded = label_words(first.document)
    more = f" (and {counted(len(group) - 1, 'more place')})" if len(group) > 1 else ""
    place = f"{report.path}:{start.line}:{start.column}{more}"
    yield f"{' ' * width}{paint.faint('-->')} {place}" + (f", in {one_line(embedded)}" if embedded else "")

    yield from _snippet(marks, lines, width, paint)
    for line in _advice(group, report, run):
        yield f"{' ' * width} {paint.faint('=')} {line}"


def _marks(group: list[Diagnostic], lines: Lines) -> Iterator[_Mark]:
    for diagnostic in group:
        yield _Mark(lines.start(diagnostic.span).line, diagnostic.span, "^", "")
        for note in diagnostic.notes:
            yield _Mark(lines.start(note.span).line, note.span, "-", one_line(note.message))


def _snippet(marks: list[_Mark], lines: Lines, width: int, paint: Paint) -> Iterator[str]:
    bar = paint.faint("|")
    yield f"{' ' * width} {bar}"
    previous = 0
    for number in dict.fromkeys(mark.line for mark in marks):
        if previous and number > previous + 1:
            yield f"{' ' * width} {paint.faint(':')}"
        previous = number
        line, start = lines.of(number), lines.extent(number).start
        here = [mark for mark in marks if mark.line == number]
        source, underlines = show_columns(line, [_within(mark.span, line, start) for mark in here])
        yield f"{paint.faint(str(number).rjust(width))} {bar} {source}".rstrip()
        for mark, (indent, length) in zip(here, underlines, strict=True):
            sign = mark.sign * length
            painted = paint.faint(sign) if mark.sign == "-" else paint.strong(sign)
            yield f"{' ' * width} {bar} {' ' * indent}{painted}" + (f" {mark.label}" if mark.label else "")


def _within(span: Span, line: str, start: int) -> Span:
    """The part of *span* on its first *line*, which begins at *start*, without blanks at its ends."""
    low = min(span.start - start, len(line))
    high = max(min(span.end - start, len(line)), low)
    inner = line[low:high]
    if not inner.strip():
        return Span(low, high)
    return Span(high - len(inner.lstrip()), low + len(inner.rstrip()))


def _advice(group: list[Diagnostic], report: FileReport, run: Run) -> Iterator[str]:
    seen: set[str] = set()
    for diagnostic in group:
        for fix in diagnostic.fixes:
            if fix.title not in seen:
                seen.add(fix.title)
                yield f"help: {one_line(fix.title)}" + (" (unsafe)" if fix.safety is Safety.UNSAFE else "")
    first = group[0]
    if first.rule in MIGRATION_RULES and "migrate" in run.commands:
        yield f"help: `stacklint migrate {report.path}` moves every inline store of this file"
    if url := rule_url(first.rule):
        yield f"see: {url}"
