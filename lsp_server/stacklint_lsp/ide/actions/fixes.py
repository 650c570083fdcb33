"""Quick fixes: those of the findings that are asked about, all of a rule's, and all safe ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from stacklint import fixing
from stacklint.engine import Diagnostic, check_without_fixes
from stacklint.rules.record import Fix, Safety
from stacklint.settings import FileSettings
from stacklint.text.edit import Edit
from stacklint_lsp.ide.actions.changes import changes
from stacklint_lsp.ide.actions.findings import Asked, fixes_of, has_fix, others_of
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Action, ActionKind

_ORDER = (Safety.SAFE, Safety.UNSAFE, Safety.DISPLAY)

_ALLOWED = {Safety.SAFE: (Safety.SAFE,), Safety.UNSAFE: (Safety.SAFE, Safety.UNSAFE)}
"""Which fixes are made by those who ask for a kind."""

_EFFORT = 100_000
"""Findings of a rule times characters, from which on nobody waits for all of its fixes to know whether one goes away by
them; about half a second."""


def single(analysis: Analysis, asked: Sequence[Asked]) -> list[Action]:
    """Each fix of each finding, the safest first; one that answers several findings stands there once.

    Those that no machine applies are for people to choose from, and a menu is where they do.
    """
    found: dict[tuple[str, tuple[Edit, ...]], tuple[int, Action]] = {}
    for each in asked:
        fixes = fixes_of(analysis, each.number)
        sure = [fix for fix in fixes if fix.safety is Safety.SAFE]
        for number, fix in enumerate(fixes):
            key = fix.title, fix.edits
            preferred = sure == [fix]
            rank = -1 if preferred else _ORDER.index(fix.safety)
            if key in found:
                known_rank, known = found[key]
                known = known._replace(
                    diagnostics=(*known.diagnostics, each.diagnostic), preferred=known.preferred or preferred
                )
                found[key] = min(rank, known_rank), known
            else:
                found[key] = rank, of_fix(each, number, fix)._replace(preferred=preferred)
    return [action for _, action in sorted(found.values(), key=lambda each: each[0])]


def of_fix(asked: Asked, number: int, fix: Fix) -> Action:
    """The action that makes one fix of a finding."""
    return Action(
        fix.title,
        ActionKind.QUICK_FIX,
        lambda: fix.edits,
        diagnostics=(asked.diagnostic,),
        data={"do": "fix", "finding": asked.number, "fix": number},
    )


def single_edits(analysis: Analysis, finding: int, number: int) -> tuple[Edit, ...]:
    """The edits of one fix of one finding."""
    fixes = fixes_of(analysis, finding) if 0 <= finding < len(analysis.report.diagnostics) else ()
    return fixes[number].edits if 0 <= number < len(fixes) else ()


def of_rules(analysis: Analysis, asked: Sequence[Asked]) -> Iterator[Action]:
    """All fixes of a rule at once, at every finding that goes away by it and is not the only one."""
    seen: set[str] = set()
    for each in asked:
        rule = each.diagnostic.rule
        safety = None if rule in seen else _safety_of_all(analysis, each)
        if safety is None:
            continue
        seen.add(rule)
        yield Action(
            f"Fix all '{rule}' findings in this file" + (" (unsafe)" if safety is Safety.UNSAFE else ""),
            ActionKind.QUICK_FIX,
            partial(rule_edits, analysis, rule, safety),
            dear=True,
            diagnostics=tuple(other.diagnostic for other in asked if other.diagnostic.rule == rule),
            data={"do": "fix-rule", "rule": rule, "safety": safety.value},
        )


def _safety_of_all(analysis: Analysis, asked: Asked) -> Safety | None:
    """With which fixes of its rule a finding goes away, and another one as well; the safest that will do."""
    fixes = fixes_of(analysis, asked.number)
    own = _safety(fixes)
    others = tuple(others_of(analysis, asked)) if fixes else ()
    is_quick = len(others) * len(analysis.text) <= _EFFORT
    for safety, kinds in _ALLOWED.items() if others else ():
        if own is not None and own not in kinds:
            continue
        with_others = any(has_fix(analysis, other, kind) for other in others for kind in kinds)
        if own is not None and with_others:
            return safety
        # What only people can choose for may be sure once the others are gone.
        if (own is not None or with_others) and is_quick and _takes_others(analysis, asked.diagnostic, safety):
            return safety
    return None


def _takes_others(analysis: Analysis, diagnostic: Diagnostic, safety: Safety) -> bool:
    """Whether a finding goes away by the fixes of its rule, and another one with it."""
    rule = diagnostic.rule
    text = _text_of_rule(analysis, rule, safety)
    left = check_without_fixes(text, analysis.path, _only(analysis, rule)).diagnostics
    gone = {each.fingerprint for each in analysis.report.diagnostics if each.rule == rule}
    gone.difference_update(each.fingerprint for each in left)
    return diagnostic.fingerprint in gone and len(gone) > 1


def rule_edits(analysis: Analysis, rule: str, safety: Safety) -> tuple[Edit, ...]:
    """All fixes of one rule; *safety* as in `fixing.fix`."""
    return changes(analysis.text, _text_of_rule(analysis, rule, safety))


def _text_of_rule(analysis: Analysis, rule: str, safety: Safety) -> str:
    return fixing.fixed_text(analysis.report, _only(analysis, rule), safety, named=False)


def _only(analysis: Analysis, rule: str) -> FileSettings:
    return analysis.settings._replace(selected=frozenset({rule}))


def of_file(analysis: Analysis) -> Action:
    """All safe fixes of all rules."""
    return Action(
        "Make all safe fixes in this file",
        ActionKind.FIX_ALL,
        partial(file_edits, analysis),
        dear=True,
        data={"do": "fix-all"},
    )


def file_edits(analysis: Analysis) -> tuple[Edit, ...]:
    """What `stacklint fix` does."""
    text = fixing.fixed_text(analysis.report, analysis.settings, Safety.SAFE, named=False)
    return changes(analysis.text, text)


def _safety(fixes: Sequence[Fix]) -> Safety | None:
    """The better kind of fixes that a finding has; None where a machine makes none."""
    kinds = {fix.safety for fix in fixes}
    return next((safety for safety in (Safety.SAFE, Safety.UNSAFE) if safety in kinds), None)


def has_safe(analysis: Analysis, asked: Sequence[Asked]) -> bool:
    """Whether one of these findings has a safe fix."""
    return any(has_fix(analysis, each.number, Safety.SAFE) for each in asked)
