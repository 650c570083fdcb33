"""Merges what the releases say of the stack's own configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generate import slots
from generate.handkept import Facts
from generate.keys import references, renames
from generate.schema import Described, places
from generate.shapes import Pool, Source
from generate.upstream import Sets, Upstream, sources_of
from stacklint_schemas.releases import Catalogue, Release


def stack_record(upstream: Upstream, facts: Facts, pool: Pool) -> dict[str, Any]:
    catalogue = upstream.catalogue
    stacks = upstream.stacks()
    found, legacy = slots.storage(catalogue, facts, "stack", stacks)
    keys, required, refused = Sets(catalogue), Sets(catalogue), Sets(catalogue)
    for release, described, _ in stacks:
        for key, schema in described.root["properties"].items():
            keys.add(key, release)
            if key in described.root.get("required", ()):
                required.add(key, release)
            if all(option.get("type") != "null" for _, option in described.alternatives(schema)):
                refused.add(key, release)
    (environment,) = facts.tables["environment"]
    return {
        "shape": pool.merge(catalogue.every, sources_of(stacks)),
        "slots": found,
        "legacy_slots": legacy,
        "references": references(catalogue, facts, "stack", stacks),
        "renames": renames(catalogue, facts, "stack", stacks),
        "top_level_keys": keys.written(),
        "obsolete_keys": {
            place.removeprefix("stack "): entry["releases"]
            for entry in facts.tables["obsolete_key"]
            for place in entry["at"]
        },
        "storage_known": keys.written()["storage"],
        "storage_required": required.written().get("storage", ""),
        "storage_null_refused": refused.written().get("storage", ""),
        "default_backends": default_backends(catalogue, stacks),
        "backends": [backend_record(catalogue, pool, stacks, entry) for entry in facts.tables["backend"]],
        "legacy_store_types": legacy_store_types(stacks),
        "resources": [resource_record(catalogue, stacks, entry) for entry in facts.tables["resource"]],
        "reserved_tables": [
            [entry[key] for key in ("table", "releases", "owner", "backend", "beside")]
            for entry in facts.tables["reserved_table"]
        ],
        "environment": {key: value for key, value in environment.items() if key != "source"},
    }


def default_backends(catalogue: Catalogue, stacks: list[tuple[Release, Described, Any]]) -> list[list[str]]:
    """Backends that exist when none is written: `[name, type, releases]`."""
    found = Sets(catalogue)
    for release, described, _ in stacks:
        schema = described.root["properties"].get("storage", {})
        known, default = described.default(described.root["title"], "storage", schema)
        if known and isinstance(default, dict):
            for name, backend in default["backends"].items():
                found.add((name, backend["type"]), release)
    return found.rows()


def backend_record(
    catalogue: Catalogue, pool: Pool, stacks: list[tuple[Release, Described, Any]], entry: dict[str, Any]
) -> dict[str, Any]:
    known = Sets(catalogue)
    defaults = {key: Sets(catalogue) for key in entry["identity"]}
    sources: list[Source] = []
    for release, name, described, schema in backend_classes(stacks):
        if name != entry["name"]:
            continue
        sources.append(Source(release.only, described, schema["title"], schema))
        known.add(name, release)
        for key in entry["identity"]:
            if key in schema["properties"]:
                value = schema["properties"][key].get("default")
                defaults[key].add("" if value is None else str(value), release)
    return {
        "name": entry["name"],
        "family": entry["name"].split("_")[0],
        "releases": known.written()[entry["name"]],
        "identity": [
            [key, [[releases, value or None] for value, releases in found.written().items()]]
            for key, found in defaults.items()
        ],
        "separates_namespaces": entry["separates_namespaces"],
        "expands_home": entry.get("expands_home", []),
        "path_keys": entry.get("path_keys", []),
        "legacy": entry["legacy"],
        "shape": pool.merge(known.found[entry["name"]], sources),
    }


def backend_classes(
    stacks: list[tuple[Release, Described, Any]],
) -> Iterator[tuple[Release, str, Described, dict[str, Any]]]:
    for release, described, _ in stacks:
        for place in places(described, described.root["title"]):
            if place.path == ("storage", "backends", "*"):
                for _, schema in described.alternatives(place.schema):
                    yield release, schema["properties"]["type"]["const"], described, schema


def legacy_store_types(stacks: list[tuple[Release, Described, Any]]) -> dict[str, list[str]]:
    """The `type` values of inline stores, by family, from the stack's own two."""
    found: dict[str, set[str]] = {"kv": set(), "sql": set()}
    for _, described, _ in stacks:
        for name, schema in described.definitions.items():
            for suffix, family in slots.LEGACY_SUFFIXES.items():
                value = schema.get("properties", {}).get("type", {}).get("const", "")
                if name.endswith(suffix) and value and not value.startswith(f"{family}_"):
                    found[family].add(value)
    return {family: sorted(values) for family, values in found.items()}


def resource_record(
    catalogue: Catalogue, stacks: list[tuple[Release, Described, Any]], entry: dict[str, Any]
) -> dict[str, Any]:
    top, registered = 0, 0
    for release, described, _ in stacks:
        properties = described.root["properties"]
        if entry["key"] in properties:
            top |= release.only
        for _, schema in described.alternatives(properties.get("registered_resources", {})):
            if entry["key"] in schema.get("properties", {}):
                registered |= release.only
    top &= catalogue.parse(entry.get("top_level", "*"))
    read = catalogue.parse(entry.get("read", "*"))
    return {
        "key": entry["key"],
        "singular": entry["singular"],
        "top_level": catalogue.write(top & read),
        "registered": catalogue.write(registered & read),
        "automatic": entry.get("automatic", ""),
        "successor": entry["successor"],
        "id_key": entry["id_key"],
    }
