"""The defective configurations after each fix that a storage rule offers for them: what real releases say then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from stacklint.engine import Diagnostic
from stacklint.rules.record import Fix
from stacklint.text.edit import apply_edits
from upstream.agreement import comparisons
from upstream.defects import Defect
from upstream.verdicts import Question

RULES = frozenset(
    {
        "backend-family-mismatch",
        "dangling-backend",
        "duplicate-namespace",
        "duplicate-table",
        "legacy-inline-store",
        "legacy-server-store",
        "missing-storage",
        "missing-store",
        "reserved-table",
    }
)
"""Those whose errors a release can be seen to suffer from."""

MOST = 8
"""Texts for one rule, one beginning of a title and one release; more would show nothing new."""


class Fixed(NamedTuple):
    """A defect after one fix."""

    defect: Defect
    rule: str
    fix: Fix
    text: str

    @property
    def question(self) -> Question:
        """What the release is asked about it."""
        label = f"{self.defect.release}/{self.rule}/{self.fix.title} of {self.defect.label}"
        return Question("fixed", label, self.text, (self.defect.release,))


@cache
def all_fixed() -> tuple[Fixed, ...]:
    """Every fix of every configuration with one error, without repetition, in a fixed order."""
    found: dict[str, Fixed] = {}
    counts = Counter[tuple[str, str, str]]()
    for defect, _, errors, _ in comparisons():
        for rule, fix in _fixes(errors):
            fixed = Fixed(defect, rule, fix, apply_edits(defect.text, fix.edits))
            kind = (defect.release, rule, fix.title.split("'")[0])
            if fixed.question.key not in found and counts[kind] < MOST:
                counts[kind] += 1
                found[fixed.question.key] = fixed
    return tuple(found.values())


def questions() -> list[Question]:
    """All questions of the kind `fixed`."""
    return [fixed.question for fixed in all_fixed()]


def _fixes(errors: tuple[Diagnostic, ...]) -> Iterator[tuple[str, Fix]]:
    """Where one error is all there is, or one fix answers all of them."""
    for fix in errors[0].fixes if errors and errors[0].rule in RULES else ():
        if all(fix.edits in [other.edits for other in each.fixes] for each in errors):
            yield errors[0].rule, fix
