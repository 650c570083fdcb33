"""The `storage` section is missing or null where upstream needs one.

## Why it matters
The 0.3 releases require `storage:` and refuse a file without it. From 0.4.0 on it may be left out, but an explicit
`storage: null` still stops the load.

## Example

```yaml bad
# stacklint: target=0.3.5
version: 2
image_name: demo
providers: {}
```

```yaml good
# stacklint: target=0.3.5
version: 2
image_name: demo
providers: {}
storage:
  backends:
    kv_default:
      type: kv_sqlite
      db_path: ${env.SQLITE_STORE_DIR:=~/.llama/distributions/demo}/kvstore.db
    sql_default:
      type: sql_sqlite
      db_path: ${env.SQLITE_STORE_DIR:=~/.llama/distributions/demo}/sql_store.db
  stores:
    metadata:
      backend: kv_default
      namespace: registry
    conversations:
      backend: sql_default
      table_name: openai_conversations
    inference:
      backend: sql_default
      table_name: inference_store
```

## Fix safety
**Unsafe**: the section is written as upstream's samples of the release have it, with SQLite files below the home
folder. Where the data should go is the author's choice. **Shown only** where the file may be for a release that needs
no such section, as the data may lie elsewhere there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity
from stacklint.syntax.nodes import Scalar, target
from stacklint_schemas import NO_RELEASE, ReleaseSet


def check(document: Document) -> Iterator[Finding]:
    knowledge = document.knowledge
    entry = document.root.entry("storage")
    if entry is None:
        if document.complete and not _has_old_server_store(document):
            yield Finding(
                document.root_place,
                "the server refuses this file: 'storage' is required",
                releases=knowledge.storage_required,
                fixes=Fixes(_fixes, document, knowledge.storage_required),
            )
        return
    node = target(entry.value)
    if isinstance(node, Scalar) and node.is_null and not entry.incomplete:
        yield Finding(
            entry.key.span,
            "the server refuses this file: 'storage' may be left out but not be null",
            ("storage",),
            releases=knowledge.storage_null_refused,
            fixes=Fixes(_fixes, document, knowledge.storage_null_refused),
        )


def _fixes(document: Document, releases: ReleaseSet) -> Iterable[Fix]:
    from stacklint.rules.repair import fix, section

    edits = document.surgeon.merge(document.root, {"storage": section.whole(document, {}, {})})
    everywhere = document.reading.releases & ~releases == NO_RELEASE
    return fix("Write the section 'storage'", Safety.UNSAFE if everywhere else Safety.DISPLAY, edits)


def _has_old_server_store(document: Document) -> bool:
    """Then `legacy-server-store` says it all."""
    return any(len(store.path) == 1 for store in document.inline_stores)


rule = Rule(
    "missing-storage",
    "storage",
    Severity.ERROR,
    "The 'storage' section is missing or null where upstream needs one",
    check,
    __name__,
)
