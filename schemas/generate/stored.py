"""Turns the hand-kept facts about stored data into the committed form, where every field stands."""

from __future__ import annotations

from typing import Any

from generate import handkept_stored as types
from generate import slots
from generate.handkept import Facts
from generate.shapes import neutral
from generate.upstream import Upstream
from stacklint_schemas.catalog import Closed


def stored_record(upstream: Upstream, facts: Facts) -> dict[str, Any]:
    """Raises ValueError for a step that does not exist."""
    ended = {entry["keyspace"]: entry["step"] for entry in facts.tables["ended"]}
    return {
        "breaks": whole(facts, "data_break", types.BreakFact),
        "rebuilt": whole(facts, "rebuilt", types.RebuiltFact),
        "moves": [
            entry | {"loses": {loss["backend"]: loss["what"] for loss in entry["loses"]}}
            for entry in whole(facts, "move", types.MoveFact)
        ],
        "dependents": whole(facts, "dependent", types.DependentFact),
        "folders": whole(facts, "folder", types.FolderFact),
        "inline_defaults": inline_defaults(upstream),
        "implied": whole(facts, "implied", types.ImpliedFact),
        "inline_tables": {entry["keyspace"]: entry["tables"] for entry in facts.tables["inline_table"]},
        "own_paths": whole(facts, "own_path", types.OwnPathFact),
        "ended": known_steps(ended, {entry["name"] for entry in facts.tables["step"]}),
    }


def known_steps(named: dict[str, str], steps: set[str]) -> dict[str, str]:
    """The same again. Raises ValueError for a step that does not exist."""
    unknown = set(named.values()) - steps
    if unknown:
        raise ValueError(f"no such steps: {sorted(unknown)}")
    return named


def whole(facts: Facts, table: str, kind: type[Closed]) -> list[dict[str, Any]]:
    """The entries of a table, with what they leave out."""
    return [kind.model_validate(entry).model_dump() for entry in facts.tables[table]]


def inline_defaults(upstream: Upstream) -> dict[str, dict[str, Any]]:
    """By family and type of an inline store, what it was where the file left keys out; the last release counts."""
    found: dict[str, dict[str, Any]] = {}
    for _, described, _ in upstream.stacks():
        for name, schema in described.definitions.items():
            for suffix, family in slots.LEGACY_SUFFIXES.items():
                value = schema.get("properties", {}).get("type", {}).get("const", "")
                if name.endswith(suffix) and value and not value.startswith(f"{family}_"):
                    found[f"{family} {value}"] = {
                        key: neutral(default)
                        for key, property_schema in sorted(schema["properties"].items())
                        if key != "type" and (default := described.default(name, key, property_schema)[1]) is not None
                    }
    return found
