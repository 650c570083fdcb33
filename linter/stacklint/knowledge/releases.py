"""Sets of releases as people say them."""

from __future__ import annotations

from collections.abc import Iterable

from stacklint_schemas import Catalogue, ReleaseSet


def union(sets: Iterable[ReleaseSet]) -> ReleaseSet:
    """What is in any of the sets."""
    found: ReleaseSet = 0
    for each in sets:
        found |= each
    return found


def life(catalogue: Catalogue, releases: ReleaseSet) -> str:
    """`since 0.4.0`, `until 0.6.1`, `0.3.0 to 0.8.0`; empty for a set of all releases, or of none."""
    if not releases or releases == catalogue.every:
        return ""
    runs = catalogue.runs(releases)
    first, last = runs[0][0], runs[-1][1]
    if len(runs) == 1 and first.index == 0:
        return f"until {last.version}"
    if len(runs) == 1 and last is catalogue.newest:
        return f"since {first.version}"
    return catalogue.describe(releases)


def part(catalogue: Catalogue, releases: ReleaseSet, whole: ReleaseSet) -> str:
    """Where in *whole* something holds: `from 0.4.0 on`, `until 0.8.0`, `in 0.5.0 to 0.6.1`; empty for everywhere."""
    here = releases & whole
    if here == whole or not here:
        return ""
    low = here.bit_length()
    if not whole & ~here & ((1 << low) - 1):
        return f"until {catalogue.last(here).version}"
    first = here & -here
    if not whole & ~here & ~(first - 1):
        return f"from {catalogue.first(here).version} on"
    return f"in {catalogue.describe(here)}"


def by_release(catalogue: Catalogue, texts: Iterable[tuple[ReleaseSet, str]], whole: ReleaseSet) -> str:
    """Texts that differ between the releases of *whole*: `` `5` until 1.0.2, `30` from 1.0.3 on ``.

    Equal texts are taken together; the text of no release of *whole* is left out.
    """
    merged: dict[str, ReleaseSet] = {}
    for releases, text in texts:
        if releases & whole:
            merged[text] = merged.get(text, 0) | releases & whole
    return "; ".join(f"{text} {part(catalogue, where, whole)}".rstrip() for text, where in merged.items())
