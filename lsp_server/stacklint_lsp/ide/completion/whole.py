"""Whole items of lists: put in behind a dash, or with one where it is still to be written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stacklint.syntax.path import Path
from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.completion.texts import Template, block_item
from stacklint_lsp.ide.cursor import Typing


class Whole(NamedTuple):
    """One possible item of a list, without its dash."""

    label: str
    lines: list[Template]
    kind: ItemKind = ItemKind.SNIPPET
    detail: str = ""
    documentation: str = ""
    sort: str = ""
    deprecated: bool = False


class Spot(NamedTuple):
    """A list into which an item may be put at the cursor."""

    path: Path
    needs_dash: bool


def spots(place: Place) -> Iterator[Spot]:
    """The lists that a whole item may be put into; only in block style."""
    cursor = place.cursor
    if cursor.flow or cursor.quote or cursor.colon or cursor.parent:
        return
    match cursor.typing:
        case Typing.ITEM:
            if not cursor.keys_at(cursor.path):
                yield Spot(cursor.path[:-1], needs_dash=False)
        case Typing.DASH | Typing.BLOCK:
            yield Spot(cursor.path, needs_dash=True)
        case Typing.KEY:
            if cursor.list_path is not None:
                yield Spot(cursor.list_path, needs_dash=True)
        case Typing.VALUE:
            pass


def put(place: Place, spot: Spot, whole: Whole) -> Item:
    """The completion that puts an item into a list."""
    lines = whole.lines
    label = whole.label
    if spot.needs_dash:
        label = f"- {label}"
        lines = [["- ", *lines[0]], *(["  ", *line] for line in lines[1:])]
    return block_item(
        place,
        label,
        lines,
        whole.kind,
        detail=whole.detail,
        documentation=whole.documentation,
        sort=f"{'4' if place.cursor.typing is Typing.KEY else '00'}{whole.sort or whole.label}",
        deprecated=whole.deprecated,
    )
