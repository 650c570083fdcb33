"""Where we knowingly say something else than upstream does, each with its reason; a test holds that it is still so."""

from __future__ import annotations

from typing import NamedTuple

from upstream.defects import Defect


class Disagreement(NamedTuple):
    """Configurations of one group that are judged differently."""

    group: str
    releases: tuple[str, ...]
    reason: str
    labels: tuple[str, ...] = ()
    """Only these; empty for the whole group."""

    def covers(self, defect: Defect) -> bool:
        """Whether *defect* is one of them."""
        return (
            defect.group == self.group
            and defect.release in self.releases
            and (not self.labels or defect.label in self.labels)
        )


_OLD = ("0.3.5", "0.7.3")
_ALL = ("0.3.5", "0.7.3", "1.5.0")

_ASLEEP = "an unset variable switches it off; the error names the variables, because setting them breaks the server"
_SHARED = "kv_sqlite ignored namespaces until 0.8.0, so upstream's own samples share too; said as info"

KNOWN: tuple[Disagreement, ...] = (
    Disagreement("dangling in a disabled provider, by env", _ALL, _ASLEEP),
    Disagreement("dangling in a conditional provider that is off", _ALL, _ASLEEP),
    Disagreement("two vector providers, both off, one namespace", _ALL, _ASLEEP),
    Disagreement("two vector providers, one off, one namespace", _ALL, _ASLEEP),
    Disagreement("two vector providers, two namespaces", _OLD, _SHARED),
    Disagreement("two vector providers, nested namespaces", _OLD, _SHARED),
    Disagreement("two vector providers, no and one namespace", _OLD, _SHARED),
    Disagreement("two vector providers, two backends on one file, two namespaces", _OLD, _SHARED),
)
