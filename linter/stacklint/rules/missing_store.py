"""A slot of `storage.stores` that upstream needs is missing or null.

## Why it matters
The 0.3 releases call every slot optional and then refuse to start without `metadata`, `inference` and
`conversations`. From 0.4.0 on a slot that is left out has a default, but one that is set to null has none.

## Example

```yaml bad
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    metadata: null
    inference: {backend: sql_default, table_name: inference_store}
```

```yaml good
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    metadata: {backend: kv_default, namespace: registry}
    inference: {backend: sql_default, table_name: inference_store}
```

## Fix safety
No fix yet.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity
from stacklint.rules.wording import enumerate_names
from stacklint.syntax.nodes import Mapping, Scalar, target
from stacklint.text.span import Span
from stacklint_schemas import NO_RELEASE, ReleaseSet, Slot


def check(document: Document) -> Iterator[Finding]:
    storage = document.stack.storage
    if storage is None:
        return
    missing: list[tuple[str, ReleaseSet]] = []
    for slot in document.knowledge.stack_slots:
        parent = document.stack.at(slot.path[:-1])
        if slot.path[0] != "storage":
            continue
        entry = parent.entry(slot.path[-1]) if isinstance(parent, Mapping) else None
        if entry is None:
            readable = parent is None or (isinstance(parent, Mapping) and not parent.incomplete)
            if readable and not storage.incomplete and slot.required & document.reading.releases:
                missing.append((slot.path[-1], slot.required))
            continue
        node = target(entry.value)
        if isinstance(node, Scalar) and node.is_null and not entry.incomplete:
            yield _null(slot, entry.key.span)
    if missing and document.complete:
        yield _left_out(document, storage, missing)


def _null(slot: Slot, span: Span) -> Finding:
    return Finding(
        span,
        f"the server does not start: '{'.'.join(slot.path)}' may be left out but not be null",
        slot.path,
        releases=slot.null_is_fatal,
        operand=slot.family,
    )


def _left_out(document: Document, storage: Mapping, missing: list[tuple[str, ReleaseSet]]) -> Finding:
    stores = storage.entry("stores")
    releases = NO_RELEASE
    for _, required in missing:
        releases |= required
    span = stores.key.span if stores else document.key_place("storage")
    names = enumerate_names(tuple(dict.fromkeys(name for name, _ in missing)))
    return Finding(
        span,
        f"the server does not start: 'storage.stores' lacks {names}",
        ("storage", "stores") if stores else ("storage",),
        releases=releases,
    )


rule = Rule(
    "missing-store",
    "storage",
    Severity.ERROR,
    "A slot of 'storage.stores' that upstream needs is missing or null",
    check,
    __name__,
)
