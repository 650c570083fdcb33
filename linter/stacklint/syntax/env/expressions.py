"""Finding environment expressions, exactly as upstream's two patterns do."""

from __future__ import annotations

import re
from functools import lru_cache

from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Final, Literal, NamedTuple, TypeAlias

Grammar: TypeAlias = Literal["old", "modern"]
"""`old`: `${env.X:default}`, `${env.X+value}`. `modern`: `${env.X:=default}`, `${env.X:+value}`."""

# Upstream's own patterns: `replace_env_vars` up to llama-stack 0.2.12, and from 0.2.13 on.
OLD: Final = lazy_pattern(r"\$\{env\.([A-Z0-9_]+)(?:([:+])([^}]*))?\}")
MODERN: Final = lazy_pattern(r"\$\{env\.([A-Z0-9_]+)(?::([=+])([^}]*))?\}")


class Expression(NamedTuple):
    """One expression in the text of a scalar (after unquoting; `source.source_span` leads back to the file)."""

    span: Span
    """From the dollar to the closing brace."""
    name: str
    operator: str
    """`""`, `":="`, `":+"`; of the old grammar `":"` and `"+"`."""
    operand: str
    """The default or the conditional value; empty without an operator. It ends at the first closing brace."""
    operand_span: Span
    grammar: Literal["old", "modern", "both"]


@lru_cache(maxsize=4096)  # several rules ask about the same scalar, and the same texts stand in many files
def parse_expressions(text: str, grammar: Grammar | None = None) -> tuple[Expression, ...]:
    """The expressions of *text* in one grammar, in order.

    Without a grammar both are found, and where they differ about a place the modern one is right.
    """
    if "${env." not in text:
        return ()
    if grammar is not None:
        return tuple(_expression(match, grammar) for match in (OLD if grammar == "old" else MODERN).finditer(text))
    modern = [_expression(match, "modern") for match in MODERN.finditer(text)]
    if len(modern) == text.count("${env."):
        return tuple(modern)
    taken = [expression.span for expression in modern]
    old = (_expression(match, "old") for match in OLD.finditer(text))
    found = [*modern, *(expression for expression in old if not any(expression.span.overlaps(span) for span in taken))]
    return tuple(sorted(found))


def _expression(match: re.Match[str], grammar: Grammar) -> Expression:
    span = Span(*match.span())
    name, sign, operand = match.groups()
    if sign is None:
        at = span.end - 1
        return Expression(span, name, "", "", Span(at, at), "both")
    operator = ":" + sign if grammar == "modern" else sign
    return Expression(span, name, operator, operand, Span(*match.span(3)), grammar)
