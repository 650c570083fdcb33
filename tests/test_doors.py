"""Every outside library has one door, and nothing that ships reaches for the network."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import pytest

from imports import Import, all_imports, imports_of, is_inside

DOORS: dict[str, tuple[str, ...]] = {
    "yaml": ("stacklint.syntax.parse",),
    "ruamel": ("stacklint.syntax.emit",),
    "jsonschema": ("stacklint.model.shape",),
    "referencing": ("stacklint.model.shape",),
    "pydantic": ("stacklint.settings", "stacklint_schemas.catalog", "generate"),
    "pygls": ("stacklint_lsp.protocol",),
    "lsprotocol": ("stacklint_lsp.protocol",),
    "cattrs": ("stacklint_lsp.protocol",),
}
"""A library that is not listed comes in by decision only."""

OURS = frozenset({"stacklint", "stacklint_lsp", "stacklint_schemas", "generate"})
NETWORK = ("ftplib", "http.client", "http.server", "smtplib", "socket", "ssl", "urllib.request", "xmlrpc")


def wrong_doors(imports: Iterable[Import]) -> list[str]:
    return [str(item) for item in imports if not _is_allowed(item)]


def _is_allowed(item: Import) -> bool:
    library = item.imported.partition(".")[0]
    # The generator asks upstream's own packages inside their own environments; only what ships is held to the list.
    if library in OURS or library in sys.stdlib_module_names or is_inside(item.importer, "generate"):
        return True
    return any(is_inside(item.importer, door) for door in DOORS.get(library, ()))


def test_every_library_has_one_door() -> None:
    imports = list(all_imports())
    assert any(item.imported == "yaml" for item in imports), "nothing was read, so nothing was proved"
    assert wrong_doors(imports) == []


def test_nothing_that_ships_knows_the_network() -> None:
    reaching = [
        str(item)
        for item in all_imports()
        if not is_inside(item.importer, "generate") and any(is_inside(item.imported, module) for module in NETWORK)
    ]
    assert reaching == []


@pytest.mark.parametrize(
    ("importer", "source", "expected"),
    [
        ("stacklint.engine", "import yaml", ["stacklint.engine imports yaml (line 1)"]),
        (
            "stacklint.cli",
            "def lazily():\n    from pydantic import BaseModel",
            ["stacklint.cli imports pydantic (line 2)"],
        ),
        ("stacklint.syntax.parse", "import rich", ["stacklint.syntax.parse imports rich (line 1)"]),
        ("stacklint.syntax.parse", "import yaml, re", []),
        ("stacklint_lsp.protocol.convert", "from lsprotocol import types", []),
    ],
)
def test_a_second_door_is_seen(importer: str, source: str, expected: list[str]) -> None:
    assert wrong_doors(imports_of(importer, source, frozenset())) == expected
