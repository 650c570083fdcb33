"""What a value is once its expressions are replaced, as far as that can be said."""

from __future__ import annotations

from collections.abc import Mapping

from stacklint.syntax.env.expressions import Expression, Grammar, parse_expressions
from stacklint.syntax.env.substitution import convert, expand_home
from stacklint_schemas.typed import NamedTuple, TypeAlias


class Known(NamedTuple):
    """The value is this, whatever the environment (or in the environment that was given)."""

    value: object


class Default(NamedTuple):
    """The value is this while none of the variables is set."""

    value: object
    names: tuple[str, ...]


class Conditional(NamedTuple):
    """The value depends on whether variables are set, by a `:+`."""

    value: object
    """When all of them are set; a `:=` beside it counts with its default."""
    otherwise: object
    """When none of them is set."""
    names: tuple[str, ...]
    """The variables of the conditional expressions."""


class Unknowable(NamedTuple):
    """A variable has no default, so only the environment could tell."""

    names: tuple[str, ...]
    """The variables without a default."""


Evaluation: TypeAlias = Known | Default | Conditional | Unknowable


def evaluate(text: str, grammar: Grammar = "modern", environment: Mapping[str, str] | None = None) -> Evaluation:
    """The value of a scalar's text. Without an *environment* no variable is known, and none counts as set.

    Values are converted as upstream does, if anything was replaced; a `~` is expanded only by the environment's HOME.
    """
    expressions = parse_expressions(text, grammar)
    if not expressions:
        return Known(text)
    variables = environment if environment is not None else {}
    unset = tuple(
        dict.fromkeys(each.name for each in expressions if not each.operator and not variables.get(each.name))
    )
    if unset:
        return Unknowable(unset)
    off = _filled(text, expressions, grammar, variables, frozenset())
    if environment is not None:
        return Known(off)
    conditions = tuple(dict.fromkeys(each.name for each in expressions if each.operator.endswith("+")))
    if not conditions:
        return Default(off, tuple(dict.fromkeys(each.name for each in expressions)))
    return Conditional(_filled(text, expressions, grammar, {}, frozenset(conditions)), off, conditions)


def _filled(
    text: str,
    expressions: tuple[Expression, ...],
    grammar: Grammar,
    variables: Mapping[str, str],
    assumed: frozenset[str],
) -> object:
    """The converted text; conditional expressions of *assumed* variables count as set."""
    pieces = []
    done = 0
    for expression in expressions:
        value = variables.get(expression.name, "")
        if expression.operator.endswith("+"):
            value = expression.operand if value or expression.name in assumed else ""
        elif not value:
            value = expression.operand
        pieces += [text[done : expression.span.start], expand_home(value, variables)]
        done = expression.span.end
    replaced = "".join(pieces) + text[done:]
    return convert(replaced) if grammar == "modern" and replaced != text else replaced
