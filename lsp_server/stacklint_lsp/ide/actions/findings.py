"""The findings that an editor asks about, with their fixes, which are made for these and for no others."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from itertools import islice

from stacklint.engine import Diagnostic
from stacklint.rules.record import Fix, Safety
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis
from stacklint_schemas.typed import NamedTuple

logger = logging.getLogger(__name__)


_MOST = 20
"""Nobody picks one fix out of those of more findings."""

_EFFORT = 2_000_000
"""Characters that may be gone through for fixes, each of which goes through the whole text; about a second."""


class Asked(NamedTuple):
    """A finding that is asked about."""

    number: int
    """Which one of the report."""
    diagnostic: Diagnostic


def asked_about(
    analysis: Analysis, span: Span, rules: frozenset[str] | None, places: Sequence[Span] = ()
) -> tuple[Asked, ...]:
    """The findings of *rules* that touch *span*, or *places* where the editor names some.

    Where very many are asked about, as when the whole text is selected, these are the first of them.
    """
    wanted = places or (span,)
    found = (
        Asked(number, diagnostic)
        for number, diagnostic in enumerate(analysis.report.diagnostics)
        if (rules is None or diagnostic.rule in rules) and any(_touch(diagnostic.span, each) for each in wanted)
    )
    return tuple(islice(found, min(_MOST, max(1, _EFFORT // max(1, len(analysis.text))))))


def fixes_of(analysis: Analysis, number: int) -> tuple[Fix, ...]:
    """The fixes of a finding that can be made, as `stacklint check` gives them; none where making them fails."""
    return tuple(_made(analysis, number))


def has_fix(analysis: Analysis, number: int, safety: Safety) -> bool:
    """Whether a finding has a fix of this kind; no more of them are made than it takes to know."""
    return any(fix.safety is safety for fix in _made(analysis, number))


def _made(analysis: Analysis, number: int) -> Iterator[Fix]:
    try:
        for fix in analysis.examined.offered[number]:
            if fix.edits:
                yield fix
    except Exception:  # a broken fix must cost nobody the others
        logger.exception("the fixes of '%s' could not be made", analysis.report.diagnostics[number].rule)


def others_of(analysis: Analysis, asked: Asked) -> Iterator[int]:
    """The other findings of the same rule in the file."""
    for number, diagnostic in enumerate(analysis.report.diagnostics):
        if diagnostic.rule == asked.diagnostic.rule and number != asked.number:
            yield number


def _touch(one: Span, other: Span) -> bool:
    """Both ends count, as a cursor may stand there."""
    return one.start <= other.end and other.start <= one.end
