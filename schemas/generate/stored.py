"""Turns the hand-kept facts about stored data into the committed form, where every field stands."""

from __future__ import annotations

from typing import Any

from generate import handkept_stored as types
from generate.handkept import Facts
from stacklint_schemas.catalog import Closed


def stored_record(facts: Facts) -> dict[str, Any]:
    """Raises ValueError for a step that does not exist."""
    steps = {entry["name"] for entry in facts.tables["step"]}
    unknown = {entry["step"] for entry in facts.tables["ended"]} - steps
    if unknown:
        raise ValueError(f"no such steps: {sorted(unknown)}")
    return {
        "breaks": whole(facts, "data_break", types.BreakFact),
        "rebuilt": whole(facts, "rebuilt", types.RebuiltFact),
        "moves": [
            entry | {"loses": {loss["backend"]: loss["what"] for loss in entry["loses"]}}
            for entry in whole(facts, "move", types.MoveFact)
        ],
        "dependents": whole(facts, "dependent", types.DependentFact),
        "folders": whole(facts, "folder", types.FolderFact),
        "implied": whole(facts, "implied", types.ImpliedFact),
        "inline_tables": {entry["keyspace"]: entry["tables"] for entry in facts.tables["inline_table"]},
        "ended": {entry["keyspace"]: entry["step"] for entry in facts.tables["ended"]},
    }


def whole(facts: Facts, table: str, kind: type[Closed]) -> list[dict[str, Any]]:
    """The entries of a table, with what they leave out."""
    return [kind.model_validate(entry).model_dump() for entry in facts.tables[table]]
