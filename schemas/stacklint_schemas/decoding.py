"""Turns decoded JSON of the data files into records.

The data are this package's own, written by its generator and validated in its tests, so nothing is checked here.
"""

from __future__ import annotations

from stacklint_schemas.knowledge import (
    BackendType,
    DefaultReference,
    Dependency,
    Deprecation,
    FixedTables,
    KeyPath,
    KeyRename,
    LegacySlot,
    Need,
    ProviderType,
    ReferencePath,
    ResourceKind,
    Rewrite,
    Slot,
    Switch,
)
from stacklint_schemas.releases import Catalogue, ReleaseSet
from stacklint_schemas.typed import Any

# `Any` is what `json.loads` gives.


def provider(catalogue: Catalogue, record: dict[str, Any]) -> ProviderType:
    """One line of `providers.jsonl`."""
    parse = catalogue.parse
    return ProviderType(
        api=record["api"],
        name=record["name"],
        releases=parse(record["releases"]),
        slots=slots(catalogue, record["slots"]),
        legacy_slots=legacy_slots(catalogue, record["legacy_slots"]),
        references=references(catalogue, record["references"]),
        dependencies=tuple(
            Dependency(api, parse(required), parse(optional)) for api, required, optional in record["dependencies"]
        ),
        deprecations=tuple(Deprecation(parse(releases), new) for releases, new in record["deprecations"]),
        toolgroup=record["toolgroup"],
        extra_allowed=parse(record["extra_allowed"]),
        extra_forbidden=parse(record["extra_forbidden"]),
        shape=record["shape"],
        renames=renames(catalogue, record["renames"]),
        folder=record["folder"],
    )


def slots(catalogue: Catalogue, records: list[dict[str, Any]]) -> tuple[Slot, ...]:
    """Every slot of one owner."""
    return tuple(slot(catalogue, record) for record in records)


def slot(catalogue: Catalogue, record: dict[str, Any]) -> Slot:
    """One storage reference."""
    parse = catalogue.parse
    return Slot(
        path=key_path(record["path"]),
        family=record["family"],
        reference=record["reference"],
        releases=parse(record["releases"]),
        required=parse(record["required"]),
        null_is_fatal=parse(record["null_is_fatal"]),
        defaults=tuple(
            DefaultReference(parse(releases), backend, name) for releases, backend, name in record["defaults"]
        ),
        checked=parse(record["checked"]),
        unread=parse(record["unread"]),
        honoured=parse(record["honoured"]),
        tables=tuple(FixedTables(parse(releases), tuple(tables)) for releases, tables in record["tables"]),
        keyspace=record["keyspace"],
        collision=record["collision"],
        wide=record.get("wide", False),
        rewrite=rewrite(catalogue, record["rewrite"]),
        needs=tuple(
            Need(parse(releases), key_path(key), value, key_path(instead))
            for releases, key, value, instead in record.get("needs", ())
        ),
        sample=record.get("sample", ""),
        switch=switch(catalogue, record.get("switch")),
    )


def switch(catalogue: Catalogue, record: list[str] | None) -> Switch | None:
    """The key that keeps a store closed; None for none."""
    return None if record is None else Switch(catalogue.parse(record[0]), record[1])


def rewrite(catalogue: Catalogue, record: list[Any] | None) -> Rewrite | None:
    """What upstream does to a reference while loading; None for nothing."""
    if record is None:
        return None
    releases, exact, prefix, anywhere = record
    return Rewrite(
        catalogue.parse(releases),
        tuple((old, new) for old, new in exact),
        (prefix[0], prefix[1]) if prefix else None,
        (anywhere[0], anywhere[1]) if anywhere else None,
    )


def legacy_slots(catalogue: Catalogue, records: list[dict[str, Any]]) -> tuple[LegacySlot, ...]:
    """Every inline store of one owner."""
    return tuple(
        LegacySlot(
            path=key_path(record["path"]),
            family=record["family"],
            releases=catalogue.parse(record["releases"]),
            default_file=record["default_file"],
            successor=key_path(record["successor"]) if record["successor"] else None,
        )
        for record in records
    )


def references(catalogue: Catalogue, records: list[list[str]]) -> tuple[ReferencePath, ...]:
    """Places that name something other than a backend."""
    return tuple(ReferencePath(key_path(path), target, catalogue.parse(releases)) for path, target, releases in records)


def renames(catalogue: Catalogue, records: list[list[str]]) -> tuple[KeyRename, ...]:
    """Keys with a new name."""
    return tuple(KeyRename(key_path(old), key_path(new), catalogue.parse(releases)) for old, new, releases in records)


def backends(catalogue: Catalogue, records: list[dict[str, Any]]) -> dict[str, BackendType]:
    """Kinds of backends by name."""
    parse = catalogue.parse
    return {
        record["name"]: BackendType(
            name=record["name"],
            family=record["family"],
            releases=parse(record["releases"]),
            identity=tuple(
                (key, tuple((parse(releases), default) for releases, default in defaults))
                for key, defaults in record["identity"]
            ),
            separates_namespaces=parse(record["separates_namespaces"]),
            expands_home=frozenset(record["expands_home"]),
            path_keys=frozenset(record["path_keys"]),
            legacy=record["legacy"],
            shape=record["shape"],
        )
        for record in records
    }


def resources(catalogue: Catalogue, records: list[dict[str, Any]]) -> tuple[ResourceKind, ...]:
    """Lists of things registered at start-up."""
    parse = catalogue.parse
    return tuple(
        ResourceKind(
            key=record["key"],
            singular=record["singular"],
            top_level=parse(record["top_level"]),
            registered=parse(record["registered"]),
            automatic=parse(record["automatic"]),
            successor=record["successor"],
            id_key=record["id_key"],
        )
        for record in records
    )


def named_sets(catalogue: Catalogue, record: dict[str, str]) -> dict[str, ReleaseSet]:
    """Sets of releases by name."""
    return {name: catalogue.parse(releases) for name, releases in record.items()}


def key_path(text: str) -> KeyPath:
    """The data write a path with dots; no key of upstream's has one."""
    return tuple(text.split("."))
