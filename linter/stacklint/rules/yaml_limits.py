"""The text is too large or too deeply nested to be read.

## Why it matters
Texts of more than 10 MB or with more than 300 levels of nesting are no configurations that anybody wrote, and
upstream's own reader gives up somewhere beyond 400 levels. They are not parsed, so nothing else can be said about them.

## Fix safety
No fix.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity


def check(document: Document) -> Iterator[Finding]:
    for problem in document.problems:
        if problem.kind == "limits":
            yield Finding(problem.span, problem.message)


rule = Rule(
    "yaml-limits", "yaml", Severity.ERROR, "The text is too large or too deeply nested to be read", check, __name__
)
