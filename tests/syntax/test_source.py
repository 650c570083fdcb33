"""Places in a scalar's text lead back to the same characters in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.syntax.nodes import Mapping, Scalar
from stacklint.syntax.parse import parse
from stacklint.syntax.source import source_map, source_span


def scalar_of(text: str) -> Scalar:
    root = parse(text).root
    assert isinstance(root, Mapping)
    node = root.entries[0].value
    assert isinstance(node, Scalar)
    return node


@pytest.mark.parametrize(
    ("text", "piece", "expected"),
    [
        ("a: xy ${env.B} z\n", "${env.B}", "${env.B}"),
        ("a: 'it''s ${env.B}'\n", "${env.B}", "${env.B}"),
        ("a: 'it''s'\n", "'", "''"),
        ('a: "\\t\\x41\\u00e9 ${env.B}"\n', "${env.B}", "${env.B}"),
        ('a: "\\t\\x41\\u00e9"\n', "é", "\\u00e9"),
        ('a: "b\\\n   c ${env.B}"\n', "${env.B}", "${env.B}"),
        ("a: b\n  c\n\n  ${env.B}\n", "${env.B}", "${env.B}"),
        ("a: 'b\n  c\n\n  ${env.B}'\n", "${env.B}", "${env.B}"),
        ("a: |\n  b\n    ${env.B}\n\n  c\n", "${env.B}", "${env.B}"),
        ("a: |2-\n    b\n  ${env.B}\n", "${env.B}", "${env.B}"),
        ("a: >\n  b\n  ${env.B}\n\n  c\n", "${env.B}", "${env.B}"),
        ("a: >+\n  b\n    c ${env.B}\n  d\n\n", "${env.B}", "${env.B}"),
        ("a: |\r\n  b\r\n  ${env.B}\r\n", "${env.B}", "${env.B}"),
        # A piece over a line end takes the next line's margin along.
        ("a: |\n  b\n  c\n", "b\nc", "b\n  c"),
        ("a: &x !!str |  # d\n  b\n", "b\n", "b\n"),
        ("\ufeffa: \u00e9\U0001f600${env.B}\n", "${env.B}", "${env.B}"),
    ],
)
def test_pieces(text: str, piece: str, expected: str) -> None:
    scalar = scalar_of(text)
    at = scalar.text.index(piece)
    assert source_span(text, scalar, at, at + len(piece)).of(text) == expected


def test_ends() -> None:
    text = "a: |\n  bc\n\nd: 1\n"
    scalar = scalar_of(text)
    assert source_span(text, scalar, 0, 0) == (7, 7)
    assert source_span(text, scalar, 2, 2) == (9, 9)
    assert source_span(text, scalar, 3, 3) == (10, 10)
    empty = "a: ''\n"
    assert source_span(empty, scalar_of(empty), 0, 0) == (3, 3)


LINES = st.lists(
    st.sampled_from(["b", " b", "b ", "", "  ", "b: c", "# b", "\tb", "é😀", "b\u2028c", "'", "\\"]), max_size=6
)
HEADERS = st.sampled_from(["|", "|-", "|+", ">", ">-", ">+", "|1", "|2-", ">2", "|  # c"])
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(LINES, HEADERS, ENDS, st.integers(1, 4), st.booleans())
def test_every_character_of_a_block(lines: list[str], header: str, end: str, depth: int, inside: bool) -> None:
    margin = " " * depth
    body = end.join(margin + line if line.strip() else line for line in lines)
    text = f"a: {header}{end}{body}{end}b: 1{end}" if inside else f"a: {header}{end}{body}"
    check(text)


@given(
    st.lists(
        st.sampled_from(["b", "c d", " ", "\n ", "\n\n  ", "''", "\\t", '\\"', "\\\n ", "é", "\\u00e9", ":", "#"]),
        max_size=7,
    )
)
def test_every_character_of_a_flow_scalar(pieces: list[str]) -> None:
    content = "".join(pieces)
    check(f"a: '{content}'\n")
    check(f'a: "{content}"\n')
    check(f"a: b{content}\n")


def check(text: str) -> None:
    parsed = parse(text)
    root = parsed.root
    if parsed.problems or not isinstance(root, Mapping) or not isinstance(root.entries[0].value, Scalar):
        return
    scalar = root.entries[0].value
    places = source_map(text, scalar)
    if places is None and not scalar.text.strip():
        # How deep a text stands that is nothing but blanks, only the parser knows.
        return
    assert places is not None
    done = scalar.start
    for index, character in enumerate(scalar.text):
        start, end = places.offset(index), places.offset(index, behind=True)
        assert done <= start <= end
        done = end
        written = text[start:end]
        folded = character in " \n" and "\n" in written.replace("\r", "\n")
        assert written == character or folded or written.startswith("\\") or written == "''"
