"""Entries that stand for one thing give way to those that stand for another."""

from __future__ import annotations

import pytest

from stacklint.syntax.surgery import Value
from syntax.operations import exchange, operate

NEW: dict[str, Value] = {"backend": "kv", "namespace": "n"}


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("s:\n  type: t\n  path: p\nz: 1\n", "type path", "s:\n  backend: kv\n  namespace: n\nz: 1\n"),
        ("s:\n  type: t", "type", "s:\n  backend: kv\n  namespace: n"),
        ("s:\n  a: 1\n  type: t\n  b: 2\n  path: p", "type path",
         "s:\n  a: 1\n  backend: kv\n  namespace: n\n  b: 2\n"),
        ("s:\r\n    type: t # c\r\n    path: p # d\r\n", "type path",
         "s:\r\n    # c\r\n    backend: kv\r\n    namespace: n\r\n    # d\r\n"),
        ("s: {type: t, path: p}\n", "type path", "s: {backend: kv, namespace: n}\n"),
        ("s: {a: 1, type: t, b: 2, path: p}\n", "type path", "s: {a: 1, backend: kv, namespace: n, b: 2}\n"),
        ('{"s": {"type": "t"}}', "type", '{"s": {"backend": "kv", "namespace": "n"}}'),
        ("s:\n  type: t\n  backend: x\n", "type", None),
        ("s:\n  type: t\n  backend: x\n", "type backend", "s:\n  backend: kv\n  namespace: n\n"),
        ("s:\n  <<: {a: 1}\n  type: t\n", "type", None),
        ("s: &x\n  type: t\ny: *x\n", "type", None),
        ("s:\n  type: &x t\ny: *x\n", "type", None),
        ("s:\n  a: 1\n", "type", None),
    ],
)  # fmt: skip
def test_exchange(text: str, names: str, expected: str | None) -> None:
    assert operate(text, exchange("s", names=names.split(), values=NEW)) == expected


def test_exchange_behind_a_dash() -> None:
    text = "- type: t # c\n  path: p\n- 1\n"
    assert (
        operate(text, exchange(0, names=["type", "path"], values=NEW)) == "- # c\n  backend: kv\n  namespace: n\n- 1\n"
    )


def test_exchange_with_the_comments() -> None:
    text = "s:\n  type: t # c\n  # d\n  path: p # e\n  a: 1 # f\n"
    expected = "s:\n  backend: kv\n  namespace: n\n  a: 1 # f\n"
    assert operate(text, exchange("s", names=["type", "path"], values=NEW, drop_comments=True)) == expected
