"""A stacklint comment that cannot be understood.

## Why it matters
A bare `ignore`, an unknown rule name or a malformed date has no effect, so the finding it was meant for is still
reported.

## Example

```yaml bad
# stacklint: target=1.5.0
providers: {}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kv.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql.db}
    kv_next: {type: kv_sqlite, db_path: /data/next.db}  # stacklint: ignore[unused-bakend] for next week
```

```yaml good
# stacklint: target=1.5.0
providers: {}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kv.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql.db}
    kv_next: {type: kv_sqlite, db_path: /data/next.db}  # stacklint: ignore[unused-backend] for next week
```

## Fix safety
**Shown only**: changing a name to the most similar one may hide what somebody should see, or suppress nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity


def check(_document: Document) -> Iterator[Finding]:
    """The engine itself makes these findings, because only it knows what the other rules said."""
    yield from ()


rule = Rule(
    "invalid-suppression", "tool", Severity.WARNING, "A stacklint comment that cannot be understood", check, __name__
)
