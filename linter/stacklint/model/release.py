"""Which releases a document is for: pinned by the user, or a range inferred from the content."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stacklint.syntax.nodes import Node
from stacklint_schemas import Catalogue, Release, ReleaseSet
from stacklint_schemas.typed import NamedTuple

_NAME = re.compile(r"(?:(llama-stack|ogx)-)?v?(\d+)\.(\d+)(?:\.(\d+))?(?:[.+\-]?[0-9A-Za-z.+\-]*)?\Z")


class Signal(NamedTuple):
    """Something in the content that only some releases understand."""

    releases: ReleaseSet
    reason: str
    """What was seen, for people: `storage`, `provider type 'inline::builtin'`."""
    place: Node
    """Where it was seen."""


class Reading(NamedTuple):
    """The releases a document is read for, and why."""

    releases: ReleaseSet
    pinned: bool
    label: str
    """For people: `ogx 1.5.0, pinned` or `0.7.0 to 0.8.0, inferred`."""
    beyond: str = ""
    """The wanted release when it is newer than every known one and the newest known stands in for it."""
    stale: tuple[Signal, ...] = ()
    """Signals of older releases that contradict the newer ones: the marks of a half-migrated file."""


def find_release(name: str, catalogue: Catalogue) -> Release | str | None:
    """The release a user means by *name*.

    `ogx-1.5.0`, `1.5.0` and downstream builds such as `0.4.2.1+rhai0` name known releases. A well-formed
    name that is newer than every known release comes back as text; anything else gives None.
    """
    match = _NAME.match(name.strip())
    if match is None:
        return None
    major, minor, patch = int(match[2]), int(match[3]), int(match[4] or 0)
    known = catalogue.by_version(f"{major}.{minor}.{patch}")
    if known is not None:
        return known
    newest = tuple(int(part) for part in catalogue.newest.version.split("."))
    if (major, minor, patch) > newest:
        return f"{match[1] or catalogue.newest.package}-{major}.{minor}.{patch}"
    return None


def pin(release: Release | str, catalogue: Catalogue) -> Reading:
    """The reading of a document whose release the user has said."""
    if isinstance(release, str):
        return Reading(catalogue.newest.only, True, f"{release} as {catalogue.newest.version}, pinned", beyond=release)
    return Reading(release.only, True, f"{release.package} {release.version}, pinned")


def infer(signals: Iterable[Signal], catalogue: Catalogue) -> Reading:
    """The widest range of releases that agrees with the content.

    Where signals contradict each other the file is half migrated: the newest lower bound wins and
    the signals of older releases are what was left behind.
    """
    seen = list(signals)
    lower = max((catalogue.first(signal.releases).index for signal in seen), default=0)
    left: ReleaseSet = catalogue.every & ~((1 << lower) - 1)
    stale: list[Signal] = []
    # The signals that reach furthest come first, so that of two old ones the older is the one left over.
    for signal in sorted(seen, key=lambda signal: -signal.releases.bit_length()):
        if left & signal.releases:
            left &= signal.releases
        else:
            stale.append(signal)
    return Reading(left, False, f"{catalogue.describe(left)}, inferred", stale=tuple(stale))
