"""Small tools to change a configuration in one place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from upstream import bases

Configuration = dict[str, Any]
Steps = tuple[str | int, ...]


class Change(NamedTuple):
    """A base configuration with something done to it."""

    group: str
    label: str
    configuration: Configuration


class Reference(NamedTuple):
    """A place in a base where a backend is named."""

    steps: Steps
    family: str

    @property
    def label(self) -> str:
        """The place without list positions: `providers.files.config.metadata_store`."""
        return ".".join(str(step) for step in self.steps if not isinstance(step, int))

    @property
    def name_key(self) -> str:
        """The key beside `backend`."""
        return "namespace" if self.family == "kv" else "table_name"

    @property
    def other_family(self) -> str:
        """The family that does not fit here."""
        return "sql" if self.family == "kv" else "kv"


def references(configuration: Configuration) -> list[Reference]:
    """All places of a configuration that name a backend, in file order."""
    return list(_references(configuration, ()))


def at(configuration: Any, steps: Steps) -> Any:
    """What stands at *steps*."""
    for step in steps:
        configuration = configuration[step]
    return configuration


def put(configuration: Configuration, steps: Steps, value: object) -> Configuration:
    """*configuration*, changed to hold *value* at *steps*; missing mappings are made."""
    place: Any = configuration
    for step in steps[:-1]:
        place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
    place[steps[-1]] = value
    return configuration


def drop(configuration: Configuration, steps: Steps) -> Configuration:
    """*configuration* without what stood at *steps*."""
    del at(configuration, steps[:-1])[steps[-1]]
    return configuration


def changed(release: str, *pairs: tuple[Steps, object]) -> Configuration:
    """The release's base with several values put in."""
    configuration = bases.base(release)
    for steps, value in pairs:
        put(configuration, steps, value)
    return configuration


def sqlite(name: str) -> str:
    """The path of a database file in the stores' folder."""
    return f"${{env.SQLITE_STORE_DIR:=/tmp/stacklint}}/{name}.db"


def provider(configuration: Configuration, api: str, provider_type: str, config: Configuration) -> Configuration:
    """Add one more provider with the id `more`."""
    entry = {"provider_id": "more", "provider_type": provider_type, "config": config}
    configuration["providers"].setdefault(api, []).append(entry)
    return configuration


def _references(node: Any, steps: Steps) -> Iterator[Reference]:
    if isinstance(node, dict):
        if isinstance(node.get("backend"), str):
            yield Reference(steps, "kv" if "namespace" in node else "sql")
        for key, value in node.items():
            yield from _references(value, (*steps, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _references(value, (*steps, index))
