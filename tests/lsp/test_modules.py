"""The modules of the protocol know each other one way only, also where a name is imported for its type alone."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

import pytest

from imports import Import, all_imports, is_inside

ROOM = "stacklint_lsp.protocol"


def in_order(imports: Iterable[Import]) -> list[str]:
    """The modules, each behind those that it imports; raises CycleError where there is no such order."""
    known: dict[str, set[str]] = {}
    for item in imports:
        if item.importer != item.imported and is_inside(item.importer, ROOM) and is_inside(item.imported, ROOM):
            known.setdefault(item.importer, set()).add(item.imported)
    return list(TopologicalSorter(known).static_order())


def test_no_module_needs_one_that_needs_it() -> None:
    order = in_order(all_imports())
    assert order.index(f"{ROOM}.wire") < order.index(f"{ROOM}.server") < order.index(f"{ROOM}.features")


def test_a_circle_is_noticed() -> None:
    back = Import(f"{ROOM}.wire", f"{ROOM}.server", 1, lazy=True)
    with pytest.raises(CycleError):
        in_order([*all_imports(), back])
