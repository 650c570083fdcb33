"""What upstream says of itself, release by release, and the hand-kept facts about its keys."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from generate import probing
from generate.handkept import Facts
from generate.schema import Described, places
from generate.shapes import Source
from generate.wheels import Wheels, build_date, config_file, known_sources
from stacklint_schemas.releases import Catalogue, Release


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


def read_upstream(wheels: Wheels) -> Upstream:
    sources = known_sources()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        dumps = list(pool.map(lambda source: probing.dump(wheels, source), sources))
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


def sources_of(classes: list[tuple[Release, Described, Any]]) -> list[Source]:
    return [
        Source(release.only, described, described.root["title"], described.root) for release, described, _ in classes
    ]


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
