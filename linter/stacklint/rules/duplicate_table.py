"""Two users write one SQL table.

## Why it matters
The first user creates the table with its own columns. The second one's inserts succeed without the columns that are
missing, so its data are lost without any error. Few slots take the table name from the file
(`storage.stores.inference`, the responses provider, `interactions`); the others write a fixed table whatever the file
says, so two providers can meet although their `table_name` differs, and two equal names can be harmless.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  responses:
  - provider_id: builtin
    provider_type: inline::builtin
    config:
      persistence:
        responses: {backend: sql_default, table_name: inference_store}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    inference: {backend: sql_default, table_name: inference_store}
```

```yaml good
# stacklint: target=1.5.0
providers:
  responses:
  - provider_id: builtin
    provider_type: inline::builtin
    config:
      persistence:
        responses: {backend: sql_default, table_name: responses}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    inference: {backend: sql_default, table_name: inference_store}
```

## Fix safety
**Unsafe**: where the file names the table, the later user gets a table of its own and no longer sees the rows that it
has written so far. **Shown only**: where upstream fixes the name, the later user can have a backend of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.physical import Clash
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Safety, Severity
from stacklint.syntax.nodes import Node


def check(document: Document) -> Iterator[Finding]:
    for clash, first_chosen, again_chosen in document.stores.sharing_table():
        if first_chosen and again_chosen:
            places = [origin.name_node or origin.place for origin in (clash.first.origin, clash.again.origin)]
            effect = "the columns of one are silently dropped"
            yield _finding(clash, effect, Severity.ERROR, *places)._replace(fixes=Fixes(_own_table, document, clash))
        elif not first_chosen and not again_chosen and clash.again.origin.slot.collision == "corrupts":
            effect = f"'{clash.again.origin.slot.name_key}' is not read here, so give one its own backend"
            if _same_type(clash):
                yield _finding(clash, effect, Severity.INFO, clash.first.origin.key, clash.again.origin.key)
                continue
            severity = Severity.ERROR if _loses_columns(clash) else Severity.WARNING
            lost = "the second one's rows lose columns, and " if severity is Severity.ERROR else ""
            found = _finding(clash, lost + effect, severity, clash.first.origin.key, clash.again.origin.key)
            yield found._replace(fixes=Fixes(_own_backend, document, clash))


def _same_type(clash: Clash) -> bool:
    """Two of one type lay out the table alike, and only the last one of them serves."""
    first, again = clash.first.origin.provider, clash.again.origin.provider
    return first is not None and again is not None and first.type.text == again.type.text


def _loses_columns(clash: Clash) -> bool:
    """Whether the table that the first one creates lacks columns of the second one."""
    return clash.again.origin.slot.wide and not clash.first.origin.slot.wide


def _finding(clash: Clash, effect: str, severity: Severity, first_place: Node, again_place: Node) -> Finding:
    first, again = clash.first.origin, clash.again.origin
    users = f"{first.user} and {again.user}"
    return Finding(
        again_place.span,
        f"{clash.condition.phrase}{users} write the same table '{clash.name}' of '{again.backend.text}'; {effect}",
        (*again.path, again.slot.name_key),
        severity,
        clash.releases,
        (Note(first_place.span, "first used here"),),
        operand=first.user,
    )


def _own_table(document: Document, clash: Clash) -> tuple[Fix, ...]:
    from stacklint.rules.repair import parting

    return tuple(parting.of_table(document, clash.again)) or tuple(parting.of_table(document, clash.first))


def _own_backend(document: Document, clash: Clash) -> tuple[Fix, ...]:
    from stacklint.rules.repair import parting

    return tuple(parting.of_backend(document, clash.again, Safety.DISPLAY))


rule = Rule("duplicate-table", "storage", Severity.ERROR, "Two users write one SQL table", check, __name__)
