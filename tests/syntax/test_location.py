"""The nodes around a place of a document."""

from __future__ import annotations

import pytest

from stacklint.syntax.location import nodes_at
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.parse import parse


def around(marked: str) -> list[tuple[str, str]]:
    """Paths and texts (of scalars) of the steps at `<|>`, from the root down; a key's path ends in a question mark."""
    offset = marked.index("<|>")
    text = marked.replace("<|>", "")
    steps = nodes_at(parse(text).root, offset)
    return [
        (
            "/".join(map(str, step.path)) + ("?" if step.is_key else ""),
            step.node.text if isinstance(step.node, Scalar) else "",
        )
        for step in steps
    ]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("a: b<|>\n", ("a", "b")),
        ("a: <|>b\n", ("a", "b")),
        ("<|>a: b\n", ("a?", "a")),
        ("a<|>: b\n", ("a?", "a")),
        ("a: {b: 'c<|>'}\n", ("a/b", "c")),
        ("a:\n- x\n- <|>y\n", ("a/1", "y")),
        ("a:\n- b: 1\n  c: 2<|>\n", ("a/0/c", "2")),
        ("a: [x,<|>y]\n", ("a/1", "y")),
    ],
)
def test_the_innermost_node(marked: str, expected: tuple[str, str]) -> None:
    assert around(marked)[-1] == expected


def test_every_node_on_the_way_down() -> None:
    assert [path for path, _ in around("a:\n- b: {c: <|>d}\n")] == ["", "a", "a/0", "a/0/b", "a/0/b/c"]


@pytest.mark.parametrize("marked", ["<|>", "# note<|>\na: b\n", "a: b\n\n<|>\n"])
def test_nothing_stands_outside_of_the_root(marked: str) -> None:
    assert around(marked) == []


def test_between_two_entries_only_the_mapping_is_around() -> None:
    assert [path for path, _ in around("a: b\n<|>\nc: d\n")] == [""]


def test_an_alias_is_not_followed() -> None:
    assert [path for path, _ in around("a: &x {b: 1}\nc: *x<|>\n")] == ["", "c"]
