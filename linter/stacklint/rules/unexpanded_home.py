"""A path begins with `~` where upstream does not expand it.

## Why it matters
`kv_sqlite` takes `db_path` literally: `~/data/kv.db` creates a folder called `~` in the working directory, and the
data moves with wherever the server is started. `sql_sqlite` expands `~`, and so does a value that comes
through `${env.NAME:=~/...}`.

## Example

```yaml bad
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: ~/.ogx/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: ~/.ogx/sql_store.db}
```

```yaml good
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: '${env.SQLITE_STORE_DIR:=~/.ogx}/kvstore.db'}
    sql_default: {type: sql_sqlite, db_path: ~/.ogx/sql_store.db}
```

## Fix safety
**Unsafe**: the folder becomes the default of `SQLITE_STORE_DIR`, the variable of upstream's samples, and is expanded
then. Data written so far lie in the folder called `~` and have to be moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity
from stacklint.syntax.nodes import Scalar


def check(document: Document) -> Iterator[Finding]:
    for backend in document.stack.backends:
        if backend.spec is None or backend.node is None:
            continue
        for key in sorted(backend.spec.path_keys - backend.spec.expands_home):
            node = backend.node.get(key)
            if isinstance(node, Scalar) and node.text.startswith("~/"):
                yield Finding(
                    node.span,
                    f"'~' is not expanded in '{key}' of '{backend.type.text}', so the data lands in a folder called '~'"
                    " in the working directory",
                    (*backend.path, key),
                    releases=backend.spec.releases,
                    fixes=Fixes(_fixes, document, node),
                )


def _fixes(document: Document, node: Scalar) -> Iterable[Fix]:
    from stacklint.rules.repair import backends, fix

    path = backends.home_path(node.text)
    return fix(f"Write '{path}'", Safety.UNSAFE, document.surgeon.replace(node, path))


rule = Rule(
    "unexpanded-home",
    "storage",
    Severity.WARNING,
    "A path begins with '~' where upstream does not expand it",
    check,
    __name__,
)
