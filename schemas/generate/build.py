"""Merges what all releases say about themselves with the hand-kept facts into the committed data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from generate import handkept, probing, slots
from generate.handkept import Facts
from generate.schema import Described, places
from generate.shapes import Pool, Source
from generate.wheels import HERE, Wheels, build_date, config_file, known_sources
from stacklint_schemas.releases import Catalogue, Release

DATA = HERE.parent / "stacklint_schemas" / "data"


class Upstream(NamedTuple):
    """Everything read from upstream: the catalogue and each release's own description."""

    catalogue: Catalogue
    dumps: list[dict[str, Any]]

    def stacks(self) -> list[tuple[Release, Described, Any]]:
        return [
            (release, Described.of(dump["stack"]), None)
            for release, dump in zip(self.catalogue.releases, self.dumps, strict=True)
        ]

    def provider(self, key: str) -> list[tuple[Release, dict[str, Any]]]:
        """What the releases that have a provider type say of it; *key* is `api provider_type`."""
        return [
            (release, dump["providers"][key])
            for release, dump in zip(self.catalogue.releases, self.dumps, strict=True)
            if key in dump["providers"]
        ]


def build(wheels: Wheels) -> dict[str, bytes]:
    """The content of every data file, by name."""
    facts = handkept.read()
    upstream = read_upstream(wheels)
    complete(upstream, facts)
    pool = Pool(upstream.catalogue)
    core = stack_record(upstream, facts, pool)
    keys = sorted({key for dump in upstream.dumps for key in dump["providers"]})
    providers = [provider_record(upstream, facts, pool, key) for key in keys]
    core |= registry_record(upstream, facts, providers)
    return {
        "catalogue.json": encode([list(release[:-1]) for release in upstream.catalogue.releases]) + b"\n",
        "core.json": encode(core) + b"\n",
        "providers.jsonl": b"".join(encode(provider) + b"\n" for provider in providers),
        "shapes.jsonl": "".join(line + "\n" for line in pool.lines).encode(),
    }


def write(files: dict[str, bytes], folder: Path = DATA) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def encode(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode()


def read_upstream(wheels: Wheels) -> Upstream:
    sources = known_sources()
    dumps = [probing.dump(wheels, source) for source in sources]
    releases = [
        Release(
            source.name,
            source.package,
            source.version,
            build_date(wheels.wheel(source)),
            config_file(wheels.tree(source)),
            index,
        )
        for index, source in enumerate(sources)
    ]
    return Upstream(Catalogue(releases), dumps)


def complete(upstream: Upstream, facts: Facts) -> None:
    """Puts into the stack's own description what is kept by hand about its keys."""
    for release, described, _ in upstream.stacks():
        for entry in facts.tables["unlisted_key"]:
            if upstream.catalogue.parse(entry["releases"]) & release.only:
                for place in entry["at"]:
                    described.root["properties"][place.split()[1]] = {}
        for place in list(places(described, described.root["title"])):
            for entry in facts.about("widened", "stack", place.path):
                if upstream.catalogue.parse(entry["releases"]) & release.only:
                    described.early_validators.setdefault(place.owner, []).append(place.path[-1])


class Sets:
    """Release sets that grow while releases are walked, by whatever they are about."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.found: dict[Any, int] = {}

    def add(self, key: Any, release: Release) -> None:
        self.found[key] = self.found.get(key, 0) | release.only

    def written(self) -> dict[Any, str]:
        return {key: self.catalogue.write(releases) for key, releases in sorted(self.found.items())}

    def rows(self) -> list[list[Any]]:
        """For tuple keys: `[key..., releases]`."""
        return [[*key, releases] for key, releases in self.written().items()]


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


def references(
    catalogue: Catalogue, facts: Facts, owner: str, classes: list[tuple[Release, Described, Any]]
) -> list[list[str]]:
    """Paths that name something other than a backend: `[path, target, releases]`."""
    found = Sets(catalogue)
    for release, described, _ in classes:
        for place in places(described, described.root["title"]):
            for entry in facts.about("reference", owner, place.path):
                found.add((".".join(place.path), entry["target"]), release)
    return found.rows()


def renames(
    catalogue: Catalogue, facts: Facts, owner: str, classes: list[tuple[Release, Described, Any]]
) -> list[list[str]]:
    """`[old path, new path, releases that know the new one and drop the old one]`."""
    known = Sets(catalogue)
    for release, described, _ in classes:
        for place in places(described, described.root["title"]):
            known.add(".".join(place.path), release)
    found: list[list[str]] = []
    for entry in facts.tables["rename"]:
        old, new = known.found.get(entry["old"], 0), known.found.get(entry["new"], 0)
        if old and new & ~old and any(fnmatchcase(owner, pattern) for pattern in entry["at"]):
            found.append([entry["old"], entry["new"], catalogue.write(new & ~old)])
    return found


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


def backend_classes(
    stacks: list[tuple[Release, Described, Any]],
) -> Iterator[tuple[Release, str, Described, dict[str, Any]]]:
    for release, described, _ in stacks:
        for place in places(described, described.root["title"]):
            if place.path == ("storage", "backends", "*"):
                for _, schema in described.alternatives(place.schema):
                    yield release, schema["properties"]["type"]["const"], described, schema


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
    # `vector_stores` and `connectors` at top level are something else than lists of resources.
    top &= catalogue.between(None, "0.2.24")
    read = catalogue.parse(entry.get("read", "*"))
    return {
        "key": entry["key"],
        "singular": entry["singular"],
        "top_level": catalogue.write(top & read),
        "registered": catalogue.write(registered & read),
        "successor": entry["successor"],
        "id_key": entry["id_key"],
    }


def registry_record(upstream: Upstream, facts: Facts, providers: list[dict[str, Any]]) -> dict[str, Any]:
    catalogue = upstream.catalogue
    apis, routed, internal = Sets(catalogue), Sets(catalogue), Sets(catalogue)
    for release, dump in zip(catalogue.releases, upstream.dumps, strict=True):
        tables = {table for table, _ in dump["routed"]}
        for table, router in dump["routed"]:
            routed.add((table, router), release)
        for api in dump["providable"]:
            apis.add(api, release)
        for api in set(dump["apis"]) - set(dump["providable"]) - tables:
            internal.add(api, release)
    index: dict[str, dict[str, list[Any]]] = {}
    for line, provider in enumerate(providers):
        index.setdefault(provider["api"], {})[provider["name"]] = [line, provider["releases"]]
    return {
        "apis": apis.written(),
        "routed": routed.rows(),
        "internal_apis": internal.written(),
        "providers": index,
        "type_replacements": [replacement(catalogue, index, entry) for entry in facts.tables["replacement"]],
    }


def replacement(catalogue: Catalogue, index: dict[str, dict[str, list[Any]]], entry: dict[str, Any]) -> list[str]:
    """`[api, type, releases that lack it, new api, new type]`; it is gone after its last release."""
    api, name = entry["old"].split()
    last = catalogue.last(catalogue.parse(index[api][name][1]))
    gone = catalogue.write(catalogue.every & ~catalogue.between(None, last.version))
    return [api, name, gone, *entry["new"].split()]


def provider_record(upstream: Upstream, facts: Facts, pool: Pool, key: str) -> dict[str, Any]:
    catalogue = upstream.catalogue
    api, name = key.split(" ")
    everywhere = upstream.provider(key)
    classes = [(release, Described.of(spec), spec.get("sample")) for release, spec in everywhere if "schema" in spec]
    known, allowed, forbidden, deprecated = Sets(catalogue), 0, 0, 0
    dependencies: dict[str, list[int]] = {}
    for release, spec in everywhere:
        known.add(key, release)
        allowed |= release.only * (spec.get("extra") == "allow")
        forbidden |= release.only * (spec.get("extra") == "forbid")
        deprecated |= release.only * bool(spec["deprecation_warning"] or spec["deprecation_error"])
        for position, wanted in enumerate((spec["required"], spec["optional"])):
            for other in wanted:
                dependencies.setdefault(other, [0, 0])[position] |= release.only
    found, legacy = slots.storage(catalogue, facts, f"{api}/{name}", classes)
    return {
        "api": api,
        "name": name,
        "releases": known.written()[key],
        "slots": found,
        "legacy_slots": legacy,
        "references": references(catalogue, facts, f"{api}/{name}", classes),
        "renames": renames(catalogue, facts, f"{api}/{name}", classes),
        "dependencies": [
            [other, *(catalogue.write(releases) for releases in sets)] for other, sets in sorted(dependencies.items())
        ],
        "deprecations": deprecations(catalogue, facts, key, deprecated),
        "toolgroup": next((spec["toolgroup"] for _, spec in reversed(everywhere) if spec["toolgroup"]), ""),
        "extra_allowed": catalogue.write(allowed),
        "extra_forbidden": catalogue.write(forbidden),
        "shape": pool.merge(known.found[key], sources_of(classes)),
    }


def sources_of(classes: list[tuple[Release, Described, Any]]) -> list[Source]:
    return [
        Source(release.only, described, described.root["title"], described.root) for release, described, _ in classes
    ]


def deprecations(catalogue: Catalogue, facts: Facts, key: str, releases: int) -> list[list[str]]:
    if not releases:
        return []
    named = [entry["replacement"] for entry in facts.tables["deprecated"] if fnmatchcase(key, entry["type"])]
    return [[catalogue.write(releases), named[0] if named else ""]]
