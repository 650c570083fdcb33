"""Two texts and the edits between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.text.edit import Edit, apply_edits
from stacklint.text.span import Span
from stacklint_lsp.ide.actions.changes import changes

TEXTS = st.text(alphabet="ab\r\n ", max_size=30)


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("a\nb\n", "a\nb\n", []),
        ("a: one\nb: two\n", "a: one\nb: ten\n", [Edit(Span(11, 13), "en")]),
        ("a\nb\nc\n", "a\nc\n", [Edit(Span(2, 4), "")]),
        ("a\nc\n", "a\nb\nc\n", [Edit(Span(2, 2), "b\n")]),
        ("a\r\nb", "a\nb", [Edit(Span(0, 3), "a\n")]),
        ("ab\ncd\nef\n", "aX\ncd\neX\n", [Edit(Span(1, 2), "X"), Edit(Span(7, 8), "X")]),
        ("a", "ab", [Edit(Span(1, 1), "b")]),
    ],
)
def test_only_what_differs(old: str, new: str, edits: list[Edit]) -> None:
    assert list(changes(old, new)) == edits


@given(TEXTS, TEXTS)
def test_they_lead_to_the_new_text(old: str, new: str) -> None:
    found = changes(old, new)
    assert apply_edits(old, found) == new
    assert all(first.span.end <= second.span.start for first, second in pairwise(found))
    # An editor cannot point between the two characters of a line end.
    for edit in found:
        for place in edit.span:
            assert old[max(place - 1, 0) : place + 1] != "\r\n"
