"""Facts about keys below one owner: what they refer to, and which were renamed."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from generate.handkept import Facts
from generate.schema import Described, places
from generate.upstream import Sets
from stacklint_schemas.releases import Catalogue, Release


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


def help_lines(facts: Facts, classes: list[tuple[Release, Described, Any]]) -> dict[str, str]:
    """The line of help for each path that any release has; the first entry that fits counts."""
    paths = {
        ".".join(place.path) for _, described, _ in classes for place in places(described, described.root["title"])
    }
    found: dict[str, str] = {}
    for path in sorted(paths):
        for entry in facts.tables["help"]:
            if fnmatchcase(path, entry["at"]):
                found[path] = entry["text"]
                break
    return found


def renames(
    catalogue: Catalogue, facts: Facts, owner: str, classes: list[tuple[Release, Described, Any]]
) -> list[list[str]]:
    """`[old path, new path, releases that know the new one and drop the old one]`."""
    known = Sets(catalogue)
    for release, described, _ in classes:
        for place in places(described, described.root["title"]):
            *way, last = place.path
            for key in (last, *described.other_names.get(place.owner, {}).get(last, ())):
                known.add(".".join([*way, key]), release)
    found: list[list[str]] = []
    for entry in facts.tables["rename"]:
        old, new = known.found.get(entry["old"], 0), known.found.get(entry["new"], 0)
        if old and new & ~old and any(fnmatchcase(owner, pattern) for pattern in entry["at"]):
            found.append([entry["old"], entry["new"], catalogue.write(new & ~old)])
    return found
