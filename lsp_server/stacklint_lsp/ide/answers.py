"""What the editor is told, as plain data: places are offsets (code points) of the whole file's text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import NamedTuple

from stacklint.engine import Diagnostic
from stacklint.text.edit import Edit
from stacklint.text.span import Span


class Hover(NamedTuple):
    """What to show beside a place."""

    span: Span
    """What it is about."""
    markdown: str


class ItemKind(Enum):
    """What a completion stands for; the names are those of the protocol."""

    PROPERTY = "property"
    VALUE = "value"
    ENUM = "enum member"
    REFERENCE = "reference"
    CLASS = "class"
    VARIABLE = "variable"
    SNIPPET = "snippet"


class Item(NamedTuple):
    """One completion."""

    label: str
    kind: ItemKind
    span: Span
    """What is replaced; the cursor stands in it or at its end."""
    content: str
    """What is put there; with `$1`, `${2:name}` and `$0` where it is a snippet. Lines end with LF."""
    is_snippet: bool = False
    plain: str = ""
    """What is put there for an editor without snippets; empty for the content itself."""
    detail: str = ""
    """Short, beside the label: `string, required`."""
    documentation: str = ""
    """Markdown."""
    sort: str = ""
    """Where it stands in the list; empty for the label."""
    deprecated: bool = False
    preselect: bool = False
    retrigger: bool = False
    """Whether another completion is useful right behind it: the value behind a key."""


class Completions(NamedTuple):
    """The completions at a place."""

    items: tuple[Item, ...]
    complete: bool = True
    """Whether typing on only narrows the list."""


class Definition(NamedTuple):
    """Where a name is declared."""

    origin: Span
    """The name that was asked about."""
    span: Span
    """The whole declaration."""
    name: Span
    """The declared name in it."""


class Highlight(NamedTuple):
    """Another place of the name that was asked about."""

    span: Span
    declares: bool


class Renaming(NamedTuple):
    """What can be renamed at a place."""

    span: Span
    name: str


class RenameRefused(Exception):
    """A name cannot be changed so; the text says why, for people."""


class SymbolKind(Enum):
    """What a symbol is; the protocol's nearest kinds are chosen in `protocol`."""

    SECTION = "section"
    LIST = "list"
    PROVIDER = "provider"
    BACKEND = "backend"
    STORE = "store"
    MODEL = "model"
    RESOURCE = "resource"
    VALUE = "value"


class Symbol(NamedTuple):
    """A part of the outline."""

    name: str
    detail: str
    kind: SymbolKind
    span: Span
    selection: Span
    """The part of it that names it."""
    children: tuple[Symbol, ...] = ()
    container: str = ""
    """For lists of symbols without an outline."""


class Fold(NamedTuple):
    """What can be folded away: from the end of its first line to the end of its last one."""

    span: Span
    is_comment: bool = False


class Hint(NamedTuple):
    """A text shown in the line, which is not in the file."""

    offset: int
    label: str
    tooltip: str = ""


class Lens(NamedTuple):
    """A line above the text that does something when it is chosen."""

    span: Span
    title: str
    command: str
    """`show-references` or `migrate`; only those that the editor has said it knows."""
    places: tuple[Span, ...] = ()


class Link(NamedTuple):
    """A part of the text that leads to a page."""

    span: Span
    url: str
    tooltip: str


class TokenKind(Enum):
    """What a piece of text is, beyond YAML."""

    VARIABLE = "variable"
    """The name in `${env.NAME}`."""
    OPERATOR = "operator"
    """The brackets and signs of an expression."""
    STRING = "string"
    """The default in an expression."""
    REFERENCE = "reference"
    """The name of something declared elsewhere in the file."""
    DECLARATION = "declaration"
    TYPE = "type"
    """A provider or backend type."""


class Token(NamedTuple):
    """A piece of text on one line that is drawn in its own way."""

    span: Span
    kind: TokenKind


class ActionKind(Enum):
    """What an action is for; the value is the protocol's name."""

    QUICK_FIX = "quickfix"
    REFACTOR = "refactor"
    EXTRACT = "refactor.extract"
    REWRITE = "refactor.rewrite"
    FIX_ALL = "source.fixAll.stacklint"


class Action(NamedTuple):
    """Something that can be done to the file."""

    title: str
    kind: ActionKind
    edits: Callable[[], tuple[Edit, ...]]
    """Makes the edits; dear for some, so asked for only when wanted. Nothing where it turns out that there are none."""
    dear: bool = False
    """Whether the edits cost more than a few milliseconds."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What it answers."""
    preferred: bool = False
    annotation: str = ""
    """What the person confirms before the edits are made; empty where nothing needs to be confirmed."""
    data: Mapping[str, str | int] = {}
    """Enough to find the same action again in the same text: see `ide.actions.resolve`."""
