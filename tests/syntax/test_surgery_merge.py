"""Lists grow at their end, and structures are completed where they have gaps."""

from __future__ import annotations

import pytest

from stacklint.syntax.surgery import Value
from syntax.operations import append, merge, operate


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("l:\n- a\n- b\nc: 1\n", "x", "l:\n- a\n- b\n- x\nc: 1\n"),
        (
            "l:\n    - a: 1\n      b: 2",
            {"c": [1], "d": "no"},
            "l:\n    - a: 1\n      b: 2\n    - c:\n          - 1\n      d: 'no'",
        ),
        ("l: [a, b] # c\n", "x, y", "l: [a, b, 'x, y'] # c\n"),
        ("l: []\n", "x", "l:\n- x\n"),
        ("l: [] # c\nm:\n  - 1\n", {"a": 1, "b": 2}, "l: # c\n  - a: 1\n    b: 2\nm:\n  - 1\n"),
        ('{"l": [\n  "a"\n]}', "x", '{"l": [\n  "a",\n  "x"\n]}'),
        ("l: &x [a]\nm: *x\n", "x", None),
        ("l:\n- a\n# of c\nc: 1\n", "x", "l:\n- a\n- x\n# of c\nc: 1\n"),
        ("l:\n-\n", "x", "l:\n-\n- x\n"),
        ("l:\r\n- |\r\n  a\r\n", ["x", ["y"]], "l:\r\n- |\r\n  a\r\n- - x\r\n  - - y\r\n"),
    ],
)
def test_append(text: str, value: Value, expected: str | None) -> None:
    assert operate(text, append("l", value=value)) == expected


STORAGE: dict[str, Value] = {
    "storage": {"backends": {"kv": {"type": "kv_sqlite"}}, "stores": {"metadata": {"backend": "kv"}}}
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "a: 1\n",
            "a: 1\nstorage:\n  backends:\n    kv:\n      type: kv_sqlite\n"
            "  stores:\n    metadata:\n      backend: kv\n",
        ),
        (
            "storage:\n  backends:\n    kv:\n      type: kv_sqlite # c",
            "storage:\n  backends:\n    kv:\n      type: kv_sqlite # c\n  stores:\n    metadata:\n      backend: kv",
        ),
        (
            "storage:\n  stores:\n    inference: {}\n  backends:\n    sql: {}\n",
            "storage:\n  stores:\n    inference: {}\n    metadata:\n      backend: kv\n  backends:\n    sql: {}\n"
            "    kv:\n      type: kv_sqlite\n",
        ),
        (
            "storage:\n  backends:\n    kv:\n  stores: # c\nx: 1\n",
            "storage:\n  backends:\n    kv:\n      type: kv_sqlite\n"
            "  stores: # c\n    metadata:\n      backend: kv\nx: 1\n",
        ),
        (
            "storage: {backends: {}}\n",
            "storage: {backends: {kv: {type: kv_sqlite}}, stores: {metadata: {backend: kv}}}\n",
        ),
        ("storage:\n  backends:\n    kv:\n      type: kv_redis\n", None),
        ("storage: x\n", None),
    ],
)
def test_merge(text: str, expected: str | None) -> None:
    assert operate(text, merge(addition=STORAGE)) == expected


def test_merging_twice_changes_nothing_more() -> None:
    once = operate("storage:\n  backends:\n    kv: {type: kv_sqlite}\n", merge(addition=STORAGE))
    assert once is not None
    assert operate(once, merge(addition=STORAGE)) == once


def test_two_gaps_that_end_at_one_place() -> None:
    addition: dict[str, Value] = {"a": {"b": {"new": 1}, "new": 2}, "new": 3}
    expected = "a:\n b:\n  c: 1\n  new: 1\n new: 2\nnew: 3"
    assert operate("a:\n b:\n  c: 1", merge(addition=addition)) == expected
    assert operate("a:\n b:\n  c: 1\n", merge(addition=addition)) == expected + "\n"
    assert operate("a:\n b:", merge(addition=addition)) == "a:\n b:\n  new: 1\n new: 2\nnew: 3"
