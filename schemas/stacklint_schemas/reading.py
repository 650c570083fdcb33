"""Reads the generated data: little at the start, the rest when it is asked for.

A check looks at a handful of provider types and a small part of the shapes, so those stand one a line
in files whose lines are decoded only when needed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache

from stacklint_schemas import decoding
from stacklint_schemas.knowledge import (
    BackendType,
    KeyPath,
    KeyRename,
    LegacySlot,
    ProviderType,
    ReferencePath,
    ReservedTable,
    ResourceKind,
    Slot,
)
from stacklint_schemas.releases import Catalogue, Release, ReleaseSet
from stacklint_schemas.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stacklint_schemas.migration import Migration
    from stacklint_schemas.shapes import ObjectOf, Shape

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")


@lru_cache(maxsize=1)
def load() -> Knowledge:
    """What is known of every release; read once per process."""
    return Knowledge(DATA)


class Knowledge:
    """What upstream's releases accept and do. Immutable for those who use it."""

    def __init__(self, folder: str) -> None:
        """Raises OSError or ValueError when the data files are missing or damaged."""
        self._folder = folder
        self._core: dict[str, Any] = json.loads(self._content("core.json"))
        self._provider_lines: list[bytes] = []
        self._sample_lines: list[bytes] = []
        self._shape_lines: list[bytes] = []
        self._help: dict[str, str] = {}
        self._migration: Migration | None = None
        self._shapes: dict[int, Shape] = {}
        self._providers: dict[tuple[str, str], ProviderType] = {}
        rows: list[list[str]] = json.loads(self._content("catalogue.json"))
        self.catalogue = Catalogue(
            [
                Release(name, package, version, date, config_file, index)
                for index, (name, package, version, date, config_file) in enumerate(rows)
            ]
        )
        core, parse = self._core, self.catalogue.parse
        self.stack_slots: tuple[Slot, ...] = decoding.slots(self.catalogue, core["slots"])
        """Paths from the document's root, e.g. `("storage", "stores", "metadata")`."""
        self.stack_legacy_slots: tuple[LegacySlot, ...] = decoding.legacy_slots(self.catalogue, core["legacy_slots"])
        """Inline stores at top level and in `server.quota`; without releases for one that nothing ever read."""
        self.stack_references: tuple[ReferencePath, ...] = decoding.references(self.catalogue, core["references"])
        self.stack_renames: tuple[KeyRename, ...] = decoding.renames(self.catalogue, core["renames"])
        self.apis: Mapping[str, ReleaseSet] = decoding.named_sets(self.catalogue, core["apis"])
        """APIs that may stand under `providers`, each with its releases."""
        self.routed: tuple[tuple[str, str, ReleaseSet], ...] = tuple(
            (table, router, parse(releases)) for table, router, releases in core["routed"]
        )
        """Pairs of routing table and router, e.g. `("models", "inference", ...)`."""
        self.internal_apis: Mapping[str, ReleaseSet] = decoding.named_sets(self.catalogue, core["internal_apis"])
        """APIs that upstream always serves itself."""
        self.backends: Mapping[str, BackendType] = decoding.backends(self.catalogue, core["backends"])
        self.legacy_store_types: Mapping[str, frozenset[str]] = {
            family: frozenset(values) for family, values in core["legacy_store_types"].items()
        }
        """The `type` values of inline stores before named backends, by family."""
        self.default_backends: tuple[tuple[ReleaseSet, str, str], ...] = tuple(
            (parse(releases), name, backend_type) for name, backend_type, releases in core["default_backends"]
        )
        """Backends that exist where `storage` or `storage.backends` is left out: releases, name, type."""
        self.storage_known: ReleaseSet = parse(core["storage_known"])
        self.storage_required: ReleaseSet = parse(core["storage_required"])
        self.storage_null_refused: ReleaseSet = parse(core["storage_null_refused"])
        self.resources: tuple[ResourceKind, ...] = decoding.resources(self.catalogue, core["resources"])
        self.reserved_tables: tuple[ReservedTable, ...] = tuple(
            ReservedTable(table, parse(releases), owner, backend, beside)
            for table, releases, owner, backend, beside in core["reserved_tables"]
        )
        self.top_level_keys: Mapping[str, ReleaseSet] = decoding.named_sets(self.catalogue, core["top_level_keys"])
        """Keys of the document's root, each with the releases whose schema has it."""
        self.obsolete_keys: Mapping[str, ReleaseSet] = decoding.named_sets(self.catalogue, core["obsolete_keys"])
        """Those of them that no new file has a use for: nothing reads them, or they are a format of before 0.1."""
        environment = core["environment"]
        self.env_old_grammar: ReleaseSet = parse(environment["old_grammar"])
        """Releases that read `${env.X:default}` and `${env.X+value}`."""
        self.env_modern_grammar: ReleaseSet = parse(environment["modern_grammar"])
        """Releases that read `${env.X:=default}` and `${env.X:+value}`."""
        self.env_empty_default: ReleaseSet = parse(environment["empty_default"])
        """Releases that accept `${env.X:=}` and use it themselves; the first one with this grammar refuses it."""
        self.disabled_marker: tuple[str, ReleaseSet] = (
            environment["disabled_marker"],
            parse(environment["disabled_marker_releases"]),
        )
        """A `provider_id` that drops its list item, and where it does."""
        self.first_marker: tuple[str, ReleaseSet] = (
            environment["first_marker"],
            parse(environment["first_marker_releases"]),
        )
        """A `provider_id` of a model that stands for the first active inference provider, and where it does."""
        self.empty_ids: Mapping[str, ReleaseSet] = decoding.named_sets(self.catalogue, environment["empty_ids"])
        """Id keys of list items that are dropped when the id resolves to nothing."""
        self.type_replacements: tuple[tuple[str, str, ReleaseSet, str, str], ...] = tuple(
            (api, old, parse(gone), new_api, new) for api, old, gone, new_api, new in core["type_replacements"]
        )
        """Provider types that are gone: api, type, releases that lack it, and api and type that replace it."""
        self.stack_shape: int = core["shape"]

    def provider_types(self, api: str) -> Sequence[str]:
        """Every in-tree type that an API has had in some release, in alphabetical order."""
        return tuple(self._core["providers"].get(api, ()))

    def provider_releases(self, api: str, name: str) -> ReleaseSet:
        """Where an API has this in-tree type; nothing else about the type is read for this."""
        entry = self._core["providers"].get(api, {}).get(name)
        return self.catalogue.parse(entry[1]) if entry else 0

    def provider(self, api: str, name: str) -> ProviderType | None:
        """One in-tree provider type, e.g. `("inference", "remote::vllm")`; None when no release has it."""
        found = self._providers.get((api, name))
        if found is not None:
            return found
        entry = self._core["providers"].get(api, {}).get(name)
        if entry is None:
            return None
        if not self._provider_lines:
            self._provider_lines = self._content("providers.jsonl").split(b"\n")
        found = decoding.provider(self.catalogue, json.loads(self._provider_lines[entry[0]]))
        self._providers[api, name] = found
        return found

    def sample(self, api: str, name: str, release: Release) -> dict[str, Any]:
        """The `config` that upstream's sample gives a provider type in a release; empty where it has none."""
        entry = self._core["providers"].get(api, {}).get(name)
        if entry is None:
            return {}
        if not self._sample_lines:
            self._sample_lines = self._content("samples.jsonl").split(b"\n")
        rows: list[tuple[str, dict[str, Any]]] = json.loads(self._sample_lines[entry[0]])
        return next((config for releases, config in rows if self.catalogue.parse(releases) & release.only), {})

    def source_address(self, provider: ProviderType, release: Release) -> str:
        """The page with the sources of a provider type as they are in *release*; empty where it has no such type."""
        if not provider.releases & release.only:
            return ""
        fitting = (
            address for releases, address in self._core["source_trees"] if self.catalogue.parse(releases) & release.only
        )
        return next((each.format(version=release.version, folder=provider.folder) for each in fitting), "")

    def shape(self, number: int) -> Shape:
        """What may stand at a place; the number comes from `stack_shape`, a provider or backend type or a shape."""
        found = self._shapes.get(number)
        if found is None:
            from stacklint_schemas import shape_decoding  # a check may end before this

            if not self._shape_lines:
                self._shape_lines = self._content("shapes.jsonl").split(b"\n")
            found = self._shapes[number] = shape_decoding.shape(self.catalogue, json.loads(self._shape_lines[number]))
        return found

    def shape_at(self, number: int, path: KeyPath, releases: ReleaseSet) -> Shape | None:
        """The shape at *path* below the object of that number; None where none of *releases* has such a key."""
        shape = self.shape(number)
        for step in path:
            known = shape.object(releases)
            if known is None or step not in known.properties:
                return None
            shape = self.shape(known.properties[step].shape)
        return shape

    def object_at(self, number: int, path: KeyPath, releases: ReleaseSet) -> ObjectOf | None:
        """The mapping with known keys at *path* below the object of that number."""
        shape = self.shape_at(number, path, releases)
        return shape.object(releases) if shape is not None else None

    def successor_of(self, legacy: str, family: str) -> BackendType | None:
        """The kind of named backend that took the place of inline stores of the type *legacy*."""
        found = (each for each in self.backends.values() if each.legacy == legacy and each.family == family)
        return next(found, None)

    @property
    def migration(self) -> Migration:
        """What changes on the way from one release to another; read when it is first asked for."""
        if self._migration is None:
            from stacklint_schemas.migration import Migration  # a check needs none of it

            self._migration = Migration(self.catalogue, json.loads(self._content("migration.json")))
        return self._migration

    def help(self, path: KeyPath) -> str:
        """Our own line about a key of the stack, `*` for free keys and list items; empty where there is none."""
        if not self._help:
            self._help = json.loads(self._content("help.json"))
        return self._help.get(".".join(path), "")

    def _content(self, name: str) -> bytes:
        with open(os.path.join(self._folder, name), "rb") as file:
            return file.read()
