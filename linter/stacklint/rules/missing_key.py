"""A key that upstream requires is missing.

## Why it matters
A reference without `backend`, `namespace` or `table_name`, or a backend without `type` or `db_path`, is refused: the
server stops when it reads the file, or when it builds the provider.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_default}
```

```yaml good
# stacklint: target=1.5.0
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_default, namespace: vector_io::faiss}
```

## Fix safety
**Safe** where one value is possible: the only backend of the right family, or the only type that has these keys and
this family. **Unsafe**: the default backend of several, and the namespace or table name of upstream's samples.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.gaps import Gap, is_missing, required_keys
from stacklint.model.stack import Backend
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity
from stacklint.rules.wording import effect
from stacklint.syntax.nodes import Mapping, Scalar
from stacklint_schemas import BackendType


def check(document: Document) -> Iterator[Finding]:
    for gap in document.gaps:
        if gap.kind == "incomplete":
            yield _in_reference(document, gap)
    yield from _in_storage(document)
    for backend in document.stack.backends:
        yield from _in_backend(document, backend)


def _in_reference(document: Document, gap: Gap) -> Finding:
    slot, owner = gap.site.slot, gap.site.owner
    return Finding(
        gap.place.span,
        f"{owner.condition.phrase}{effect(slot, owner.provider, gap.releases)}:"
        f" '{'.'.join(slot.path)}' lacks '{gap.key}'",
        gap.path,
        releases=gap.releases,
        fixes=Fixes(_fill_reference, document, gap),
        operand=gap.key,
    )


def _fill_reference(document: Document, gap: Gap) -> Iterator[Fix]:
    slot, node = gap.site.slot, gap.site.node
    if not isinstance(node, Mapping):
        return
    if gap.key == "backend":
        names = document.references.names(slot.family)
        usual = next((name for _, name, _ in document.knowledge.default_backends if name in names), "")
        # One whose type is not known may be of this family as well.
        if len(names) == 1 and all(backend.spec for backend in document.stack.backends):
            yield from _write(document, node, gap.key, names[0], Safety.SAFE)
        elif usual:
            yield from _write(document, node, gap.key, usual, Safety.UNSAFE)
    elif gap.key == slot.name_key:
        name = slot.sample or next((default.name for default in slot.defaults if default.releases & gap.releases), "")
        if name:
            yield from _write(document, node, gap.key, name, Safety.UNSAFE)


def _write(document: Document, node: Mapping, key: str, value: str, safety: Safety) -> Iterator[Fix]:
    entry = node.entry(key)
    if entry is None:
        first = node.entries[0].name if node.entries and key in ("backend", "type") else None
        edits = document.surgeon.insert(node, key, value, before=first)
    elif isinstance(entry.value, Scalar):
        edits = document.surgeon.replace(entry.value, value)
    else:
        return
    if edits:
        yield Fix(f"Add '{key}: {value}'", safety, edits)


def _in_storage(document: Document) -> Iterator[Finding]:
    storage, entry = document.stack.storage, document.root.entry("storage")
    if storage is None or entry is None or storage.incomplete:
        return
    knowledge = document.knowledge
    for key, releases in required_keys(knowledge, knowledge.stack_shape, ("storage",), knowledge.storage_known).items():
        if storage.entry(key) is None:
            message = f"the server refuses this file: 'storage' lacks '{key}'"
            yield Finding(entry.key.span, message, ("storage",), releases=releases, operand=key)


def _in_backend(document: Document, backend: Backend) -> Iterator[Finding]:
    if backend.node is None or backend.node.incomplete:
        return
    if is_missing(backend.node.entry("type")):
        yield _lacks(backend, "type")._replace(fixes=Fixes(_fill_type, document, backend))
    elif backend.spec is not None:
        known = document.knowledge
        for key, releases in required_keys(known, backend.spec.shape, (), backend.spec.releases).items():
            if key != "type" and is_missing(backend.node.entry(key)):
                yield _lacks(backend, key)._replace(releases=releases)


def _fill_type(document: Document, backend: Backend) -> Iterator[Fix]:
    """The type that has all these keys, where there is one of the family that the backend is used for."""
    families = {origin.slot.family for origin in document.references.origins if origin.backend.text == backend.name}
    keys = {entry.name for entry in backend.node.entries} - {"type"} if backend.node else set()
    types = [
        name
        for name, spec in document.knowledge.backends.items()
        if not document.reading.releases & ~spec.releases and families == {spec.family}
        if keys and keys <= _keys(document, spec)
    ]
    if len(types) == 1 and backend.node is not None:
        yield from _write(document, backend.node, "type", types[0], Safety.SAFE)


def _keys(document: Document, spec: BackendType) -> frozenset[str]:
    known = document.knowledge.shape(spec.shape).object(spec.releases)
    return frozenset() if known is None else frozenset(known.properties)


def _lacks(backend: Backend, key: str) -> Finding:
    message = f"the server refuses this file: the backend '{backend.name}' lacks '{key}'"
    return Finding(backend.entry.key.span, message, backend.path, operand=key)


rule = Rule("missing-key", "shape", Severity.ERROR, "A key that upstream requires is missing", check, __name__)
