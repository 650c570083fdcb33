"""What an environment expression comes to, while its variable is unset and while it is set."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge.hiding import HIDDEN, shown
from stacklint.knowledge.places import Place
from stacklint.knowledge.records import Explanation, Fact, Related, code
from stacklint.knowledge.releases import part
from stacklint.syntax.env import Expression, Grammar, Lookalike, lookalikes, parse_expressions
from stacklint.syntax.env.evaluation import Conditional, Default, Known, Unknowable, evaluate
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.source import source_map
from stacklint.text.secrets import is_secret_name
from stacklint.text.span import Span
from stacklint_schemas import ReleaseSet
from stacklint_schemas.typed import Literal


def explain_expression(place: Place, scalar: Scalar, offset: int) -> Explanation | None:
    """The expression of a value that a place of the text is in; None where there is none."""
    if "$" not in scalar.text:
        return None
    found = source_map(place.document.text, scalar)
    if found is None:
        return None
    for expression in parse_expressions(scalar.text):
        span = Span(found.offset(expression.span.start), found.offset(expression.span.end - 1, behind=True))
        if span.covers(offset) and not _is_literal(expression, place):
            return _explained(place, scalar, expression, span)
    for each in lookalikes(scalar.text):
        span = Span(found.offset(each.span.start), found.offset(each.span.end - 1, behind=True))
        if span.covers(offset):
            return _lookalike(place, each, span)
    return None


def _lookalike(place: Place, found: Lookalike, span: Span) -> Explanation:
    secret = found.operand and (place.is_secret or is_secret_name(found.name))
    meant = found.meant.replace(found.operand, "***") if secret else found.meant
    facts = (Fact("Meant", shown(meant)),) if meant else ()
    summary = "Upstream takes this text as it is: it is no expression of its grammar."
    return Explanation(span, found.name or "${...}", "text that looks like a variable", summary, facts)


def _is_literal(expression: Expression, place: Place) -> bool:
    """Whether no release that is asked about reads this form."""
    return expression.grammar == "old" and not place.wanted & place.document.knowledge.env_old_grammar


def _explained(place: Place, scalar: Scalar, expression: Expression, span: Span) -> Explanation:
    uses = [
        each
        for each in place.document.with_dollar
        if expression.name in each.text and any(one.name == expression.name for one in parse_expressions(each.text))
    ]
    facts = [*_facts(place, scalar, expression)]
    if len(uses) > 1:
        facts.append(Fact("In this file", f"{len(uses)} values use it"))
    related = tuple(Related(each.span, f"uses {code(expression.name)}") for each in uses if each is not scalar)
    return Explanation(span, expression.name, "environment variable", _summary(expression), tuple(facts), related)


def _summary(expression: Expression) -> str:
    match expression.operator:
        case ":=" | ":":
            return "Its value, or the default while it is unset or empty."
        case ":+" | "+":
            return "The given text while it is set to something; nothing while it is unset or empty."
        case _:
            return "Its value; the server does not start while it is unset or empty."


def _facts(place: Place, scalar: Scalar, expression: Expression) -> Iterator[Fact]:
    secret = _hides(place, expression)
    knowledge = place.document.knowledge
    grammars: list[tuple[Grammar, ReleaseSet]] = [
        ("modern", place.wanted & knowledge.env_modern_grammar),
        ("old", place.wanted & knowledge.env_old_grammar),
    ]
    for grammar, releases in grammars:
        if not releases:
            continue
        when = part(knowledge.catalogue, releases, place.wanted)
        suffix = f" ({when})" if when else ""
        empty = grammar == "modern" and expression.operator == ":=" and not expression.operand
        refused = releases & ~knowledge.env_empty_default if empty else 0
        for state, text in _states(scalar.text, grammar, expression, secret=secret):
            if state == "unset" and refused == releases:
                yield Fact(f"While unset{suffix}", "the server does not start")
            else:
                yield Fact(f"While {state}{suffix}", text)


def _states(
    text: str, grammar: Grammar, expression: Expression, *, secret: bool
) -> Iterator[tuple[Literal["unset", "set"], str]]:
    whole = expression.span.of(text) == text
    match evaluate(text, grammar):
        case Unknowable(names):
            # A default in the same text is still worth showing, but what it adds up to is not known.
            if expression.name in names:
                yield "unset", "the server does not start"
        case Default(value):
            yield "unset", _value(value, secret=secret)
        case Conditional(value, otherwise, _):
            yield "set", _value(value, secret=secret)
            yield "unset", _value(otherwise, secret=secret)
        case Known(value):
            # Another grammar's expression, which this one takes as text.
            yield "unset", _value(value, secret=secret)
    if expression.operator not in (":+", "+") and grammar == "modern" and whole:
        yield "set", "its value; a text like `8321` becomes a number, `true` a boolean"


def _value(value: object, *, secret: bool) -> str:
    if value is None:
        return "null"
    if secret:
        return HIDDEN
    if isinstance(value, bool):
        return f"{code(str(value).lower())}, the boolean"
    if isinstance(value, (int, float)):
        return f"{code(str(value))}, the number"
    if value == "":
        return "the empty text"
    return shown(str(value))


def _hides(place: Place, expression: Expression) -> bool:
    """Whether what stands in an expression must not be shown; behind `:+` stands something else than the variable."""
    return place.is_secret or (is_secret_name(expression.name) and not expression.operator.endswith("+"))
