"""The text is not YAML that upstream's loader accepts.

## Why it matters
The server stops before it reads a single setting. Upstream loads with PyYAML, which is stricter than YAML itself in
places: a tab before a comment, for one, is refused.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm  config: {}
```

```yaml good
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config: {}
```

## Fix safety
No fix: what was meant cannot be told from broken text.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity


def check(document: Document) -> Iterator[Finding]:
    for problem in document.problems:
        if problem.kind in ("syntax", "construct"):
            yield Finding(problem.span, problem.message)


rule = Rule(
    "yaml-syntax", "yaml", Severity.ERROR, "The text is not YAML that upstream's loader accepts", check, __name__
)
