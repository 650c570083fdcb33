"""A surgeon that understands no shape, for those who want to know what is wrong and not how to mend it."""

from __future__ import annotations

from stacklint.syntax.surgery import Surgeon


class _Refusing(Surgeon):
    """Answers every wish with None, as a `Surgeon` may where it does not understand a shape."""

    __slots__ = ()

    def __init__(self) -> None:
        # There is no text.
        pass

    def __getattribute__(self, name: str) -> object:
        return _refuse


def _refuse(*_wish: object, **_how: object) -> None:
    return None


REFUSING = _Refusing()
