"""Merges the hand-kept steps of migration with the differences that the schemas show."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from generate.differences import Difference, all_changed_defaults, differences
from generate.handkept import Facts
from generate.shapes import neutral
from generate.stored import stored_record
from generate.upstream import Upstream
from stacklint_schemas.releases import Catalogue, Release, ReleaseSet


def migration_record(
    upstream: Upstream, facts: Facts, core: dict[str, Any], providers: list[dict[str, Any]]
) -> dict[str, Any]:
    """Raises ValueError for a difference without a step, and for a hand-kept fact that nothing shows."""
    return {
        "defaults": [
            [each.owner, ".".join(each.path), each.since.version, neutral(each.before), neutral(each.now)]
            for each in all_changed_defaults(upstream)
            if short(each.before) and short(each.now)
        ],
        "steps": steps(upstream.catalogue, facts, differences(upstream, core)),
        "stored": stored_record(upstream, facts),
        "urls": [url(upstream, providers, entry) for entry in facts.tables["url"]],
    }


def steps(catalogue: Catalogue, facts: Facts, found: list[Difference]) -> list[dict[str, Any]]:
    """In release order, each with its differences; the first entry that fits a difference has it."""
    entries = sorted(facts.tables["step"], key=lambda entry: first(catalogue, entry).index)
    owned: dict[str, list[str]] = {entry["name"]: [] for entry in entries}
    used: set[str] = set()
    for text, release in found:
        name, pattern = owner_of(catalogue, entries, text, release)
        owned[name].append(text)
        used.add(f"{name}: {pattern}")
    idle = {f"{entry['name']}: {pattern}" for entry in entries for pattern in entry.get("at", ())} - used
    if idle:
        raise ValueError(f"patterns of steps that fit nothing: {sorted(idle)}")
    return [
        {key: entry[key] for key in ("name", "since", "title", "cause", "source")}
        | {"differences": owned[entry["name"]]}
        for entry in entries
    ]


def first(catalogue: Catalogue, entry: dict[str, Any]) -> Release:
    return catalogue.first(catalogue.parse(entry["since"]))


def owner_of(catalogue: Catalogue, entries: list[dict[str, Any]], text: str, release: Release) -> tuple[str, str]:
    for entry in entries:
        if first(catalogue, entry) == release:
            for pattern in entry.get("at", ()):
                if fnmatchcase(text, pattern):
                    return entry["name"], pattern
    raise ValueError(f"no step of {release.version} explains: {text}")


def url(upstream: Upstream, providers: list[dict[str, Any]], entry: dict[str, Any]) -> dict[str, Any]:
    """A change of an address, the suffix from the defaults of both sides where they have one."""
    catalogue = upstream.catalogue
    api, name = entry["type"].split()
    (renames,) = (provider["renames"] for provider in providers if (provider["api"], provider["name"]) == (api, name))
    renamed = [(old, releases) for old, new, releases in renames if new == "base_url"]
    ((old, written),) = renamed or [(entry["old"], entry["since"])]
    since = catalogue.first(catalogue.parse(written))
    before = (1 << since.index) - 1
    shown = suffix_of(
        default(upstream, entry["type"], old, before), default(upstream, entry["type"], "base_url", ~before)
    )
    if (shown is None) == ("suffix" not in entry):
        raise ValueError(f"{entry['type']}: the suffix must come from the defaults or, without them, from a person")
    return {
        "api": api,
        "type": name,
        "old": old,
        "since": since.version,
        "suffix": entry.get("suffix", shown),
        "replaces_path": entry.get("replaces_path", False),
        "unless": next(iter(entry.get("unless", {}).items()), None),
        "written_before": entry.get("written_before", ""),
        "unread": entry.get("unread", ""),
        "source": entry["source"],
    }


def default(upstream: Upstream, key: str, name: str, releases: ReleaseSet) -> str | None:
    """The one default that a provider's key has in some releases; None for none."""
    found: set[str] = set()
    for release, spec in upstream.provider(key):
        schema = spec.get("schema", {})
        computed = spec.get("computed_defaults", {}).get(schema.get("title"), {})
        value = schema.get("properties", {}).get(name, {}).get("default") or computed.get(name)
        if isinstance(value, str) and release.only & releases:
            found.add(value)
    return found.pop() if len(found) == 1 else None


def suffix_of(old: str | None, new: str | None) -> str | None:
    """What was added to the old default; None where this cannot be said."""
    if old is None or new is None or not new.startswith(old):
        return None
    return new[len(old) :]


def short(value: Any) -> bool:
    """Whether a value can be told to a person on one line, and is no prose."""
    return not isinstance(value, str) or len(value.split()) == 1
