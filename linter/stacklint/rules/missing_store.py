"""A reference to a store that upstream needs is missing or null.

## Why it matters
The 0.3 releases call every slot of `storage.stores` optional and then refuse to start without `metadata`, `inference`
and `conversations`. From 0.4.0 on a slot that is left out has a default, but one that is set to null has none. Most
providers with a store need its reference too, some of them although their own schema calls it optional.

## Example

```yaml bad
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    metadata: null
    inference: {backend: sql_default, table_name: inference_store}
```

```yaml good
# stacklint: target=1.5.0
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kvstore.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql_store.db}
  stores:
    metadata:
      backend: kv_default
      namespace: registry
    inference: {backend: sql_default, table_name: inference_store}
```

## Fix safety
**Safe**: the reference is written with upstream's usual name where the file has just one backend of its family, as the
server does not start without it. **Unsafe** where a backend has to be declared as well, or where access rules call for
the store. **Shown only** where there are several backends to choose from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.model.gaps import Gap
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Severity
from stacklint.text.phrases import enumerate_names
from stacklint_schemas import NO_RELEASE, Need


def check(document: Document) -> Iterator[Finding]:
    missing: dict[int, list[Gap]] = {}
    for gap in document.gaps:
        if gap.need is not None and document.complete:
            yield _called_for(document, gap, gap.need)
        elif gap.kind == "null":
            yield _null(document, gap)
        elif gap.kind == "left out" and document.complete and not _has_old_store(document, gap):
            missing.setdefault(id(gap.place), []).append(gap)
    for gaps in missing.values():
        yield _left_out(document, gaps)


def _has_old_store(document: Document, gap: Gap) -> bool:
    """Then `legacy-inline-store` says it all."""
    owner = gap.site.owner.path
    return bool(owner) and any(store.path[: len(owner)] == owner for store in document.inline_stores)


def _null(document: Document, gap: Gap) -> Finding:
    optional = "" if gap.site.slot.required & gap.releases else "may be left out but "
    name = ".".join(gap.site.slot.path)
    return Finding(
        gap.place.span,
        f"{gap.site.owner.condition.phrase}the server does not start: '{name}' {optional}must not be null",
        gap.path,
        releases=gap.releases,
        fixes=Fixes(_writing, document, [gap]),
        operand=gap.site.slot.family,
    )


def _called_for(document: Document, gap: Gap, need: Need) -> Finding:
    setting = f"'{'.'.join(need.key)}' is set" if not need.value else f"'{'.'.join(need.key)}' is '{need.value}'"
    provider = gap.site.owner.provider
    owner = provider.type.text if provider else "the server"
    return Finding(
        gap.place.span,
        f"{gap.site.owner.condition.phrase}the server does not start: as {setting}, {owner} needs"
        f" '{'.'.join(need.instead)}' or '{'.'.join(gap.site.slot.path)}'",
        gap.site.owner.path,
        releases=gap.releases,
        fixes=Fixes(_standing_in, document, need),
        operand=".".join(need.key),
    )


def _left_out(document: Document, gaps: list[Gap]) -> Finding:
    """Everything that is missing at one place is one finding."""
    first = gaps[0]
    releases = NO_RELEASE
    for gap in gaps:
        releases |= gap.releases
    provider = first.site.owner.provider
    inside = provider is None
    names = dict.fromkeys(gap.site.slot.path[-1] if inside else ".".join(gap.site.slot.path) for gap in gaps)
    owner = f"'{'.'.join(first.site.slot.path[:-1])}' lacks" if provider is None else f"{provider.type.text} needs"
    return Finding(
        first.place.span,
        f"{first.site.owner.condition.phrase}the server does not start: {owner} {enumerate_names(tuple(names))}",
        first.path[:-1] if inside else first.site.owner.path,
        releases=releases,
        fixes=Fixes(_writing, document, gaps),
        operand=" ".join(names),
    )


def _writing(document: Document, gaps: list[Gap]) -> Iterable[Fix]:
    from stacklint.rules.repair import choices

    wanted = [choices.Wanted(gap.site.slot, gap.path, gap.releases) for gap in gaps]
    return choices.for_slots(document, gaps[0].site.owner.provider, wanted, refused=True)


def _standing_in(document: Document, need: Need) -> Iterable[Fix]:
    """The server's own slot, which serves all providers at once."""
    from stacklint.rules.repair import choices

    wanted = [
        choices.Wanted(slot, slot.path, need.releases & document.reading.releases)
        for slot in document.knowledge.stack_slots
        if slot.path == need.instead
    ]
    return choices.for_slots(document, None, wanted, refused=False)


rule = Rule(
    "missing-store",
    "storage",
    Severity.ERROR,
    "A reference to a store that upstream needs is missing or null",
    check,
    __name__,
)
