"""Where a provider that needs a folder gets one: beside the file's stores, else where upstream's samples have it."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Goal
from stacklint.migrate.steps.common import text_of
from stacklint.model.conversion import beside_file, sqlite_paths
from stacklint.model.document import Document

_FOLDER = "~/.llama/distributions"
"""Where upstream's first samples keep files, below it one folder for each distribution."""


def folder_for(document: Document, goal: Goal, name: str) -> str:
    """The path of a new folder that ends in *name*."""
    for path in _paths(document):
        beside = beside_file(path, name)
        if beside is not None and "/" in beside:
            return beside
    distribution = text_of(document.root.get("distro_name")) or text_of(document.root.get("image_name"))
    plain = distribution if distribution and "$" not in distribution else "starter"
    base = _FOLDER
    for folder in document.knowledge.migration.folders:
        if folder.since.index <= goal.target.index:
            base = base.replace(folder.old, folder.new)
    # A `~` is expanded in the values of variables only.
    return f"${{env.{name.upper()}_STORAGE_DIR:={base}/{plain}/{name}}}"


def _paths(document: Document) -> Iterator[str]:
    """The SQLite files of the stack, in backends and in inline stores."""
    yield from sqlite_paths(document.stack)
    for store in document.inline_stores:
        path = text_of(store.node.get("db_path"))
        if path:
            yield path
