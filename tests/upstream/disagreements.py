"""Where we knowingly say something else than upstream does, each with its reason; a test holds that it is still so."""

from __future__ import annotations

from typing import NamedTuple

from upstream.defects import Defect


class Disagreement(NamedTuple):
    """Configurations of one group that are judged differently on purpose."""

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


KNOWN: tuple[Disagreement, ...] = ()
