"""Configurations inside Kubernetes objects are found, and everything in them has its place in the file."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stacklint.syntax.embedded import Embedded, embedded_in
from stacklint.syntax.nodes import Mapping, Node, Scalar
from stacklint.syntax.parse import parse
from stacklint.text import Edit, Span, apply_edits

INNER = """\
version: 2
providers:
  inference:
  - provider_id: ollama  # local
    provider_type: remote::ollama

storage: {}
"""


def indented(text: str, depth: int) -> str:
    return "".join((" " * depth + line if line.strip() else line) for line in text.splitlines(keepends=True))


def config_map(inner: str = INNER, header: str = "|", key: str = "run.yaml", depth: int = 4) -> str:
    return f"""\
apiVersion: v1
kind: ConfigMap
metadata:
  name: stack-config
  namespace: ai
data:
  readme: |
    nothing of ours
  {key}: {header}
{indented(inner, depth)}  last: 'x'
"""


def found_in(text: str) -> list[Embedded]:
    parsed = parse(text)
    assert parsed.problems == ()
    return [embedded for tree in parsed.documents for embedded in embedded_in(text, tree.root)]


@pytest.mark.parametrize("key", ["run.yaml", "config.yaml", "stack_run_config.yaml", "anything"])
def test_any_key_of_a_config_map(key: str) -> None:
    (found,) = found_in(config_map(key=key))
    assert (found.kind, found.namespace, found.name, found.key) == ("ConfigMap", "ai", "stack-config", key)
    assert found.text == INNER
    assert found.editable
    assert not found.in_template
    assert isinstance(found.parsed.root, Mapping)


@pytest.mark.parametrize("header", ["|", "|-", "|+", "|2", "|  # here it is", "&a |"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_character_of_a_literal_has_its_place(header: str, end: str) -> None:
    text = config_map(header=header).replace("\n", end)
    (found,) = found_in(text)
    assert found.editable
    assert [text[found.outer_offset(index)] for index in range(len(found.text))] == list(
        found.text if end == "\n" else found.text.replace("\n", "\r")
    )
    start = found.text.index("remote::ollama")
    assert found.outer_span(Span(start, start + 14)).of(text) == "remote::ollama"


def test_folded_and_flow_scalars_are_not_edited() -> None:
    # In a folded text the lines of a configuration stay apart only with empty lines between them.
    folded = "version: 2\n\nproviders: {inference: [{provider_type: a}]}\n"
    quoted = json.dumps(INNER)
    as_json = json.dumps({"kind": "ConfigMap", "apiVersion": "v1", "data": {"c": INNER}})
    for text in (config_map(folded, header=">"), f"kind: ConfigMap\napiVersion: v1\ndata:\n  c: {quoted}\n", as_json):
        (found,) = found_in(text)
        assert not found.editable
        start = found.text.index("provider_type")
        assert found.outer_span(Span(start, start + 13)).of(text) == "provider_type"


def test_lists_documents_and_custom_resources() -> None:
    first = config_map(key="a")
    header = "apiVersion: ogx.io/v1beta1\nkind: OGXServer\nmetadata: {name: x}\nspec:\n  deep:\n"
    second = f"{header}  - config: |\n{indented(INNER, 6)}"
    assert [(found.kind, found.key) for found in found_in(f"{first}---\n{second}")] == [
        ("ConfigMap", "a"),
        ("OGXServer", "config"),
    ]
    items = "".join(f"- {indented(item, 2)[2:]}" for item in (first, second))
    assert [found.name for found in found_in(f"kind: List\napiVersion: v1\nitems:\n{items}")] == ["stack-config", "x"]


def test_objects_of_a_template_are_in_it() -> None:
    text = f"kind: Template\napiVersion: v1\nobjects:\n- {indented(config_map(), 2)[2:]}parameters:\n- name: P\n"
    (found,) = found_in(text)
    assert found.in_template
    assert (found.kind, found.name) == ("ConfigMap", "stack-config")


@pytest.mark.parametrize(
    "text",
    [
        # No Kubernetes object.
        f"data:\n  run.yaml: |\n{indented(INNER, 4)}",
        # Binary data is only recognised.
        "kind: ConfigMap\napiVersion: v1\nbinaryData:\n  run.yaml: |\n    cHJvdmlkZXJfdHlwZQ==\n    provider_type\n",
        # A build configuration, and a script that writes one.
        config_map("version: 2\ndistribution_spec:\n  providers:\n    inference:\n    - provider_type: a\n"),
        config_map("#!/bin/sh\necho 'provider_type: x' > run.yaml\n"),
        "kind: ConfigMap\napiVersion: v1\n",
        "- kind: ConfigMap\n",
        "",
    ],
)
def test_nothing_to_find(text: str) -> None:
    assert found_in(text) == []


def test_a_broken_inner_text_is_found_all_the_same() -> None:
    (found,) = found_in(config_map(INNER + "apis: [a\nserver: {}\n"))
    assert found.parsed.stop is not None
    assert isinstance(found.parsed.root, Mapping)


# Edits ---------------------------------------------------------------------------------------------------------------

LINE = st.sampled_from(["a: 1", "# c", "b: {c: d}", "", "e: 'f'"])


@given(st.data())
def test_whole_lines_are_changed_in_place(data: st.DataObject) -> None:
    """An edit that keeps lines whole does to the file exactly what it does to the inner text."""
    depth = data.draw(st.integers(3, 8))
    header = data.draw(st.sampled_from(["|", "|+"]))
    text = config_map(depth=depth, header=header)
    (found,) = found_in(text)
    starts = [0, *(index + 1 for index, character in enumerate(found.text) if character == "\n")]
    first, last = sorted((data.draw(st.sampled_from(starts)), data.draw(st.sampled_from(starts))))
    content = "".join(line + "\n" for line in data.draw(st.lists(LINE, max_size=3)))
    edit = Edit(Span(first, last), content)
    inner = apply_edits(found.text, [edit])
    # The first line says how deep a block scalar stands; no configuration begins with an indented line.
    assume(not inner.lstrip("\n").startswith(" "))
    outer = apply_edits(text, [found.outer_edit(text, edit)])
    parsed = parse(outer)
    assert parsed.problems == ()
    assert text_at(parsed.root, "data", "last") == "x"
    changed = text_at(parsed.root, "data", "run.yaml")
    # A literal block ends with one line end, or with all (`|+`); and it begins at its first line with content.
    assert without_blank_ends(changed) == without_blank_ends(inner)


@given(st.data())
def test_pieces_of_a_line_are_changed_in_place(data: st.DataObject) -> None:
    newline = data.draw(st.sampled_from(["\n", "\r\n"]))
    text = config_map().replace("\n", newline)
    (found,) = found_in(text)
    at = data.draw(st.integers(0, len(found.text) - 1))
    end = data.draw(st.integers(at, found.text.index("\n", at)))
    content = data.draw(st.sampled_from(["x", "x\ny", "x: 1\n  y", "é😀", "x\n  ", "x\n\n  y"]))
    edit = Edit(Span(at, end), content)
    outer = apply_edits(text, [found.outer_edit(text, edit)])
    assert text_at(parse(outer).root, "data", "run.yaml") == apply_edits(found.text, [edit])
    # An edit brings the line ends that the file has.
    assert outer.count("\n") == outer.count(newline)


def test_blank_lines_at_the_beginning_have_no_margin() -> None:
    text = config_map("\n\n" + INNER)
    (found,) = found_in(text)
    assert found.text == "\n\n" + INNER
    edit = Edit(Span(2, 2), "first: 1\n")
    assert apply_edits(text, [found.outer_edit(text, edit)]) == config_map("\n\nfirst: 1\n" + INNER)


def without_blank_ends(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def text_at(root: Node | None, *path: str) -> str:
    node = root
    for name in path:
        assert isinstance(node, Mapping)
        node = node.get(name)
    assert isinstance(node, Scalar)
    return node.text
