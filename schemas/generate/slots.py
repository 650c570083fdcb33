"""Finds where configurations refer to storage, from the reference types themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generate.handkept import Facts
from generate.schema import Described, Path, Place, places
from stacklint_schemas.releases import Catalogue, Release, ReleaseSet

FAMILIES = {
    "KVStoreReference": "kv",
    "SqlStoreReference": "sql",
    "InferenceStoreReference": "sql",
    "ResponsesStoreReference": "sql",
}
LEGACY_SUFFIXES = {"KVStoreConfig": "kv", "SqlStoreConfig": "sql"}


def storage(
    catalogue: Catalogue, facts: Facts, owner: str, classes: Iterable[tuple[Release, Described, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Slots and legacy slots below one owner, merged over its releases.

    *classes* gives the owner's class in each release that has it, with upstream's sample configuration.
    """
    slots: dict[tuple[Path, str], dict[str, Any]] = {}
    legacy: dict[tuple[Path, str], dict[str, Any]] = {}
    for release, described, sample in classes:
        for place in places(described, described.root["title"]):
            found = reference_of(place)
            if found is not None:
                merge_slot(slots, release, place, *found, sample)
            family = legacy_family(place)
            if family is not None:
                merge_legacy(legacy, release, place, family, sample)
    never_read = [entry for entry in facts.tables["never_read"] if entry["at"].split()[0] == owner]
    for entry in never_read:
        path = tuple(entry["at"].split()[1].split("."))
        legacy[path, entry["family"]] = {
            "path": path,
            "family": entry["family"],
            "releases": 0,
            "default_file": "",
            "successor": entry["successor"],
        }
    return (
        [finish_slot(catalogue, facts, owner, slot) for slot in slots.values()],
        [finish_legacy(catalogue, facts, owner, slot) for slot in legacy.values()],
    )


def reference_of(place: Place) -> tuple[str, str] | None:
    for name in place.classes:
        if name in FAMILIES:
            return name, FAMILIES[name]
    return None


def legacy_family(place: Place) -> str | None:
    """The family of an inline store; named backends are the same classes, one level below `backends`."""
    if place.path[-2:-1] == ("backends",):
        return None
    for name in place.classes:
        for suffix, family in LEGACY_SUFFIXES.items():
            if name.endswith(suffix):
                return family
    return None


def merge_slot(
    slots: dict[tuple[Path, str], dict[str, Any]], release: Release, place: Place, name: str, family: str, sample: Any
) -> None:
    slot = slots.setdefault(
        (place.path, family),
        {
            "path": place.path,
            "family": family,
            "releases": 0,
            "required": 0,
            "null_is_fatal": 0,
            "defaults": {},
        },
    )
    slot["reference"] = name
    slot["releases"] |= release.only
    slot["required"] |= release.only * place.required
    slot["null_is_fatal"] |= release.only * (not place.nullable)
    default = place.default[1]
    if isinstance(default, dict):
        key = default["backend"], default["namespace" if family == "kv" else "table_name"]
        slot["defaults"][key] = slot["defaults"].get(key, 0) | release.only
    written = in_sample(sample, place)
    if isinstance(written, dict):
        slot["sample"] = written.get("namespace" if family == "kv" else "table_name", "")


def in_sample(sample: Any, place: Place) -> Any:
    """What upstream's sample configuration has at a place."""
    for key in place.path:
        sample = sample.get(key) if isinstance(sample, dict) else None
    return sample


def merge_legacy(
    legacy: dict[tuple[Path, str], dict[str, Any]], release: Release, place: Place, family: str, sample: Any
) -> None:
    slot = legacy.setdefault(
        (place.path, family), {"path": place.path, "family": family, "releases": 0, "default_file": ""}
    )
    slot["releases"] |= release.only
    written = in_sample(sample, place)
    if isinstance(written, dict) and "db_path" in written:
        slot["default_file"] = str(written["db_path"]).rsplit("/", 1)[-1]


def finish_slot(catalogue: Catalogue, facts: Facts, owner: str, slot: dict[str, Any]) -> dict[str, Any]:
    """Adds what is kept by hand, within the releases that have the slot."""
    known: ReleaseSet = slot["releases"]
    slot |= {"checked": 0, "unread": 0, "honoured": 0, "keyspace": "", "collision": "shares", "rewrite": None}
    tables: list[list[Any]] = []
    for entry in facts.about("slot", owner, slot["path"]):
        for key in ("required", "null_is_fatal", "checked", "unread", "honoured"):
            slot[key] |= catalogue.parse(entry.get(key, "")) & known
        for key in ("keyspace", "collision"):
            slot[key] = entry.get(key, slot[key])
        if entry.get("wide"):
            slot["wide"] = True
        if "switch" in entry:
            slot["switch"] = [catalogue.write(catalogue.parse(entry["switch"]["releases"])), entry["switch"]["key"]]
        if slot["family"] == "sql":
            for table in entry.get("tables", ()):
                within = catalogue.parse(table["releases"]) & known
                if within:
                    tables.append([catalogue.write(within), table["tables"]])
            needs = [
                [
                    catalogue.write(catalogue.parse(need["releases"]) & known),
                    need["key"],
                    need["value"],
                    need["instead"],
                ]
                for need in entry.get("needs", ())
                if catalogue.parse(need["releases"]) & known
            ]
            if needs:
                slot["needs"] = needs
            slot["rewrite"] = rewrite(catalogue, entry["rewrite"]) if "rewrite" in entry else slot["rewrite"]
    for key in ("releases", "required", "null_is_fatal", "checked", "unread", "honoured"):
        slot[key] = catalogue.write(slot[key])
    slot["defaults"] = [
        [catalogue.write(releases), backend, name] for (backend, name), releases in sorted(slot["defaults"].items())
    ]
    return slot | {"path": ".".join(slot["path"]), "tables": tables}


def rewrite(catalogue: Catalogue, entry: dict[str, Any]) -> list[Any]:
    releases = catalogue.write(catalogue.parse(entry["releases"]))
    return [releases, sorted(entry.get("exact", {}).items()), entry.get("prefix"), entry.get("anywhere")]


def finish_legacy(catalogue: Catalogue, facts: Facts, owner: str, slot: dict[str, Any]) -> dict[str, Any]:
    slot = {"successor": None} | slot | {"path": tuple(slot["path"])}
    for entry in facts.about("legacy_slot", owner, slot["path"]):
        slot["successor"] = entry.get("successor")
        slot["default_file"] = slot["default_file"] or entry.get("default_file", "")
    return slot | {"path": ".".join(slot["path"]), "releases": catalogue.write(slot["releases"])}
