"""Two backends are one physical store, or one store does not keep its users apart.

## Why it matters
Two names for one file or database look like two stores and are one, so what seems separated is not. And up to 0.8.0
`kv_sqlite` ignores namespaces: all vector store providers on one file share their inner keys even with different
namespaces. Upstream's own samples do that, so it is only information.

## Example

```yaml bad
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    kv_vectors: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    metadata: {backend: kv_vectors, namespace: registry}
```

```yaml good
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    kv_vectors: {type: kv_sqlite, db_path: /data/vectors.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    metadata: {backend: kv_vectors, namespace: registry}
```

## Fix safety
No fix: whether the two should be merged or parted is the author's choice.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.stack import Backend
from stacklint.rules.record import Finding, Note, Rule, Severity
from stacklint.text.phrases import quoted


def check(document: Document) -> Iterator[Finding]:
    yield from _same_place(document)
    for clash in document.stores.sharing_keyspace():
        first, again = clash.first.origin, clash.again.origin
        yield Finding(
            again.place.span,
            f"{clash.condition.phrase}{again.user} and {first.user} share their keys in '{again.backend.text}':"
            " this kind of store ignores namespaces there",
            (*again.path, "backend"),
            releases=clash.releases,
            notes=(Note(first.place.span, "the other user"),),
            operand=first.user,
        )


def _same_place(document: Document) -> Iterator[Finding]:
    """Key-value and SQL backends on one database are usual and harmless, so only one family counts."""
    seen: dict[tuple[str, ...], list[Backend]] = {}
    for backend in document.stack.backends:
        identity = document.stores.identity(backend)
        if identity is None or backend.spec is None:
            continue
        earlier = seen.setdefault((backend.spec.family, *identity), [])
        if earlier:
            yield Finding(
                backend.entry.key.span,
                f"'{backend.name}' is the same physical store as {quoted([other.name for other in earlier])};"
                " their users are not kept apart",
                backend.path,
                notes=tuple(Note(other.entry.key.span, "the same store") for other in earlier),
            )
        earlier.append(backend)


rule = Rule(
    "shared-physical-store",
    "storage",
    Severity.INFO,
    "Two backends are one physical store, or one store does not keep its users apart",
    check,
    __name__,
)
