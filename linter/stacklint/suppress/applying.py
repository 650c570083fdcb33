"""Sorts out which findings comments switch off, and which comments do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stacklint.suppress import Applied, D, Remark
from stacklint.suppress.reading import NamedRule, Suppression
from stacklint.suppress.repairing import without_rules, without_suppression
from stacklint.text.span import Span
from stacklint_schemas.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.suppress import Placed

NEVER_SUPPRESSED = frozenset({"internal-error"})
"""A crash of the tool is nothing a file can agree to."""


def sort_out(
    text: str,
    found: Sequence[D],
    suppressions: Sequence[Suppression],
    today: str,
    enabled: frozenset[str] | None,
    unread: Sequence[Span],
) -> Applied[D]:
    """What is left of *found*, what is suppressed, and which suppressions were of no use; see `apply`."""
    active = [each for each in suppressions if not _is_over(each, today)]
    used: set[Span] = set()
    kept: list[D] = []
    suppressed: list[tuple[D, str]] = []
    for diagnostic in found:
        reasons = []
        # Of several comments that mean a finding all count as used: taking out any one of them is no repair.
        for suppression, named in _meant(diagnostic, active):
            used.add(named.span)
            reasons.append(suppression.reason)
        if reasons:
            suppressed.append((diagnostic, next(filter(None, reasons), "")))
        else:
            kept.append(diagnostic)
    useless = tuple(_useless(text, suppressions, active, used, enabled, unread))
    return Applied(tuple(kept), tuple(suppressed), useless)


def _is_over(suppression: Suppression, today: str) -> bool:
    return bool(suppression.until) and suppression.until < today


def _meant(diagnostic: Placed, active: Iterable[Suppression]) -> Iterator[tuple[Suppression, NamedRule]]:
    if diagnostic.rule in NEVER_SUPPRESSED:
        return
    for suppression in active:
        if suppression.covered.covers(diagnostic.span.start):
            for named in suppression.rules:
                if named.name == diagnostic.rule:
                    yield suppression, named


def _useless(
    text: str,
    suppressions: Sequence[Suppression],
    active: Sequence[Suppression],
    used: set[Span],
    running: frozenset[str] | None,
    unread: Sequence[Span],
) -> Iterator[Remark]:
    for suppression in suppressions:
        if suppression not in active:
            message = f"this suppression held until {suppression.until} and has no effect any more"
            yield Remark(suppression.span, message, without_suppression(text, suppression))
            continue
        if any(suppression.covered.overlaps(gap) for gap in unread):
            continue
        useless = [
            named
            for named in suppression.rules
            if named.span not in used and (running is None or named.name in running)
        ]
        where = {"line": "on this line", "node": "in what stands below", "file": "in this document"}[suppression.scope]
        for named in useless:
            fixes = without_rules(text, suppression, useless)
            yield Remark(named.span, f"'{named.name}' finds nothing {where}", fixes)
