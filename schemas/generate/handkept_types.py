"""Types of the hand-kept facts: each says where in upstream it can be seen."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from generate import handkept_stored as stored
from stacklint_schemas.catalog import (
    Closed,
    DottedPath,
    EnvironmentData,
    FamilyName,
    ProviderName,
    Releases,
    Text,
)

OneLine = Annotated[str, Field(min_length=8, max_length=110, pattern=r"[^.]$")]
"""What a person is told: no full stop at the end."""


class Sourced(Closed):
    """A hand-kept fact; says where in upstream it can be seen."""

    source: Text


class Placed(Sourced):
    """A hand-kept fact about places, given by patterns."""

    at: list[Text]


class TablesFact(Closed):
    """Tables created by the reader of a slot."""

    releases: Releases
    tables: list[Text]


class RewriteFact(Closed):
    """How upstream turns a KV reference into an SQL one."""

    releases: Releases
    exact: dict[str, str] = Field(default_factory=dict)
    prefix: list[str] | None = None
    anywhere: list[str] | None = None


class SwitchFact(Closed):
    """A key of a reference that keeps its store closed."""

    releases: Releases
    key: Text


class NeedFact(Closed):
    """A setting elsewhere that makes a slot a required one."""

    releases: Releases
    key: DottedPath
    value: str
    instead: DottedPath


class SlotFact(Placed):
    """What upstream does with a storage reference."""

    required: Releases = ""
    null_is_fatal: Releases = ""
    checked: Releases = ""
    unread: Releases = ""
    honoured: Releases = ""
    keyspace: str = ""
    collision: Literal["corrupts", "shares"] | None = None
    wide: bool = False
    tables: list[TablesFact] = Field(default_factory=list)
    rewrite: RewriteFact | None = None
    needs: list[NeedFact] = Field(default_factory=list)
    switch: SwitchFact | None = None

    @model_validator(mode="after")
    def says_something(self) -> SlotFact:
        """Raises ValueError for an entry without any fact."""
        if len(self.model_fields_set) <= len(Placed.model_fields):
            raise ValueError("no fact")
        return self


class LegacySlotFact(Placed):
    """What took the place of an inline store."""

    successor: DottedPath
    default_file: str = ""


class NeverReadFact(Sourced):
    """A key that looks like a store and is none."""

    at: Text
    family: FamilyName
    successor: Text


class ReferenceFact(Placed):
    """A place that names something other than a backend."""

    target: Text


class RenameFact(Placed):
    """A key with a new name."""

    old: DottedPath
    new: DottedPath


class KeyFact(Placed):
    """A fact about keys in some releases."""

    releases: Releases


class EnvironmentFact(Sourced, EnvironmentData):
    """The grammars of environment expressions."""


class ResourceFact(Sourced):
    """A list of things registered at start-up, and where it is read."""

    key: Text
    singular: Text
    id_key: Text
    successor: str
    read: Releases = "*"
    top_level: Releases = "*"
    automatic: Releases = ""


class ReservedTableFact(Sourced):
    """A table that no slot names."""

    table: Text
    releases: Releases
    owner: Text
    backend: str
    beside: str


class BackendFact(Sourced):
    """What makes two backends one store."""

    name: Text
    identity: list[Text]
    path_keys: list[Text] = Field(default_factory=list)
    expands_home: list[Text] = Field(default_factory=list)
    separates_namespaces: Releases
    legacy: Text


class ReplacementFact(Sourced):
    """A provider type that is gone, and the one to use now."""

    old: Text
    new: Text


class DeprecatedFact(Sourced):
    """What to use instead of a deprecated provider type."""

    type: Text
    replacement: ProviderName


class SourceTreeFact(Sourced):
    """Where the sources of some releases can be read; the address has places for the version and a folder."""

    releases: Releases
    address: Annotated[str, Field(pattern=r"^https://.*\{version\}.*\{folder\}$")]


class HelpFact(Closed):
    """What a person should know of a key, in our own words."""

    at: Text
    text: OneLine


class PackageFact(Closed):
    """The releases of one package."""

    package: Literal["llama-stack", "ogx"]
    versions: list[Text]
    left_out: dict[str, Text]


class StepFact(Sourced):
    """What a person has to do because of one change of upstream's."""

    name: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    since: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: OneLine
    cause: OneLine
    at: list[Text] = Field(default_factory=list)


class UrlFact(Sourced):
    """How an inference server's address changed with its key."""

    type: Text
    old: str = ""
    since: Releases = ""
    suffix: str | None = None
    replaces_path: bool = False
    unless: Annotated[dict[str, bool], Field(max_length=1)] = Field(default_factory=dict)
    written_before: Releases = ""
    unread: Releases = ""


class HandKept(Closed):
    """All tables of `handkept/*.toml` together."""

    package: list[PackageFact]
    slot: list[SlotFact]
    legacy_slot: list[LegacySlotFact]
    never_read: list[NeverReadFact]
    reference: list[ReferenceFact]
    rename: list[RenameFact]
    unlisted_key: list[KeyFact]
    obsolete_key: list[KeyFact]
    widened: list[KeyFact]
    environment: list[EnvironmentFact]
    resource: list[ResourceFact]
    reserved_table: list[ReservedTableFact]
    backend: list[BackendFact]
    replacement: list[ReplacementFact]
    deprecated: list[DeprecatedFact]
    help: list[HelpFact]
    step: list[StepFact]
    url: list[UrlFact]
    source_tree: list[SourceTreeFact]
    data_break: list[stored.BreakFact]
    rebuilt: list[stored.RebuiltFact]
    move: list[stored.MoveFact]
    dependent: list[stored.DependentFact]
    folder: list[stored.FolderFact]
    implied: list[stored.ImpliedFact]
    inline_table: list[stored.InlineTableFact]
    own_path: list[stored.OwnPathFact]
    ended: list[stored.EndedFact]
