"""Fixes for comments that suppress nothing."""

from __future__ import annotations

import re
from collections.abc import Collection

from stacklint.rules.record import Fix, Safety
from stacklint.suppress.reading import NamedRule, Suppression
from stacklint.text.edit import Edit
from stacklint.text.span import Span


def without_suppression(text: str, suppression: Suppression) -> tuple[Fix, ...]:
    """Take the whole of it out; what else the comment says stays. Never safe: its reason is somebody's remark."""
    return (Fix("Remove the suppression", Safety.UNSAFE, (Edit(_region(text, suppression.span), ""),)),)


def without_rules(text: str, suppression: Suppression, useless: Collection[NamedRule]) -> tuple[Fix, ...]:
    """Take the *useless* names out of its list, all at once; the whole comment where no other name is left."""
    start = text.index("[", suppression.span.start) + 1
    listed = Span(start, text.index("]", start))
    names = list(re.finditer(r"[^,\s][^,]*", listed.of(text)))
    gone = {named.span.start - start for named in useless}
    left = [match[0].rstrip() for match in names if match.start() not in gone]
    if not left:
        return without_suppression(text, suppression)
    return (Fix("Remove what suppresses nothing", Safety.SAFE, (Edit(listed, ", ".join(left)),)),)


def _region(text: str, span: Span) -> Span:
    """A directive with the blanks before it, or with its line where nothing else stands there."""
    line = max(text.rfind("\n", 0, span.start), text.rfind("\r", 0, span.start)) + 1
    line += text.startswith("\ufeff", line)
    before, behind = text[line : span.start], re.compile(r"[ \t]*(\r\n|\r|\n|\Z)?").match(text, span.end)
    assert behind is not None
    if behind[1] is None:
        # Something else is said behind it.
        return Span(span.start, behind.end())
    if not before.strip():
        return Span(line, behind.end())
    return Span(line + len(before.rstrip()), behind.start(1))
