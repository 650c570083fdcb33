"""The way from a line up to the root, told by indentation alone."""

from __future__ import annotations

from typing import NamedTuple

from stacklint.syntax.path import Path
from stacklint_lsp.ide.cursor.rows import Row, Rows


class Level(NamedTuple):
    """A mapping in block style around the cursor."""

    path: Path
    line: int
    """One of its lines."""
    column: int
    """Where its keys stand."""


class Way(NamedTuple):
    """Where a collection stands in the document."""

    path: Path
    levels: tuple[Level, ...]
    """The mappings on the way, the root first."""


class _Climb:
    """Steps and mappings found so far, the innermost first."""

    def __init__(self, line: int, column: int, is_list: bool) -> None:
        self.steps: list[str | int] = []
        self.mappings: list[tuple[int, int, int]] = []
        """How many steps were known, a line, and the column of each mapping."""
        self.column = column
        self.is_list = is_list
        self.count = 0
        """Items of the present list above the one that the way leads through."""
        if not is_list:
            self.mappings.append((0, line, column))

    def leave_list(self) -> None:
        self.steps.append(self.count)
        self.count = 0

    def enter_mapping(self, row: Row) -> None:
        self.is_list = False
        self.column = row.column
        self.mappings.append((len(self.steps), row.number, row.column))

    def enter_list(self, column: int) -> None:
        self.is_list = True
        self.column = column
        self.count = 0

    def way(self) -> Way:
        path = tuple(reversed(self.steps))
        levels = (Level(path[: len(path) - known], line, column) for known, line, column in reversed(self.mappings))
        return Way(path, tuple(levels))


def climb(rows: Rows, row: Row | int, column: int, *, is_list: bool) -> Way | None:
    """The way to the collection whose keys or dashes stand at *column* in a line; None where no collection can be.

    The path of a list ends with the number of the item that begins on this line.
    """
    number = row if isinstance(row, int) else row.number
    climb = _Climb(number, column, is_list)
    if not isinstance(row, int) and not _through_dashes(climb, row):
        return None
    for each in rows.numbers_above(number, lambda: climb.column):
        if rows.is_item(each, climb.column):
            # Nearly all that a long list has above the cursor: neighbours, or what belongs to a neighbouring key.
            climb.count += climb.is_list
            continue
        above = rows.row(each)
        if rows.is_marker(above):
            break
        if not rows.is_closing(above) and not _step(climb, above):
            return None
    if climb.is_list:
        return None
    below = next(rows.below(number, climb.column), None) if climb.column else None
    if below is not None and below.indent < climb.column:
        return None
    return climb.way()


def _step(climb: _Climb, row: Row) -> bool:
    """Go on from a line that begins at the present column or before it; False where the indentation makes no sense."""
    if climb.is_list:
        if climb.column in row.dashes:
            climb.count += 1
            return _through_dashes(climb, row) if row.dashes[0] != climb.column else True
        if row.key is None or not row.opens or row.column > climb.column:
            return False
        climb.leave_list()
        climb.steps.append(row.key)
        climb.enter_mapping(row)
        return _through_dashes(climb, row)
    if row.key is not None and row.column == climb.column:
        return _through_dashes(climb, row)
    if row.dashes and row.dashes[0] == climb.column:
        # A list whose dashes stand below its key: the value of a neighbour.
        return True
    if row.key is not None and row.column < climb.column:
        if not row.opens:
            return False
        climb.steps.append(row.key)
        climb.enter_mapping(row)
        return _through_dashes(climb, row)
    if row.dashes and row.key is None and row.opens and row.dashes[-1] < climb.column:
        climb.enter_list(row.dashes[-1])
        return _through_dashes(climb, row)
    return False


def _through_dashes(climb: _Climb, row: Row) -> bool:
    """Go on through the dashes before the present collection on one line."""
    for column in reversed(row.dashes):
        if column >= climb.column:
            continue
        if climb.is_list:
            climb.leave_list()
        climb.enter_list(column)
    return True
