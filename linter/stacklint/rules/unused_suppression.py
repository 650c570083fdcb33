"""A suppression comment that suppresses nothing.

## Why it matters
A comment that outlived its finding hides the next real one. It is reported only while the rule it names is enabled and
the text it covers could be read.

## Example

```yaml bad
# stacklint: target=1.5.0
providers: {}  # stacklint: ignore[dangling-backend] moved last week
```

```yaml good
# stacklint: target=1.5.0
providers: {}
```

## Fix safety
**Safe** takes the rules that find nothing out of a list in which others stay. Where none stays, removing the comment
with its reason is **Unsafe**.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity


def check(_document: Document) -> Iterator[Finding]:
    """The engine itself makes these findings, because only it knows what the other rules said."""
    yield from ()


rule = Rule(
    "unused-suppression", "tool", Severity.WARNING, "A suppression comment that suppresses nothing", check, __name__
)
