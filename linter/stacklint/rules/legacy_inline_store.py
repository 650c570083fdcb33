"""A provider holds a whole inline store where named backends are expected.

## Why it matters
Up to llama-stack 0.2.24 each provider carried its own store settings. Since 0.3.0 stores are declared once under
`storage.backends` and providers refer to them. Where the provider needs the reference, the server does not start;
where it does not, the old settings are ignored and the data lands in another store.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      kvstore:
        type: sqlite
        db_path: /data/faiss_store.db
storage:
  backends:
    kv_default:
      type: kv_sqlite
      db_path: /data/kvstore.db
    sql_default:
      type: sql_sqlite
      db_path: /data/sql_store.db
```

```yaml good
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence:
        backend: kv_faiss
        namespace: ''
storage:
  backends:
    kv_default:
      type: kv_sqlite
      db_path: /data/kvstore.db
    sql_default:
      type: sql_sqlite
      db_path: /data/sql_store.db
    kv_faiss:
      type: kv_sqlite
      db_path: /data/faiss_store.db
```

## Fix safety
**Unsafe**: the store becomes a named backend with the settings as they stand, or the reference names the backend that
is the same store already. The namespace or table is one under which data of earlier releases are found, where upstream
allows that; whether they are wanted is the author's choice. What nothing reads any more is removed. **Shown only**
while another store has to be moved first. A file that is wholly of the old form gets no fix: that takes more than one
rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.model.inline import InlineStore
from stacklint.rules.legacy_text import OLD_FILE
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Severity
from stacklint_schemas import NO_RELEASE, ReleaseSet, Slot


def check(document: Document) -> Iterator[Finding]:
    knowledge = document.knowledge
    # Stores of the server itself at top level are another rule's.
    server_stores = {slot.path[0] for slot in knowledge.stack_legacy_slots if len(slot.path) == 1}
    for store in document.inline_stores:
        if store.provider is None and store.path[0] in server_stores:
            continue
        if document.is_legacy:
            if not document.reading.pinned and store.legacy is not None:
                last = knowledge.catalogue.last(knowledge.catalogue.every & ~knowledge.storage_known).version
                yield Finding(store.entry.key.span, OLD_FILE.format(last=last), store.path, severity=Severity.WARNING)
            continue
        if store.provider is not None and store.provider.enabled.on is False:
            continue
        yield _finding(document, store)


def _finding(document: Document, store: InlineStore) -> Finding:
    phrase = store.provider.enabled.phrase if store.provider else ""
    slot = _slot_now(document, store)
    family = slot.family if slot else store.legacy.family if store.legacy else None
    twin = document.stores.same_place(store.node, family)
    return Finding(
        store.entry.key.span,
        phrase + _effect(document, store),
        store.path,
        releases=_refusing(document, store),
        notes=(Note(twin.entry.key.span, f"the same store is already '{twin.name}'"),) if twin else (),
        fixes=Fixes(_fixes, document, store, slot),
    )


def _fixes(document: Document, store: InlineStore, slot: Slot | None) -> Iterable[Fix]:
    from stacklint.rules.repair import inline

    return inline.of_provider(document, store, slot, None if slot else _needed_elsewhere(document, store))


def _effect(document: Document, store: InlineStore) -> str:
    key = store.entry.name
    slot = _slot_now(document, store)
    if slot is None:
        return _without_slot(document, store)
    since = document.knowledge.catalogue.first(slot.releases).version
    if slot.path[-1] == key and slot.path == _inner(store):
        return f"the server does not start: '{key}' must be a reference ('backend', '{slot.name_key}') since {since}"
    owner = store.provider.type.text if store.provider else "the server"
    wanted = ".".join(slot.path)
    base = store.provider.config_path if store.provider else ()
    if slot.required & document.reading.releases and document.stack.at((*base, *slot.path)) is None:
        return f"the server does not start: {owner} needs '{wanted}' since {since} and ignores '{key}'"
    return f"'{key}' is ignored since {since}: {owner} reads '{wanted}', so this store is not used"


def _without_slot(document: Document, store: InlineStore) -> str:
    key, needed = store.entry.name, _needed_elsewhere(document, store)
    catalogue = document.knowledge.catalogue
    if needed is not None and store.provider is not None:
        since = catalogue.first(needed.releases).version
        wanted = ".".join(needed.path)
        owner = store.provider.type.text
        return f"the server does not start: {owner} needs '{wanted}' since {since} and ignores '{key}'"
    readers: ReleaseSet = store.legacy.releases if store.legacy else NO_RELEASE
    for slot in store.slots:
        readers |= slot.releases
    if not readers:
        return f"'{key}' is read by no release since named backends came, so its settings have no effect"
    return f"'{key}' is read by no release after {catalogue.last(readers).version}, so its settings have no effect"


def _needed_elsewhere(document: Document, store: InlineStore) -> Slot | None:
    """A slot that the same provider needs instead and that is left out."""
    for gap in document.gaps:
        if gap.kind == "left out" and store.provider is not None and gap.site.owner.provider is store.provider:
            return gap.site.slot
    return None


def _slot_now(document: Document, store: InlineStore) -> Slot | None:
    """The slot that counts for the newest release this file may be for."""
    wanted = document.reading.releases
    fitting = [slot for slot in store.slots if slot.releases & wanted]
    return fitting[-1] if fitting else None


def _inner(store: InlineStore) -> tuple[str, ...]:
    base = len(store.provider.config_path) if store.provider else 0
    return tuple(str(step) for step in store.path[base:])


def _refusing(document: Document, store: InlineStore) -> ReleaseSet:
    """Every release since named backends: where no slot is left, the settings are ignored all the same."""
    used: ReleaseSet = store.legacy.releases if store.legacy else NO_RELEASE
    return document.knowledge.storage_known & ~used


rule = Rule(
    "legacy-inline-store",
    "storage",
    Severity.ERROR,
    "A provider holds a whole inline store where named backends are expected",
    check,
    __name__,
)
