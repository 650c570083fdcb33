"""Which plain values upstream takes for a scalar: pydantic's lax mode, without pydantic.

The patterns also go into the JSON Schemas, so they keep to what ECMAScript and Python read alike.
`tests/schemas/test_lax.py` holds them against pydantic itself.
"""

from __future__ import annotations

import re

from stacklint_schemas.shapes import Plain, ScalarKind
from stacklint_schemas.typed import assert_never

DIGITS = r"[0-9]+(_[0-9]+)*"
INTEGER_TEXT = rf"^\s*[+-]?(0[0_]*-?_?)?{DIGITS}(\.0+)?\s*$"
"""The optional beginning is pydantic's own slip: it skips leading zeros before it looks for a sign."""
MANTISSA = r"([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
SPLIT = r"[0-9](_?[0-9])*"
SPLIT_MANTISSA = rf"({SPLIT}(_?\.(_?{SPLIT})?)?|\._?{SPLIT})(_?[eE]_?([+-]_?)?{SPLIT})?"
"""With underscores, which are taken only where there is no space around the number."""
NAMED = r"[iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN]"
NUMBER_TEXT = rf"^(\s*[+-]?({MANTISSA}|{NAMED})\s*|([+-]_?)?{SPLIT_MANTISSA})$"
BOOLEAN_WORDS = ("0", "off", "f", "false", "n", "no", "1", "on", "t", "true", "y", "yes")
BOOLEAN_TEXT = (
    "^(" + "|".join("".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in word) for word in BOOLEAN_WORDS) + ")$"
)

LARGEST_WHOLE_FLOAT = 2.0**63

# Python's `$` also fits before a last newline, hence `fullmatch`.
_integer = re.compile(INTEGER_TEXT).fullmatch
_number = re.compile(NUMBER_TEXT).fullmatch
_boolean = re.compile(BOOLEAN_TEXT).fullmatch


def accepts(kind: ScalarKind, value: Plain) -> bool:
    """Whether upstream takes a value that was read from YAML for a scalar of this kind."""
    match kind:
        case "string":
            return isinstance(value, str)
        case "integer":
            return accepts_integer(value)
        case "number":
            return isinstance(value, (bool, int, float)) or (isinstance(value, str) and _number(value) is not None)
        case "boolean":
            if isinstance(value, str):
                return _boolean(value) is not None
            return isinstance(value, (bool, int, float)) and value in (0, 1)
        case "null":
            return value is None
        case _:
            assert_never(kind)


def accepts_integer(value: Plain) -> bool:
    """Integers, and what stands for one: whole floats, texts of digits, true and false."""
    if isinstance(value, str):
        return _integer(value) is not None
    if isinstance(value, float):
        return value.is_integer() and abs(value) < LARGEST_WHOLE_FLOAT
    return isinstance(value, (bool, int))
