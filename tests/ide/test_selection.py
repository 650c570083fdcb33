"""Selections grow strictly, from a word to the whole file."""

from __future__ import annotations

import itertools

import pytest

from ide import named
from ide.cursor import analyse, at
from stacklint_lsp.ide.selection import ranges

STACK = """\
version: 2
providers:
  files: [{provider_id: local, provider_type: 'inline::localfs'}]
storage:
  stores:
    metadata: {backend: "${env.KV:=kv_de<|>fault}", namespace: r}
    inference: {backend: sql_default, table_name: t}
"""


def texts(marked: str) -> list[str]:
    """What is selected by each step, without the steps that are whole lines and more."""
    analysis, offset = at(marked)
    found = [span.of(analysis.text) for span in ranges(analysis, offset)]
    return [text for text in found if "\n" not in text]


def test_from_the_word_to_the_file() -> None:
    analysis, offset = at(STACK)
    text = analysis.text
    entry = 'metadata: {backend: "${env.KV:=kv_default}", namespace: r}'
    stores = text[text.index("stores:") :].rstrip("\n")
    assert [span.of(text) for span in ranges(analysis, offset)] == [
        "kv_default",
        "${env.KV:=kv_default}",
        '"${env.KV:=kv_default}"',
        'backend: "${env.KV:=kv_default}"',
        'backend: "${env.KV:=kv_default}", namespace: r',
        '{backend: "${env.KV:=kv_default}", namespace: r}',
        entry,
        stores.partition("\n")[2].lstrip(),
        stores,
        f"storage:\n  {stores}",
        text.rstrip("\n"),
        text,
    ]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (STACK.replace("<|>", "").replace("local,", "lo<|>cal,"), ["local", "provider_id: local"]),
        (STACK.replace("<|>", "").replace("'inline", "'in<|>line"), ["inline", "inline::localfs", "'inline::localfs'"]),
        (STACK.replace("<|>", "").replace("version", "<|>version"), ["version", "version: 2"]),
    ],
)
def test_the_first_steps(marked: str, expected: list[str]) -> None:
    assert texts(marked)[: len(expected)] == expected


def test_every_place_of_an_embedded_configuration() -> None:
    text = named.embedded(STACK.replace("<|>", ""))
    analysis = analyse(text)
    start = text.index("version: 2")
    for offset in range(start, len(text)):
        found = ranges(analysis, offset)
        assert found[-1].of(text) == text
        assert all(span.covers(offset) for span in found)
        assert all(outer.contains(inner) and outer != inner for inner, outer in itertools.pairwise(found))


def test_around_an_embedded_configuration_stands_its_object() -> None:
    text = named.embedded(STACK.replace("<|>", ""))
    found = [span.of(text) for span in ranges(analyse(text), text.index("version: 2"))]
    firsts = [each.partition("\n")[0] for each in found]
    assert firsts[:3] == ["version", "version: 2", "version: 2"]
    assert firsts[-4:] == ["run.yaml: |", "data:", "apiVersion: v1", "apiVersion: v1"]


@pytest.mark.parametrize("text", ["", "services:\n  web: {image: x}\n"])
def test_nothing_in_foreign_text(text: str) -> None:
    assert ranges(analyse(text), 0) == ()
