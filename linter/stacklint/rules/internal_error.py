"""A rule of stacklint failed, or something that all rules need.

## Why it matters
The other rules went on, or where the message says so only the other files. Please report it with the text that caused
it; the exit code is 2, so that it is not mistaken for a clean file.

## Fix safety
No fix.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity


def check(_document: Document) -> Iterator[Finding]:
    """The engine itself makes these findings, because only it knows what the other rules said."""
    yield from ()


rule = Rule(
    "internal-error",
    "tool",
    Severity.ERROR,
    "A rule of stacklint failed, or something that all rules need",
    check,
    __name__,
)
