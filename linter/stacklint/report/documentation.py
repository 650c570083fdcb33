"""A rule's documentation: the docstring of its module, which is Markdown."""

from __future__ import annotations

import importlib
from textwrap import dedent

from stacklint.rules import RULES
from stacklint.rules.record import Rule


def find_rule(name: str) -> Rule | None:
    """The rule called *name*."""
    return next((rule for rule in RULES if rule.name == name), None)


def documentation_of(rule: Rule) -> str:
    """The rule's documentation as Markdown, without a title."""
    text = importlib.import_module(rule.module).__doc__ or rule.summary
    first, _, rest = text.strip().partition("\n")
    return f"{first}\n{dedent(rest)}".strip()
