"""The same configuration in another form of YAML is migrated to the same configuration."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest
import yaml

from migrate.test_cases import Case, _cases

FORMS: Mapping[str, Callable[[object], str]] = {
    "block": lambda data: yaml.safe_dump(data, sort_keys=False),
    "deep": lambda data: yaml.safe_dump(data, sort_keys=False, indent=4),
    "flow": lambda data: yaml.safe_dump(data, sort_keys=False, default_flow_style=True, width=100_000),
    "quoted": lambda data: yaml.safe_dump(data, sort_keys=False, default_style='"'),
    "json": lambda data: json.dumps(data, indent=2),
    "one line": json.dumps,
}

# What an anchor keeps from being changed can be changed where it is written out, and an embedded text is no data.
CASES = [case for case in _cases() if "&" not in case.before and "kind: ConfigMap" not in case.before]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_in_any_form(case: Case, form: str) -> None:
    before = FORMS[form](yaml.safe_load(case.before))
    assert yaml.safe_load(case.run(before).text) == yaml.safe_load(case.after)


def test_most_cases_have_other_forms() -> None:
    assert len(CASES) > 40
