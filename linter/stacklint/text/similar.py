"""Which known name somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, names: Iterable[str], likeness: float = 0.7) -> str:
    """The one of *names* most like *word*; empty when none is. *likeness* goes from 0, anything, to 1, equal."""
    # Only a mistake needs it, and it costs more to import than a rule.
    from difflib import get_close_matches

    found = get_close_matches(word, list(names), 1, likeness)
    return found[0] if found else ""


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """The end of a sentence that names the one of *names* most like *word*, or nothing."""
    found = nearest(word, sorted(names), 0.6)
    return f"; did you mean '{found}'?" if found else ""
