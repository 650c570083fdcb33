"""Immutable records that cost a tenth of `typing.NamedTuple` to declare.

A clean check declares about a hundred of them and is over in fifty milliseconds; the standard ones compile a
constructor from source text for each. Everything else is the same: fast attributes, equality, `match`, pickling.
"""

from __future__ import annotations

from _collections import _tuplegetter  # type: ignore[import-not-found]  # what namedtuple uses; it has no stubs
from collections.abc import Callable
from types import FunctionType

TYPE_CHECKING = False
"""As in `typing`, which costs more to import than most of what stands below."""

__all__ = ["NamedTuple"]

_new = tuple.__new__

# One constructor for each number of fields, compiled into this module's byte code. A class gets a copy with the names
# of its own fields, so a call costs what a call of namedtuple's costs.
_CONSTRUCTORS: tuple[Callable[..., object], ...] = (
    lambda _: _new(_, ()),
    lambda _, a: _new(_, (a,)),
    lambda _, a, b: _new(_, (a, b)),
    lambda _, a, b, c: _new(_, (a, b, c)),
    lambda _, a, b, c, d: _new(_, (a, b, c, d)),
    lambda _, a, b, c, d, e: _new(_, (a, b, c, d, e)),
    lambda _, a, b, c, d, e, f: _new(_, (a, b, c, d, e, f)),
    lambda _, a, b, c, d, e, f, g: _new(_, (a, b, c, d, e, f, g)),
    lambda _, a, b, c, d, e, f, g, h: _new(_, (a, b, c, d, e, f, g, h)),
    lambda _, a, b, c, d, e, f, g, h, i: _new(_, (a, b, c, d, e, f, g, h, i)),
    lambda _, a, b, c, d, e, f, g, h, i, j: _new(_, (a, b, c, d, e, f, g, h, i, j)),
    lambda _, a, b, c, d, e, f, g, h, i, j, k: _new(_, (a, b, c, d, e, f, g, h, i, j, k)),
    lambda _, a, b, c, d, e, f, g, h, i, j, k, m: _new(_, (a, b, c, d, e, f, g, h, i, j, k, m)),
    lambda _, a, b, c, d, e, f, g, h, i, j, k, m, n: _new(_, (a, b, c, d, e, f, g, h, i, j, k, m, n)),
    lambda _, a, b, c, d, e, f, g, h, i, j, k, m, n, o: _new(_, (a, b, c, d, e, f, g, h, i, j, k, m, n, o)),
    lambda _, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p: _new(_, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p)),
    lambda _, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q: _new(_, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q)),
    lambda _, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r: _new(
        _, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r)
    ),
    lambda _, a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s: _new(
        _, (a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q, r, s)
    ),
)


class _Record(tuple[object, ...]):
    """What all records can do."""

    __slots__ = ()
    _fields: tuple[str, ...] = ()

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({values})"

    def __getnewargs__(self) -> tuple[object, ...]:
        return tuple(self)

    def _asdict(self) -> dict[str, object]:
        return dict(zip(self._fields, self, strict=True))

    def _replace(self, /, **changes: object) -> object:
        result = _new(type(self), map(changes.pop, self._fields, self))
        if changes:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(map(repr, changes))}")
        return result


class _Maker(type):
    """Turns the body of a declaration into a plain class, which has no trace of this metaclass."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
        annotations = body.get("__annotations__", {})
        assert isinstance(annotations, dict), "the language says so"
        fields = tuple(annotations)
        # As with any function: what has a default stands behind what has none.
        with_default = tuple(field for field in fields if field in body)
        if with_default != fields[len(fields) - len(with_default) :]:
            raise TypeError(f"{name}: a field without default stands behind one with a default")
        defaults = tuple(body.pop(field) for field in with_default)
        code = _CONSTRUCTORS[len(fields)].__code__
        constructor = FunctionType(code.replace(co_varnames=("_cls", *fields)), globals(), "__new__", defaults)
        constructor.__qualname__ = f"{name}.__new__"
        for number, field in enumerate(fields):
            body[field] = _tuplegetter(number, "")
        body |= {"__new__": constructor, "__slots__": (), "__match_args__": fields, "_fields": fields}
        return type(name, tuple(_Record if base is _Declared else base for base in bases), body)


class _Declaration:
    """Stands for the base class in a declaration, as `typing.NamedTuple` does."""

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (_Declared,)


_Declared: type = type.__new__(_Maker, "_Declared", (), {})

if TYPE_CHECKING:
    # For type checkers they are the standard ones.
    from typing import NamedTuple
else:
    NamedTuple = _Declaration()
