"""`stacklint rule`: the list of rules, or one rule's documentation."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence

from stacklint.cli import FAILED
from stacklint.cli.output import wants_color, write_error
from stacklint.report.documentation import documentation_of, find_rule
from stacklint.report.words import rule_url
from stacklint.rules import RULES
from stacklint.rules.record import Rule
from stacklint.text.similar import did_you_mean


def rule(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="stacklint rule", description="Explain a rule, or list all.", allow_abbrev=False
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="a rule; without one all are listed")
    parser.add_argument("--output-format", "--format", "-f", choices=("text", "json"), default="text")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    options = parser.parse_args(list(arguments))
    wanted = RULES
    if options.name is not None:
        found = find_rule(options.name)
        if found is None:
            write_error(
                f"no rule is called '{options.name}'{did_you_mean(options.name, [each.name for each in RULES])}"
            )
            return FAILED
        wanted = (found,)
    color = wants_color(options.color, sys.stdout, os.environ)
    if options.output_format == "json":
        print(json.dumps([_as_json(each) for each in wanted], indent=2, ensure_ascii=False))
    elif options.name is not None:
        sys.stdout.write(_explained(wanted[0], color=color))
    else:
        sys.stdout.write(_listed(wanted))
    return 0


def _listed(rules: Sequence[Rule]) -> str:
    width = max(len(each.name) for each in rules)
    lines: list[str] = []
    for group in dict.fromkeys(each.group for each in rules):
        lines += ["", group] if lines else [group]
        members = sorted((each for each in rules if each.group == group), key=lambda each: each.name)
        lines += [f"  {each.name:<{width}}  {each.severity.value:<7}  {each.summary}" for each in members]
    return "\n".join(lines) + "\n"


def _explained(rule: Rule, *, color: bool) -> str:
    from stacklint.cli.markdown import for_terminal

    title = f"# {rule.name}\n\n{rule.severity.value}, group `{rule.group}`\n\n"
    text = f"{title}{documentation_of(rule)}\n"
    if url := rule_url(rule.name):
        text += f"\n{url}\n"
    return for_terminal(text) if color else text


def _as_json(rule: Rule) -> dict[str, str]:
    described = {
        "name": rule.name,
        "group": rule.group,
        "severity": rule.severity.value,
        "summary": rule.summary,
        "documentation": documentation_of(rule),
    }
    return described | ({"url": url} if (url := rule_url(rule.name)) else {})
