"""The fixes that rules offer for a text, as safe as the rules themselves say."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

from marked import CASES, cases
from stacklint import configurations, engine
from stacklint.diagnose import Run
from stacklint.rules import RULES
from stacklint.rules.record import Finding, Fix, Rule
from stacklint.settings import FileSettings

_EXAMPLE = re.compile(r"```yaml (bad|good|fixed)\n(.*?)```", re.DOTALL)


def examples(rule: Rule, kind: str) -> list[str]:
    """The blocks of one kind in a rule's documentation: `bad`, `good` or `fixed`."""
    documentation = importlib.import_module(rule.module).__doc__ or ""
    return [text for found, text in _EXAMPLE.findall(documentation) if found == kind]


def texts() -> Iterator[tuple[str, str]]:
    """Every text of the repository that a rule has something to say of, with its name."""
    for rule in RULES:
        for index, text in enumerate(examples(rule, "bad")):
            yield f"{rule.name}, bad example {index + 1}", text
    for path in sorted(CASES.glob("*.md")):
        for case in cases(path):
            yield f"{path.stem}: {case.name}", case.plain


def offered(text: str) -> Iterator[tuple[str, Fix]]:
    """Each fix with the rule's name."""
    for configuration in configurations.find(text, named=True).configurations:
        document = Run(configuration, FileSettings(), None).document
        for rule in RULES:
            for finding in rule.check(document):
                assert isinstance(finding, Finding)
                yield from ((rule.name, fix) for fix in finding.fixes)
    # What the engine itself finds is found by no rule.
    for diagnostic in engine.check(text, "case.yaml", FileSettings()).diagnostics:
        if diagnostic.rule in _OF_THE_ENGINE:
            yield from ((diagnostic.rule, fix) for fix in diagnostic.fixes)


_OF_THE_ENGINE = frozenset(rule.name for rule in RULES if rule.group == "tool")
