"""Reads who imports whom out of the source text, so that tests can hold the direction without running anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from requirements import REPOSITORY

ROOTS = (REPOSITORY / "linter", REPOSITORY / "lsp_server", REPOSITORY / "schemas")


class Import(NamedTuple):
    """One imported module, as one statement names it."""

    importer: str
    """Dotted name of the module that holds the statement."""
    imported: str
    """Dotted name; `from stacklint.text import span` is `stacklint.text.span` if that is a module."""
    line: int
    lazy: bool
    """Inside a function, or only for the type checker: costs nothing at start-up."""

    def __str__(self) -> str:
        return f"{self.importer} imports {self.imported} (line {self.line})"


def modules() -> dict[str, Path]:
    """Every module below the three source roots, by dotted name; a package goes by its own name."""
    found = {}
    for root in ROOTS:
        for path in sorted(root.rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(importer: str, source: str, known: frozenset[str]) -> Iterator[Import]:
    """Yield what *source* imports; *known* decides whether `from a import b` names a module or a thing in one."""
    tree = ast.parse(source)
    lazy = {id(inner) for outer in ast.walk(tree) if _is_deferred(outer) for inner in ast.walk(outer)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                imported = [name.name for name in names]
            case ast.ImportFrom(module=str(module), names=names):
                full = [f"{module}.{name.name}" for name in names]
                imported = [name if name in known else module for name in full]
            case _:
                continue
        for name in dict.fromkeys(imported):
            yield Import(importer, name, node.lineno, id(node) in lazy)


def all_imports() -> Iterator[Import]:
    """Yield the imports of all our modules."""
    found = modules()
    known = frozenset(found)
    for name, path in found.items():
        yield from imports_of(name, path.read_text(encoding="utf-8"), known)


def is_inside(module: str, room: str) -> bool:
    """Whether *module* is *room* or lies in that package."""
    return module == room or module.startswith(room + ".")


def _is_deferred(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return True
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
