"""What a scalar will be once upstream has filled in environment variables, as far as that can be known."""

from __future__ import annotations

from functools import lru_cache

from stacklint.syntax.env import Expression, parse_expressions
from stacklint.syntax.nodes import Node, Scalar, target
from stacklint_schemas.typed import NamedTuple


class Value(NamedTuple):
    """A value as upstream sees it while none of its variables is set."""

    text: str
    """Defaults filled in; empty when the value is null, unknown or no scalar."""
    raw: str
    """As written, expressions included; two equal raw texts are always equal values."""
    is_null: bool
    known: bool
    """False when the value depends on a variable without default, or is a list or mapping."""
    variables: tuple[str, ...]
    """Variables that change it when they are set."""

    @property
    def is_literal(self) -> bool:
        """Whether no variable can change it."""
        return self.known and not self.variables


NOTHING = Value("", "", is_null=True, known=True, variables=())
_UNKNOWN = Value("", "", is_null=False, known=False, variables=())


def read_value(node: Node | None) -> Value:
    """The value at a node; a missing one is null."""
    node = None if node is None else target(node)
    if node is None:
        return NOTHING
    if not isinstance(node, Scalar):
        return _UNKNOWN
    return _read(node.text, node.value is None)


@lru_cache(maxsize=4096)  # the same few words stand in all files, and several rules ask for each of them
def _read(text: str, is_null: bool) -> Value:
    if "${env." not in text:
        return Value("" if is_null else text, text, is_null, True, ())
    expressions = parse_expressions(text)
    if not expressions:
        return Value(text, text, False, True, ())
    return _substituted(text, expressions)


def _substituted(text: str, expressions: tuple[Expression, ...]) -> Value:
    pieces: list[str] = []
    done = 0
    known = True
    for expression in expressions:
        pieces.append(text[done : expression.span.start])
        if expression.operator == ":=":
            pieces.append(expression.operand)
        elif expression.operator != ":+":
            known = False
        done = expression.span.end
    pieces.append(text[done:])
    filled = "".join(pieces)
    names = tuple(dict.fromkeys(expression.name for expression in expressions))
    return Value(filled if known else "", text, known and filled == "", known, names)


class Condition(NamedTuple):
    """When a part of the configuration is switched on."""

    on: bool | None
    """True always, False never, None only while all of *variables* are set."""
    variables: tuple[str, ...] = ()

    @property
    def phrase(self) -> str:
        """The beginning of a sentence: `When A and B are set `; empty when it is always on."""
        if not self.variables:
            return ""
        verb = "is" if len(self.variables) == 1 else "are"
        return f"When {' and '.join(self.variables)} {verb} set, "

    def and_also(self, other: Condition) -> Condition:
        """The condition under which both are on."""
        if self.on is False or other.on is False:
            return Condition(False)
        names = tuple(dict.fromkeys((*self.variables, *other.variables)))
        return Condition(None, names) if names else Condition(True)


ALWAYS = Condition(True)
NEVER = Condition(False)


def condition_of(node: Node | None, disabled: str) -> Condition:
    """When an entry with this id is active: a null or *disabled* id switches it off, `${env.X:+id}` on with X."""
    node = None if node is None else target(node)
    return _condition(node.text, node.value is None, disabled) if isinstance(node, Scalar) else NEVER


@lru_cache(maxsize=4096)
def _condition(text: str, is_null: bool, disabled: str) -> Condition:
    value = _read(text, is_null)
    if not value.variables:
        return NEVER if value.is_null or value.text in ("", disabled) else ALWAYS
    expressions = parse_expressions(text)
    if len(expressions) == 1 and expressions[0].span.of(text) == text:
        return _condition_of(expressions[0], disabled)
    return ALWAYS


def _condition_of(expression: Expression, disabled: str) -> Condition:
    operand = expression.operand
    if expression.operator == ":+":
        return Condition(None, (expression.name,)) if operand not in ("", disabled) else NEVER
    if expression.operator == ":=" and operand in ("", disabled):
        return Condition(None, (expression.name,))
    return ALWAYS
