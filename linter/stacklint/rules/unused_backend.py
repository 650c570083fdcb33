"""A declared backend that nothing refers to.

## Why it matters
It is legal and does nothing. Often it is what an earlier edit left behind, or the sign of a reference that should
have named it.

## Example

```yaml bad
# stacklint: target=1.5.0
providers: {}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    kv_spare: {type: kv_sqlite, db_path: /data/spare.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
```

```yaml good
# stacklint: target=1.5.0
providers: {}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
```

## Fix safety
**Unsafe**: the backend is removed, its comments stay. Something outside this file may still count on its name.
**Shown only** while a reference of its family is wrong or missing: that may be the one that should name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.model.references import Resolved, Unknowable
from stacklint.model.stack import Backend, as_mapping
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity


def check(document: Document) -> Iterator[Finding]:
    if not document.complete or not document.stack.backends or _hidden_users(document):
        return
    used = {origin.backend.text for origin in document.references.origins}
    used |= {origin.rewritten_from for origin in document.references.origins}
    # The job queue takes the first SQL backend of the file when there is no `sql_default`.
    first_sql = next(iter(document.references.names("sql")), "")
    for backend in document.stack.backends:
        if backend.name not in used and backend.name != first_sql and backend.spec is not None:
            message = f"nothing refers to the backend '{backend.name}'"
            yield Finding(backend.entry.key.span, message, backend.path, fixes=Fixes(_fixes, document, backend))


def _fixes(document: Document, backend: Backend) -> Iterable[Fix]:
    from stacklint.rules.repair import fix

    backends = as_mapping(document.stack.at(backend.path[:-1]))
    if backends is None or len(backends.entries) == 1:
        return ()
    removed = document.surgeon.remove(backends, backend.entry)
    safety = Safety.DISPLAY if _may_be_meant(document, backend) else Safety.UNSAFE
    return fix(f"Remove the backend '{backend.name}'", safety, removed)


def _may_be_meant(document: Document, backend: Backend) -> bool:
    """Whether something of its family looks for a backend and has none."""
    family = backend.spec.family if backend.spec else None
    return any(gap.site.slot.family == family for gap in document.gaps) or any(
        not isinstance(answer, Resolved)
        for origin in document.references.origins
        if origin.slot.family == family
        for answer in document.references.resolve(origin)
    )


def _hidden_users(document: Document) -> bool:
    """Whether something that cannot be looked into, or is still to be migrated, may need a backend."""
    return (
        bool(document.inline_stores)
        or any(provider.spec is None for provider in document.stack.providers)
        or any(
            isinstance(answer, Unknowable)
            for origin in document.references.origins
            for answer in document.references.resolve(origin)
        )
    )


rule = Rule("unused-backend", "storage", Severity.HINT, "A declared backend that nothing refers to", check, __name__)
