"""Incremental sync against the simplest thing that could be right, over all line ends, characters and encodings."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lsp.editor import PUBLISHING, editing, play
from stacklint.text.lines import ColumnUnit, Position
from stacklint_lsp.protocol.documents import Change, TextDocument, first_difference

UNITS: tuple[ColumnUnit, ...] = ("utf-8", "utf-16", "utf-32")

PIECES = (
    "a",
    "key: ",
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    "\u0085",
    "\f",
    "\v",
    "\x1c",
    "é",
    "\U0001f999",
    "\ufeff",
    "${env.X}",
)
"""Letters, all line ends, what only Python takes for one, and characters of one to four bytes and of two units."""

texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
places = st.tuples(st.integers(0, 9), st.integers(0, 12))
scripts = st.lists(st.tuples(places, places, texts), max_size=6)


def size(character: str, unit: ColumnUnit) -> int:
    return {"utf-8": len(character.encode()), "utf-16": len(character.encode("utf-16-le")) // 2, "utf-32": 1}[unit]


def reference_offset(text: str, place: tuple[int, int], unit: ColumnUnit) -> int:
    """Walk there, as the protocol's specification describes it, without any of our code."""
    lines = re.split(r"(\r\n|\n|\r)", text)
    line, column = place
    if 2 * line >= len(lines):
        return len(text)
    offset = sum(map(len, lines[: 2 * line]))
    for character in lines[2 * line]:
        column -= size(character, unit)
        if column < 0:
            break
        offset += 1
    return offset


def reference(text: str, first: tuple[int, int], last: tuple[int, int], content: str, unit: ColumnUnit) -> str:
    start = reference_offset(text, first, unit)
    end = max(start, reference_offset(text, last, unit))
    return text[:start] + content + text[end:]


@pytest.mark.parametrize("unit", UNITS)
@given(text=texts, script=scripts)
@example(text="a\u2028b\nc", script=[((1, 0), (1, 1), "d")])
@example(text="a\r\nb", script=[((0, 2), (0, 2), "x")])
@example(text="\r", script=[((1, 0), (1, 0), "\n")])
def test_changes_one_by_one(unit: ColumnUnit, text: str, script: list[Any]) -> None:
    document = TextDocument("file:///run.yaml", 1, text, unit)
    expected = text
    for version, (first, last, content) in enumerate(script, start=2):
        document = document.changed(version, [Change(Position(*first), Position(*last), content)])
        expected = reference(expected, first, last, content, unit)
        assert document.text == expected
        assert document.version == version


@pytest.mark.parametrize("unit", UNITS)
@given(text=texts, script=scripts)
def test_changes_all_at_once(unit: ColumnUnit, text: str, script: list[Any]) -> None:
    document = TextDocument("file:///run.yaml", 1, text, unit)
    changes = [Change(Position(*first), Position(*last), content) for first, last, content in script]
    expected = text
    for first, last, content in script:
        expected = reference(expected, first, last, content, unit)
    assert document.changed(2, changes).text == expected


@pytest.mark.parametrize("unit", UNITS)
@given(text=texts, line=st.integers(0, 9), column=st.integers(0, 12))
def test_places_there_and_back(unit: ColumnUnit, text: str, line: int, column: int) -> None:
    document = TextDocument("file:///run.yaml", 1, text, unit)
    offset = document.offset(Position(line, column))
    assert offset == reference_offset(text, (line, column), unit)
    place = document.lines.position_in(unit, offset)
    assert document.offset(place) == offset or text[offset - 1 : offset + 1] == "\r\n"


@given(old=texts, new=texts)
def test_the_first_difference(old: str, new: str) -> None:
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    assert first_difference(old, new) == len(re.findall(r"\r\n|\n|\r", new[:same]))


def test_the_line_that_is_typed_in() -> None:
    document = TextDocument("file:///run.yaml", 1, "a: 1\nb: 2\nc: 3\n", "utf-16")

    def after(*changes: Change | str) -> int | None:
        return document.changed(2, changes).edited_line

    at = Position(1, 4)
    assert after(Change(at, at, "x")) == 1
    assert after(Change(at, at, "\n  ")) == 1, "the new line is empty, so what is half typed is the one before it"
    assert after(Change(at, at, "\nd: 4\n")) == 2
    assert after("a: 1\nb: 5\nc: 3\n") == 1, "also where the whole text was sent"
    assert after() is None


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        (["utf-16"], "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-8", "utf-16", "utf-32"], "utf-32"),
        (["utf-7"], "utf-16"),
    ],
)
def test_the_encoding_is_agreed_on(offered: list[str] | None, chosen: str) -> None:
    async def scene() -> None:
        announced = {} if offered is None else {"general": {"positionEncodings": offered}}
        async with editing({**PUBLISHING, **announced}) as editor:
            assert editor.server.documents.unit == chosen
            # Three more characters than code points in UTF-8, one more in UTF-16.
            line = "image_name: \U0001f999, storage: {backends: {}}\nproviders: {inference: [{provider_type: 1}]}\n"
            editor.open("file:///run.yaml", "# \U0001f999 x: 1\nkey: value\n" + line)
            columns = {"utf-8": 6, "utf-16": 4, "utf-32": 3}
            start = {"line": 0, "character": columns[chosen]}
            editor.change("file:///run.yaml", 2, {"range": {"start": start, "end": start}, "text": "!"})
            await editor.quiet()
            document = editor.server.documents.get("file:///run.yaml")
            assert document is not None
            assert document.text.startswith("# \U0001f999! x: 1\n")

    play(scene)
