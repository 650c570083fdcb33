"""Configurations with one defect each, and harmless look-alikes, for every release that has a base."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from upstream import bases, defect_legacy, defect_sharing, defect_slots, defect_storage
from upstream.change import Change
from upstream.verdicts import Question

SAMPLE = 40
"""One configuration in so many is also run as a real process."""


class Defect(NamedTuple):
    """One changed configuration."""

    group: str
    """The kind of change: what a row of the agreement table is about."""
    label: str
    release: str
    text: str

    @property
    def question(self) -> Question:
        """What real releases are asked about it."""
        return Question("defects", f"{self.release}/{self.group}/{self.label}", self.text, (self.release,))


@cache
def all_defects() -> tuple[Defect, ...]:
    """Every configuration, without repetition, in a fixed order."""
    found: dict[str, Defect] = {}
    for release in bases.RELEASES:
        for change in _changes(release):
            defect = Defect(change.group, change.label, release, bases.dump(change.configuration))
            found.setdefault(defect.question.key, defect)
    return tuple(found.values())


def questions() -> list[Question]:
    """All questions of the kind `defects`."""
    return [defect.question for defect in all_defects()]


def listening_questions() -> list[Question]:
    """A sample of them, of the kind `listening`: run as real processes with nothing replaced."""
    # Chosen by key, so that a new configuration does not change which old ones are in it.
    sample = (defect.question for defect in all_defects() if int(defect.question.key, 16) % SAMPLE == 0)
    return [question._replace(kind="listening") for question in sample]


def _changes(release: str) -> Iterator[Change]:
    yield Change("clean", "base", bases.base(release))
    yield from defect_slots.changes(release)
    yield from defect_storage.changes(release)
    yield from defect_legacy.changes(release)
    yield from defect_sharing.changes(release)
