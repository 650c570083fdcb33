"""A value of a kind that upstream refuses.

## Why it matters
`storage`, `storage.backends`, every backend and every reference to one are mappings, and a backend's `type` names one
of the kinds that upstream has. Anything else stops the server when it reads the file or builds the provider.

## Example

```yaml bad
# stacklint: target=1.5.0
providers: {}
storage:
  backends:
    kv_default: {type: sqlite, db_path: /data/kvstore.db}
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
**Safe** where one thing can be meant: a type that is spelt nearly so, the one that took the place of an old type in the
family that the backend is used for, quotes around a name that is not text. **Unsafe** where that family is not so sure,
as another reference is misspelt or the name speaks of the other one; and the name of a backend that stands for a
reference becomes one, with the namespace or table name of upstream's samples.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.gaps import Gap
from stacklint.model.origins import Origin
from stacklint.model.references import Unresolved
from stacklint.model.stack import Backend
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity
from stacklint.rules.wording import effect
from stacklint.syntax.nodes import Mapping, Node, Scalar, target
from stacklint.syntax.path import Path
from stacklint.text.phrases import enumerate_names
from stacklint.text.similar import nearest
from stacklint_schemas import Family


def check(document: Document) -> Iterator[Finding]:
    for gap in document.gaps:
        if gap.kind == "no mapping":
            slot, owner = gap.site.slot, gap.site.owner
            yield Finding(
                gap.place.span,
                f"{owner.condition.phrase}{effect(slot, owner.provider, gap.releases)}:"
                f" '{'.'.join(slot.path)}' must be a mapping with 'backend' and '{slot.name_key}'",
                gap.path,
                releases=gap.releases,
                fixes=Fixes(_as_reference, document, gap),
            )
    for origin in document.references.origins:
        yield from _names(document, origin)
    for path in (("storage",), ("storage", "backends"), ("storage", "stores")):
        yield from _section(document, path)
    for backend in document.stack.backends:
        yield from _backend(document, backend)


def _names(document: Document, origin: Origin) -> Iterator[Finding]:
    """The two names in a reference are text; numbers, lists and the like are refused."""
    for key in ("backend", origin.slot.name_key):
        node = origin.node.get(key) if origin.node else None
        if node is None or (isinstance(node, Scalar) and (node.is_null or isinstance(node.value, str))):
            continue
        advice = "; put it in quotes" if isinstance(node, Scalar) else ""
        outcome = effect(origin.slot, origin.provider, origin.releases)
        yield Finding(
            node.span,
            f"{origin.condition.phrase}{outcome}: '{key}' must be text{advice}",
            (*origin.path, key),
            releases=origin.releases,
            fixes=Fixes(_quotes, document, origin, node) if isinstance(node, Scalar) else (),
        )


def _quotes(document: Document, origin: Origin, node: Scalar) -> Iterator[Fix]:
    names_a_backend = node is origin.place
    if names_a_backend and document.stack.backend(node.text) is None:
        return
    edits = document.surgeon.replace(node, node.text)
    if edits:
        yield Fix("Put it in quotes", Safety.SAFE, edits)


def _as_reference(document: Document, gap: Gap) -> Iterator[Fix]:
    """Who writes a backend's name for a reference means one with the usual name beside it."""
    slot, node = gap.site.slot, gap.place
    if not isinstance(node, Scalar) or node.text not in document.references.names(slot.family):
        return
    name = slot.sample or next((default.name for default in slot.defaults if default.releases & gap.releases), "")
    edits = document.surgeon.replace(node, {"backend": node.text, slot.name_key: name}) if name else None
    if edits:
        yield Fix(f"Make it a reference to '{node.text}'", Safety.UNSAFE, edits)


def _section(document: Document, path: Path) -> Iterator[Finding]:
    parent = document.stack.at(path[:-1])
    entry = parent.entry(str(path[-1])) if isinstance(parent, Mapping) else None
    if entry is None or entry.incomplete:
        return
    node = target(entry.value)
    null = isinstance(node, Scalar) and node.is_null
    # A null `storage` is another rule's, as only that one can be left out in some releases and not in others.
    if node is None or isinstance(node, Mapping) or (null and len(path) == 1) or _from_variable(node):
        return
    yield Finding(
        entry.key.span,
        f"the server refuses this file: '{'.'.join(str(step) for step in path)}' must be a mapping",
        path,
        releases=document.knowledge.storage_known,
    )


def _backend(document: Document, backend: Backend) -> Iterator[Finding]:
    known = document.knowledge.storage_known
    if backend.node is None:
        if not backend.entry.incomplete and not _from_variable(target(backend.entry.value)):
            message = f"the server refuses this file: the backend '{backend.name}' must be a mapping with a 'type'"
            yield Finding(backend.entry.key.span, message, backend.path, releases=known)
        return
    node = backend.node.get("type")
    if node is None or backend.spec is not None or not backend.type.known or backend.type.variables:
        return
    if isinstance(node, Scalar) and node.is_null:
        # What is left empty is missing, which is another rule's to say.
        return
    yield Finding(
        node.span,
        f"the server refuses this file: '{backend.type.text}' is no type of backend; {_advice(document, backend)}",
        (*backend.path, "type"),
        releases=known,
        fixes=Fixes(_right_type, document, backend, node),
    )


def _advice(document: Document, backend: Backend) -> str:
    meant = _meant(document, backend)
    if meant:
        return f"write {enumerate_names(meant, 'or')}"
    return f"there are {enumerate_names(tuple(document.knowledge.backends))}"


def _meant(document: Document, backend: Backend) -> tuple[str, ...]:
    types = document.knowledge.backends
    successors = tuple(name for name, spec in types.items() if spec.legacy == backend.type.text)
    similar = nearest(backend.type.text, types, 0.8)
    return successors or ((similar,) if similar else ())


def _right_type(document: Document, backend: Backend, node: Node) -> Iterator[Fix]:
    families = {origin.slot.family for origin in document.references.origins if origin.backend.text == backend.name}
    types, releases = document.knowledge.backends, document.reading.releases & document.knowledge.storage_known
    fitting = [
        name
        for name in _meant(document, backend)
        if not releases & ~types[name].releases and not families - {types[name].family}
    ]
    edits = document.surgeon.replace(node, fitting[0]) if len(fitting) == 1 and isinstance(node, Scalar) else None
    if edits:
        sure = len(_meant(document, backend)) == 1 or _users_tell(document, backend, types[fitting[0]].family)
        yield Fix(f"Change to '{fitting[0]}'", Safety.SAFE if sure else Safety.UNSAFE, edits)


def _users_tell(document: Document, backend: Backend, family: Family) -> bool:
    """Whether who refers to a backend tells its family: not against its name, or while somebody's name is misspelt."""
    against = {"kv", "sql"} & {backend.name.partition("_")[0]} - {family}
    references = document.references
    return not against and not any(
        isinstance(answer, Unresolved) for origin in references.origins for answer in references.resolve(origin)
    )


def _from_variable(node: Node | None) -> bool:
    return isinstance(node, Scalar) and "${env." in node.text


rule = Rule("invalid-value", "shape", Severity.ERROR, "A value of a kind that upstream refuses", check, __name__)
