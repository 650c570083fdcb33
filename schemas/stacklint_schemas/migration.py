"""What changes for a file on its way from release to release; read only where a file is migrated."""

from __future__ import annotations

from collections.abc import Mapping

from stacklint_schemas import stored
from stacklint_schemas.knowledge import KeyPath
from stacklint_schemas.releases import Catalogue, Release, ReleaseSet
from stacklint_schemas.shapes import Default
from stacklint_schemas.typed import Any, NamedTuple

# `Any` is what `json.loads` gives; the data are this package's own.


class Step(NamedTuple):
    """One change of upstream's that asks something of those who come from an earlier release."""

    name: str
    since: Release
    """The first release in version order that has the change."""
    title: str
    """What to do, as an order for people."""
    cause: str
    """What upstream changed, in one line of our own words."""
    source: str
    """Where it can be seen: a pull request, a commit, a file of a release."""
    differences: tuple[str, ...]
    """What the comparison of the schemas shows of it: `key inference/remote::vllm url`, `api agents`,
    `type safety inline::llama-guard`, `store stack metadata_store`, `required batches/inline::reference sqlstore`."""


class UrlChange(NamedTuple):
    """How an inference server's address must be written since its key is `base_url`."""

    api: str
    type: str
    """As in `provider_type`."""
    old: str
    """The key that held it before; for one type it was `base_url` already."""
    since: Release
    """The first release that wants it in the new way."""
    suffix: str
    """What the provider appended itself and the new value must end in; empty when the value stays."""
    replaces_path: bool
    """Whether the suffix took the place of whatever path the old value had."""
    unless: tuple[str, bool] | None
    """A key beside the old one and the value with which nothing was appended."""
    written_before: ReleaseSet
    """Where the old value had to have the suffix already."""
    unread: ReleaseSet
    """Where the old value was read by nothing, so that taking it over would change the server that is asked."""
    source: str


class ChangedDefault(NamedTuple):
    """A key that means something else where a file leaves it out; keys of backends are in `BackendType.identity`."""

    owner: str
    """`stack` or `api/provider_type`."""
    path: KeyPath
    since: Release
    before: Default
    now: Default


class Migration:
    """Everything known about the way from one release to another. Immutable for those who use it."""

    def __init__(self, catalogue: Catalogue, record: dict[str, Any]) -> None:
        """Takes the decoded `migration.json`."""
        parse = catalogue.parse
        self.steps: tuple[Step, ...] = tuple(
            Step(
                row["name"],
                catalogue.first(parse(row["since"])),
                row["title"],
                row["cause"],
                row["source"],
                tuple(row["differences"]),
            )
            for row in record["steps"]
        )
        """In release order."""
        self.defaults: tuple[ChangedDefault, ...] = tuple(
            ChangedDefault(owner, tuple(path.split(".")), catalogue.first(parse(since)), before, now)
            for owner, path, since, before, now in record["defaults"]
        )
        self.urls: Mapping[tuple[str, str], UrlChange] = {
            (row["api"], row["type"]): UrlChange(
                row["api"],
                row["type"],
                row["old"],
                catalogue.first(parse(row["since"])),
                row["suffix"],
                row["replaces_path"],
                (row["unless"][0], row["unless"][1]) if row["unless"] else None,
                parse(row["written_before"]),
                parse(row["unread"]),
                row["source"],
            )
            for row in record["urls"]
        }
        """By API and provider type; a type that is not here cannot be said anything about."""
        self.stored: stored.Stored = stored.decode(catalogue, record["stored"])
        """What becomes of data."""
        self._by_name = {step.name: step for step in self.steps}
        self._by_difference: dict[str, list[Step]] = {}
        for step in self.steps:
            for difference in step.differences:
                self._by_difference.setdefault(difference, []).append(step)

    @property
    def folders(self) -> tuple[stored.Folder, ...]:
        """Folders that upstream itself moves."""
        return self.stored.folders

    def step(self, name: str) -> Step:
        """Raises KeyError for a name that no step has."""
        return self._by_name[name]

    def steps_for(self, kind: str, owner: str, path: KeyPath = ()) -> tuple[Step, ...]:
        """The steps that explain a difference, in release order.

        `("key", "inference/remote::vllm", ("url",))`, `("api", "agents")`, `("type", "safety inline::llama-guard")`,
        `("store", "stack", ("metadata_store",))`.
        """
        text = f"{kind} {owner} {'.'.join(path)}" if path else f"{kind} {owner}"
        return tuple(self._by_difference.get(text, ()))
