"""Types of `migration.json`, for tests and the generator; like `catalog`, never imported where a file is checked."""

from __future__ import annotations

from typing import Literal

from stacklint_schemas.catalog import Closed, DottedPath, FamilyName, ProviderName, Releases, Text

Plain = str | int | float | bool | None


class StepData(Closed):
    """A change of upstream's; `migration.Step` says what the fields mean."""

    name: Text
    since: Releases
    title: Text
    cause: Text
    source: Text
    differences: list[Text]


class UrlData(Closed):
    """A changed address; `migration.UrlChange` says what the fields mean."""

    api: Text
    type: ProviderName
    old: DottedPath
    since: Releases
    suffix: str
    replaces_path: bool
    unless: tuple[Text, bool] | None
    written_before: Releases
    unread: Releases
    source: Text


class BreakData(Closed):
    """Data that other releases do not take; `stored.Break` says what the fields mean."""

    keyspaces: list[Text]
    types: list[ProviderName]
    what: Text
    written: Releases
    sought: Releases
    harm: Literal["hidden", "fails", "stops"]
    cause: Text
    when: DottedPath | Literal[""]
    unless: DottedPath | Literal[""]
    own_store: bool
    cures: dict[Text, Text]
    source: Text


class MoveData(Closed):
    """A copy that upstream makes itself; `stored.Move` says what the fields mean."""

    keyspace: Text
    what: Text
    owner: Literal["stack", "provider"]
    to: DottedPath
    releases: Releases
    cause: Text
    loses: dict[Text, Text]
    source: Text


class ImpliedData(Closed):
    """A store that no file names; `stored.Implied` says what the fields mean."""

    keyspace: str
    backend: str
    family: FamilyName
    releases: Releases
    path: str
    variable: str
    literal: bool
    follows: DottedPath | Literal[""]
    name: str
    instead_of: DottedPath | Literal[""]
    source: Text


class OwnPathData(Closed):
    """Data that only a provider knows; `stored.OwnPath` says what the fields mean."""

    api: Text
    types: list[ProviderName]
    key: DottedPath
    folder: bool
    keyspace: Text
    what: Text
    cause: str
    cures: dict[Text, Text]
    source: Text


class StoredData(Closed):
    """What becomes of stored data; `stored.Stored` says what the fields mean."""

    breaks: list[BreakData]
    rebuilt: list[dict[Text, Text | bool]]
    moves: list[MoveData]
    dependents: list[dict[Text, Text]]
    folders: list[dict[Text, Text]]
    implied: list[ImpliedData]
    own_paths: list[OwnPathData]
    inline_tables: dict[Text, list[Text]]
    inline_defaults: dict[Text, dict[Text, Text | int]]
    ended: dict[Text, Text]


class MigrationData(Closed):
    """`migration.json`: what changes on the way from one release to another."""

    defaults: list[tuple[Text, DottedPath, Releases, Plain, Plain]]
    stored: StoredData
    steps: list[StepData]
    urls: list[UrlData]
