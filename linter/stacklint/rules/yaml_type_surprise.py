"""An unquoted value that YAML 1.1 reads as something else than it looks like.

## Why it matters
Upstream loads YAML 1.1. There `020201` is the octal number 8321, `1:30` is 90, and `2024-06-01` is a date, which no
text field accepts. Quotes keep the text as it is.

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
      api_version: '2024-06-01'
```

## Fix safety
Puts the value in quotes: **Safe** where only text is right, because upstream refuses anything else there, **Unsafe**
where text is possible. Where no text fits, and for a date where one may be wanted, it is **Shown only**, and so is
writing the number out.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.places import refuses, wants_text
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.path import Path
from stacklint.text.pattern import lazy_pattern

# Decimal numbers, and hexadecimal and binary ones, which nobody takes for anything else.
_LOOKS_LIKE_IT = lazy_pattern(
    r"[-+]?(?:(?:0|[1-9][0-9]*)|[0-9]*\.[0-9]*)(?:[eE][-+]?[0-9]+)?\Z|[-+]?0[xb]|[-+]?\.(?i:inf|nan)\Z"
)


def check(document: Document) -> Iterator[Finding]:
    for scalar in document.leaves:
        value = scalar.value
        if isinstance(value, str) or value is None or isinstance(value, bool) or scalar.style or scalar.tag:
            continue
        if isinstance(value, (int, float)):
            if not _LOOKS_LIKE_IT.match(scalar.text.replace("_", "")):
                path = document.path_of(scalar)
                message = f"YAML 1.1 reads '{scalar.text}' as the number {value}"
                fixes = Fixes(_number, document, scalar, path)
                yield Finding(scalar.span, f"{message}; put it in quotes if the text is meant", path, fixes=fixes)
        else:
            yield _date(document, scalar, document.path_of(scalar))


def _date(document: Document, scalar: Scalar, path: Path) -> Finding:
    """In free-form metadata a date may be what is wanted."""
    message = f"YAML 1.1 reads '{scalar.text}' as a date"
    if wants_text(document.stack, path, document.reading.releases):
        message += ", which this text field does not accept; put it in quotes"
        return Finding(scalar.span, message, path, fixes=Fixes(_quotes, document, scalar, Safety.SAFE))
    fixes = Fixes(_quotes, document, scalar, Safety.DISPLAY)
    message += "; put it in quotes if the text is meant"
    return Finding(scalar.span, message, path, Severity.INFO, fixes=fixes)


def _number(document: Document, scalar: Scalar, path: Path) -> Iterator[Fix]:
    stack, releases = document.stack, document.reading.releases
    if wants_text(stack, path, releases):
        yield from _quotes(document, scalar, Safety.SAFE)
        return
    # Some words no number is like tell whether any text is right.
    no_text = refuses(stack, path, releases, "text")
    yield from _quotes(document, scalar, Safety.DISPLAY if no_text else Safety.UNSAFE)
    number = str(scalar.value)
    edits = document.surgeon.replace_part(scalar, 0, len(scalar.text), number)
    if edits:
        yield Fix(f"Write the number '{number}'", Safety.DISPLAY, edits)


def _quotes(document: Document, scalar: Scalar, safety: Safety) -> Iterator[Fix]:
    edits = document.surgeon.replace(scalar, scalar.text)
    if edits:
        yield Fix("Put it in quotes", safety, edits)


rule = Rule(
    "yaml-type-surprise",
    "yaml",
    Severity.WARNING,
    "An unquoted value that YAML 1.1 reads as something else than it looks like",
    check,
    __name__,
)
