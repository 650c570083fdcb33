"""Text that looks like an environment variable and is taken literally.

## Why it matters
Upstream substitutes `${env.NAME}`, `${env.NAME:=default}` and `${env.NAME:+value}`, with names of capital letters,
digits and underscores. Everything else stays in the value as it is, without any message: the server then sends
`${env.KEY:dummy}` as the key, or opens a folder of that name. Up to llama-stack 0.2.12 the forms were
`${env.NAME:default}` and `${env.NAME+value}`.

## Example

```yaml bad
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: openai
    provider_type: remote::openai
    config: {api_key: "${env.OPENAI_API_KEY:none}"}
```

```yaml good
# stacklint: target=1.5.0
providers:
  inference:
  - provider_id: openai
    provider_type: remote::openai
    config: {api_key: "${env.OPENAI_API_KEY:=none}"}
```

## Fix safety
**Unsafe**: writes the form that upstream substitutes. The value changes with it, and where it names a file, so does the
place of the data. **Safe** where upstream refuses the literal text, as it does for a number. A name in small letters is
made one in capital letters only if the file uses that variable elsewhere; else the fix is **Shown only**, because the
environment has to change as well. None is offered where the default would not stay the text that the key needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.places import accepts, refuses
from stacklint.rules.record import Finding, Fix, Fixes, Rule, Safety, Severity
from stacklint.syntax.env import Expression, Lookalike, lookalikes, parse_expressions
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.path import Path
from stacklint.syntax.source import source_span
from stacklint_schemas import ReleaseSet

_REASONS = {
    "lower-case": "names are written in capital letters",
    "spaces": "no spaces may stand inside the braces",
    "unclosed": "the closing brace is missing",
}
_CLEAR = frozenset({"old-default", "old-conditional", "shell-default", "spaces"})
"""What can mean only one thing."""


def check(document: Document) -> Iterator[Finding]:
    modern = document.knowledge.env_modern_grammar
    for scalar in document.with_dollar:
        for found in lookalikes(scalar.text):
            path = document.path_of(scalar)
            if found.kind == "no-prefix" and (
                # A file without a single `${env.` is filled in by another tool, and so are OpenShift templates.
                document.in_template or not document.uses_env or _external(document, path)
            ):
                continue
            yield _finding(document, scalar, path, found, modern)
        if document.reading.releases & ~modern:
            yield from _too_modern(document, scalar, document.path_of(scalar))


def _finding(document: Document, scalar: Scalar, path: Path, found: Lookalike, modern: ReleaseSet) -> Finding:
    piece = found.span.of(scalar.text)
    span = source_span(document.text, scalar, found.span.start, found.span.end)
    if found.kind == "nested":
        # A server of the newest releases substitutes twice and gets it right after all, a library client does not.
        effect = f"the default of '{found.name}' ends at the first brace, so the inner expression may stay literal text"
        return Finding(span, effect, path, Severity.INFO, modern, operand=piece)
    old = found.kind in ("old-default", "old-conditional")
    advice = _REASONS.get(found.kind) or (f"write '{found.meant}'" if found.meant else "")
    return Finding(
        span,
        f"'{piece}' is not substituted and stays in the value as it is" + (f"; {advice}" if advice else ""),
        path,
        releases=modern if old else None,
        fixes=Fixes(_fixes, document, scalar, path, found),
        operand=piece,
    )


def _fixes(document: Document, scalar: Scalar, path: Path, found: Lookalike) -> Iterator[Fix]:
    if found.meant and _keeps_its_kind(document, scalar, path):
        edits = document.surgeon.replace_part(scalar, found.span.start, found.span.end, found.meant)
        if edits:
            yield Fix(f"Write '{found.meant}'", _safety(document, scalar, path, found), edits)


def _safety(document: Document, scalar: Scalar, path: Path, found: Lookalike) -> Safety:
    if found.kind in _CLEAR and refuses(document.stack, path, document.reading.releases, scalar.text):
        return Safety.SAFE
    if found.kind == "lower-case" and not _is_used(document, found.name):
        return Safety.DISPLAY
    return Safety.UNSAFE


def _is_used(document: Document, name: str) -> bool:
    return any(each.name == name for scalar in document.with_dollar for each in parse_expressions(scalar.text))


def _keeps_its_kind(document: Document, scalar: Scalar, path: Path) -> bool:
    """Whether text stays text where only text is right: a default such as `2024` or nothing becomes something else."""
    from stacklint.syntax.env.evaluation import Conditional, Default, evaluate

    text = scalar.text
    for found in reversed(lookalikes(text)):
        text = text[: found.span.start] + (found.meant or found.span.of(text)) + text[found.span.end :]
    match evaluate(text):
        case Default(value):
            values = [value]
        case Conditional(value, otherwise):
            values = [value, otherwise]
        case _:
            values = []
    stack, releases = document.stack, document.reading.releases
    return all(accepts(stack, path, releases, each) for each in values if isinstance(each, str | int | float | None))


def _too_modern(document: Document, scalar: Scalar, path: Path) -> Iterator[Finding]:
    old = document.knowledge.env_old_grammar
    for expression in parse_expressions(scalar.text):
        if expression.operator in (":=", ":+"):
            form = "default" if expression.operator == ":=" else "value"
            last = document.knowledge.catalogue.last(old).version
            yield Finding(
                source_span(document.text, scalar, expression.span.start, expression.span.end),
                f"up to {last} the {form} of '{expression.name}' begins after the colon,"
                f" so '{expression.operator[1]}' becomes part of it",
                path,
                releases=old,
                fixes=Fixes(_old_form, document, scalar, expression),
                operand=expression.name,
            )


def _old_form(document: Document, scalar: Scalar, expression: Expression) -> Iterator[Fix]:
    operator = ":" if expression.operator == ":=" else "+"
    old = f"${{env.{expression.name}{operator}{expression.operand}}}"
    edits = document.surgeon.replace_part(scalar, expression.span.start, expression.span.end, old)
    if edits:
        yield Fix(f"Write '{old}'", Safety.UNSAFE, edits)


def _external(document: Document, path: Path) -> bool:
    """Whether the value belongs to code outside upstream, which may have placeholders of its own."""
    return any(
        provider.spec is None and path[: len(provider.path)] == provider.path for provider in document.stack.providers
    )


rule = Rule(
    "env-syntax",
    "env",
    Severity.WARNING,
    "Text that looks like an environment variable and is taken literally",
    check,
    __name__,
)
