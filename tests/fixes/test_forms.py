"""The fixes of the storage rules do the same in every form that a configuration can have."""

from __future__ import annotations

import json
import re
import textwrap

import pytest
import yaml

from marked import CASES, Case, cases
from stacklint.fixing import fix
from stacklint.rules import GROUPS
from stacklint.rules.record import Safety
from stacklint.settings import FileSettings

FIXED = [
    (rule, case, safety, after)
    for rule in sorted(GROUPS["storage"])
    for case in cases(CASES / f"{rule}.md")
    for safety, after in ((Safety.SAFE, case.safe), (Safety.UNSAFE, case.unsafe))
    if after is not None
]
IDS = [f"{rule}: {case.name}, {safety.value}" for rule, case, safety, _ in FIXED]
PARAMETERS = pytest.mark.parametrize(("rule", "case", "safety", "after"), FIXED, ids=IDS)


def test_there_are_many() -> None:
    assert len(FIXED) >= 40
    assert {rule for rule, *_ in FIXED} == GROUPS["storage"] - {"ephemeral-storage", "shared-physical-store"}


def fixed(text: str, rule: str, safety: Safety, target: str = "") -> str:
    settings = FileSettings(selected=frozenset({rule}), forced_target=target)
    return fix(text, "case.yaml", settings, safety).text


@PARAMETERS
def test_with_the_line_ends_of_windows_and_a_byte_order_mark(rule: str, case: Case, safety: Safety, after: str) -> None:
    text = "\ufeff" + case.plain.replace("\n", "\r\n")
    assert fixed(text, rule, safety) == "\ufeff" + after.replace("\n", "\r\n")


@PARAMETERS
def test_without_a_line_end_at_the_end(rule: str, case: Case, safety: Safety, after: str) -> None:
    assert fixed(case.plain.rstrip("\n"), rule, safety).rstrip("\n") == after.rstrip("\n")


@PARAMETERS
def test_inside_a_kubernetes_object(rule: str, case: Case, safety: Safety, after: str) -> None:
    assert fixed(config_map(case.plain), rule, safety) == config_map(after)


@PARAMETERS
def test_among_other_documents(rule: str, case: Case, safety: Safety, after: str) -> None:
    around = "a: 1  # another one\n---\n{}---\nb: [2]\n"
    assert fixed(around.format(case.plain), rule, safety) == around.format(after)


@PARAMETERS
def test_as_json(rule: str, case: Case, safety: Safety, after: str) -> None:
    text = json.dumps(yaml.safe_load(case.plain), indent=2)
    result = fixed(text, rule, safety, target_of(case))
    assert json.loads(result) == yaml.safe_load(after)


@PARAMETERS
def test_in_block_style_with_wide_steps_and_comments(rule: str, case: Case, safety: Safety, after: str) -> None:
    text = yaml.safe_dump(yaml.safe_load(case.plain), indent=4, sort_keys=False, width=1000)
    lines = [line if ":" not in line else f"{line}  # {number}" for number, line in enumerate(text.splitlines())]
    text = "".join(line + "\n" for line in lines)
    result = fixed(text, rule, safety, target_of(case))
    assert yaml.safe_load(result) == yaml.safe_load(after)
    assert sorted(re.findall("# .*", result)) == sorted(re.findall("# .*", text))


def config_map(text: str) -> str:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: stack}\ndata:\n  config.yaml: |\n"
    return head + textwrap.indent(text, "    ") + "immutable: true\n"


def target_of(case: Case) -> str:
    found = re.search(r"# stacklint: target=(\S+)", case.text)
    return found[1] if found else ""
