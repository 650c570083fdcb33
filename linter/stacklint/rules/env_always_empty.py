"""`${env.NAME:+}` is empty whether the variable is set or not.

## Why it matters
`:+` gives what follows it when the variable is set, and nothing when it is not. With nothing behind it the value is
always null, so a key that the user exports never arrives. `:=` is what was meant.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  tool_runtime:
  - provider_id: brave-search
    provider_type: remote::brave-search
    config: {api_key: "${env.BRAVE_SEARCH_API_KEY:+}"}
```

```yaml good
# stacklint: target=1.5.0
providers:
  tool_runtime:
  - provider_id: brave-search
    provider_type: remote::brave-search
    config: {api_key: "${env.BRAVE_SEARCH_API_KEY:=}"}
```

## Fix safety
**Unsafe**: writes `:=`. While the variable is not set nothing changes, but where it is, its value begins to count.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity
from stacklint.syntax.env import Expression, parse_expressions
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.source import source_span


def check(document: Document) -> Iterator[Finding]:
    # Before that `:=` with nothing behind it was an error, and this the only way to write an empty value.
    releases = document.knowledge.env_empty_default
    for scalar in document.with_dollar:
        if ":+}" not in scalar.text:
            continue
        for expression in parse_expressions(scalar.text):
            if expression.operator == ":+" and not expression.operand:
                yield Finding(
                    source_span(document.text, scalar, expression.span.start, expression.span.end),
                    f"'${{env.{expression.name}:+}}' is empty even when {expression.name} is set;"
                    f" write '${{env.{expression.name}:=}}'",
                    document.path_of(scalar),
                    releases=releases,
                    fixes=Fixes(_fixes, document, scalar, expression),
                    operand=expression.name,
                )


def _fixes(document: Document, scalar: Scalar, expression: Expression) -> Iterator[Fix]:
    meant = f"${{env.{expression.name}:=}}"
    edits = document.surgeon.replace_part(scalar, expression.span.start, expression.span.end, meant)
    if edits:
        yield Fix(f"Write '{meant}'", Safety.UNSAFE, edits)


rule = Rule(
    "env-always-empty",
    "env",
    Severity.WARNING,
    "An expression that is empty whether its variable is set or not",
    check,
    __name__,
)
