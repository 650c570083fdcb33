"""Our records behave as the standard ones, which are the oracle here."""

from __future__ import annotations

import pickle
from typing import Any
from typing import NamedTuple as Standard

import pytest

from stacklint_schemas.records import NamedTuple


class Ours(NamedTuple):
    """A place."""

    name: str
    sizes: tuple[int, ...] = ()
    """With a docstring of its own."""
    note: str | None = None

    @property
    def shout(self) -> str:
        return self.name.upper()

    def __str__(self) -> str:
        return f"<{self.name}>"


class Theirs(Standard):
    """A place."""

    name: str
    sizes: tuple[int, ...] = ()
    note: str | None = None

    @property
    def shout(self) -> str:
        return self.name.upper()

    def __str__(self) -> str:
        return f"<{self.name}>"


class Empty(NamedTuple):
    pass


BOTH = pytest.mark.parametrize("record", [Ours, Theirs])


def test_it_is_not_the_standard_one() -> None:
    assert "_make" not in dir(Ours)
    assert type(Ours) is type


@BOTH
def test_values_and_defaults(record: Any) -> None:
    made = record("a", note="b")
    assert (made.name, made.sizes, made.note, made.shout, str(made)) == ("a", (), "b", "A", "<a>")
    assert made == ("a", (), "b")
    assert hash(made) == hash(("a", (), "b"))
    assert repr(made) == f"{record.__name__}(name='a', sizes=(), note='b')"
    assert list(made) == ["a", (), "b"]
    assert made._asdict() == {"name": "a", "sizes": (), "note": "b"}
    assert (record.__doc__, record.__module__, record.__qualname__) == ("A place.", __name__, record.__name__)


@BOTH
def test_replacing(record: Any) -> None:
    changed = record("a")._replace(sizes=(1,))
    assert type(changed) is record
    assert changed == ("a", (1,), None)
    with pytest.raises((TypeError, ValueError)):
        record("a")._replace(colour="red")


@BOTH
@pytest.mark.parametrize("arguments", [(), ("a", (), None, "too many")])
def test_wrong_numbers_are_refused(record: Any, arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        record(*arguments)


@BOTH
def test_unknown_and_doubled_names_are_refused(record: Any) -> None:
    with pytest.raises(TypeError, match="colour"):
        record("a", colour="red")
    with pytest.raises(TypeError, match="name"):
        record("a", name="b")


@BOTH
def test_nothing_can_be_set(record: Any) -> None:
    made = record("a")
    with pytest.raises(AttributeError):
        made.name = "b"
    with pytest.raises(AttributeError):
        made.colour = "red"
    assert not hasattr(made, "__dict__")


@BOTH
def test_it_travels_between_processes(record: Any) -> None:
    made = record("a", (1, 2))
    again = pickle.loads(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    assert type(again) is record
    assert again == made


@BOTH
def test_matching(record: Any) -> None:
    match record("a", (1,)):
        case record(name, sizes=(size,)):
            assert (name, size) == ("a", 1)
        case _:
            pytest.fail("did not match")


def test_without_fields() -> None:
    assert Empty() == ()
    assert repr(Empty()) == "Empty()"


def test_a_default_before_a_field_without_is_refused() -> None:
    with pytest.raises(TypeError, match="behind"):

        class Wrong(NamedTuple):
            first: int = 1
            second: int  # type: ignore[misc]  # the very mistake
