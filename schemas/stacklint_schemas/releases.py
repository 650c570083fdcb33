"""The catalogue of upstream releases, and sets of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stacklint_schemas.typed import NamedTuple, TypeAlias

ReleaseSet: TypeAlias = int
"""A set of catalogue releases as a bit mask: bit `i` stands for `catalogue.releases[i]`.

Intersection is `a & b`, union `a | b`, "holds in all of `b`" is `a & b == b`.
"""

NO_RELEASE: ReleaseSet = 0


class Release(NamedTuple):
    """One published release of the server."""

    name: str
    """Package and version, e.g. `ogx-1.5.0`, `llama-stack-0.3.5`."""
    package: str
    version: str
    date: str
    """Build date inside the wheel, ISO (`2026-10-09`)."""
    config_file: str
    """The file name upstream's samples of this release have: `run.yaml` or `config.yaml`."""
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody asks of a release
    """Position in version order, which is not date order."""

    @property
    def only(self) -> ReleaseSet:
        """The set that holds just this release."""
        return 1 << self.index


class Catalogue:
    """All known releases in version order, llama-stack before ogx."""

    __slots__ = ("_by_version", "_parsed", "_words", "every", "releases")

    def __init__(self, releases: Sequence[Release]) -> None:
        self.releases = tuple(releases)
        self.every: ReleaseSet = (1 << len(self.releases)) - 1
        self._by_version = {release.version: release for release in self.releases}
        self._words: dict[ReleaseSet, str] = {}
        self._parsed: dict[str, ReleaseSet] = {"": NO_RELEASE, "*": self.every}

    @property
    def newest(self) -> Release:
        """The last release in version order."""
        return self.releases[-1]

    def members(self, releases: ReleaseSet) -> Iterator[Release]:
        """The releases of a set, in version order."""
        return (release for release in self.releases if releases >> release.index & 1)

    def first(self, releases: ReleaseSet) -> Release:
        """The first release of a set that is not empty."""
        return self.releases[(releases & -releases).bit_length() - 1]

    def last(self, releases: ReleaseSet) -> Release:
        """The last release of a set that is not empty."""
        return self.releases[releases.bit_length() - 1]

    def by_version(self, version: str) -> Release | None:
        """The release with exactly this version, whatever its package."""
        return self._by_version.get(version)

    def between(self, first: str | None, last: str | None) -> ReleaseSet:
        """All releases from version *first* to version *last*, both included; None leaves that side open.

        Raises KeyError for a version that is not in the catalogue.
        """
        low = self._by_version[first].index if first else 0
        high = self._by_version[last].index if last else len(self.releases) - 1
        return (1 << (high + 1)) - (1 << low)

    def parse(self, text: str) -> ReleaseSet:
        """The set that data files write as text: `0.3.0-0.8.0`, `1.2.5,1.4.0+`, `*` for all, empty for none.

        Raises KeyError for a version that is not in the catalogue.
        """
        found = self._parsed.get(text)
        if found is None:
            found = NO_RELEASE
            for run in text.split(","):
                first, _, last = run.rstrip("+").partition("-")
                found |= self.between(first, None if run.endswith("+") else last or first)
            self._parsed[text] = found
        return found

    def write(self, releases: ReleaseSet) -> str:
        """The text for data files that `parse` reads."""
        if releases == self.every:
            return "*"
        return ",".join(
            f"{first.version}+"
            if last is self.newest and first is not last
            else (first.version if first is last else f"{first.version}-{last.version}")
            for first, last in self.runs(releases)
        )

    def runs(self, releases: ReleaseSet) -> list[tuple[Release, Release]]:
        """A set as runs of neighbouring releases, each given by its first and last member."""
        found: list[tuple[Release, Release]] = []
        for release in self.members(releases):
            if found and found[-1][1].index == release.index - 1:
                found[-1] = (found[-1][0], release)
            else:
                found.append((release, release))
        return found

    def describe(self, releases: ReleaseSet) -> str:
        """A set in words for people: `0.3.0 to 0.6.1, 1.2.5`."""
        words = self._words.get(releases)
        if words is None:
            words = self._words[releases] = ", ".join(
                first.version if first is last else f"{first.version} to {last.version}"
                for first, last in self.runs(releases)
            )
        return words
