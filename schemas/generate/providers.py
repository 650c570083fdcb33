"""Merges what the releases say of their APIs and provider types."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from generate import slots
from generate.handkept import Facts
from generate.keys import references, renames
from generate.schema import Described
from generate.shapes import Pool
from generate.upstream import Sets, Upstream, sources_of
from stacklint_schemas.releases import Catalogue


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
        "source_trees": [[entry["releases"], entry["address"]] for entry in facts.tables["source_tree"]],
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
        "folder": folder([spec["config_class"] for _, spec in everywhere]),
    }


def folder(classes: list[str]) -> str:
    """The folder of a provider type below upstream's package, the same in all releases, by its classes of settings.

    `ogx.providers.remote.inference.vllm.config.VLLMInferenceAdapterConfig` gives `providers/remote/inference/vllm`.
    """
    modules = {tuple(name.split(".")[1:-1]) for name in classes}
    (found,) = {module[:-1] if module[-1] == "config" else module for module in modules}
    return "/".join(found)


def deprecations(catalogue: Catalogue, facts: Facts, key: str, releases: int) -> list[list[str]]:
    if not releases:
        return []
    named = [entry["replacement"] for entry in facts.tables["deprecated"] if fnmatchcase(key, entry["type"])]
    return [[catalogue.write(releases), named[0] if named else ""]]
