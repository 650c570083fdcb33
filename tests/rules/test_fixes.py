"""Fixes that are made when somebody looks at them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stacklint.rules.record import Fix, Fixes, Safety

FIRST = Fix("Do this", Safety.SAFE, ())
SECOND = Fix("Do that", Safety.UNSAFE, ())


class Maker:
    """Counts what it makes."""

    def __init__(self, *fixes: Fix | Exception) -> None:
        self.fixes = fixes
        self.made = 0

    def __call__(self, fail: str = "") -> Iterator[Fix]:
        for fix in self.fixes:
            self.made += 1
            if isinstance(fix, Exception):
                raise type(fix)(fail)
            yield fix


def test_nobody_asks_and_nothing_is_made() -> None:
    maker = Maker(FIRST)
    Fixes(maker)
    assert maker.made == 0


def test_each_is_made_once_and_only_as_far_as_somebody_looks() -> None:
    maker = Maker(FIRST, SECOND)
    fixes = Fixes(maker)
    assert next(iter(fixes)) is FIRST
    assert maker.made == 1
    assert (tuple(fixes), list(fixes)) == ((FIRST, SECOND), [FIRST, SECOND])
    assert maker.made == 2


def test_they_are_a_sequence() -> None:
    fixes = Fixes(lambda: (FIRST, SECOND))
    assert (len(fixes), fixes[1], fixes[:1], SECOND in fixes, bool(fixes)) == (2, SECOND, (FIRST,), True, True)
    assert not Fixes(lambda: ())


def test_two_may_look_at_once() -> None:
    fixes = Fixes(Maker(FIRST, SECOND))
    assert list(zip(fixes, fixes, strict=True)) == [(FIRST, FIRST), (SECOND, SECOND)]


def test_who_asks_again_hears_again_of_a_failure() -> None:
    fixes = Fixes(Maker(FIRST, ValueError()), fail="broken")
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            tuple(fixes)
