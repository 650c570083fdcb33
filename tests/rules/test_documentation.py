"""The documentation of each rule is run: the bad example is found, the good one is not, and fixes lead to it.

Where a fix gives another text than the good example, a third block `yaml fixed` behind it shows that one.
"""

from __future__ import annotations

import importlib

import pytest

from fixes.offered import examples
from marked import Expected, found_in, only
from stacklint.fixing import fix
from stacklint.rules import RULES
from stacklint.rules.record import Rule, Safety

_WITHOUT_EXAMPLE = {
    "yaml-limits": "a text of more than 10 MB is no example to read",
    "invalid-encoding": "a docstring cannot hold bytes that are no text",
    "internal-error": "no text is known that makes a rule fail",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_documentation_is_whole(rule: Rule) -> None:
    documentation = importlib.import_module(rule.module).__doc__ or ""
    assert documentation.split("\n", 1)[0].endswith(".")
    for heading in ("## Why it matters", "## Fix safety"):
        assert heading in documentation
    if rule.name not in _WITHOUT_EXAMPLE:
        assert examples(rule, "bad")
        assert examples(rule, "good")


WITH_EXAMPLE = [rule for rule in RULES if rule.name not in _WITHOUT_EXAMPLE]


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=lambda rule: rule.name)
def test_examples(rule: Rule) -> None:
    for text in examples(rule, "bad"):
        said = [each for each, _ in found_in(text)]
        assert {each.rule for each in said if is_loud(each) or each.rule == rule.name} == {rule.name}
    for text in examples(rule, "good"):
        assert not [each for each in found_in(text) if is_loud(each[0]) or each[0].rule == rule.name]


@pytest.mark.parametrize("rule", WITH_EXAMPLE, ids=lambda rule: rule.name)
def test_the_fix_leads_from_the_bad_example_to_the_good_one(rule: Rule) -> None:
    """With the safety it has; a rule without fixes leaves its example as it is."""
    fixed = examples(rule, "fixed") or examples(rule, "good")
    for index, text in enumerate(examples(rule, "bad")):
        outcome = fix(text, "example.yaml", only(rule.name), Safety.UNSAFE)
        if outcome.applied or outcome.left or examples(rule, "fixed"):
            assert outcome.text == fixed[index], outcome.left
            assert not [each for each, _ in found_in(outcome.text) if is_loud(each) or each.rule == rule.name]


def is_loud(found: Expected) -> bool:
    return found.severity in ("error", "warning")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_module_is_named_after_the_rule(rule: Rule) -> None:
    assert rule.module.rsplit(".", 1)[1].replace("_", "-") == rule.name
