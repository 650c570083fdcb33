"""A key-value slot refers to an SQL backend, or the other way round.

## Why it matters
Upstream keeps the two families in separate registries, so the server refuses the file or stops while it builds the
provider, with a message that says the backend is unknown although it is right there.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: sql_default, namespace: vector_io::faiss}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
```

```yaml good
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_default, namespace: vector_io::faiss}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
```

## Fix safety
**Safe** where the server does not start and the file has just one backend of the right family: the reference names
that one, and `namespace` becomes `table_name` or the other way round. **Unsafe** where the server starts all the same,
where no backend of the family is there, so that one has to be declared, and for `prompts` and `connectors` in their
earlier form, whose data stay behind. **Shown only** where there are several backends to choose from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.model.origins import Origin
from stacklint.model.references import Resolved, Unknowable, Unresolved, WrongFamily
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Severity
from stacklint.rules.wording import effect

_FAMILIES = {"kv": "a key-value", "sql": "an SQL"}


def check(document: Document) -> Iterator[Finding]:
    for origin in document.references.origins:
        for answer in document.references.resolve(origin):
            match answer:
                case WrongFamily():
                    yield _finding(document, origin, answer)
                case Resolved() | Unresolved() | Unknowable():
                    pass


def _finding(document: Document, origin: Origin, answer: WrongFamily) -> Finding:
    needed, given = _FAMILIES[origin.slot.family], _FAMILIES[answer.family]
    kind = f" ('{answer.backend.type.text}')" if answer.backend else ""
    name = f"'{origin.backend.text}'"
    if origin.rewritten_from:
        name += f" ('{origin.rewritten_from}' as upstream rewrites it while loading)"
    subject = f"'{origin.slot_name}' is left out and then uses {name}" if origin.implicit else name
    relation = ", " if origin.implicit else " is "
    outcome = effect(origin.slot, origin.provider, answer.releases)
    return Finding(
        origin.place.span,
        f"{origin.condition.phrase}{outcome}: {subject}{relation}{given} backend{kind},"
        f" and '{origin.slot_name}' needs {needed} one",
        origin.path if origin.implicit else (*origin.path, "backend"),
        releases=answer.releases,
        notes=(Note(answer.backend.entry.key.span, "declared here"),) if answer.backend else (),
        fixes=Fixes(_fixes, document, origin, answer),
        operand=origin.backend.text,
    )


def _fixes(document: Document, origin: Origin, answer: WrongFamily) -> Iterable[Fix]:
    from stacklint.rules.repair import choices

    return choices.for_wrong_family(document, origin, answer)


rule = Rule(
    "backend-family-mismatch",
    "storage",
    Severity.ERROR,
    "A key-value slot refers to an SQL backend, or the other way round",
    check,
    __name__,
)
