"""The file is not UTF-8 text.

## Why it matters
Upstream opens the file as UTF-8 text. Bytes that are none stop the load; a file saved as UTF-16 or with control
characters is refused as well.

## Fix safety
No fix: save the file as UTF-8.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity


def check(document: Document) -> Iterator[Finding]:
    for problem in document.problems:
        if problem.kind == "encoding":
            yield Finding(problem.span, problem.message)


rule = Rule("invalid-encoding", "yaml", Severity.ERROR, "The file is not UTF-8 text", check, __name__)
