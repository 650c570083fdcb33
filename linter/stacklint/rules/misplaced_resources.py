"""Models, shields or other resources are listed where no release since 0.3.0 looks for them.

## Why it matters
Up to llama-stack 0.2.24 resources stood at top level. Since 0.3.0 they are read under `registered_resources` only; a
list that stayed at top level is silently ignored and nothing in it is ever registered.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config: {base_url: "http://localhost:8000/v1"}
models:
- model_id: llama
  provider_id: vllm
```

```yaml good
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config: {base_url: "http://localhost:8000/v1"}
registered_resources:
  models:
  - model_id: llama
    provider_id: vllm
```

## Fix safety
**Unsafe**: moves the list. Nothing in it was registered before; now it is, and stays in the server's registry, and a
provider that it names has to exist. Vector databases become vector stores with the keys that those have.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.resources import move_edits, place_of
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity
from stacklint.syntax.nodes import Entry, Sequence, target
from stacklint.text.phrases import counted
from stacklint_schemas import ResourceKind


def check(document: Document) -> Iterator[Finding]:
    if document.is_legacy:
        return
    for kind in document.knowledge.resources:
        entry = document.root.entry(kind.key)
        node = None if entry is None else target(entry.value)
        if entry is not None and kind.top_level and isinstance(node, Sequence) and node.items:
            yield _finding(document, kind, entry, len(node.items))
            if kind.automatic:
                since = document.knowledge.catalogue.first(kind.automatic).version
                message = f"since {since} {kind.singular}s are registered by themselves, and this list is not read"
                yield Finding(entry.key.span, message, (kind.key,), Severity.INFO, kind.automatic)


def _finding(document: Document, kind: ResourceKind, entry: Entry, number: int) -> Finding:
    catalogue = document.knowledge.catalogue
    ignored = document.knowledge.storage_known & ~kind.top_level
    are = "is" if number == 1 else "are"
    since = catalogue.first(ignored).version
    advice, place = "", place_of(kind, document.knowledge, ignored & ~kind.automatic & document.reading.releases)
    if place:
        it = "it" if number == 1 else "them"
        advice = f"; move {it} under '{'.'.join(place)}'"
    return Finding(
        entry.key.span,
        f"{counted(number, kind.singular)} here {are} never registered since {since}{advice}",
        (kind.key,),
        releases=ignored & ~kind.automatic,
        fixes=Fixes(_move, document, kind, entry, place) if place else (),
    )


def _move(document: Document, kind: ResourceKind, entry: Entry, place: tuple[str, ...]) -> Iterator[Fix]:
    edits = move_edits(document.surgeon, document.text, entry, kind, place, document.knowledge)
    if edits:
        yield Fix(f"Move to '{'.'.join(place)}'", Safety.UNSAFE, edits)


rule = Rule(
    "misplaced-resources",
    "resources",
    Severity.ERROR,
    "Resources are listed at top level, where they are never registered",
    check,
    __name__,
)
