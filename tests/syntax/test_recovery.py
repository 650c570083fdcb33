"""A half-typed text keeps nearly everything, in its place, and what may be missing is marked."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.syntax import recovery
from stacklint.syntax.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.parse import Parsed, parse

TEXT = (Path(__file__).parent / "many-providers.yaml").read_text(encoding="utf-8")
LINES = TEXT.split("\n")

# The line being typed stands deep inside the file: a provider's reference to a backend.
ROW = next(
    index for index, line in enumerate(LINES) if line == "        backend: kv_default" and index > len(LINES) / 2
)

STATES = {
    "key half typed": "        back",
    "colon missing": "        backend kv_default",
    "value missing": "        backend:",
    "value half typed": "        backend: kv_",
    "double quote open": '        backend: "kv_def',
    "single quote open": "        backend: 'kv_def",
    "tab before": "\t\tbackend: kv_default",
    "tab behind the colon": "        backend:\tkv_default",
    "item begun": "        - ",
    "item without a blank": "        -",
    "brace open": "        backend: {",
    "brace open with content": "        backend: {a: b,",
    "bracket open": "        backend: [",
    "expression begun": "        backend: ${env.",
    "expression half typed": "        backend: ${env.KV:",
    "indented too little": "      backend: kv_default",
    "indented far too little": "backend: kv_default",
    "indented too much": "            backend: kv_default",
    "star": "        backend: *",
    "unknown alias": "        backend: *kv",
    "ampersand": "        backend: &",
    "at sign": "        backend: @kv",
    "bar": "        backend: |",
    "conflict marker": "<<<<<<< HEAD",
    "second colon": "        backend: kv: default",
    "question mark": "        ? ",
}


def key_paths(root: Node | None) -> set[tuple[object, ...]]:
    found: set[tuple[object, ...]] = set()
    pending: list[tuple[Node | None, tuple[object, ...]]] = [(root, ())]
    while pending:
        node, path = pending.pop()
        if isinstance(node, Mapping):
            for entry in node.entries:
                found.add((*path, entry.name))
                pending.append((entry.value, (*path, entry.name)))
        elif isinstance(node, Sequence):
            pending.extend((item, (*path, index)) for index, item in enumerate(node.items))
    return found


WHOLE = key_paths(parse(TEXT).root)


def test_there_are_26_states_of_a_large_file() -> None:
    assert len(STATES) == 26
    assert len(WHOLE) > 250


@pytest.mark.parametrize(("state", "inserted"), list(itertools.product(STATES, (False, True))))
def test_with_the_edited_line_nine_tenths_are_kept(state: str, inserted: bool) -> None:
    lines = [*LINES[:ROW], STATES[state], *LINES[ROW if inserted else ROW + 1 :]]
    text = "\n".join(lines)
    parsed = recovery.read(text, edited_line=ROW)
    kept = key_paths(parsed.root)
    assert len(WHOLE & kept) >= 0.9 * len(WHOLE)
    assert parsed.problems == parse(text).problems
    if parsed.stop is not None:
        assert [span.of(text) for span in parsed.blanked] == [STATES[state]]


@pytest.mark.parametrize("state", STATES)
def test_without_the_edited_line_nine_tenths_are_kept_too(state: str) -> None:
    parsed = recovery.read("\n".join([*LINES[:ROW], STATES[state], *LINES[ROW + 1 :]]))
    assert len(WHOLE & key_paths(parsed.root)) >= 0.9 * len(WHOLE)


def test_sound_text_is_only_parsed() -> None:
    parsed = recovery.read(TEXT, edited_line=3)
    assert (parsed.stop, parsed.blanked, parsed.problems) == (None, (), ())
    assert incomplete(parsed) == []


def incomplete(parsed: Parsed) -> list[str]:
    """The names of all entries that are marked."""
    found = []
    pending: list[Node | None] = [tree.root for tree in parsed.documents]
    while pending:
        node = pending.pop(0)
        if isinstance(node, Mapping):
            found += [entry.name for entry in node.entries if entry.incomplete]
            pending += [entry.value for entry in node.entries]
        elif isinstance(node, Sequence):
            pending += node.items
    return found


def entry_at(root: Node | None, *path: str) -> Entry:
    node = root
    for name in path[:-1]:
        assert isinstance(node, Mapping)
        node = node.get(name)
    assert isinstance(node, Mapping)
    entry = node.entry(path[-1])
    assert entry is not None
    return entry


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        # The line stood among the entries of b, so nothing may be missed in a and b; c is whole.
        ("a:\n  b:\n    x: 1\n    y: [\n  c:\n    z: 1\n", ["a", "b"]),
        # Behind the last entry of b: it may have belonged to b, by its indentation.
        ("a:\n  b:\n    x: 1\n    y 'z\n  c: 1\n", ["a", "b"]),
        # The same place with the indentation of b: it stood beside it.
        ("a:\n  b:\n    x: 1\n  y: 'z\n  c: 1\n", ["a"]),
        ("a:\n- b: 1\n  c: @\n- d: 1\n", ["a"]),
        ("a: 1\nb: @\nc: 1\n", []),
    ],
)
def test_what_may_have_lost_something_is_marked(text: str, marked: list[str]) -> None:
    parsed = recovery.read(text)
    root = parsed.root
    assert isinstance(root, Mapping)
    assert root.incomplete
    assert incomplete(parsed) == marked


def test_a_list_and_the_item_that_lost_a_line_are_incomplete() -> None:
    root = recovery.read("a:\n- b: 1\n  c: @\n- d: 1\n").root
    items = entry_at(root, "a").value
    assert isinstance(items, Sequence)
    assert items.incomplete
    first, second = items.items
    assert isinstance(first, Mapping)
    assert isinstance(second, Mapping)
    assert first.incomplete
    assert not second.incomplete


def test_places_stay_where_they_were() -> None:
    text = "a: 1\r\nb: é@ [\r\nc: 'x\r\nd: 2\r\n"
    parsed = recovery.read(text)
    assert [span.of(text) for span in parsed.blanked] == ["c: 'x"]
    assert entry_at(parsed.root, "d").span.of(text) == "d: 2"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_merge_conflict_leaves_both_versions(end: str) -> None:
    text = "a: 1\n<<<<<<< ours\nb: 1\n=======\nb: 2\n>>>>>>> theirs\nc:\n  d: 1\n".replace("\n", end)
    parsed = recovery.read(text)
    root = parsed.root
    assert isinstance(root, Mapping)
    assert [entry.name for entry in root.entries] == ["a", "b", "b", "c"]
    assert [span.of(text) for span in parsed.blanked] == ["<<<<<<< ours", "=======", ">>>>>>> theirs"]


def test_several_broken_places() -> None:
    text = "".join(f"k{index}:\n  a: 1\n  b: @\n" for index in range(5))
    parsed = recovery.read(text)
    assert len(parsed.blanked) == 5
    assert {f"k{index}" for index in range(5)} <= {str(path[0]) for path in key_paths(parsed.root)}


def test_too_many_broken_places_keep_what_stands_before() -> None:
    text = "first: 1\nsecond: {x: 1}\n" + "".join(f"k{index}: @\n" for index in range(100))
    parsed = recovery.read(text)
    assert {("first",), ("second", "x")} <= key_paths(parsed.root)
    assert len(parsed.problems) == 1


def test_other_documents_are_whole() -> None:
    parsed = recovery.read("a:\n  b: 1\n---\nc: @\nd: 1\n---\ne: 1\n")
    roots = [tree.root for tree in parsed.documents]
    assert [isinstance(root, Mapping) and root.incomplete for root in roots] == [False, True, False]


@given(st.data())
def test_any_damage_gives_a_tree_or_nothing_within_bounds(data: st.DataObject) -> None:
    lines = list(LINES[150:230])
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.integers(0, len(lines) - 1))
        at = data.draw(st.integers(0, len(lines[row])))
        lines[row] = lines[row][:at] + data.draw(st.sampled_from([*"'\"[]{}:-|>&*!@\t#%", "\x00"])) + lines[row][at:]
    text = "\n".join(lines)
    parsed = recovery.read(text, data.draw(st.none() | st.integers(-1, 100)))
    assert parsed.problems == parse(text).problems
    for tree in parsed.documents:
        pending = [tree.root]
        while pending:
            node = pending.pop()
            if node is None or isinstance(node, Scalar | Alias):
                continue
            assert 0 <= node.start <= node.end <= len(text)
            values = [entry.value for entry in node.entries] if isinstance(node, Mapping) else node.items
            pending += [target(value) for value in values if not isinstance(value, Alias)]
