"""Reads the hand-kept facts, written as TOML with a source each."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from generate.wheels import HANDKEPT


class Facts(NamedTuple):
    """Everything under `handkept/`, by table name."""

    tables: dict[str, list[dict[str, Any]]]

    def about(self, table: str, owner: str, path: tuple[str, ...]) -> list[dict[str, Any]]:
        """The entries of a table whose `at` covers a place; the owner is `stack` or `api/provider_type`."""
        place = f"{owner} {'.'.join(path)}"
        return [
            entry for entry in self.tables.get(table, []) if any(fnmatchcase(place, pattern) for pattern in entry["at"])
        ]


def read() -> Facts:
    """Raises TOMLDecodeError for a broken file."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(HANDKEPT.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, entries in content.items():
            tables.setdefault(name, []).extend(entries)
    return Facts(tables)
