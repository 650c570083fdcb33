"""Carries out the steps of a migration, reads the text again after each change, and marks what is left to a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.configurations import Configuration, find
from stacklint.migrate.marks import mark_of, marks_in, takes_comments
from stacklint.migrate.reading import at_release
from stacklint.migrate.record import Change, Goal, Left, Leftover, Made, Notice, Told
from stacklint.migrate.steps import CHANGES
from stacklint.model.document import Document
from stacklint.syntax.path import Path
from stacklint.syntax.surgery import Surgeon
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.lines import LineIndex
from stacklint_schemas import Release, load
from stacklint_schemas.migration import Step

_MOST_CHANGES = 1000
"""For a short text, and one more for each of its lines: far more than any file needs, but a step that came to no end
would otherwise never be noticed."""


class Chain:
    """The steps for one configuration of a file."""

    def __init__(self, number: int, goal: Goal, *, named: bool) -> None:
        """*number* counts the configurations of the file from 0."""
        self._number = number
        self._goal = goal
        self._named = named
        self._knowledge = load()
        self._text: str | None = None
        self._read: Configuration | None = None
        self._documents: dict[Release, Document] = {}
        self.made: list[Made] = []
        self.left: list[Left] = []
        self.told: list[Told] = []

    def run(self, text: str) -> str:
        """The whole file's text after all steps. Raises RuntimeError when a step comes to no end."""
        for step in self._steps():
            text = self._exhaust(text, step)
        text, rest = self._mark(text)
        self._tell(text, rest)
        return text

    def _steps(self) -> Iterator[Step]:
        """Every step up to the target; those before the origin find what was left behind in a half-migrated file."""
        return (step for step in self._knowledge.migration.steps if step.since.index <= self._goal.target.index)

    def _release(self, step: Step) -> Release:
        """The release to read the text for: the step's, or the file's own where that is newer."""
        first = self._knowledge.catalogue.first(self._goal.origin)
        return max(step.since, first, key=lambda release: release.index)

    def _exhaust(self, text: str, step: Step) -> str:
        most = _MOST_CHANGES + text.count("\n")
        for changes in CHANGES.get(step.name, ()):
            for _ in range(most):
                document = self._document(text, self._release(step))
                found = _first(changes(document, self._goal))
                if not found:
                    break
                edits = tuple(edit for change in found for edit in change.edits)
                text = _apply(text, self._configuration(text), edits)
                self.made.extend(Made(step, change.title, change.note, change.path) for change in found)
                self.told.extend(Told(step, change.outside, change.path) for change in found if change.outside)
            else:
                raise RuntimeError(f"the step '{step.name}' comes to no end")
        return text

    def _configuration(self, text: str) -> Configuration:
        if self._read is None or text != self._text:
            self._text, self._read = text, find(text, named=self._named).configurations[self._number]
            self._documents.clear()
        return self._read

    def _document(self, text: str, release: Release) -> Document:
        configuration = self._configuration(text)
        document = self._documents.get(release)
        if document is None:
            document = self._documents[release] = at_release(configuration, release, self._knowledge)
        return document

    def _rest(self, text: str) -> list[tuple[Step, Leftover | Notice]]:
        """What the steps still have to say, each thing once, though several may say it."""
        found: dict[tuple[Path, str], tuple[Step, Leftover | Notice]] = {}
        for step in self._steps():
            for changes in CHANGES.get(step.name, ()):
                for each in changes(self._document(text, self._release(step)), self._goal):
                    if not isinstance(each, Change):
                        found.setdefault((each.path, each.message), (step, each))
        return list(found.values())

    def _mark(self, text: str) -> tuple[str, list[tuple[Step, Leftover | Notice]]]:
        """The text with a comment above everything that is left to a person, and what is left there."""
        while True:
            rest = self._rest(text)
            edits = self._marks(text, [each for _, each in rest if isinstance(each, Leftover)])
            if not edits:
                return text, rest
            text = _apply(text, self._configuration(text), edits)

    def _marks(self, text: str, leftovers: list[Leftover]) -> tuple[Edit, ...]:
        """Comments above what has none yet, one for each line; what cannot be marked is listed all the same."""
        configuration = self._configuration(text)
        if not takes_comments(configuration):
            return ()
        surgeon = Surgeon(configuration.text, configuration.root)
        there = set(marks_in(configuration))
        found: dict[int, Edit] = {}
        for leftover in leftovers:
            mark = mark_of(leftover.message)
            if mark in there:
                continue
            there.add(mark)
            for edit in surgeon.comment(leftover.place, mark) or ():
                found.setdefault(edit.span.start, edit)
        return tuple(found[start] for start in sorted(found))

    def _tell(self, text: str, rest: list[tuple[Step, Leftover | Notice]]) -> None:
        """Put down what is left in the finished *text*, and what has to be done outside of it."""
        configuration, lines = self._configuration(text), LineIndex(text)
        for step, each in rest:
            if isinstance(each, Leftover):
                offset = each.place.span.start
                if configuration.embedded is not None:
                    offset = configuration.embedded.outer_offset(offset)
                self.left.append(Left(step, each.message, each.path, lines.position(offset).line + 1))
            elif self._goal.origin & (step.since.only - 1):
                # Who comes from a release that has it knows already.
                self.told.append(Told(step, each.message, each.path))


def _first(found: Iterable[Change | Leftover | Notice]) -> list[Change]:
    """What is done before the text is read again: the first change, or all local ones that follow each other.

    They do not touch, so what was proved of the edits of each holds for all of them together.
    """
    chosen: list[Change] = []
    done = -1
    for each in found:
        if not isinstance(each, Change):
            continue
        if chosen and (not each.is_local or each.edits[0].span.start <= done):
            break
        chosen.append(each)
        if not each.is_local:
            break
        done = each.edits[-1].span.end
    return chosen


def _apply(text: str, configuration: Configuration, edits: tuple[Edit, ...]) -> str:
    embedded = configuration.embedded
    if embedded is not None:
        edits = tuple(embedded.outer_edit(text, edit) for edit in edits)
    return apply_edits(text, edits)
