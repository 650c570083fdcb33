"""What the forms of a plan share: releases and numbers in words, and changes put together by step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from stacklint.migrate.record import DataEffect, Made, Migration
from stacklint.report.words import label_words, one_line
from stacklint.text.phrases import counted
from stacklint_schemas import Catalogue, Release, ReleaseSet, load
from stacklint_schemas.migration import Step

VERDICTS = ("not carried", "not visible", "moved", "kept")
"""What may happen to data, the worst first."""


def headline(path: str, migration: Migration) -> str:
    """From which release to which, and why: `run.yaml: llama-stack 0.2.24 (pinned) -> ogx 1.5.0 (given)`."""
    where = ", ".join(filter(None, (path, one_line(label_words(migration.label)))))
    origin = f"{range_words(migration.origin, load().catalogue)} ({migration.origin_reason})"
    return f"{where}: {origin} -> {release_words(migration.target)} ({migration.target_reason})"


def release_words(release: Release) -> str:
    """`ogx 1.5.0`."""
    return f"{release.package} {release.version}"


def range_words(releases: ReleaseSet, catalogue: Catalogue) -> str:
    """A set of releases with the names of their packages: `llama-stack 0.7.0 to ogx 1.1.0`."""
    words = []
    for first, last in catalogue.runs(releases):
        end = "" if first is last else f" to {last.version if first.package == last.package else release_words(last)}"
        words.append(f"{release_words(first)}{end}")
    return ", ".join(words) or "no release"


def by_step(migration: Migration) -> list[tuple[Step, list[Made]]]:
    """The changes that were made, put together by the steps that they belong to."""
    found: dict[str, tuple[Step, list[Made]]] = {}
    for made in migration.made:
        found.setdefault(made.step.name, (made.step, []))[1].append(made)
    return sorted(found.values(), key=lambda each: each[0].since.index)


def shared_notes(made: Iterable[Made]) -> list[str]:
    """The notes that more than one kind of change carries; they are told once for all of them."""
    kinds = dict.fromkeys((each.title, each.note) for each in made)
    counts = Counter(note for _, note in kinds if note)
    return [note for note, number in counts.items() if number > 1]


def worst_first(migration: Migration) -> list[DataEffect]:
    """The effects on data that people are told, those that cost the most before the others.

    Where the file may be for the target already, what would be true of one release or another is left out: there
    would be an effect for each of them, and most likely none of them is.
    """
    may_be_there = bool(migration.origin & migration.target.only)
    told = [effect for effect in migration.effects if not (effect.condition and may_be_there)]
    return sorted(told, key=lambda effect: VERDICTS.index(effect.verdict))


def is_affected(migration: Migration) -> bool:
    """Whether somebody has to know of this one."""
    return bool(migration.made or migration.left or migration.faults or migration.affects_data)


def is_worth_telling(migration: Migration) -> bool:
    """Whether there is anything to say beyond that all is in order."""
    return is_affected(migration) or bool(migration.told)


def tally(migration: Migration) -> str:
    """`14 changes, 1 thing left to you; data of 5 stores: 1 not carried, 4 kept`."""
    parts = [counted(len(migration.made), "change") if migration.made else "nothing to change"]
    if migration.left:
        parts.append(f"{counted(len(migration.left), 'thing')} left to you")
    if migration.faults:
        parts.append(f"{counted(len(migration.faults), 'error')} of its own")
    words = ", ".join(parts)
    return f"{words}; {data_tally(migration)}" if worst_first(migration) else words


def data_tally(migration: Migration) -> str:
    """`data of 5 stores: 1 not carried, 4 kept`."""
    # One user may have several verdicts, one for each run of releases that the file may be from.
    told = worst_first(migration)
    users = {(effect.user, effect.was) for effect in told}
    counts = Counter[str](verdict for verdict, *_ in {(effect.verdict, effect.user, effect.was) for effect in told})
    found = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
    return f"data of {counted(len(users), 'store')}: {found}"


def source_words(step: Step) -> str:
    """Where a step's cause can be seen, in parentheses; empty where there is none."""
    return f" ({one_line(step.source)})" if step.source else ""


WHICH_RELEASE = "where this depends on the release that the server ran on, `--from RELEASE` gives one answer"
"""Told once where some effect has a condition."""
