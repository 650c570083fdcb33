"""What is known of the cursor's place."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from stacklint.syntax.path import Path
from stacklint.text.span import Span
from stacklint_lsp.ide.cursor.climbing import Level
from stacklint_lsp.ide.cursor.rows import Rows


class Typing(Enum):
    """What is being typed."""

    KEY = "key"
    """A key of the mapping at `path`."""
    VALUE = "value"
    """The value at `path`, on the line of its key or between brackets: a single value or a bracket."""
    ITEM = "item"
    """The list item at `path`, behind its dash: a single value or the first key of a mapping."""
    DASH = "dash"
    """An item of the list at `path`, at the column of the list's dashes; the dash is still to be written."""
    BLOCK = "block"
    """The value at `path`, below its key: the first key, the first dash, or a single value."""


class Cursor(NamedTuple):
    """A place where something can be typed; places are those of the whole file."""

    path: Path
    typing: Typing
    span: Span
    """The word around the cursor, which a completion replaces; without quotes."""
    offset: int
    column: int
    """Where keys or dashes written here stand, in columns of the file."""
    leading: int
    """How many blank columns the line begins with; an editor puts as many before each further line of a completion."""
    rows: Rows
    levels: tuple[Level, ...] = ()
    quote: str = ""
    flow: bool = False
    colon: bool = False
    """Whether a colon follows the key already."""
    parent: bool = False
    """Whether the value of the key stands below already: deeper lines that belong to nothing else."""
    json: bool = False
    """Whether the whole file is one pair of brackets, in which keys and texts stand in double quotes."""
    within: bool = False
    """Whether the word is a part of a value: the default in an expression."""
    space: bool = False
    """Whether a space must be written first: right behind a dash or colon."""
    list_path: Path | None = None
    """Of the list whose dashes stand at the column of the keys."""
    entries: tuple[tuple[Path, dict[str, str]], ...] = ()
    """The mappings between brackets around the cursor."""

    @property
    def prefix(self) -> str:
        """What of the word stands before the cursor."""
        return self.rows.text[self.span.start : self.offset]

    @property
    def word(self) -> str:
        """The word around the cursor."""
        return self.span.of(self.rows.text)

    def keys_at(self, path: Path) -> dict[str, str]:
        """The keys of the mapping at *path* around the cursor, with their single values; the key typed now left out."""
        for place, entries in self.entries:
            if place == path:
                return entries
        here = self.rows.lines.position(self.offset).line
        for level in self.levels:
            if level.path == path:
                own = level.line != here or not (self.typing is Typing.KEY and path == self.path)
                return self.rows.siblings(level.line, level.column, own=own)
        if path == self.path and self.typing is Typing.ITEM and not self.flow:
            return self.rows.siblings(here, self.column - self.rows.margin, own=False)
        return {}
