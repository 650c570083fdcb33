"""What is removed is gone with its lines, and its comments are where people find them."""

from __future__ import annotations

import pytest

from syntax.operations import operate, remove


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: 1\nb: 2\nc: 3\n", ("b",), "a: 1\nc: 3\n"),
        ("a: 1\nb: 2", ("b",), "a: 1\n"),
        ("a: 1\r\nb:\r\n  c: 1\r\n  d: 2\r\ne: 3\r\n", ("b",), "a: 1\r\ne: 3\r\n"),
        ("# head\na: 1\n# of b\nb: 2 # why\nc: 3\n", ("b",), "# head\na: 1\n# of b\n# why\nc: 3\n"),
        ("a: |\n  text\nb:\n    # deep\n  - 1\n    # deeper\nc: 1\n", ("b",), "a: |\n  text\n# deep\n# deeper\nc: 1\n"),
        ("a: 1\nb:\n  c: 2\n", ("b", "c"), "a: 1\nb: {}\n"),
        ("b: # why\n  c: 2 # what\nd: 1\n", ("b", "c"), "b: {} # why\n  # what\nd: 1\n"),
        ("b: &x\n  c: 2\n", ("b", "c"), None),
        ("a: 1\n", ("a",), "{}\n"),
        ("# c\na: 1 # d", ("a",), "# c\n{}\n# d\n"),
        ("l:\n- a\n- b # why\n- c\n", ("l", 1), "l:\n- a\n# why\n- c\n"),
        ("l:\n  - a\n", ("l", 0), "l: []\n"),
        ("l:\n  -\n  - b\n", ("l", 0), "l:\n  - b\n"),
        ("l:\n  - b\n  -\n", ("l", 1), "l:\n  - b\n"),
        ("- a: 1\n  b: 2\n", (0, "a"), "- b: 2\n"),
        ("- a: 1 # why\n  # of b\n  b: 2\n", (0, "a"), "- # why\n  # of b\n  b: 2\n"),
        ("- a: 1\n- 2\n", (0, "a"), "- {}\n- 2\n"),
        ("- - 1\n  - 2\n", (0, 0), "- - 2\n"),
        ("- - 1\n", (0, 0), "- []\n"),
        ("{a: 1, b: 2, c: 3}", ("b",), "{a: 1, c: 3}"),
        ("{a: 1, b: 2}", ("a",), "{b: 2}"),
        ("[a, b]", (1,), "[a]"),
        ("[a,]", (0,), "[]"),
        ('{\n  "a": 1,\n  "b": 2\n}\n', ("b",), '{\n  "a": 1\n}\n'),
        ('{\n  "a": 1,\n  "b": 2\n}\n', ("a",), '{\n  "b": 2\n}\n'),
        ("[a, # why\n b]", (1,), "[a # why\n ]"),
        ("[\n  a,  # of a\n  b\n]\n", (1,), "[\n  a  # of a\n]\n"),
        ("{\n  a: 1,  # of a\n  b: 2,\n  # of c\n  c: 3\n}\n", ("b",), "{\n  a: 1,  # of a\n  # of c\n  c: 3\n}\n"),
        ("a: &x 1\nb: *x\n", ("a",), None),
        ("a: &x 1\nb: *x\n", ("b",), "a: &x 1\n"),
        ("a: &x 1\nb: 2\n", ("a",), "b: 2\n"),
        ("a: 1\n<<: {a: 2}\n", ("a",), None),
        ("a: 1\nb: 2\n---\nc: 1\n", ("b",), "a: 1\n---\nc: 1\n"),
        ("a: 1\n? b\n: 2\nc: 3\n", ("b",), "a: 1\nc: 3\n"),
        ("\ufeffa: 1\nb: 2\n", ("a",), "\ufeffb: 2\n"),
        ("a: |+\n  x\n\nb: 2\n", ("a",), "b: 2\n"),
        ("b: 2\na: |+\n  x\n\n", ("a",), "b: 2\n"),
        ("a: 1\n\nb: 2\n\nc: 3\n", ("b",), "a: 1\n\nc: 3\n"),
        ("a: 1\n\nb: 2\n", ("b",), "a: 1\n"),
        ("a: 1\n\nb: 2 # c\n\nd: 3\n", ("b",), "a: 1\n\n# c\n\nd: 3\n"),
        ("a: |+\n  x\n\nb: 2\n\nc: 3\n", ("b",), "a: |+\n  x\n\nc: 3\n"),
        ("a: 1\rb: 2\rc: 3\r", ("b",), "a: 1\rc: 3\r"),
    ],
)
def test_remove(text: str, path: tuple[str | int, ...], expected: str | None) -> None:
    assert operate(text, remove(*path)) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (
            "# head\n\na: 1\n# of b\nb: # x\n  # in b\n  - 2 # y\n# of c\nc: 3\n",
            ("b",),
            "# head\n\na: 1\n# of c\nc: 3\n",
        ),
        ("# head\na: 1\nb: 2\n", ("a",), "# head\nb: 2\n"),
        ("a:\n  # of b\n  b: 1 # c\n", ("a", "b"), "a: {}\n"),
        ("[a, # why\n b]", (1,), "[a]"),
    ],
)
def test_remove_with_comments(text: str, path: tuple[str | int, ...], expected: str) -> None:
    assert operate(text, remove(*path, drop_comments=True)) == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a:\n  b:\n    c: 1 # why\nd: 1\n", ("a", "b", "c"), "# why\nd: 1\n"),
        ("a: [{b: 1}, 2]\n", ("a", 0, "b"), "a: [2]\n"),
        ("a: 1\n", ("a",), "{}\n"),
        ("a:\n- b: 1\nc: 1\n", ("a", 0, "b"), "c: 1\n"),
    ],
)
def test_remove_and_prune(text: str, path: tuple[str | int, ...], expected: str) -> None:
    assert operate(text, remove(*path, prune=True)) == expected
