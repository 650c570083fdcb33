"""Imports point one way only, towards the text; adding an arrow here is a decision, not a fix."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from imports import Import, all_imports, imports_of, is_inside, modules

LAYERS: tuple[tuple[str, ...], ...] = (
    ("stacklint_schemas",),
    ("stacklint.text",),
    ("stacklint.syntax",),
    ("stacklint.model",),
    ("stacklint.rules",),
    (
        "stacklint.suppress",
        "stacklint.settings",
        "stacklint.configurations",
        "stacklint.diagnose",
        "stacklint.diagnostics",
        "stacklint.judge",
        "stacklint.engine",
        "stacklint.fixing",
        "stacklint.migrate",
        "stacklint.knowledge",
        "stacklint.graph",
        "stacklint.environment",
        "stacklint.baseline",
    ),
    ("stacklint.workspace", "stacklint.report", "stacklint.files"),
    ("stacklint.cli", "stacklint_lsp.ide"),
    ("stacklint_lsp.protocol",),
    ("stacklint.__main__",),
)
"""A layer imports itself and what stands before it."""

SIBLINGS = ("stacklint.cli", "stacklint_lsp.ide")
"""They stand side by side and do not know each other."""

BARE = frozenset({"stacklint", "stacklint_lsp"})
"""The packages themselves: a version and a docstring, which everybody may read and which import nothing."""

GENERATOR = "generate"
"""Not shipped; knows the generated data and nothing of the linter."""

OURS = ("stacklint", "stacklint_lsp", "stacklint_schemas", GENERATOR)


def layer_of(module: str) -> int | None:
    for number, rooms in enumerate(LAYERS, start=1):
        if any(is_inside(module, room) for room in rooms):
            return number
    return None


def wrong_arrows(imports: Iterable[Import]) -> list[str]:
    return [str(item) for item in imports if not _is_allowed(item)]


def _is_allowed(item: Import) -> bool:
    if not any(is_inside(item.imported, root) for root in OURS):
        return True
    if item.importer in BARE:
        return False
    if item.imported in BARE:
        return True
    if is_inside(item.importer, GENERATOR):
        return any(is_inside(item.imported, room) for room in (GENERATOR, "stacklint_schemas"))
    upper, lower = layer_of(item.importer), layer_of(item.imported)
    if upper is None or lower is None or upper < lower:
        return False
    return not any(
        is_inside(item.importer, one) and is_inside(item.imported, other)
        for one in SIBLINGS
        for other in SIBLINGS
        if one != other
    )


def test_every_module_stands_in_a_layer() -> None:
    homeless = [
        name for name in modules() if name not in BARE and not is_inside(name, GENERATOR) and layer_of(name) is None
    ]
    assert homeless == []


def test_imports_point_towards_the_text() -> None:
    imports = list(all_imports())
    assert imports, "nothing was read, so nothing was proved"
    assert wrong_arrows(imports) == []


def test_a_rule_never_imports_another_rule() -> None:
    found = modules()
    rules = {
        name
        for name, path in found.items()
        if is_inside(name, "stacklint.rules") and _declares_a_rule(path.read_text("utf-8"))
    }
    assert rules, "no rule was recognised, so nothing was proved"
    assert [str(item) for item in all_imports() if item.importer in rules and item.imported in rules] == []


def test_the_server_is_started_lazily() -> None:
    eager = [
        str(item)
        for item in all_imports()
        if item.importer == "stacklint.__main__" and is_inside(item.imported, "stacklint_lsp") and not item.lazy
    ]
    assert eager == []


@pytest.mark.parametrize(
    ("importer", "source", "expected"),
    [
        (
            "stacklint.text.span",
            "from stacklint.engine import check",
            ["stacklint.text.span imports stacklint.engine (line 1)"],
        ),
        (
            "stacklint.text.span",
            "def lazily():\n    import stacklint.cli",
            ["stacklint.text.span imports stacklint.cli (line 2)"],
        ),
        ("stacklint.cli.main", "import stacklint_lsp.ide", ["stacklint.cli.main imports stacklint_lsp.ide (line 1)"]),
        ("stacklint_schemas.data", "import stacklint.text", ["stacklint_schemas.data imports stacklint.text (line 1)"]),
        ("generate.merge", "import stacklint.engine", ["generate.merge imports stacklint.engine (line 1)"]),
        ("stacklint.engine", "import stacklint.elsewhere", ["stacklint.engine imports stacklint.elsewhere (line 1)"]),
        ("stacklint.engine", "import stacklint.rules\nfrom stacklint import __version__\nimport json", []),
    ],
)
def test_a_wrong_arrow_is_seen(importer: str, source: str, expected: list[str]) -> None:
    assert wrong_arrows(imports_of(importer, source, frozenset())) == expected


def _declares_a_rule(source: str) -> bool:
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="rule")]) | ast.AnnAssign(target=ast.Name(id="rule")):
                return True
    return False
