"""What a release takes away from those who come from an earlier one, found by comparing the schemas.

Each difference is a text, and the release that brought it: `key inference/remote::vllm url`, `type safety
inline::llama-guard`, `api agents`, `store stack metadata_store`, `required batches/inline::reference sqlstore`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from generate.schema import Described, Path, places
from generate.slots import legacy_family
from generate.upstream import Sets, Upstream
from stacklint_schemas.releases import Catalogue, Release, ReleaseSet

Classes: TypeAlias = list[tuple[Release, Described, Any]]
Difference: TypeAlias = tuple[str, Release]


def differences(upstream: Upstream, core: dict[str, Any]) -> list[Difference]:
    """Every one, in release order."""
    catalogue = upstream.catalogue
    found = [
        *gone_from(
            catalogue, "api", {api: written for api, written in core["apis"].items() if api in core["providers"]}
        ),
        *(
            difference
            for api, types in core["providers"].items()
            for difference in gone_from(catalogue, f"type {api}", {name: line[1] for name, line in types.items()})
        ),
        *keys_of(catalogue, "stack", upstream.stacks()),
        *changed_identity(catalogue, core["backends"]),
        *((f"default {each.owner} {'.'.join(each.path)}", each.since) for each in all_changed_defaults(upstream)),
    ]
    for key in sorted({key for dump in upstream.dumps for key in dump["providers"]}):
        classes = [(release, Described.of(spec), None) for release, spec in upstream.provider(key) if "schema" in spec]
        found.extend(keys_of(catalogue, key.replace(" ", "/"), classes))
    return sorted(found, key=lambda difference: (difference[1].index, difference[0]))


def gone_from(catalogue: Catalogue, kind: str, named: dict[str, str]) -> Iterator[Difference]:
    for name, written in named.items():
        for release in losses(catalogue, catalogue.parse(written), catalogue.every):
            yield f"{kind} {name}", release


def losses(catalogue: Catalogue, known: ReleaseSet, within: ReleaseSet) -> Iterator[Release]:
    """The releases that lack what the one before them had; *within* are those that could have it."""
    for _, last in catalogue.runs(known):
        after = within & ~catalogue.between(None, last.version)
        # A later beginning of the same thing ends the loss; where it comes back at once there is none.
        if after and not catalogue.first(after).only & known:
            yield catalogue.first(after)


class Seen:
    """What the releases of one owner know of its keys."""

    def __init__(self, catalogue: Catalogue, classes: Classes) -> None:
        self.releases: ReleaseSet = 0
        self.known, self.spelt, self.required = Sets(catalogue), Sets(catalogue), Sets(catalogue)
        self.holders, self.stores = Sets(catalogue), Sets(catalogue)
        for release, described, _ in classes:
            self.releases |= release.only
            for place in places(described, described.root["title"]):
                *way, last = place.path
                self.known.add(place.path, release)
                for key in described.other_names.get(place.owner, {}).get(last, ()):
                    self.spelt.add((*way, key), release)
                # A key of a class that is new at its place takes nothing away from anybody.
                holder = (tuple(way), place.owner if way else "")
                self.holders.add(holder, release)
                if place.required:
                    self.required.add((holder, place.path), release)
                if legacy_family(place) is not None:
                    self.stores.add(place.path, release)


class ChangedDefault(NamedTuple):
    """A key that means something else where a file leaves it out."""

    owner: str
    path: Path
    since: Release
    before: Any
    now: Any


def all_changed_defaults(upstream: Upstream) -> list[ChangedDefault]:
    """Those of the stack and of every provider; what backends are has its own differences."""
    found = list(changed_defaults("stack", upstream.stacks()))
    for key in sorted({key for dump in upstream.dumps for key in dump["providers"]}):
        classes = [(release, Described.of(spec), None) for release, spec in upstream.provider(key) if "schema" in spec]
        found.extend(changed_defaults(key.replace(" ", "/"), classes))
    return found


def changed_defaults(owner: str, classes: Classes) -> Iterator[ChangedDefault]:
    """By release, comparing each with the one before; another way to write the same value is no change."""
    values: dict[tuple[Path, str], Any] = {}
    for release, described, _ in classes:
        stores = {place.path for place in places(described, described.root["title"]) if legacy_family(place)}
        for place in places(described, described.root["title"]):
            known, value = place.default
            inside = any(place.path[: len(store)] == store for store in stores) or place.path[1:2] == ("backends",)
            if not known or inside or isinstance(value, dict):
                continue
            holder = (place.path, place.owner if len(place.path) > 1 else "")
            if holder in values and plain(values[holder]) != plain(value):
                yield ChangedDefault(owner, place.path, release, values[holder], value)
            values[holder] = value


def plain(value: Any) -> Any:
    """A value as the server takes it: numbers by their size, everything empty alike."""
    if isinstance(value, str):
        value = value.strip("\u200b")
    try:
        return float(value)
    except (TypeError, ValueError):
        return value or None


def keys_of(catalogue: Catalogue, owner: str, classes: Classes) -> Iterator[Difference]:
    """Keys and inline stores that go, and keys that must be there from some release on."""
    seen = Seen(catalogue, classes)
    lost: set[Path] = set(seen.stores.found)
    for path, known in sorted(seen.stores.found.items()):
        for release in losses(catalogue, known, seen.releases):
            yield f"store {owner} {'.'.join(path)}", release
    for path, known in sorted(seen.known.found.items()):
        if any(path[: len(above)] == above and path != above for above in lost):
            continue
        for release in losses(catalogue, known, seen.releases):
            if path in seen.stores.found and release in losses(catalogue, seen.stores.found[path], seen.releases):
                continue  # it went as an inline store, which says more
            lost.add(path)
            spelt = seen.spelt.found.get(path, 0) & release.only
            yield f"{'spelling' if spelt else 'key'} {owner} {'.'.join(path)}", release
    for (holder, path), required in sorted(seen.required.found.items()):
        first = catalogue.first(required)
        before = seen.holders.found[holder] if holder[0] else seen.releases
        if before & ((1 << first.index) - 1):
            yield f"required {owner} {'.'.join(path)}", first


def changed_identity(catalogue: Catalogue, backends: list[dict[str, Any]]) -> Iterator[Difference]:
    """Defaults by which a backend that leaves them out becomes another store."""
    for backend in backends:
        for key, defaults in backend["identity"]:
            if len(defaults) > 1:
                for releases, _ in defaults:
                    first = catalogue.first(catalogue.parse(releases))
                    if catalogue.parse(backend["releases"]) & ((1 << first.index) - 1):
                        yield f"default {backend['name']} {key}", first
