"""What every release of Llama Stack / OGX accepts and does, generated from upstream's own packages."""

from stacklint_schemas.knowledge import (
    BackendType,
    DefaultReference,
    Dependency,
    Deprecation,
    Family,
    FixedTables,
    KeyPath,
    KeyRename,
    LegacySlot,
    Need,
    ProviderType,
    ReferencePath,
    ReservedTable,
    ResourceKind,
    Rewrite,
    Slot,
    Switch,
)
from stacklint_schemas.reading import Knowledge, load
from stacklint_schemas.releases import NO_RELEASE, Catalogue, Release, ReleaseSet

__all__ = [
    "NO_RELEASE",
    "BackendType",
    "Catalogue",
    "DefaultReference",
    "Dependency",
    "Deprecation",
    "Family",
    "FixedTables",
    "KeyPath",
    "KeyRename",
    "Knowledge",
    "LegacySlot",
    "Need",
    "ProviderType",
    "ReferencePath",
    "Release",
    "ReleaseSet",
    "ReservedTable",
    "ResourceKind",
    "Rewrite",
    "Slot",
    "Switch",
    "load",
]
