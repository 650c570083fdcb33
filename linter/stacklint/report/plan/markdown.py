"""A plan as Markdown, for pull requests and step summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from stacklint.migrate.record import Layout, Migration
from stacklint.report.difference import difference
from stacklint.report.plan import Plan, PlannedFile
from stacklint.report.plan.words import (
    WHICH_RELEASE,
    by_step,
    headline,
    is_worth_telling,
    release_words,
    shared_notes,
    source_words,
    tally,
    worst_first,
)
from stacklint.report.words import one_line

_SIGNS = re.compile(r"[\\`*\[\]<>|#~$]|(?<!\w)_|_(?!\w)")
_QUOTED = re.compile(r"(?<!\w)'([^'`]+)'(?!\w)")
_TICKS = re.compile(r"`+")


def render(plan: Plan) -> str:
    """All files of *plan*."""
    lines = [line for file in plan.files for line in _file(file, plan)]
    if plan.problems:
        lines += ["", "## Not read", "", *(f"- {_plain(problem)}" for problem in plan.problems)]
    return "\n".join(lines).strip("\n") + "\n" if lines else ""


def _file(file: PlannedFile, plan: Plan) -> Iterator[str]:
    if file.migrated is None or not file.migrations:
        yield from ("", f"## {_plain(file.path)}", "", f"{file.status}: {_plain(file.reason)}")
        return
    for migration in file.migrations:
        yield from ("", f"## {_plain(headline(file.path, migration).replace(' -> ', ' → '))}", "")
        yield from _configuration(migration, plan.layout)
    if file.written:
        yield from ("", f"Written to {_code(file.written)}.")
    elif why := file.not_written or (file.migrated.not_edited if file.status == "changed" else ""):
        yield from ("", f"Not written: {_plain(why)}")
    if file.status == "changed":
        changes = difference(file.path, file.migrated.before, file.migrated.text)
        fence = _fence(changes)
        yield from ("", "<details><summary>The new text</summary>", "")
        yield f"{fence}diff\n{changes.rstrip()}\n{fence}"
        yield from ("", "</details>")


def _configuration(migration: Migration, layout: Layout) -> Iterator[str]:
    if migration.refused:
        yield f"**Not migrated:** {_plain(migration.refused)}"
        return
    yield f"{_plain(tally(migration))}."
    if not is_worth_telling(migration):
        return
    if layout is Layout.UPSTREAM:
        yield from ("", "In the layout of upstream's samples: old data stays where it is and is not carried over.")
    for since, steps in groupby(by_step(migration), key=lambda each: each[0].since):
        yield from ("", f"### {release_words(since)}", "")
        for step, made in steps:
            yield f"- **{_plain(step.title)}**: {_plain(step.cause + source_words(step))}"
            shared = shared_notes(made)
            for title, note in dict.fromkeys((each.title, each.note) for each in made):
                yield f"  - {_plain(title)}" + (f": {_plain(note)}" if note and note not in shared else "")
            yield from (f"  - *note:* {_plain(note)}" for note in shared)
    if migration.left:
        yield from ("", "### Left to you", "")
        yield from (f"- line {left.line}: {_plain(left.message)}" for left in migration.left)
    if migration.faults:
        yield from ("", "### Errors of its own", "")
        yield from (f"- line {each.line}: {_plain(f'{each.rule}: {each.message}')}" for each in migration.faults)
    if migration.told:
        yield from ("", "### Outside of the file", "")
        yield from (f"- {_plain(each.message)} ({release_words(each.step.since)})" for each in migration.told)
    yield from _data(migration)


def _data(migration: Migration) -> Iterator[str]:
    if not migration.effects:
        return
    told = worst_first(migration)
    yield from ("", "### Data", "")
    if told:
        yield from ("| store | data | was | now | why |", "|---|---|---|---|---|")
    for effect in told:
        why = "; ".join(filter(None, (effect.reason, effect.condition)))
        verdict = effect.verdict if effect.verdict == "kept" else f"**{effect.verdict}**"
        now = "the same place" if effect.now == effect.was else _cell(effect.now)
        cells = (_plain(effect.user), verdict, _cell(effect.was), now, _plain(why))
        yield f"| {' | '.join(cells)} |"
    if any(effect.condition for effect in migration.effects):
        yield from ("", f"{WHICH_RELEASE[:1].upper()}{WHICH_RELEASE[1:]}.")
    yield from _commands("Back up first:", [effect.backup for effect in told])
    yield from _commands("Then run, before the new server starts:", [effect.cure for effect in told])


def _commands(title: str, commands: Sequence[str]) -> Iterator[str]:
    some = [command for command in dict.fromkeys(commands) if command]
    if some:
        fence = _fence("\n".join(some))
        yield from ("", title, "", f"{fence}sh", *some, fence)


def _plain(text: str) -> str:
    """*text* as it is, whatever signs are in it, with quoted names as code."""
    # Every second piece is what stood in quotes.
    pieces = _QUOTED.split(one_line(text))
    return "".join(
        f"`{piece}`".replace("|", r"\|") if number % 2 else _SIGNS.sub(r"\\\g<0>", piece)
        for number, piece in enumerate(pieces)
    )


def _cell(text: str) -> str:
    """*text* as code in a table, where a bar would end the cell even in code."""
    return _code(text).replace("|", r"\|") if text else ""


def _code(text: str) -> str:
    """*text* as code, with more ticks around it than there are in it."""
    ticks = f"{_longest_ticks(text)}`"
    edge = " " if len(ticks) > 1 else ""
    return f"{ticks}{edge}{one_line(text)}{edge}{ticks}"


def _fence(text: str) -> str:
    """A fence that nothing in *text* closes."""
    return max("```", _longest_ticks(text) + "`", key=len)


def _longest_ticks(text: str) -> str:
    return max(_TICKS.findall(text), key=len, default="")
