"""A table name from the file is the name of a table that upstream itself creates.

## Why it matters
`storage.stores.inference`, the responses provider and `interactions` write the table that the file names. Other parts
of the server write tables with fixed names into the same database. Whoever comes second loses the columns that the
first one's table lacks, without any error, although the name stands only once in the file.

## Example

```yaml bad
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    inference: {backend: sql_default, table_name: prompts}
```

```yaml good
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    inference: {backend: sql_default, table_name: inference_store}
```

## Fix safety
**Unsafe**: the table gets upstream's usual name for this user, or one with the user's id; rows written so far stay in
the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.model.origins import Origin
from stacklint.model.physical import Use
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Severity
from stacklint_schemas import ReleaseSet


def check(document: Document) -> Iterator[Finding]:
    for clash, first_chosen, again_chosen in document.stores.sharing_table():
        if first_chosen != again_chosen:
            chooser, owner = (clash.first, clash.again) if first_chosen else (clash.again, clash.first)
            yield _finding(document, chooser, clash.name, owner.origin.user, clash.releases, owner.origin)
    for use, table, owner_title, releases in document.stores.on_reserved_tables():
        yield _finding(document, use, table, owner_title, releases, None)


def _finding(
    document: Document, use: Use, table: str, owner: str, releases: ReleaseSet, other: Origin | None
) -> Finding:
    origin = use.origin
    condition = origin.condition if other is None else origin.condition.and_also(other.condition)
    return Finding(
        (origin.name_node or origin.place).span,
        f"{condition.phrase}{origin.user} uses the table '{table}' of '{origin.backend.text}', which belongs to"
        f" {owner}; rows of one are stored without their columns",
        (*origin.path, origin.slot.name_key),
        releases=releases,
        notes=(Note(other.place.span, "used here"),) if other is not None and not other.implicit else (),
        fixes=Fixes(_fixes, document, use),
        operand=owner,
    )


def _fixes(document: Document, use: Use) -> Iterable[Fix]:
    from stacklint.rules.repair import parting

    return parting.of_table(document, use)


rule = Rule(
    "reserved-table",
    "storage",
    Severity.ERROR,
    "A table name from the file is the name of a table that upstream itself creates",
    check,
    __name__,
)
