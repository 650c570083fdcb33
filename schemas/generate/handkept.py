"""Reads the hand-kept facts, written as TOML with a source each."""

from __future__ import annotations

import json
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from generate.handkept_types import HandKept
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


def read(folder: Path = HANDKEPT) -> Facts:
    """Raises TOMLDecodeError or pydantic's ValidationError for a broken file."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(folder.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for name, entries in content.items():
            tables.setdefault(name, []).extend(entries)
    HandKept.model_validate_json(json.dumps(tables))
    return Facts(tables)
