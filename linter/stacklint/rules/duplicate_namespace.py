"""Two users share one namespace of one key-value store.

## Why it matters
Every vector store provider keeps its list of stores and file batches under the same inner keys. Two of them in one
namespace load each other's stores, resume each other's unfinished batches and delete each other's expired rows. Two
users of another kind merely share their state; users of different kinds do not meet at all. Two backends on one file
or server are one store, whatever they are called.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_default, namespace: vector_io}
  - provider_id: sqlite-vec
    provider_type: inline::sqlite-vec
    config:
      db_path: /data/sqlite_vec.db
      persistence: {backend: kv_default, namespace: vector_io}
```

```yaml good
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_default, namespace: vector_io}
  - provider_id: sqlite-vec
    provider_type: inline::sqlite-vec
    config:
      db_path: /data/sqlite_vec.db
      persistence: {backend: kv_default, namespace: vector_io::sqlite_vec}
```

## Fix safety
**Unsafe**: the later user gets a namespace of its own, upstream's usual one or one with its id, and no longer sees what
it has stored under the shared one. Where the store ignores namespaces, as `kv_sqlite` does up to 0.8.0, it gets a
backend of its own instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.model.physical import Clash
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Severity


def check(document: Document) -> Iterator[Finding]:
    worst: dict[int, Clash] = {}
    for clash in document.stores.sharing_namespace():
        # One finding for each later user, about the one it hurts.
        known = worst.get(id(clash.again.origin))
        if known is None or (_collide(clash) and not _collide(known)):
            worst[id(clash.again.origin)] = clash
    for clash in worst.values():
        if _collide(clash):
            yield _colliding(document, clash)
        elif not clash.first.origin.implicit and not clash.again.origin.implicit:
            yield _finding(clash, "which is harmless as their keys differ", Severity.INFO)


def _collide(clash: Clash) -> bool:
    keyspace = clash.first.origin.slot.keyspace
    return bool(keyspace) and keyspace == clash.again.origin.slot.keyspace


def _colliding(document: Document, clash: Clash) -> Finding:
    fixes = Fixes(_fixes, document, clash)
    if clash.again.origin.slot.collision == "corrupts":
        return _finding(clash, "so they change and delete each other's data", Severity.ERROR)._replace(fixes=fixes)
    return _finding(clash, "so they share one state", Severity.WARNING)._replace(fixes=fixes)


def _finding(clash: Clash, effect: str, severity: Severity) -> Finding:
    first, again = clash.first.origin, clash.again.origin
    where = f"backend '{again.backend.text}'"
    if first.backend.text != again.backend.text:
        where += f" (the same store as '{first.backend.text}')"
    named = f"namespace '{clash.name}'" if clash.name else "the empty namespace"
    text = f"{again.user} and {first.user} both use {named} of {where}, {effect}"
    phrase = clash.condition.phrase
    place, other = again.name_node or again.place, first.name_node or first.place
    if place is other and again.provider is not None and again.provider.id_node is not None:
        # One text serves both through an alias or a merge key; the later user is told where it stands itself.
        place = again.provider.id_node
    return Finding(
        place.span,
        phrase + text if phrase else text,
        (*again.path, again.slot.name_key),
        severity,
        clash.releases,
        (Note(other.span, "first used here"),),
        operand=first.user,
    )


def _fixes(document: Document, clash: Clash) -> Iterable[Fix]:
    from stacklint.rules.repair import parting

    return parting.of_namespace(document, clash)


rule = Rule(
    "duplicate-namespace",
    "storage",
    Severity.ERROR,
    "Two users share one namespace of one key-value store",
    check,
    __name__,
)
