"""What is asked for changes, and nothing else does."""

from __future__ import annotations

import pytest

from stacklint.syntax import recovery
from stacklint.syntax.parse import parse
from stacklint.syntax.surgery import Surgeon, Value
from stacklint.text import apply_edits
from syntax.operations import entry, insert, mapping, operate, rename, replace, replace_part


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("a: old # why\n", "new", "a: new # why\n"),
        ("a: 'old'\r\nb: 1\r\n", "new", "a: 'new'\r\nb: 1\r\n"),
        ('a: "old"', "it's", 'a: "it\'s"'),
        ("a: 'old'\n", "it's", "a: 'it''s'\n"),
        ("a: 'old'\n", "two\nlines", 'a: "two\\nlines"\n'),
        ("a: old\n", "yes", "a: 'yes'\n"),
        ("a: old\n", "1:30", "a: '1:30'\n"),
        ("a: old\n", "010", "a: '010'\n"),
        ("a: old\n", "2024-01-01", "a: '2024-01-01'\n"),
        ("a: old\n", "=", "a: '='\n"),
        ("a: old\n", "~", "a: '~'\n"),
        ("a: old\n", "", "a: ''\n"),
        ("a: old\n", " padded ", "a: ' padded '\n"),
        ("a: old\n", "b #c", "a: 'b #c'\n"),
        ("a: old\n", "b: c", "a: 'b: c'\n"),
        ("a: old\n", "1e3", "a: 1e3\n"),
        ("a: old\n", 1e20, "a: 1.0e+20\n"),
        ("a: 'old'\n", 5, "a: 5\n"),
        ("a: old\n", None, "a: null\n"),
        ("a: 8080\n", "8080", "a: '8080'\n"),
        ("a:\n", "new", "a: new\n"),
        ("a: # why\n", True, "a: true # why\n"),
        ("{a: old, b: 1}\n", "x, y", "{a: 'x, y', b: 1}\n"),
        ("{a, b: 1}\n", "x", "{a: x, b: 1}\n"),
        ('{"a":"old","b":1}', "x", '{"a":"x","b":1}'),
        ("{a: , b: 1}\n", "x", "{a: x , b: 1}\n"),
        ("a: |\n  one\n  two\n# c\n", "three\nfour\n", "a: |\n  three\n  four\n# c\n"),
        ("a: |-\n   one\nb: 1\n", "x\ny", "a: |-\n   x\n   y\nb: 1\n"),
        ("a: |\n  one\n  two\n", "three", "a: three\n"),
        ("a: | # why\n  one\n", "three", None),
        ("a: &x old\nb: *x\n", "new", None),
        ("a: &x old\nb: 1\n", "new", "a: &x new\nb: 1\n"),
        ("a: !!str old\n", "new", None),
        ("\ufeffa: old\n", "ü😀", "\ufeffa: ü😀\n"),
        ("a: one\n  two\nb: 1\n", "x", "a: x\nb: 1\n"),
        ("a: old\nb:\n    c: 1\n", {"k": [1, {"l": "no"}]}, "a:\n    k:\n    - 1\n    - l: 'no'\nb:\n    c: 1\n"),
        ("a: # why\nb:\n  - 1\n", ["x"], "a: # why\n  - x\nb:\n  - 1\n"),
        ("a: old\n", {}, "a: {}\n"),
        ("{a: old}\n", {"k": ["x y", "a, b"]}, "{a: {k: [x y, 'a, b']}}\n"),
    ],
)
def test_replace(text: str, value: Value, expected: str | None) -> None:
    assert operate(text, replace("a", to=value)) == expected


@pytest.mark.parametrize(
    ("text", "part", "new", "expected"),
    [
        ("a: ${env.X:-y} # c\n", ":-", ":=", "a: ${env.X:=y} # c\n"),
        ('a: "\\u0041 ${env.X:y}"\n', ":y", ":=y", 'a: "\\u0041 ${env.X:=y}"\n'),
        ("a: 'it''s X'\n", "X", "Y's", "a: 'it''s Y''s'\n"),
        ('a: "x X"\n', "X", '"', 'a: "x \\""\n'),
        ("a: x X\n", "x X", "12", "a: '12'\n"),
        ("a: 12\n", "2", "3", "a: 13\n"),
        ("a: |\n  one X\n  two\n", "X", "Y", "a: |\n  one Y\n  two\n"),
        ("a: >-\n  one\n  X two\n", "X", "Y", "a: >-\n  one\n  Y two\n"),
        ("a: one\n  X two\n", "X", "Y", "a: one\n  Y two\n"),
        ("a: x X\n", "X", "#", "a: 'x #'\n"),
        ("a: x\n", "x", "y: z", "a: 'y: z'\n"),
    ],
)
def test_replace_part(text: str, part: str, new: str, expected: str | None) -> None:
    assert operate(text, replace_part("a", part=part, new=new)) == expected


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("a: 1 # c\nb: 2\n", "new", "new: 1 # c\nb: 2\n"),
        ("'a': 1\n", "n", "'n': 1\n"),
        ('{"a": 1, "b": 2}', "n", '{"n": 1, "b": 2}'),
        ("a: 1\nb: 2\n", "b", None),
        ("a: 1\n", "yes", "'yes': 1\n"),
        ("a: 1\n", "a b: c", "'a b: c': 1\n"),
        ("? a\n: 1\n", "n", "? n\n: 1\n"),
        ("a: 1\n<<: {c: 1}\n", "c", None),
        ("a: 1\n", "a", "a: 1\n"),
        ("a:\n  x: 1\n", "longer", "longer:\n  x: 1\n"),
    ],
)
def test_rename(text: str, key: str, expected: str | None) -> None:
    assert operate(text, rename("a", to=key)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  x: 1\n", "a:\n  x: 1\n  new: 1\n"),
        ("a:\n  x: 1", "a:\n  x: 1\n  new: 1"),
        ("a:\r\n    x: 1 # c\r\nb: 2\r\n", "a:\r\n    x: 1 # c\r\n    new: 1\r\nb: 2\r\n"),
        ("a:\n  x:\n  - 1\n  # of a\nb: 1\n", "a:\n  x:\n  - 1\n  new: 1\n  # of a\nb: 1\n"),
        ("a:\n  x:\n  - 1\n    # of x\n\nb: 1\n", "a:\n  x:\n  - 1\n    # of x\n  new: 1\n\nb: 1\n"),
        ("a: {x: 1}\n", "a: {x: 1, new: 1}\n"),
        ("a: {}\n", "a:\n  new: 1\n"),
        ("a: {} # c\nb: 1\n", "a: # c\n  new: 1\nb: 1\n"),
        ('{\n  "a": {\n    "x": 1\n  }\n}\n', '{\n  "a": {\n    "x": 1,\n    "new": 1\n  }\n}\n'),
        ('{"a": {}}', '{"a": {"new": 1}}'),
        ("a: &x\n  x: 1\nb: *x\n", None),
        ("a: &x\n  x: 1\n", "a: &x\n  x: 1\n  new: 1\n"),
        ("a: !!map\n  x: 1\n", None),
        ("a:\n  new: 2\n", None),
        ("a:\n  <<: {new: 2}\n", None),
        ("a:\n  x: |+\n    t\n\nb: 1\n", "a:\n  x: |+\n    t\n\n  new: 1\nb: 1\n"),
        ("a:\n 'x': 1\n", "a:\n 'x': 1\n 'new': 1\n"),
        ("a:\n  x: 1\n---\na: 2\n", "a:\n  x: 1\n  new: 1\n---\na: 2\n"),
        ("a:\n  x: *y\n", "a:\n  x: *y\n  new: 1\n"),
        ("a:\n  ? x\n  : 1\n", None),
        ("\ufeffa:\n  x: 1\n", "\ufeffa:\n  x: 1\n  new: 1\n"),
        ("a:\n  x: [1,\n    2]\nb: 1", "a:\n  x: [1,\n    2]\n  new: 1\nb: 1"),
        ("a:\n  x: 'one\n\n    two'\nb: 1", "a:\n  x: 'one\n\n    two'\n  new: 1\nb: 1"),
    ],
)
def test_insert(text: str, expected: str | None) -> None:
    assert operate(text, insert("a")) == expected


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        ("# head\nx: 1\n# y\ny: 2\n", "x", None, "# head\nnew: 1\nx: 1\n# y\ny: 2\n"),
        ("x: 1\n# y\ny: 2\n", "y", None, "x: 1\nnew: 1\n# y\ny: 2\n"),
        ("x: 1 # c\ny: 2\n", None, "x", "x: 1 # c\nnew: 1\ny: 2\n"),
        ("{x: 1, y: 2}", None, "x", "{x: 1, new: 1, y: 2}"),
        ("{x: 1, y: 2}", "x", None, "{new: 1, x: 1, y: 2}"),
        ("x: 1\n", "z", None, None),
        ("x: 1\nx: 2\n", None, "x", None),
    ],
)
def test_insert_beside(text: str, before: str | None, after: str | None, expected: str | None) -> None:
    assert operate(text, insert(before=before, after=after)) == expected


def test_insert_behind_a_dash() -> None:
    assert operate("- x: 1\n  y: 2\n", insert(0, before="x")) == "- new: 1\n  x: 1\n  y: 2\n"
    assert operate("l:\n- a: {}\n", insert("l", 0, "a")) == "l:\n- a:\n    new: 1\n"
    assert operate("- x: 1\n", insert(0)) == "- x: 1\n  new: 1\n"


def test_what_is_inserted_is_written_like_its_surroundings() -> None:
    value: Value = {
        "type": "kv_sqlite",
        "db_path": "${env.DIR:=~/x}/kv.db",
        "list": [{"a": "on", "b": [1, 2]}],
        "none": [],
    }
    text = 'storage:\n    backends:\n        x:\n            url: "${env.URL}"\n    apis:\n      - a\n'
    assert operate(text, insert("storage", "backends", key="kv", value=value)) == (
        'storage:\n    backends:\n        x:\n            url: "${env.URL}"\n'
        "        kv:\n            type: kv_sqlite\n"
        '            db_path: "${env.DIR:=~/x}/kv.db"\n'
        "            list:\n              - a: 'on'\n                b:\n                  - 1\n                  - 2\n"
        "            none: []\n    apis:\n      - a\n"
    )


BROKEN = "a:\n  x: 1\nb:\n  c: [1,\nd:\n  e: 1\n"


def test_what_was_read_of_a_broken_file_can_be_mended() -> None:
    assert recovery.read(BROKEN).problems
    assert operate(BROKEN, insert("a")) == BROKEN.replace("x: 1\n", "x: 1\n  new: 1\n")
    assert operate(BROKEN, replace("a", "x", to="y")) == BROKEN.replace("x: 1", "x: y")


def test_what_was_not_read_completely_is_left_alone() -> None:
    assert operate(BROKEN, insert()) is None


def test_a_later_document_of_a_stream() -> None:
    text = "# c\na: {}\n---\na: {}\n---\na: {}\n"
    root = parse(text).documents[1].root
    assert root is not None
    edits = Surgeon(text, root).insert(mapping(root, "a"), "b", [1])
    assert edits is not None
    assert apply_edits(text, edits) == "# c\na: {}\n---\na:\n  b:\n  - 1\n---\na: {}\n"


def test_a_node_of_another_tree_is_refused() -> None:
    root, other = parse("a: 1\n").root, parse("a: 1\n").root
    assert root is not None
    assert other is not None
    assert Surgeon("a: 1\n", root).insert(mapping(other), "b", 1) is None


def test_lone_carriage_returns() -> None:
    assert operate("a:\r  b: 1\r", insert("a", value={"c": 1})) == "a:\r  b: 1\r  new:\r    c: 1\r"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("x: 1\r\na: 1\r\n", ("a",), "x: 1\r\n# why\r\na: 1\r\n"),
        ("x:\n  - a: 1\n    b: 2\n", ("x", 0, "a"), "x:\n  # why\n  - a: 1\n    b: 2\n"),
        ("x:\n  - a: 1\n    b: 2\n", ("x", 0, "b"), "x:\n  - a: 1\n    # why\n    b: 2\n"),
        ("x: {a: 1}\n", ("x", "a"), "# why\nx: {a: 1}\n"),
        ("\ufeffa: 1\n", ("a",), "\ufeff# why\na: 1\n"),
        ("x: {y: 'one\n  two', a: 1}\n", ("x", "a"), None),
    ],
)
def test_comment(text: str, path: tuple[str | int, ...], expected: str | None) -> None:
    assert operate(text, lambda surgeon, root: surgeon.comment(entry(root, *path), "# why ")) == expected


def test_a_comment_is_one_line() -> None:
    assert operate("a: 1\n", lambda surgeon, root: surgeon.comment(root, "# b\nc: 2")) is None
    assert operate("a: 1\n", lambda surgeon, root: surgeon.comment(root, "b")) is None
