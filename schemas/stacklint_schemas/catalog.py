"""Types of the data files, for tests and the generator.

Never imported where a configuration is checked: the data are trusted there, and pydantic is slow to import.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel

RELEASES = re.compile(r"(\*|[0-9.]+(\+|-[0-9.]+)?(,[0-9.]+(\+|-[0-9.]+)?)*)?")


def written_releases(text: str) -> str:
    """Raises ValueError for what `Catalogue.parse` cannot read."""
    if not RELEASES.fullmatch(text):
        raise ValueError(f"not a set of releases: {text}")
    return text


Releases = Annotated[str, AfterValidator(written_releases)]
DottedPath = Annotated[str, Field(pattern=r"^[A-Za-z_*][\w*]*(\.[\w*]+)*$")]
ProviderName = Annotated[str, Field(pattern=r"^(inline|remote)::[\w.:-]+$")]
FamilyName = Literal["kv", "sql"]
Text = Annotated[str, Field(min_length=1)]


class Closed(BaseModel):
    """A record in which every key is known and no value is converted."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SlotData(Closed):
    """A storage reference; `knowledge.Slot` says what the fields mean."""

    path: DottedPath
    family: FamilyName
    reference: Text
    releases: Releases
    required: Releases
    null_is_fatal: Releases
    defaults: list[tuple[Releases, str, str]]
    checked: Releases
    unread: Releases
    honoured: Releases
    keyspace: str
    collision: Literal["corrupts", "shares"]
    rewrite: tuple[Releases, list[tuple[str, str]], tuple[str, str] | None, tuple[str, str] | None] | None
    tables: list[tuple[Releases, list[Text]]]
    wide: bool = False
    needs: list[tuple[Releases, DottedPath, str, DottedPath]] = Field(default_factory=list)
    switch: tuple[Releases, Text] | None = None
    sample: str = ""


class LegacySlotData(Closed):
    """An inline store of the time before named backends."""

    path: DottedPath
    family: FamilyName
    releases: Releases
    default_file: str
    successor: DottedPath | None


ReferenceData = tuple[DottedPath, Text, Releases]
RenameData = tuple[DottedPath, DottedPath, Releases]


class ProviderData(Closed):
    """A line of `providers.jsonl`."""

    api: Text
    name: ProviderName
    releases: Releases
    slots: list[SlotData]
    legacy_slots: list[LegacySlotData]
    references: list[ReferenceData]
    dependencies: list[tuple[Text, Releases, Releases]]
    deprecations: list[tuple[Releases, str]]
    toolgroup: str
    extra_allowed: Releases
    extra_forbidden: Releases
    renames: list[RenameData]
    shape: int
    folder: Annotated[str, Field(pattern=r"^providers/[\w/]+$")]


class BackendData(Closed):
    """A kind of named backend."""

    name: Text
    family: FamilyName
    releases: Releases
    identity: list[tuple[Text, list[tuple[Releases, str | None]]]]
    separates_namespaces: Releases
    expands_home: list[Text]
    path_keys: list[Text]
    legacy: Text
    shape: int


class ResourceData(Closed):
    """A list of things registered at start-up."""

    key: Text
    singular: Text
    top_level: Releases
    registered: Releases
    automatic: Releases
    successor: str
    id_key: Text


class EnvironmentData(Closed):
    """Which release reads which grammar of environment expressions."""

    old_grammar: Releases
    modern_grammar: Releases
    empty_default: Releases
    disabled_marker: Text
    disabled_marker_releases: Releases
    first_marker: Text
    first_marker_releases: Releases
    empty_ids: dict[str, Releases]


class CoreData(Closed):
    """`core.json`: everything that a check needs at once."""

    shape: int
    slots: list[SlotData]
    legacy_slots: list[LegacySlotData]
    references: list[ReferenceData]
    renames: list[RenameData]
    top_level_keys: dict[str, Releases]
    obsolete_keys: dict[str, Releases]
    storage_known: Releases
    storage_required: Releases
    storage_null_refused: Releases
    default_backends: list[tuple[Text, Text, Releases]]
    backends: list[BackendData]
    legacy_store_types: dict[FamilyName, list[Text]]
    resources: list[ResourceData]
    reserved_tables: list[tuple[Text, Releases, Text, str, str]]
    environment: EnvironmentData
    apis: dict[str, Releases]
    routed: list[tuple[Text, Text, Releases]]
    internal_apis: dict[str, Releases]
    providers: dict[str, dict[ProviderName, tuple[int, Releases]]]
    source_trees: list[tuple[Releases, Text]]
    type_replacements: list[tuple[Text, ProviderName, Releases, Text, ProviderName]]


class CatalogueData(RootModel[list[tuple[Text, Literal["llama-stack", "ogx"], Text, Text, Text]]]):
    """`catalogue.json`: name, package, version, date, name of the configuration file."""


class HelpData(RootModel[dict[DottedPath, Text]]):
    """`help.json`: our own line about each key of the stack."""


class SampleData(RootModel[list[tuple[Releases, dict[str, Any]]]]):
    """A line of `samples.jsonl`: the samples of the provider type on the same line of `providers.jsonl`."""


class ScalarFacts(Closed):
    """Limits and choices of a single value."""

    values: list[tuple[str | int | float | bool, Releases]] | None = None
    minimum: float | int | None = None
    maximum: float | int | None = None
    exclusive_minimum: float | int | None = None
    minimum_length: int | None = None
    maximum_length: int | None = None
    format: Literal["password", "path", "uri"] | None = None


class PropertyFacts(Closed):
    """What is said of a key besides its shape."""

    required: Releases | None = None
    deprecated: Releases | None = None
    prepared: Releases | None = None
    defaults: list[tuple[Releases, Any]] | None = None
    alias_of: Text | None = None


PropertyData = tuple[int, Releases] | tuple[int, Releases, PropertyFacts]
ScalarName = Literal["string", "integer", "number", "boolean", "null"]
VariantData = (
    tuple[ScalarName, Releases]
    | tuple[ScalarName, Releases, ScalarFacts]
    | tuple[Literal["object"], Releases, dict[str, PropertyData]]
    | tuple[Literal["object"], Releases, dict[str, PropertyData], Releases, Releases]
    | tuple[Literal["map", "list"], Releases, int]
    | tuple[Literal["tagged"], Releases, Text, list[tuple[Text, Releases, int]]]
    | tuple[Literal["any"], Releases]
)


class ShapeData(RootModel[list[VariantData]]):
    """A line of `shapes.jsonl`."""
