"""Lines and columns are those that editors count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.text import LineIndex, Position, Span

TEXTS = st.text(alphabet="ab \n\r\f\v\x85\u2028\u2029é水😀", max_size=40)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("", [0]),
        ("a", [0]),
        ("a\n", [0, 2]),
        ("a\nb", [0, 2]),
        ("a\r\nb\rc\nd", [0, 3, 5, 7]),
        ("\n\r\n\r", [0, 1, 3, 4]),
        # str.splitlines would break at each of these, and no editor does.
        ("a\fb\vc\x85d\u2028e\u2029f\x1cg", [0]),
    ],
)
def test_starts(text: str, starts: list[int]) -> None:
    assert LineIndex(text).starts == starts
    assert LineIndex(text).count == len(starts)


def test_line_spans_leave_out_every_kind_of_line_end() -> None:
    index = LineIndex("a\r\nbc\rd\n")
    assert [index.line_text(line) for line in range(index.count)] == ["a", "bc", "d", ""]
    assert index.line_span(0) == Span(0, 1)
    with pytest.raises(IndexError):
        index.line_span(4)
    with pytest.raises(IndexError):
        index.line_span(-1)


def test_what_lies_outside_is_moved_to_the_nearest_place() -> None:
    index = LineIndex("ab\ncd")
    assert index.offset(0, 9) == 2
    assert index.offset(7, 0) == 5
    assert index.offset(-1, 3) == 0
    assert index.offset(1, -4) == 3
    assert index.position(99) == Position(1, 2)
    assert index.position(-1) == Position(0, 0)


@given(TEXTS)
def test_every_place_comes_back(text: str) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        line, column = index.position(offset)
        # Between a carriage return and its line feed no editor can stand.
        between = text[offset - 1 : offset + 1] == "\r\n" and offset > 0
        assert index.offset(line, column) == (offset - 1 if between else offset)


@given(TEXTS)
def test_editor_columns_count_what_the_encoding_takes(text: str) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        line, column = index.position(offset)
        before = text[offset - column : offset]
        assert index.position_in("utf-16", offset) == (line, len(before.encode("utf-16-le")) // 2)
        assert index.position_in("utf-8", offset) == (line, len(before.encode()))
        assert index.position_in("utf-32", offset) == (line, column)
        if offset == index.offset(line, column):
            assert index.offset_in("utf-16", *index.position_in("utf-16", offset)) == offset
            assert index.offset_in("utf-8", *index.position_in("utf-8", offset)) == offset


def test_a_column_inside_a_character_means_its_start() -> None:
    index = LineIndex("😀a")
    assert index.offset_in("utf-16", 0, 1) == 0
    assert index.offset_in("utf-16", 0, 2) == 1
    assert index.offset_in("utf-8", 0, 3) == 0
    assert index.offset_in("utf-16", 0, 99) == 2
    assert index.offset_in("utf-16", 5, 0) == 2


def test_lone_surrogates_have_a_width() -> None:
    assert LineIndex("\ud800x").position_in("utf-8", 1) == (0, 3)
