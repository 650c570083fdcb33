"""An unquoted value that YAML 1.1 reads as something else than it looks like.

## Why it matters
Upstream loads YAML 1.1. There `020201` is the octal number 8321, `1:30` is 90, `1_000` is 1000 and `2024-06-01` is a
date, which no text field accepts. Quotes keep the text as it is.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: azure
    provider_type: remote::azure
    config:
      base_url: https://example.openai.azure.com/openai/v1
      api_version: 2024-06-01
```

```yaml good
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: azure
    provider_type: remote::azure
    config:
      base_url: https://example.openai.azure.com/openai/v1
      api_version: "2024-06-01"
```

## Fix safety
No fix yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Rule, Severity
from stacklint.syntax.nodes import Scalar

_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?\Z")


def check(document: Document) -> Iterator[Finding]:
    for scalar, path in document.scalars:
        if scalar.style or scalar.tag or isinstance(scalar.value, (str, bool)) or scalar.value is None:
            continue
        surprise = _surprise(scalar)
        if surprise:
            yield Finding(scalar.span, f"{surprise}; put it in quotes if the text is meant", path)


def _surprise(scalar: Scalar) -> str:
    value, text = scalar.value, scalar.text
    if isinstance(value, (int, float)):
        if _DECIMAL.match(text) or text.lstrip("+-.").lower() in ("inf", "nan"):
            return ""
        return f"YAML 1.1 reads '{text}' as the number {value}"
    return f"YAML 1.1 reads '{text}' as a date, which no text field accepts"


rule = Rule(
    "yaml-type-surprise",
    "yaml",
    Severity.WARNING,
    "An unquoted value that YAML 1.1 reads as something else than it looks like",
    check,
    __name__,
)
