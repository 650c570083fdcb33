"""The file holds several YAML documents.

## Why it matters
Upstream loads exactly one document and refuses a file with more. Configurations inside Kubernetes objects are not
concerned: there each stands in an object of its own.

## Example

```yaml bad
# stacklint: target=1.5.0
providers: {}
---
providers: {}
```

```yaml good
# stacklint: target=1.5.0
providers: {}
```

## Fix safety
No fix: put each configuration into a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity


def check(document: Document) -> Iterator[Finding]:
    if document.neighbours:
        yield Finding(
            document.root_place,
            f"the server refuses this file: it holds {document.neighbours + 1} YAML documents, and one is allowed",
        )


rule = Rule("multiple-documents", "yaml", Severity.ERROR, "The file holds several YAML documents", check, __name__)
