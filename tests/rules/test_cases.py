"""Every rule finds what its marked texts show, and leaves their look-alikes alone."""

from __future__ import annotations

import pytest

from marked import CASES, Case, cases, check_case, check_fixes
from stacklint.rules import RULES

ALL = [(path.stem, case) for path in sorted(CASES.glob("*.md")) for case in cases(path)]
FIXED = [(rule, case) for rule, case in ALL if case.safe is not None or case.unsafe is not None]


@pytest.mark.parametrize(("rule", "case"), ALL, ids=[f"{rule}: {case.name}" for rule, case in ALL])
def test_case(rule: str, case: Case) -> None:
    check_case(case, rule)


@pytest.mark.parametrize(("rule", "case"), FIXED, ids=[f"{rule}: {case.name}" for rule, case in FIXED])
def test_what_the_fixes_make_of_a_case(rule: str, case: Case) -> None:
    check_fixes(case, rule)


NOT_AS_TEXT = {
    "internal-error": "no text is known that makes a rule fail; see tests/test_engine.py",
    "yaml-limits": "10 MB and 1,000 levels are made by tests/test_engine.py",
    "invalid-encoding": "bytes that are no text are made by tests/test_engine.py",
}


@pytest.mark.parametrize("rule", [rule.name for rule in RULES if rule.name not in NOT_AS_TEXT])
def test_every_rule_has_findings_and_quiet_cases(rule: str) -> None:
    own = [case for name, case in ALL if name == rule]
    marked = [case for case in own if f"[{rule}]" in case.text]
    assert marked, f"tests/cases/{rule}.md shows no finding"
    assert len(own) > len(marked), f"tests/cases/{rule}.md shows no look-alike that stays silent"
