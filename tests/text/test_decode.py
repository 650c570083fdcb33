"""Any bytes become a text, and what upstream cannot read is said."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.text import Span, decode


@given(st.binary(max_size=200))
def test_problem_exactly_where_upstream_raises(content: bytes) -> None:
    decoded = decode(content)
    try:
        # What `open(path)` and reading do in the images that upstream ships.
        expected = content.decode("utf-8")
    except UnicodeDecodeError:
        assert decoded.problem is not None
    else:
        assert decoded.problem is None
        assert decoded.text == expected


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=50))
def test_sound_text_comes_back_byte_for_byte(text: str) -> None:
    content = text.encode()
    decoded = decode(content)
    assert decoded.text.encode(decoded.encoding) == content


def test_a_byte_order_mark_stays() -> None:
    content = codecs.BOM_UTF8 + b"a: 1\n"
    decoded = decode(content)
    assert decoded.text == "\ufeffa: 1\n"
    assert decoded.problem is None
    assert decoded.text.encode(decoded.encoding) == content


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_are_readable_for_us_only(codec: str) -> None:
    content = "\ufeffa: é\n".encode(codec)
    decoded = decode(content)
    assert decoded.text == "\ufeffa: é\n"
    assert decoded.encoding == codec
    assert decoded.problem is not None
    assert codec[:6].upper() in decoded.problem.message
    assert decoded.problem.span == Span(0, 0)


def test_the_first_bad_byte_is_named_and_placed() -> None:
    decoded = decode("é: ".encode() + b"\xe9t\xe9\n")
    assert decoded.text == "é: \ufffdt\ufffd\n"
    assert decoded.problem is not None
    assert decoded.problem.span == Span(3, 4)
    assert "0xe9" in decoded.problem.message


def test_zero_bytes_are_text() -> None:
    assert decode(b"a\x00b").text == "a\x00b"
    assert decode(b"") == ("", "utf-8", None)
