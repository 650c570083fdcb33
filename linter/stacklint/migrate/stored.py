"""What upstream does to stored data from release to release."""

from __future__ import annotations

from functools import cache

from stacklint_schemas import Knowledge, ReleaseSet
from stacklint_schemas.typed import NamedTuple


class Break(NamedTuple):
    """Data that lies where it is looked for, in a form that is not read there."""

    data: frozenset[str]
    """Keyspaces, or paths of slots without one."""
    written: ReleaseSet
    sought: ReleaseSet
    reason: str
    repair: str = ""
    """An SQL statement for each `{table}` that helps; empty where nothing does."""


class Folder(NamedTuple):
    """A folder that upstream moves when it starts."""

    old: str
    new: str
    before: ReleaseSet
    reason: str


NEEDS = {"vector_io": "registry"}
"""Data that is found only by way of other data."""

REBUILT = frozenset({"connectors", "quota"})
"""Data that is made anew at each start, or lives for a short while."""

UNREAD = {"agents": "agent-sessions", "quota": "server-limits"}

OTHER_FAMILY = {"prompts": "sql-stores", "connectors": "sql-stores", "batches": "sql-stores"}

MOVES = {"vector_io": ("vector_stores", "vector-store-metadata")}

TABLES = {"storage.stores.inference": "honoured-inference-table", "responses": "honoured-responses-table"}


@cache
def breaks(knowledge: Knowledge) -> tuple[Break, ...]:
    """In release order."""
    parse = knowledge.catalogue.parse
    owned = frozenset({"storage.stores.inference", "responses", "files", "conversations"})
    registry, vectors = frozenset({"registry"}), frozenset({"vector_io"})
    keys = "the registry has other keys, so what was registered through the API, vector stores among it, is not found"
    return (
        Break(registry, parse("0.2.0-0.2.7"), parse("0.2.8+"), f"since 0.2.8, {keys}"),
        Break(registry, parse("0.2.0-0.2.24"), parse("0.3.0+"), f"since 0.3.0, {keys}"),
        Break(
            frozenset({"responses"}),
            parse("0.2.0-0.3.5"),
            parse("0.4.0+"),
            "since 0.4.0, a stored response has fields that earlier ones lack",
        ),
        Break(
            owned,
            parse("0.2.0-0.3.1"),
            parse("0.4.0+"),
            "since 0.4.0, rows without an owner are not shown, and until 0.3.1 what nobody had signed in for had none",
            "UPDATE {table} SET owner_principal = '' WHERE owner_principal IS NULL",
        ),
        Break(
            vectors,
            parse("0.2.0-0.3.5"),
            parse("0.4.0+"),
            "since 0.4.0, chunks of vector stores have an id of their own, and those without are not read",
        ),
    )


@cache
def folders(knowledge: Knowledge) -> tuple[Folder, ...]:
    """Folders below the home folder."""
    return (
        Folder(
            "~/.llama",
            "~/.ogx",
            knowledge.catalogue.parse("0.2.0-0.7.3"),
            "since 0.8.0, the first start moves ~/.llama to ~/.ogx where that folder is not there yet",
        ),
    )
