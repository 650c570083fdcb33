"""Types of the hand-kept facts about stored data; `stacklint_schemas.stored` says what the fields mean."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from stacklint_schemas.catalog import Closed, DottedPath, FamilyName, ProviderName, Releases, Text

PathOrNone = DottedPath | Literal[""]


class BreakFact(Closed):
    """Data of some releases that others do not take."""

    keyspaces: list[Text]
    types: list[ProviderName] = Field(default_factory=list)
    what: Text
    written: Releases
    sought: Releases
    harm: Literal["hidden", "fails", "stops"]
    cause: Text
    when: PathOrNone = ""
    unless: PathOrNone = ""
    own_store: bool = False
    cures: dict[Literal["sql_sqlite", "sql_postgres", "kv_sqlite", "kv_postgres"], Text] = Field(default_factory=dict)
    source: Text


class RebuiltFact(Closed):
    """Data that a start works out again."""

    keyspace: Text
    what: Text
    whole: bool
    source: Text


class LossFact(Closed):
    """What a copy of upstream's misses."""

    backend: Text
    what: Text


class MoveFact(Closed):
    """A copy that upstream makes itself."""

    keyspace: Text
    what: Text
    owner: Literal["stack", "provider"]
    to: DottedPath
    releases: Releases
    cause: Text
    loses: list[LossFact]
    source: Text


class DependentFact(Closed):
    """Data that are lost with others."""

    keyspace: Text
    on: Text
    what: Text
    source: Text


class FolderFact(Closed):
    """A folder that upstream moves."""

    old: Text
    new: Text
    since: Releases
    variable: Text
    cause: Text
    source: Text


class ImpliedFact(Closed):
    """A store or backend that no file names."""

    keyspace: str = ""
    backend: str = ""
    family: FamilyName
    releases: Releases
    path: str = ""
    variable: str = ""
    literal: bool = False
    follows: PathOrNone = ""
    name: str = ""
    instead_of: PathOrNone = ""
    source: Text


class InlineTableFact(Closed):
    """Tables of an inline store."""

    keyspace: Text
    tables: list[Text]
    source: Text


class OwnPathFact(Closed):
    """A file or folder with data that only its provider knows."""

    api: Text
    types: list[ProviderName]
    key: DottedPath
    folder: bool
    keyspace: Text
    what: Text
    cause: str = ""
    cures: dict[Literal["sql_sqlite", "sql_postgres"], Text] = Field(default_factory=dict)
    source: Text


class EndedFact(Closed):
    """The step that took away the last reader of some data."""

    keyspace: Text
    step: Text
