"""`python -m upstream run [--again]` asks real releases; `agreement` and `coverage` write the pages about it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from upstream import defects, expressions, fixed, runs, scalars
from upstream.verdicts import Question

KINDS: dict[str, Callable[[], list[Question]]] = {
    "substitution": expressions.questions,
    "scalars": scalars.questions,
    "defects": defects.questions,
    "listening": defects.listening_questions,
    "fixed": fixed.questions,
}

SLOW = {"defects": 40, "listening": 10, "fixed": 20}
"""Kinds of which `run` repeats only every so many-th question; all of them take the better part of an hour."""


def main(arguments: Sequence[str]) -> int:
    """Carry out the command and return the exit code: 1 when a release contradicts its recorded verdict."""
    match list(arguments):
        case ["run"]:
            return _run(again=False)
        case ["run", "--again"]:
            return _run(again=True)
        case ["agreement"]:
            from upstream import agreement

            agreement.PAGE.write_text(agreement.render(), encoding="utf-8")
            return 0
        case ["migrate"]:
            return _migrate()
        case ["coverage"]:
            from upstream import coverage

            coverage.PAGE.write_text(coverage.render(), encoding="utf-8")
            return 0
        case ["pairs"]:
            from upstream import pairs

            pairs.write(pairs.compare())
            return 0
    print(__doc__, file=sys.stderr)
    return 2


def _run(*, again: bool) -> int:
    contradictions = 0
    for kind, all_questions in KINDS.items():
        questions = all_questions()
        count = runs.record_missing(kind, questions)
        repeated = questions if again else questions[:: SLOW.get(kind, 1)]
        changes = runs.ask_again(kind, questions, repeated)
        print(f"{kind}: {len(questions)} inputs, {count} new verdicts, {len(repeated)} repeated")
        for change in changes:
            print(f"  {change.release} on {change.question.label}: was {change.recorded}, is {change.now}")
        contradictions += len(changes)
    return max(_migrate(), 1 if contradictions else 0)


def _migrate() -> int:
    """Migrate what there is to migrate, ask the releases about it, and write the page."""
    from upstream import coverage, found_again, migrations, pairs

    print(f"migration: {coverage.record_all('migration', migrations.own_cases())} new verdicts")
    print(f"found again: {found_again.record_missing()} new verdicts")
    if migrations.real_cases():
        print(
            f"migration of real files: {coverage.record_all('migration-corpus', migrations.real_cases())} new verdicts"
        )
        pairs.write(pairs.compare())
    else:
        print("no real files beside the repository (../shared/corpus): their record stays as it is")
    coverage.PAGE.write_text(coverage.render(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
