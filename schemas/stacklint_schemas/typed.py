"""What our annotations need of `typing`, which costs more to import than all our rules together.

Annotations are never evaluated (every module postpones them), so at run time empty stand-ins will do. Type checkers see
the real ones. Modules that a clean check does not load may use `typing` itself.
"""

from __future__ import annotations

from stacklint_schemas.records import NamedTuple

__all__ = [
    "TYPE_CHECKING",
    "Any",
    "Final",
    "Generic",
    "Literal",
    "NamedTuple",
    "NoReturn",
    "ParamSpec",
    "Protocol",
    "TextIO",
    "TypeAlias",
    "TypeVar",
    "assert_never",
    "overload",
]

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import (
        Any,
        Final,
        Generic,
        Literal,
        NoReturn,
        ParamSpec,
        Protocol,
        TextIO,
        TypeAlias,
        TypeVar,
        assert_never,
        overload,
    )
else:

    class Generic:
        """A base class that takes parameters and does nothing with them."""

        __slots__ = ()

        def __class_getitem__(cls, parameters):
            return cls

    Any = Final = Literal = NoReturn = Protocol = TextIO = TypeAlias = Generic

    def TypeVar(name, *constraints, **options):  # noqa: ARG001, N802  # it stands for the class of that name
        """A name for the type checker."""
        return Generic

    ParamSpec = TypeVar

    def assert_never(value):
        """Say that a closed set was not closed."""
        raise AssertionError(f"not expected here: {value!r}")

    def overload(function):
        """One of several ways to call what stands below them."""
        return function
