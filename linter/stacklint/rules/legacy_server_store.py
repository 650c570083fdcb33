"""A store of the server itself stands at top level, where no release since named backends reads it.

## Why it matters
`metadata_store` and `inference_store` were read up to llama-stack 0.2.24. Beside a `storage:` section they are
silently ignored: the data goes to the backends of `storage.stores`, and the old file is left behind.
`conversations_store` and its like were never read by any release.

## Example

```yaml bad
# stacklint: target=1.5.0
providers: {}
metadata_store:
  type: sqlite
  db_path: /data/registry.db
```

```yaml good
# stacklint: target=1.5.0
providers: {}
storage:
  backends:
    kv_default:
      type: kv_sqlite
      db_path: /data/registry.db
    sql_default:
      type: sql_sqlite
      db_path: ${env.SQLITE_STORE_DIR:=~/.ogx/distributions}/sql_store.db
  stores:
    metadata:
      backend: kv_default
      namespace: registry
```

## Fix safety
**Unsafe**: the store becomes a named backend, which `storage.stores` refers to, with a table under which the rows of
earlier releases are found. Where `storage.stores` says already where the data go, and where no release reads such a
store, it is removed. A file that is wholly of the old form gets no fix: that takes more than one rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.model.inline import is_inline_store
from stacklint.model.references import Resolved
from stacklint.rules.legacy_text import OLD_FILE
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Severity
from stacklint.syntax.nodes import Entry, Mapping, target
from stacklint_schemas import LegacySlot


def check(document: Document) -> Iterator[Finding]:
    known = {slot.path[0]: slot for slot in document.knowledge.stack_legacy_slots if len(slot.path) == 1}
    for name, entry in document.root.effective().items():
        node = target(entry.value)
        if not isinstance(node, Mapping) or not is_inline_store(node, document.knowledge):
            continue
        slot = known.get(name)
        if slot is not None and slot.releases:
            yield from _once_read(document, entry, slot)
        elif slot is not None or name.endswith("_store"):
            yield _never_read(document, entry, slot)


def _once_read(document: Document, entry: Entry, slot: LegacySlot) -> Iterator[Finding]:
    knowledge, name = document.knowledge, entry.name
    if document.is_legacy:
        if not document.reading.pinned:
            last = knowledge.catalogue.last(slot.releases).version
            yield Finding(entry.key.span, OLD_FILE.format(last=last), (name,), severity=Severity.WARNING)
        return
    since = knowledge.catalogue.first(knowledge.storage_known).version
    fact = f"'{name}' is ignored since {since}"
    if knowledge.storage_required & document.reading.releases and document.root.entry("storage") is None:
        fact = f"the server refuses this file: '{name}' was replaced by 'storage' in {since}"
    message = f"{fact}; {_destination(document, slot)}"
    fixes = Fixes(_fixes, document, entry)
    yield Finding(entry.key.span, message, (name,), releases=knowledge.storage_known, fixes=fixes)


def _never_read(document: Document, entry: Entry, slot: LegacySlot | None) -> Finding:
    if document.is_legacy:
        message = f"no release reads '{entry.name}', so this store is not used"
        return Finding(entry.key.span, message, (entry.name,), Severity.WARNING)
    effect = _destination(document, slot) if slot else "this store is not used"
    message = f"no release reads '{entry.name}'; {effect}"
    return Finding(entry.key.span, message, (entry.name,), fixes=Fixes(_fixes, document, entry))


def _fixes(document: Document, entry: Entry) -> Iterable[Fix]:
    from stacklint.rules.repair import inline

    return inline.of_server(document, entry)


def _destination(document: Document, slot: LegacySlot) -> str:
    if slot.successor is None:
        return "nothing took its place"
    wanted = ".".join(slot.successor)
    for use in document.references.origins:
        if use.path == slot.successor and any(
            isinstance(answer, Resolved) for answer in document.references.resolve(use)
        ):
            return f"the data goes to '{use.backend.text}' ('{wanted}'), and the old store is left behind"
    return f"use '{wanted}'"


rule = Rule(
    "legacy-server-store",
    "storage",
    Severity.ERROR,
    "A store of the server stands at top level, where no release since named backends reads it",
    check,
    __name__,
)
