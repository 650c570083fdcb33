"""A backend keeps its data in a place that is emptied.

## Why it matters
Files under `/tmp`, `/var/tmp` and `/dev/shm` are gone after a restart of the machine or container, and an
in-memory database after a restart of the server. That may be what a test set-up wants.

## Example

```yaml bad
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /tmp/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
```

```yaml good
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
```

## Fix safety
No fix: only the author knows a lasting place.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity

_PLACES = ("/tmp/", "/var/tmp/", "/dev/shm/", ":memory:")  # noqa: S108 these are looked for, not used


def check(document: Document) -> Iterator[Finding]:
    for backend in document.stack.backends:
        if backend.spec is None or backend.node is None:
            continue
        for key in sorted(backend.spec.path_keys):
            value = backend.value(key)
            node = backend.node.get(key)
            if value is not None and node is not None and value.known and value.text.startswith(_PLACES):
                unless = f" unless {' or '.join(value.variables)} is set" if value.variables else ""
                yield Finding(
                    node.span,
                    f"the data of '{backend.name}' does not last: '{value.text}' is emptied at a restart{unless}",
                    (*backend.path, key),
                )


rule = Rule(
    "ephemeral-storage",
    "storage",
    Severity.INFO,
    "A backend keeps its data in a place that is emptied",
    check,
    __name__,
)
