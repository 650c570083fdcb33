"""A line that says how far a long run is; for terminals only."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator

from stacklint_schemas.typed import TypeVar

Item = TypeVar("Item")

PATIENCE = 1.0
"""Seconds that a run may take before anything is said."""

INTERVAL = 0.1


def with_progress(reports: Iterable[Item], total: int, done: str = "checked") -> Iterator[Item]:
    """The same *reports*, counted on stderr; *done* says what happened to their files."""
    due = time.monotonic() + PATIENCE
    shown = False
    try:
        for number, report in enumerate(reports, start=1):
            yield report
            now = time.monotonic()
            if now >= due:
                due = now + INTERVAL
                shown = True
                sys.stderr.write(f"\r\x1b[K{done} {number} of {total} files")
                sys.stderr.flush()
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
