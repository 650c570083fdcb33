"""A provider's id is the default of a variable that holds something else.

## Why it matters
`provider_id: ${env.OLLAMA_URL:=ollama}` looks like a switch. It is not: with the variable set the id becomes the URL,
and everything that names the provider `ollama` no longer finds it, so the server does not start. `:+` switches a
provider by a variable.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: ${env.OLLAMA_URL:=ollama}
    provider_type: remote::ollama
    config: {base_url: "${env.OLLAMA_URL:=http://localhost:11434/v1}"}
registered_resources:
  models:
  - {model_id: llama3, provider_id: ollama}
```

```yaml good
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: ollama
    provider_type: remote::ollama
    config: {base_url: "${env.OLLAMA_URL:=http://localhost:11434/v1}"}
registered_resources:
  models:
  - {model_id: llama3, provider_id: ollama}
```

## Fix safety
Of the two ways the one that keeps what works while the variable is not set is **Unsafe**, the other one is
**Shown only**: the plain id where something names the provider by it, or where its settings have defaults of their own;
`:+` where the provider is of no use without the variable.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.stack import Provider
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Safety, Severity
from stacklint.syntax.env import Expression, parse_expressions
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.path import Path
from stacklint.syntax.scan import Walk
from stacklint.text.phrases import enumerate_names


def check(document: Document) -> Iterator[Finding]:
    for provider in document.stack.providers:
        node = provider.id_node
        if node is None or ":=" not in node.text:
            continue
        expressions = parse_expressions(node.text)
        if len(expressions) != 1 or expressions[0].span.of(node.text) != node.text or not expressions[0].operand:
            continue
        expression = expressions[0]
        users = _users(document, expression.operand)
        if _holds_something_else(provider, expression.name):
            found = _finding(node, provider, expression, users)
            yield found._replace(fixes=Fixes(_fixes, document, node, provider, expression, bool(users)))


def _holds_something_else(provider: Provider, name: str) -> bool:
    """Whether the variable is a setting of the provider too, so its value can hardly be an id."""
    return any(expression.name == name for expression in _settings(provider))


def _fixes(
    document: Document, node: Scalar, provider: Provider, expression: Expression, named_elsewhere: bool
) -> Iterator[Fix]:
    """Both ways, the one first that keeps what works while the variable is not set."""
    name, identity = expression.name, expression.operand
    plain = (f"Write plain '{identity}'", identity)
    switch = (f"Switch the provider by '{name}'", f"${{env.{name}:+{identity}}}")
    keeps_working = named_elsewhere or _has_default(provider, name)
    for index, (title, text) in enumerate((plain, switch) if keeps_working else (switch, plain)):
        edits = document.surgeon.replace(node, text)
        if edits:
            yield Fix(title, Safety.DISPLAY if index else Safety.UNSAFE, edits)


def _has_default(provider: Provider, name: str) -> bool:
    """Whether a setting of the provider stands on its own while the variable is not set."""
    return any(expression.name == name and expression.operand for expression in _settings(provider))


def _settings(provider: Provider) -> Iterator[Expression]:
    for scalar in Walk(provider.config).scalars if provider.config is not None else ():
        yield from parse_expressions(scalar.text)


def _users(document: Document, wanted: str) -> list[tuple[Scalar, Path]]:
    """Where the default is written out as the id of a provider."""
    return [
        (scalar, path)
        for scalar, path in document.scalars
        if scalar.text == wanted and path and path[-1] == "provider_id" and path[0] != "providers"
    ]


def _finding(node: Scalar, provider: Provider, expression: Expression, users: list[tuple[Scalar, Path]]) -> Finding:
    kinds = tuple(dict.fromkeys(str(path[-3]) if len(path) > 2 else str(path[0]) for _, path in users))
    effect = ""
    if users:
        effect = (
            f" and '{expression.operand}' in {enumerate_names(kinds)} no longer exists, so the server does not start"
        )
    return Finding(
        node.span,
        f"When {expression.name} is set, the provider's id becomes its value{effect};"
        f" write '${{env.{expression.name}:+{expression.operand}}}' to switch the provider by the variable,"
        f" or plain '{expression.operand}'",
        (*provider.path, "provider_id"),
        notes=tuple(Note(scalar.span, "names the provider by its default id") for scalar, _ in users),
        operand=expression.name,
    )


rule = Rule(
    "env-default-as-id",
    "env",
    Severity.WARNING,
    "A provider's id is the default of a variable that holds something else",
    check,
    __name__,
)
