"""What can be done to the file at a place: fixes first, then refactorings, then comments that silence.

The fixes are those of `engine.check`, made for the findings that are asked about only. A text that something else
writes (`fixing.generated`) gets none of all this, as it gets none from `stacklint fix`: the next run of its generator
would take the change away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from stacklint.rules.record import Safety
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_lsp.ide.actions import fixes, pin, refactorings, silencing
from stacklint_lsp.ide.actions.findings import Asked, asked_about
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Action, ActionKind

__all__ = ["actions", "kinds_of", "resolve"]


def actions(
    analysis: Analysis,
    span: Span,
    rules: frozenset[str] | None,
    kinds: frozenset[ActionKind] | None,
    places: Sequence[Span] = (),
) -> tuple[Action, ...]:
    """What can be done at *span*, in the order in which it is shown.

    *rules* are those whose findings the editor asks about, None for all; *kinds* are the only ones wanted. *places*
    are those of the diagnostics that the editor names: some ask for the whole document or from elsewhere in the line.
    """
    if not analysis.views or analysis.not_edited:
        return ()
    asked = asked_about(analysis, span, rules, places)
    if places and all(span.contains(place) for place in places):
        span = places[0]
    found = _all(analysis, span, asked, kinds)
    return tuple(action for action in found if kinds is None or action.kind in kinds)


def resolve(analysis: Analysis, data: Mapping[str, str | int]) -> tuple[Edit, ...]:
    """The edits of the action with this *data* that `actions` gave for the same text; none for any other data."""
    if not analysis.views or analysis.not_edited:
        return ()
    match dict(data):
        case {"do": "fix", "finding": int(finding), "fix": int(number)}:
            return fixes.single_edits(analysis, finding, number)
        case {"do": "fix-rule", "rule": str(rule), "safety": "safe" | "unsafe" as safety}:
            return fixes.rule_edits(analysis, rule, Safety(safety))
        case {"do": "fix-all"}:
            return fixes.file_edits(analysis)
        case {"do": "migrate", "target": str(target)}:
            return refactorings.migration_edits(analysis, target)
        case {"do": "pin", "offset": int(offset), "release": str(release)}:
            return pin.pin_edits(analysis, analysis.view_at(offset) or analysis.views[0], release)
        case {"do": "suppress", "finding": int(finding), "scope": str(scope)}:
            return silencing.edits_of(analysis, finding, scope)
    return ()


def kinds_of(only: Iterable[str]) -> frozenset[ActionKind]:
    """The kinds that an editor means when it asks for *only* some: `source` stands for `source.fixAll.stacklint`."""
    asked = tuple(only)
    return frozenset(
        kind
        for kind in ActionKind
        for each in asked
        if kind.value == each or not each or kind.value.startswith(f"{each}.")
    )


def _all(
    analysis: Analysis, span: Span, asked: Sequence[Asked], kinds: frozenset[ActionKind] | None
) -> Iterator[Action]:
    """Everything, without what is dear to find and not wanted."""
    if _wants(kinds, ActionKind.QUICK_FIX):
        yield from fixes.single(analysis, asked)
        yield from fixes.of_rules(analysis, asked)
    if _wants(kinds, ActionKind.FIX_ALL) and _has_more_to_fix(analysis, asked, kinds):
        yield fixes.of_file(analysis)
    if _wants(kinds, ActionKind.EXTRACT):
        told = asked if _wants(kinds, ActionKind.QUICK_FIX) else ()
        yield from refactorings.extractions(analysis, span, told)
    if _wants(kinds, ActionKind.REWRITE):
        yield from refactorings.migrations(analysis, span, asked, kinds)
    if _wants(kinds, ActionKind.QUICK_FIX):
        yield from pin.pins(analysis, span, asked)
        yield from silencing.suppressions(analysis, asked)


def _wants(kinds: frozenset[ActionKind] | None, kind: ActionKind) -> bool:
    return kinds is None or kind in kinds


def _has_more_to_fix(analysis: Analysis, asked: Sequence[Asked], kinds: frozenset[ActionKind] | None) -> bool:
    """Who asks for fixing all gets it wherever something was found; in a menu it stands beside another safe fix."""
    if kinds is not None:
        return bool(analysis.report.diagnostics)
    return len(analysis.report.diagnostics) > 1 and fixes.has_safe(analysis, asked)
