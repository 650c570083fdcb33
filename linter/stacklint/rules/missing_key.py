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
No fix: the value is the author's choice.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.gaps import Gap, is_missing, required_keys
from stacklint.model.stack import Backend
from stacklint.rules.record import Finding, Rule, Severity
from stacklint.rules.wording import effect


def check(document: Document) -> Iterator[Finding]:
    for gap in document.gaps:
        if gap.kind == "incomplete":
            yield _in_reference(gap)
    yield from _in_storage(document)
    for backend in document.stack.backends:
        yield from _in_backend(document, backend)


def _in_reference(gap: Gap) -> Finding:
    slot, owner = gap.site.slot, gap.site.owner
    return Finding(
        gap.place.span,
        f"{owner.condition.phrase}{effect(slot, owner.provider, gap.releases)}:"
        f" '{'.'.join(slot.path)}' lacks '{gap.key}'",
        gap.path,
        releases=gap.releases,
        operand=gap.key,
    )


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
        yield _lacks(backend, "type")
    elif backend.spec is not None:
        known = document.knowledge
        for key, releases in required_keys(known, backend.spec.shape, (), backend.spec.releases).items():
            if key != "type" and is_missing(backend.node.entry(key)):
                yield _lacks(backend, key)._replace(releases=releases)


def _lacks(backend: Backend, key: str) -> Finding:
    message = f"the server refuses this file: the backend '{backend.name}' lacks '{key}'"
    return Finding(backend.entry.key.span, message, backend.path, operand=key)


rule = Rule("missing-key", "shape", Severity.ERROR, "A key that upstream requires is missing", check, __name__)
