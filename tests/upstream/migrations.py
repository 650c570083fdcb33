"""Migrates real files and our own old ones to several releases, and asks the releases whether they load the results."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

from requirements import CORPUS
from stacklint.configurations import find
from stacklint.engine import check
from stacklint.migrate import Layout, migrate
from stacklint.rules.record import Severity
from stacklint.settings import FileSettings
from stacklint.syntax.comments import comments
from stacklint.syntax.parse import parse
from stacklint_schemas import load
from upstream.verdicts import Question

TARGETS = ("0.4.7", "0.7.3", "1.0.4", "1.5.0")
OWN = Path(__file__).parent / "legacy"
"""Old configurations written for this test, so that it also holds where the real files are not."""


class Case(NamedTuple):
    """One old file."""

    label: str
    text: str
    real: bool
    """Whether it is one of the real files, which are not ours to commit."""


class Outcome(NamedTuple):
    """What became of one file on its way to one release."""

    label: str
    target: str
    status: str
    """`migrated`, or why nothing was: `refused`, `skipped`, `foreign`, and `failed`, which is a mistake of ours."""
    reason: str
    configurations: tuple[str, ...]
    """The configurations in the migrated file: one, or several embedded ones."""
    errors: tuple[str, ...]
    """What our own rules still find wrong for the release: `rule: message`."""
    comments: int
    lost: tuple[str, ...]
    """Comments that are not there any more."""
    stable: bool
    """Whether a second migration changes nothing."""
    left: tuple[str, ...]
    """What is left to a person: `step: message`."""


@cache
def own_cases() -> tuple[Case, ...]:
    """Our own old files."""
    return tuple(Case(path.name, _read(path), real=False) for path in sorted(OWN.glob("*.yaml")))


@cache
def real_cases() -> tuple[Case, ...]:
    """Every legacy and half-migrated file of the corpus, each text once; nothing where there is no corpus."""
    index = CORPUS / "INDEX.tsv"
    if not index.is_file():
        return ()
    with index.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["class"] in {"legacy", "mixed"}]
    distinct = {row["blob"]: row["path"] for row in reversed(rows)}
    return tuple(Case(path, _read(CORPUS / path), real=True) for path in sorted(distinct.values()))


def outcomes(cases: Iterable[Case], targets: Iterable[str] = TARGETS) -> Iterator[Outcome]:
    """Migrate every case to every target, on all processors."""
    work = [(case, target) for case in cases for target in targets]
    if len(work) < 20:
        yield from (outcome(case, target) for case, target in work)
        return
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(_worked, work, chunksize=8)


def outcome(case: Case, target: str) -> Outcome:
    """Migrate one file to one release, and look at the result from all sides but upstream's."""
    try:
        return _outcome(case, target)
    except Exception as error:  # noqa: BLE001 - one file must not hide what becomes of the others
        reason = f"{type(error).__name__}: {error}"
        return Outcome(case.label, target, "failed", reason, (), (), 0, (), True, ())


def _outcome(case: Case, target: str) -> Outcome:
    release = load().catalogue.by_version(target)
    settings = FileSettings()
    migrated = migrate(case.text, case.label, settings, target=release)
    refused = next((each.refused for each in migrated.migrations if each.refused), "")
    status = "refused" if refused else migrated.status
    if status != "migrated":
        return Outcome(case.label, target, status, refused or migrated.reason, (), (), 0, (), True, ())
    again = migrate(migrated.text, case.label, settings, target=release, layout=Layout.KEEP)
    before, after = _comments(case.text), _comments(migrated.text)
    pinned = FileSettings(forced_target=target, target_source="--target")
    report = check(migrated.text, case.label, pinned)
    return Outcome(
        case.label,
        target,
        status,
        "",
        tuple(each.text for each in find(migrated.text, named=True).configurations),
        tuple(f"{each.rule}: {each.message}" for each in report.diagnostics if each.severity is Severity.ERROR),
        before.total(),
        tuple((before - after).elements()),
        again.text == migrated.text,
        tuple(f"{left.step.name}: {left.message}" for each in migrated.migrations for left in each.left),
    )


def question(kind: str, label: str, text: str, target: str) -> Question:
    """What a real release is asked about one migrated configuration."""
    return Question(kind, f"{label} to {target}", f"{target}\n{text}", (target,))


def questions_of(kind: str, all_outcomes: Iterable[Outcome]) -> list[Question]:
    """What real releases are asked about the results, each text once."""
    found: dict[str, Question] = {}
    for each in all_outcomes:
        for text in each.configurations:
            asked = question(kind, each.label, text, each.target)
            found.setdefault(asked.key, asked)
    return list(found.values())


def _worked(work: tuple[Case, str]) -> Outcome:
    return outcome(*work)


def _comments(text: str) -> Counter[str]:
    """Every comment of a file and of the configurations inside it."""
    found = Counter(each.text for each in comments(text, [tree.root for tree in parse(text).documents]))
    for each in find(text, named=True).configurations:
        if each.embedded is not None:
            roots = [tree.root for tree in parse(each.text).documents]
            found.update(comment.text for comment in comments(each.text, roots))
    return found


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
