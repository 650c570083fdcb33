"""Edits one after the other, said as edits of the first text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.text.edit import Edit, apply_edits, composed
from stacklint.text.span import Span


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> tuple[Edit, ...]:
    """Disjoint edits of a text of *length* characters."""
    places = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    return tuple(
        Edit(Span(start, end), draw(st.text("xyz", max_size=3)))
        for start, end in zip(places[::2], places[1::2], strict=False)
    )


@given(st.data(), st.text("abc\n", max_size=30))
def test_one_after_the_other(data: st.DataObject, text: str) -> None:
    first = data.draw(edits_of(len(text)))
    between = apply_edits(text, first)
    second = data.draw(edits_of(len(between)))
    together = composed(text, first, second)
    assert apply_edits(text, together) == apply_edits(between, second)
    assert all(one.span.end < other.span.start for one, other in pairwise(together))


def test_what_is_kept_is_in_no_edit() -> None:
    # The first moves `b` behind `c`, the second changes it there.
    first = (Edit(Span(2, 4), ""), Edit(Span(6, 6), "b\n"))
    assert apply_edits("a\nb\nc\n", first) == "a\nc\nb\n"
    assert composed("a\nb\nc\n", first, (Edit(Span(4, 5), "B"),)) == (Edit(Span(2, 4), ""), Edit(Span(6, 6), "B\n"))


def test_overlapping_edits_are_refused() -> None:
    overlapping = (Edit(Span(0, 2), ""), Edit(Span(1, 3), ""))
    with pytest.raises(ValueError, match="overlap"):
        composed("abc", overlapping, ())
    with pytest.raises(ValueError, match="overlap"):
        composed("abc", (), overlapping)
