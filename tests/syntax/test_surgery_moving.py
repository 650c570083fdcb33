"""Lines go elsewhere with their comments, quotes and all."""

from __future__ import annotations

import pytest

from syntax.operations import move, move_under, operate


@pytest.mark.parametrize(
    ("text", "path", "to", "key", "expected"),
    [
        ("a: 1\nb:\n  c: 2\n", ("a",), ("b",), None, "b:\n  c: 2\n  a: 1\n"),
        ("a: 1\nb:\n  c: 2", ("a",), ("b",), "d", "b:\n  c: 2\n  d: 1"),
        ("b:\n  c: 2\na: 1", ("a",), ("b",), None, "b:\n  c: 2\n  a: 1\n"),
        (
            "x: 1\n# of a\na: # on a\n    # in a\n    'k':   \"v\" # on k\n"
            "    l: |\n        one\n\n          two\nb: {}\n",
            ("a",),
            ("b",),
            None,
            "x: 1\nb:\n    # of a\n    a: # on a\n        # in a\n        'k':   \"v\" # on k\n"
            "        l: |\n            one\n\n              two\n",
        ),
        ("b:\n    c:\n        d: 1 # e\nx: 1\n", ("b", "c"), (), None, "b: {}\nx: 1\nc:\n    d: 1 # e\n"),
        ("a: {x: 1, y: 2}\nb:\n  c: 2\n", ("a", "x"), ("b",), None, "a: {y: 2}\nb:\n  c: 2\n  x: 1\n"),
        ("a: 1\nb: {c: 2}\n", ("a",), ("b",), None, "b: {c: 2, a: 1}\n"),
        ("a: x, y\nb: {c: 2}\n", ("a",), ("b",), None, None),
        ('{"a": 1, "b": {"c": 2}}', ("a",), ("b",), None, '{"b": {"c": 2, "a": 1}}'),
        ("a: 1\nb:\n  a: 2\n", ("a",), ("b",), None, None),
        ("a:\n  b: {}\n", ("a",), ("a", "b"), None, None),
        ("a: &x 1\nb:\n  c: *x\n", ("a",), ("b",), None, None),
        ("a:\r\n  - 1\r\nb:\r\n  c: 2\r\n", ("a",), ("b",), None, "b:\r\n  c: 2\r\n  a:\r\n    - 1\r\n"),
        ("a: 'one\n\n  two'\nb:\n    c: 2\n", ("a",), ("b",), None, "b:\n    c: 2\n    a: 'one\n\n      two'\n"),
        ("- a: 1\n  b: 2\n- c: 3\n", (0, "a"), (1,), None, "- b: 2\n- c: 3\n  a: 1\n"),
        ("# header\na: 1\nb:\n  c: 2\n", ("a",), ("b",), None, "# header\nb:\n  c: 2\n  a: 1\n"),
    ],
)
def test_move(
    text: str, path: tuple[str | int, ...], to: tuple[str | int, ...], key: str | None, expected: str | None
) -> None:
    assert operate(text, move(*path, to=to, key=key)) == expected


MODELS = "# ours\nx: 1\n# the models\nmodels: # all\n# first\n- model_id: a # b\n  c: 1\n- model_id: d\nz: 1\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            MODELS,
            "# ours\nx: 1\nregistered:\n  # the models\n  models: # all\n  # first\n"
            "  - model_id: a # b\n    c: 1\n  - model_id: d\nz: 1\n",
        ),
        (
            MODELS + "registered:\n    shields: []\n",
            "# ours\nx: 1\nz: 1\nregistered:\n    shields: []\n    # the models\n    models: # all\n    # first\n"
            "    - model_id: a # b\n      c: 1\n    - model_id: d\n",
        ),
        (
            MODELS + "registered:\n  models: []\n",
            "# ours\nx: 1\nz: 1\nregistered:\n  models:\n  # the models\n  # all\n  # first\n  - model_id: a # b\n"
            "    c: 1\n  - model_id: d\n",
        ),
        (
            MODELS + "registered: # here\n",
            "# ours\nx: 1\nz: 1\nregistered: # here\n  # the models\n  models: # all\n  # first\n  - model_id: a # b\n"
            "    c: 1\n  - model_id: d\n",
        ),
        (
            MODELS + "registered:\n  models:\n  - old\n  y: 1\n",
            "# ours\nx: 1\nz: 1\nregistered:\n  models:\n  - old\n  # the models\n  # all\n  # first\n"
            "  - model_id: a # b\n    c: 1\n  - model_id: d\n  y: 1\n",
        ),
        ("models: []\nregistered:\n  models:\n  - a\n", "registered:\n  models:\n  - a\n"),
        ("models: [a, 'b']\nregistered:\n  models:\n  - c\n", "registered:\n  models:\n  - c\n  - a\n  - 'b'\n"),
        ("models: []\n", "registered:\n  models: []\n"),
        (
            "models:\n- a\n# - b\n#   c: 1\n# the shields\nshields: []\n",
            "registered:\n  models:\n  - a\n  # - b\n  #   c: 1\n# the shields\nshields: []\n",
        ),
        (
            "shields:\n- a\n# - b\nmodels:\n- c\nregistered:\n  x: 1\n",
            "shields:\n- a\n# - b\nregistered:\n  x: 1\n  models:\n  - c\n",
        ),
        (
            "shields:\n- a\n# - b\n#   c: 1\n#   more\n# ours\nmodels:\n- c\nregistered:\n  x: 1\n",
            "shields:\n- a\n# - b\n#   c: 1\n#   more\nregistered:\n  x: 1\n  # ours\n  models:\n  - c\n",
        ),
        ("# h\n\n# c\nmodels: [] # d", "# h\n\nregistered:\n  # c\n  models: [] # d"),
        ("models:\n  a: 1\nregistered:\n  models:\n    a: 2\n", None),
        ("models:\n  a: 1\nregistered:\n  models:\n    b: 2\n", "registered:\n  models:\n    b: 2\n    a: 1\n"),
        ("models:\n- a\nregistered: x\n", None),
        ("models:\n- a\nregistered:\n  models: x\n", None),
    ],
)
def test_move_under(text: str, expected: str | None) -> None:
    assert operate(text, move_under("models", to=("registered", "models"))) == expected
