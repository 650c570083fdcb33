"""Which names the text of a scalar spells, and where in it."""

from __future__ import annotations

from stacklint.model.values import read_value
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.source import source_span
from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple


class Spelt(NamedTuple):
    """A name in the text of a scalar."""

    text: str
    start: int
    end: int
    mixed: bool = False
    """Whether the name comes about only by filling in variables; then the place is the whole text."""


def spelt(scalar: Scalar) -> Spelt | None:
    """The name that a value is: all of it, or what an expression gives (`${env.X:=kv}`, `${env.X:+faiss}`).

    None when only the environment could tell, and for null.
    """
    text = scalar.text
    if scalar.is_null or not text:
        return None
    expressions = parse_expressions(text)
    if not expressions:
        return Spelt(text, 0, len(text))
    only = expressions[0]
    if len(expressions) == 1 and only.span.start == 0 and only.span.end == len(text):
        return Spelt(only.operand, *only.operand_span) if only.operand else None
    value = read_value(scalar)
    return Spelt(value.text, 0, len(text), mixed=True) if value.text else None


def place_of(text: str, scalar: Scalar, start: int, end: int) -> Span:
    """Where `scalar.text[start:end]` stands in the file's *text*, which is quickly told for most scalars."""
    if not scalar.style and scalar.end - scalar.start == len(scalar.text):
        return Span(scalar.start + start, scalar.start + end)
    return source_span(text, scalar, start, end)
