"""The table of all fixes is made from what rules really offer, and what their documentation says agrees with it."""

from __future__ import annotations

import importlib
import os
import re
from collections import defaultdict
from functools import cache

import pytest

from fixes.offered import offered, texts
from requirements import REPOSITORY
from stacklint.rules import RULES
from stacklint.rules.record import Rule, Safety

PAGE = REPOSITORY / "docs" / "fixes.md"
HEAD = """\
# Fixes

*Safe* fixes are made by `stacklint fix`: the server's view of the file stays the same, or something it refuses or
ignores gets its one possible meaning; no stored data changes place and no comment is lost. *Unsafe* ones are made with
`--unsafe-fixes`: likely right, but a person should look. What is *shown only* is offered by editors and made by nothing
else. A safe fix becomes an unsafe one where its finding holds for a part of the releases only that the file may be for.

| rule | fix | safety |
|---|---|---|
"""
WORDS = {Safety.SAFE: "**Safe**", Safety.UNSAFE: "**Unsafe**", Safety.DISPLAY: "**Shown only**"}
"""How a rule's documentation says what kind of fixes it has."""

_NAME = re.compile(r"'(?:[^']|'(?=\w))*'")
_NAMES = re.compile("'…'(?:, '…')* and '…'")


@cache
def kinds() -> dict[str, dict[str, set[Safety]]]:
    """Rule, what a fix does with names left out, and how safe it is."""
    found: dict[str, dict[str, set[Safety]]] = defaultdict(lambda: defaultdict(set))
    for _, text in texts():
        for rule, fix in offered(text):
            title = _NAME.sub("'…'", fix.title)
            found[rule][_NAMES.sub("'…'", title)].add(fix.safety)
    return found


def page() -> str:
    rows = [
        f"| [{rule.name}](rules/{rule.name}.md) | {title} | {' or '.join(words)} |"
        for rule in RULES
        for title, safeties in sorted(kinds()[rule.name].items())
        for words in [[_plain(safety) for safety in Safety if safety in safeties]]
    ]
    without = ", ".join(f"[{rule.name}](rules/{rule.name}.md)" for rule in RULES if not kinds()[rule.name])
    return HEAD + "\n".join(rows) + f"\n\nNo fix, because only the author can know what is right: {without}.\n"


def _plain(safety: Safety) -> str:
    return WORDS[safety].strip("*").lower()


def test_the_table_is_up_to_date() -> None:
    text = page()
    if os.environ.get("STACKLINT_UPDATE_GOLDEN") == "1":
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "read the difference, then set STACKLINT_UPDATE_GOLDEN=1"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_documentation_says_how_safe_its_fixes_are(rule: Rule) -> None:
    section = (importlib.import_module(rule.module).__doc__ or "").partition("\n## Fix safety\n")[2]
    said = {safety for safety, word in WORDS.items() if word in section}
    assert said == {safety for safeties in kinds()[rule.name].values() for safety in safeties}
    assert section.startswith("No fix") != bool(said), "it begins with 'No fix', or says in bold how safe they are"
