"""Our table of what pydantic's lax mode takes, held against pydantic."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import SecretStr, TypeAdapter, ValidationError

from stacklint_schemas.lax import accepts
from stacklint_schemas.shapes import Plain, ScalarKind

# `Any`: pydantic's adapters for different types stand in one table.
ORACLES: dict[ScalarKind, TypeAdapter[Any]] = {
    "string": TypeAdapter(str),
    "integer": TypeAdapter(int),
    "number": TypeAdapter(float),
    "boolean": TypeAdapter(bool),
    "null": TypeAdapter(None),
}
ODD: list[Plain] = [
    True,
    False,
    None,
    *(0, 1, 2, -1, 8321, 10**30),
    *(0.0, 1.0, -0.0, 1.5, 2.0, 8321.0, 1e300, float("nan"), float("inf"), float("-inf")),
    *("", " ", "8321", " 8321", "8321 ", "8321\n", "+8321", "-8321", "8_321", "8__321", "_8321", "8321_", "08321"),
    *(
        "8321.0",
        "8321.00",
        "8321.",
        "8321.5",
        "0x2081",
        "8,321",
        "١",
        "1e3",
        "1E3",
        "1.e3",
        ".5",
        "5.",
        ".",
        "e5",
        "1e",
    ),
    *("inf", "-inf", "Infinity", "infinit", "nan", "NaN", "-nan", "1_0.5", " 1_0.5", "1_.5", "1._5", "1e_5", "1e1_0"),
    *("yes", "Yes", "YES", "yEs", " yes", "no", "on", "ON", "off", "true", "True", "TRUE", "false", "t", "f", "y", "n"),
    *("T", "F", "Y", "N", "0", "1", "2", "00", "1.0", "enabled", "null", "~", "None", "\xa01", "1\xa0", "\u20031"),
]
GENERATED = ["".join(letters) for size in range(1, 5) for letters in itertools.product("017_.+-eE x", repeat=size)]


def upstream_accepts(kind: ScalarKind, value: Plain) -> bool:
    try:
        ORACLES[kind].validate_python(value)
    except ValidationError:
        return False
    return True


def is_slip(kind: ScalarKind, value: Plain) -> bool:
    """Pydantic skips leading zeros before it looks for a sign (`0-5`); we follow that only roughly."""
    return kind == "integer" and isinstance(value, str) and re.match(r"\s*[+-]?0[0_]*[-_]", value) is not None


@pytest.mark.parametrize("kind", ORACLES)
def test_odd_values_are_taken_as_upstream_takes_them(kind: ScalarKind) -> None:
    wrong = [value for value in [*ODD, *GENERATED] if accepts(kind, value) != upstream_accepts(kind, value)]
    assert [value for value in wrong if not is_slip(kind, value)] == []


@pytest.mark.parametrize("kind", ORACLES)
def test_nothing_that_upstream_takes_is_refused(kind: ScalarKind) -> None:
    refused = [v for v in [*ODD, *GENERATED] if upstream_accepts(kind, v) and not accepts(kind, v)]
    assert refused == []


@pytest.mark.parametrize(
    ("field_type", "kind"),
    [(SecretStr, "string"), (Path, "string"), (Literal["a"], "string")],
)
def test_other_types_written_as_text_take_no_other_scalar(field_type: Any, kind: ScalarKind) -> None:
    oracle: TypeAdapter[Any] = TypeAdapter(field_type)
    for value in ODD:
        if not isinstance(value, str):
            with pytest.raises(ValidationError):
                oracle.validate_python(value)
            assert not accepts(kind, value)
