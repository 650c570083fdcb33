"""Which fixes can be made at once: the allowed one of each finding, and of those in each other's way the first."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise

from stacklint.engine import Diagnostic
from stacklint.rules.record import Fix, Safety
from stacklint.text.edit import Edit
from stacklint_schemas.typed import NamedTuple


class Candidate(NamedTuple):
    """A fix with the finding it answers."""

    diagnostic: Diagnostic
    fix: Fix

    @property
    def key(self) -> tuple[str, str]:
        """The same for the same fix after other edits of the text."""
        return self.diagnostic.fingerprint, self.fix.title


def candidates_of(diagnostics: Iterable[Diagnostic], safety: Safety) -> list[Candidate]:
    """For each finding its safe fix; with `UNSAFE`, where there is none, its unsafe one."""
    return [
        Candidate(diagnostic, chosen)
        for diagnostic in diagnostics
        if (chosen := _choice(diagnostic.fixes, safety)) is not None
    ]


def disjoint(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that can be made at once, the first of a conflict; the rest has its turn in the next round."""
    taken: list[Edit] = []
    chosen: list[Candidate] = []
    for candidate in candidates:
        new = [edit for edit in candidate.fix.edits if not _is_in(taken, edit)]
        # A second finding that the same edits answer costs nothing; half of another fix would be no fix.
        if new and (len(new) < len(candidate.fix.edits) or not _fits(taken, new)):
            continue
        for edit in new:
            insort(taken, edit)
        chosen.append(candidate)
    return chosen


def _choice(fixes: Sequence[Fix], safety: Safety) -> Fix | None:
    allowed = (Safety.SAFE, Safety.UNSAFE) if safety is Safety.UNSAFE else (Safety.SAFE,)
    try:
        return next((fix for kind in allowed for fix in fixes if fix.safety is kind and fix.edits), None)
    except Exception:  # noqa: BLE001  # `engine.check` tells of it; here it is a fix that is not made
        return None


def _fits(taken: list[Edit], new: list[Edit]) -> bool:
    ordered = sorted(new)
    if any(later.span.start < earlier.span.end for earlier, later in pairwise(ordered)):
        return False
    return not any(_touch(edit, other) for edit in new for other in _around(taken, edit))


def _is_in(taken: list[Edit], edit: Edit) -> bool:
    index = bisect_left(taken, edit)
    return index < len(taken) and taken[index] == edit


def _around(taken: list[Edit], edit: Edit) -> list[Edit]:
    """The nearest of *taken* on both sides; they are apart from each other, so no others can touch *edit*."""
    index = bisect_left(taken, edit)
    return taken[max(0, index - 1) : index + 1]


def _touch(one: Edit, other: Edit) -> bool:
    """Whether the two share a character, or the place of an insertion, whose order nobody has chosen."""
    if one.span.overlaps(other.span):
        return True
    meet = one.span.end == other.span.start or other.span.end == one.span.start
    return meet and (one.span.start == one.span.end or other.span.start == other.span.end)
