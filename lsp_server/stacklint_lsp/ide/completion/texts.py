"""The texts that completions put in: escaped for snippets, quoted as YAML and the place want it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from stacklint.syntax.emit import Place as Where
from stacklint.syntax.emit import escaped, spelling
from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.cursor import Cursor

Plain: TypeAlias = str | int | float | bool | None


class Hole(NamedTuple):
    """A piece of a text that the user is asked to look at."""

    text: str


Template: TypeAlias = Sequence[str | Hole]
"""Text and holes in their order; lines end with LF."""


def snippet(template: Template) -> str:
    """A template as editors read it: holes are numbered stops."""
    number = 0
    pieces = []
    for part in template:
        if isinstance(part, Hole):
            number += 1
            pieces.append(f"${{{number}:{escape(part.text)}}}" if part.text else f"${{{number}}}")
        else:
            pieces.append(escape(part))
    return "".join(pieces) + "$0"


def plain(template: Template) -> str:
    """A template as text."""
    return "".join(part.text if isinstance(part, Hole) else part for part in template)


def escape(text: str) -> str:
    """A text that a snippet is to put in as it is."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")


@lru_cache(maxsize=4096)  # proved by reading it back each time, and the same few hundred words come again
def spelt(value: Plain, where: Where) -> str | None:
    """A value as YAML; None for what cannot be written on one line."""
    return spelling(value, where)


def key_text(cursor: Cursor, name: str) -> str:
    """A key as it stands at the cursor."""
    if cursor.json:
        return json.dumps(name)
    return spelt(name, "flow key" if cursor.flow else "key") or name


def value_text(cursor: Cursor, value: Plain) -> str:
    """A single value as it stands at the cursor outside of quotes; empty for what cannot be written on one line."""
    if cursor.json:
        return json.dumps(value)
    return spelt(value, "flow value" if cursor.flow else "value") or ""


def value_content(cursor: Cursor, value: Plain) -> str | None:
    """What to put in for a single value: fitting the quotes that are there, with a closing one where it is missing."""
    lead = " " if cursor.space else ""
    if cursor.within:
        text = value if isinstance(value, str) else spelt(value, "value") or ""
        return None if "}" in text else escaped(text, cursor.quote)
    if cursor.quote:
        text = value if isinstance(value, str) else spelt(value, "value") or ""
        closed = cursor.rows.text.startswith(cursor.quote, cursor.span.end)
        return lead + escaped(text, cursor.quote) + ("" if closed else cursor.quote)
    found = value_text(cursor, value)
    return lead + found if found else None


def value_item(
    place: Place,
    value: Plain,
    kind: ItemKind,
    *,
    detail: str = "",
    documentation: str = "",
    sort: str = "",
    preselect: bool = False,
    deprecated: bool = False,
) -> Item | None:
    """A completion for a single value."""
    content = value_content(place.cursor, value)
    label = value if isinstance(value, str) else spelt(value, "value")
    if content is None or not label:
        return None
    return Item(
        label,
        kind,
        place.cursor.span,
        content,
        detail=detail,
        documentation=documentation,
        sort=sort or label,
        preselect=preselect,
        deprecated=deprecated,
    )


def first_line(text: str) -> str:
    """What an editor without snippets gets of a text of several lines, which it would indent in its own way."""
    return text.split("\n", 1)[0]


def block_item(
    place: Place,
    label: str,
    lines: list[Template],
    kind: ItemKind = ItemKind.SNIPPET,
    *,
    detail: str = "",
    documentation: str = "",
    sort: str = "",
    preselect: bool = False,
    deprecated: bool = False,
    retrigger: bool = False,
) -> Item:
    """A completion of several lines, each relative to the cursor's column."""
    lead = " " if place.cursor.space else ""
    with_holes = any(isinstance(part, Hole) for line in lines for part in line)
    plain_lines = [plain(line) for line in lines]
    text = lead + place.indented(plain_lines)
    content = text
    if with_holes:
        content = lead + place.indented(_snippet_lines(lines))
    return Item(
        label,
        kind,
        place.cursor.span,
        content,
        is_snippet=with_holes,
        plain=first_line(text).rstrip() if "\n" in text else text if with_holes else "",
        detail=detail,
        documentation=documentation,
        sort=sort or label,
        preselect=preselect,
        deprecated=deprecated,
        retrigger=retrigger,
    )


def _snippet_lines(lines: list[Template]) -> list[str]:
    joined: list[str | Hole] = []
    for number, line in enumerate(lines):
        joined += ["\n", *line] if number else line
    return snippet(joined).split("\n")


def yaml_lines(value: object, step: int, dash: int) -> list[str] | None:
    """A mapping of the generated samples as lines in block style; None where something of it cannot be written."""
    lines: list[str] = []
    return lines if _write(value, 0, step, dash, lines) else None


def _write(value: object, column: int, step: int, dash: int, lines: list[str]) -> bool:
    margin = " " * column
    if isinstance(value, dict):
        for key, inner in value.items():
            name = spelt(str(key), "key")
            if name is None:
                return False
            if isinstance(inner, dict | list) and inner:
                lines.append(f"{margin}{name}:")
                deeper = column + (step if isinstance(inner, dict) else dash)
                if not _write(inner, deeper, step, dash, lines):
                    return False
            elif (single := _single(inner)) is not None:
                lines.append(f"{margin}{name}: {single}")
            else:
                return False
        return True
    if isinstance(value, list):
        for item in value:
            inner_lines: list[str] = []
            if isinstance(item, dict | list) and item:
                if not _write(item, column + 2, step, dash, inner_lines):
                    return False
                inner_lines[0] = f"{margin}- {inner_lines[0].lstrip()}"
                lines += inner_lines
            elif (single := _single(item)) is not None:
                lines.append(f"{margin}- {single}")
            else:
                return False
    return True


def _single(value: object) -> str | None:
    if isinstance(value, dict | list):
        return "{}" if isinstance(value, dict) else "[]"
    return spelt(value, "value") if value is None or isinstance(value, str | int | float | bool) else None
