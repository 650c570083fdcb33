"""A reference names a storage backend that is not declared.

## Why it matters
Upstream checks only the slots of `storage.stores`, when the file is loaded. A provider's own reference is
looked up when the provider is built, so the server gets half-way up and stops. A slot that is left out is a
reference too: upstream then uses `kv_default` or `sql_default`, whatever the file calls its backends.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_defualt, namespace: vector_io::faiss}
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
**Safe** where the server does not start and only one thing can be meant: one backend of the right family whose name is
misspelt, or a slot left out where the file has just one backend for it. **Unsafe**: declaring the missing backend,
after the pattern of the others, or referring to the only one that there is; either may be meant. **Shown only** where
several backends come into question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.model.origins import Origin
from stacklint.model.references import Resolved, Unknowable, Unresolved, WrongFamily
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Severity
from stacklint.rules.wording import effect
from stacklint.text.phrases import enumerate_names, quoted
from stacklint_schemas import NO_RELEASE


def check(document: Document) -> Iterator[Finding]:
    assumed: dict[int, list[tuple[Origin, Unresolved]]] = {}
    for origin in document.references.origins:
        for answer in document.references.resolve(origin):
            match answer:
                case Unresolved() if origin.implicit:
                    assumed.setdefault(id(origin.place), []).append((origin, answer))
                case Unresolved():
                    yield _written(document, origin, answer)
                case Resolved() | WrongFamily() | Unknowable():
                    pass
    for uses in assumed.values():
        yield _left_out(document, uses)


def _written(document: Document, origin: Origin, answer: Unresolved) -> Finding:
    # Nothing that another fix of the file changes, such as a list of all names, may stand in the message.
    hint = f"; did you mean '{answer.nearest}'" if answer.nearest else ""
    name = f"'{origin.backend.text}'"
    if origin.rewritten_from:
        name += f" ('{origin.rewritten_from}' as upstream rewrites it while loading)"
    outcome = effect(origin.slot, origin.provider, answer.releases)
    return Finding(
        origin.place.span,
        f"{origin.condition.phrase}{outcome}: no backend is called {name}{hint}",
        (*origin.path, "backend"),
        releases=answer.releases,
        notes=tuple(_notes(document, answer)),
        fixes=Fixes(_fixes, document, origin, answer),
        operand=origin.backend.text,
    )


def _notes(document: Document, answer: Unresolved) -> Iterator[Note]:
    near = document.stack.backend(answer.nearest)
    if near is not None:
        yield Note(near.entry.key.span, "declared here")
        return
    entry = document.stack.storage.entry("backends") if document.stack.storage else None
    if entry is not None:
        names = f"only {quoted(answer.available)}" if answer.available else "nothing"
        yield Note(entry.key.span, f"{names} {'are' if len(answer.available) > 1 else 'is'} declared here")


def _left_out(document: Document, uses: list[tuple[Origin, Unresolved]]) -> Finding:
    """All slots left out at one place, release by release, are one cause: one finding."""
    releases = NO_RELEASE
    for _, answer in uses:
        releases |= answer.releases
    first = uses[0][0]
    slots = tuple(dict.fromkeys(origin.slot_name for origin, _ in uses))
    wanted = tuple(dict.fromkeys(origin.backend.text for origin, _ in uses))
    outcome = effect(first.slot, first.provider, releases)
    are, use = ("is", "uses") if len(slots) == 1 else ("are", "use")
    return Finding(
        first.place.span,
        f"{first.condition.phrase}{outcome}: {enumerate_names(slots)} {are} left out and then {use}"
        f" {enumerate_names(wanted, 'or')}, which this file does not declare",
        first.path[:-1],
        releases=releases,
        fixes=Fixes(_writing, document, uses),
        operand=" ".join(slots),
    )


def _fixes(document: Document, origin: Origin, answer: Unresolved) -> Iterable[Fix]:
    from stacklint.rules.repair import choices

    return choices.for_unknown_name(document, origin, answer)


def _writing(document: Document, uses: list[tuple[Origin, Unresolved]]) -> Iterable[Fix]:
    from stacklint.rules.repair import choices, references

    refused = all(references.is_refused(origin.slot, origin.provider, answer.releases) for origin, answer in uses)
    wanted = [choices.Wanted(origin.slot, origin.path, answer.releases) for origin, answer in uses]
    return choices.for_slots(document, uses[0][0].provider, wanted, refused=refused)


rule = Rule(
    "dangling-backend",
    "storage",
    Severity.ERROR,
    "A reference names a storage backend that is not declared",
    check,
    __name__,
)
