"""What migration achieves on old files, replayed from what real releases said about the results."""

from __future__ import annotations

import os
from functools import cache

import pytest

from requirements import require_corpus
from upstream import coverage, migrations
from upstream.migrations import TARGETS, Outcome
from upstream.verdicts import FOLDER

pytestmark = pytest.mark.slow

ONE_IN = 1 if os.environ.get("STACKLINT_ALL_MIGRATIONS") == "1" else 40
"""Of the real files so many are migrated again by an ordinary run; all of them take the better part of an hour."""


@cache
def _own() -> dict[tuple[str, str], Outcome]:
    return {(each.label, each.target): each for each in migrations.outcomes(migrations.own_cases())}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("case", migrations.own_cases(), ids=lambda case: case.label)
def test_our_old_files_are_migrated_as_recorded(case: migrations.Case, target: str) -> None:
    outcome = _own()[case.label, target]
    record = coverage.record_of("migration", case, outcome)
    assert record in coverage.recorded("migration"), f"{outcome} is not what is recorded; run: make test-upstream"


@pytest.mark.parametrize(
    "record", coverage.recorded("migration"), ids=lambda record: f"{record.label} to {record.target}"
)
def test_our_old_files_load_clean_and_keep_their_comments(record: coverage.Record) -> None:
    if record.status != "migrated":
        assert "no way back" in record.reason
        return
    (judged,) = coverage.judged("migration", [record])
    assert record.lost == 0
    assert record.stable
    assert judged.loads or record.left, f"{judged.refused} {judged.refused_when_on}"
    assert not record.errors or record.left


def test_real_files_are_migrated_as_recorded() -> None:
    require_corpus()
    recorded = {(each.file, each.target): each for each in coverage.recorded("migration-corpus")}
    cases = [case for case in migrations.real_cases() if int(coverage.file_key(case), 16) % ONE_IN == 0]
    assert cases
    by_label = {case.label: case for case in cases}
    changed = []
    for outcome in migrations.outcomes(cases):
        record = coverage.record_of("migration-corpus", by_label[outcome.label], outcome)
        if recorded.get((record.file, record.target)) != record:
            changed.append(f"{record.label} to {record.target}")
    assert changed == [], "migrated otherwise than recorded; run: make test-upstream"


def test_every_real_outcome_has_a_verdict_and_nothing_failed() -> None:
    records = coverage.recorded("migration-corpus")
    assert {each.target for each in records} == set(TARGETS)
    for each in coverage.judged("migration-corpus", records):
        assert each.record.status != "failed", each.record
        assert each.record.lost == 0, each.record
        assert each.record.stable, each.record
        assert each.loads or coverage.explanation(each), each


def test_the_page_is_up_to_date() -> None:
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.render(), "run: python -m upstream coverage"


def test_no_text_of_a_real_file_is_committed() -> None:
    for name in ("migration-corpus", "migration-corpus-outcomes"):
        assert all(len(line) < 4000 for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
