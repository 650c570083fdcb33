"""The picture of a configuration's storage as plain data: who keeps what where."""

from __future__ import annotations

from enum import Enum

from stacklint.rules.record import Severity
from stacklint.syntax.path import Path
from stacklint_schemas.typed import NamedTuple


class Column(Enum):
    """The four steps from a user to its data, in the order in which they are drawn."""

    USER = "user"
    """A provider, or a section of the server."""
    STORE = "store"
    """A slot with a namespace or table."""
    BACKEND = "backend"
    PLACE = "place"
    """A physical store: a file or a database."""


class State(Enum):
    """How a part differs from one that is written and works."""

    WRITTEN = "written"
    DEFAULT = "default"
    """Not in the file: the server assumes it."""
    MISSING = "missing"
    """A name that nothing declares."""
    UNKNOWN = "unknown"
    """What it is depends on something that is not in the file."""
    UNUSED = "unused"
    """Declared, and nothing refers to it."""
    INLINE = "inline"
    """A whole store written where it is used, as releases before named backends did."""
    IGNORED = "ignored"
    """Such a store in a release that does not read it any more."""
    WRONG_FAMILY = "wrong family"
    """A reference to a backend of the other family."""


class Mark(NamedTuple):
    """A finding about a part of the picture."""

    severity: Severity
    rule: str
    message: str
    line: int
    """Where it was found, counted from 0."""


class Node(NamedTuple):
    """A box of the picture."""

    key: str
    """Unique in its graph, and the same for the same text."""
    column: Column
    title: str
    details: tuple[str, ...]
    """What stands below the title, the most important first; never a secret."""
    folder: str = ""
    """Where the file lies whose name is the title."""
    state: State = State.WRITTEN
    family: str = ""
    """`kv` or `sql` for stores and backends, empty where it is not known."""
    condition: str = ""
    """`if MILVUS_URL is set` for what is switched on by a variable."""
    hint: str = ""
    """More about it, of less weight than the details: `from $SQLITE_STORE_DIR`."""
    path: Path | None = None
    """In its document; None for what is not written."""
    line: int | None = None
    """Where it begins in the file, counted from 0; for what is not written, the nearest thing that is."""
    marks: tuple[Mark, ...] = ()


class Edge(NamedTuple):
    """A line of the picture, from a column to one right of it."""

    source: str
    target: str
    state: State = State.WRITTEN
    family: str = ""
    note: str = ""
    """What is special about it, for people: `needs a kv backend`."""
    marks: tuple[Mark, ...] = ()


class Bystander(NamedTuple):
    """A provider without a line to any store."""

    title: str
    api: str
    reason: str
    """Why: `keeps nothing`, `switched off`, ..."""
    line: int
    path: Path
    marks: tuple[Mark, ...] = ()


class Graph(NamedTuple):
    """One configuration."""

    name: str
    """The file, and where it stands in it, for people."""
    release: str
    """Which release reads it so: `ogx 1.5.0`."""
    reason: str
    """Why that one: `1.0.0 to 1.5.0, inferred`."""
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    bystanders: tuple[Bystander, ...] = ()
    elsewhere: tuple[Mark, ...] = ()
    """Findings about things that are not drawn."""
    notes: tuple[str, ...] = ()
    """What the picture cannot show, for people."""
