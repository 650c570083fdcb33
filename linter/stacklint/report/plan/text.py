"""A plan for people at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from stacklint.migrate.record import DataEffect, Layout, Made, Migration
from stacklint.report.difference import difference
from stacklint.report.plan import Plan, PlannedFile
from stacklint.report.plan.words import (
    WHICH_RELEASE,
    by_step,
    data_tally,
    headline,
    is_worth_telling,
    release_words,
    shared_notes,
    source_words,
    tally,
    worst_first,
)
from stacklint.report.words import Paint, one_line
from stacklint.rules.record import Severity
from stacklint_schemas.migration import Step

_VERDICT_WIDTH = len("not carried")


def render(plan: Plan, *, color: bool = False) -> str:
    """All files of *plan* that could be read; an empty line stands after each that has more than one to say."""
    paint = Paint(on=color)
    return "".join(_file(file, plan, paint) for file in plan.files)


def _file(file: PlannedFile, plan: Plan, paint: Paint) -> str:
    # Why a configuration was not migrated is an error, and told where errors are.
    migrated = [each for each in file.migrations if not each.refused]
    if file.migrated is None or not migrated:
        return ""
    blocks = ["\n".join(_configuration(file, each, plan.layout, paint)) for each in migrated]
    text = "".join(f"{line}\n" for line in (*_separated(blocks), *_remarks(file)))
    if plan.differences and file.status == "changed":
        text += "\n" + difference(file.path, file.migrated.before, file.migrated.text, color=paint.on)
    return text + "\n" if text.count("\n") > 1 else text


def _separated(blocks: Sequence[str]) -> Iterator[str]:
    """The *blocks*, with an empty line between two of which one has more lines."""
    for number, block in enumerate(blocks):
        if number and "\n" in block + blocks[number - 1]:
            yield ""
        yield block


def _configuration(file: PlannedFile, migration: Migration, layout: Layout, paint: Paint) -> Iterator[str]:
    head = paint.strong(headline(file.path, migration))
    if not is_worth_telling(migration) and file.status != "changed":
        yield f"{head}: nothing has to change" + (f"; {data_tally(migration)}" if worst_first(migration) else "")
        return
    yield head
    if layout is Layout.UPSTREAM:
        yield "  in the layout of upstream's samples, so old data stays where it is and is not carried over"
    for since, steps in groupby(by_step(migration), key=lambda each: each[0].since):
        yield ""
        yield f"  {paint.strong(release_words(since))}"
        for step, made in steps:
            yield from _step(step, made, paint)
    yield from _left(migration, paint)
    yield from _faults(migration, paint)
    yield from _told(migration, paint)
    yield from _data(migration, paint)
    yield ""
    yield f"  {tally(migration)}"


def _step(step: Step, made: list[Made], paint: Paint) -> Iterator[str]:
    yield f"    {one_line(step.title)}"
    yield f"      {paint.faint('because')} {one_line(step.cause)}{source_words(step)}"
    shared = shared_notes(made)
    for (title, note), number in Counter((each.title, each.note) for each in made).items():
        yield f"      - {one_line(title)}" + (f" ({number} times)" if number > 1 else "")
        if note and note not in shared:
            yield f"        {one_line(note)}"
    for note in shared:
        yield f"      {paint.faint('note:')} {one_line(note)}"


def _left(migration: Migration, paint: Paint) -> Iterator[str]:
    if not migration.left:
        return
    yield ""
    yield f"  {paint.strong('left to you')} (lines of the new text)"
    for each in migration.left:
        yield f"    line {each.line}: {one_line(each.message)}"


def _faults(migration: Migration, paint: Paint) -> Iterator[str]:
    if not migration.faults:
        return
    yield ""
    yield f"  {paint.strong('errors of its own')}, which `stacklint check` tells more of (lines of the new text)"
    for each in migration.faults:
        yield f"    line {each.line}: {each.rule}: {one_line(each.message)}"


def _told(migration: Migration, paint: Paint) -> Iterator[str]:
    if not migration.told:
        return
    yield ""
    yield f"  {paint.strong('outside of the file')}"
    for each in migration.told:
        yield f"    {one_line(each.message)} ({release_words(each.step.since)})"


def _data(migration: Migration, paint: Paint) -> Iterator[str]:
    if not migration.effects:
        return
    yield ""
    yield f"  {paint.strong('data')}"
    told: set[str] = set()
    indent = " " * (_VERDICT_WIDTH + 6)
    for effect in worst_first(migration):
        stays = f": {effect.was}" if effect.now == effect.was else ""
        yield f"    {_verdict(effect, paint)}  {one_line(effect.user)}{one_line(stays)}"
        for word, words in _facts(effect):
            yield f"{indent}{paint.faint(f'{word}:')} {one_line(words)}"
        if effect.backup and effect.backup not in told:
            told.add(effect.backup)
            yield f"{indent}{paint.faint('back up:')} {one_line(effect.backup)}"
        if effect.cure:
            yield f"{indent}{paint.faint('then run:')} {one_line(effect.cure)}"
    if any(effect.condition for effect in migration.effects):
        yield f"    ({WHICH_RELEASE})"


def _facts(effect: DataEffect) -> Iterator[tuple[str, str]]:
    if effect.now != effect.was:
        yield "was", effect.was
        yield "now", effect.now or "nothing looks for it any more"
    if effect.reason:
        yield "why", effect.reason
    if effect.condition:
        yield "only", effect.condition


def _verdict(effect: DataEffect, paint: Paint) -> str:
    text = effect.verdict.ljust(_VERDICT_WIDTH)
    match effect.verdict:
        case "kept":
            return paint.added(text)
        case "moved":
            return paint.severity(Severity.INFO, text)
        case "not visible":
            return paint.severity(Severity.WARNING, text)
    return paint.severity(Severity.ERROR, text)


def _remarks(file: PlannedFile) -> Iterator[str]:
    if file.written:
        yield f"  written to {file.written}"
    elif file.migrated and file.migrated.not_edited and file.status == "changed" and not file.not_written:
        yield f"  not to be written: {one_line(file.migrated.not_edited)}"
