"""The folder below the user's home that the server itself moves."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover, Notice
from stacklint.migrate.steps.common import changed_locally, of_owner, release_of
from stacklint.model.document import Document
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.path import Path


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover | Notice]:
    """Paths in the old folder that the server expands `~` in: they have to follow the move, or nothing is found."""
    for folder in document.knowledge.migration.folders:
        if release_of(document).index < folder.since.index or goal.origin & ~(folder.since.only - 1):
            # Who has run a release behind the move has decided already.
            continue
        for scalar, path in document.scalars:
            if folder.old not in scalar.text:
                continue
            for start in _expanded(document, scalar, path):
                end = start + len(folder.old)
                if scalar.text[start:end] == folder.old and scalar.text[end : end + 1] in ("", "/", "}"):
                    title = f"Follow '{folder.old}' to '{folder.new}' in '{'.'.join(str(step) for step in path[-2:])}'"
                    note = (
                        f"the server moves {folder.old} to {folder.new} at its first start, unless that folder is there"
                        f" already or {folder.variable} is set"
                    )
                    edits = document.surgeon.replace_part(scalar, start, end, folder.new)
                    yield from changed_locally(f"{title}{of_owner(document, path)}", (edits,), scalar, path, note)


def _expanded(document: Document, scalar: Scalar, path: Path) -> Iterator[int]:
    """Where in a value a `~` stands that the server expands: at the beginning of a default, or of some plain paths."""
    for expression in parse_expressions(scalar.text):
        # Only what is the beginning of the whole value is a path below the home folder.
        if expression.operator == ":=" and expression.span.start == 0:
            yield expression.span.end - 1 - len(expression.operand)
    for backend in document.stack.backends:
        if backend.spec is not None and path[:-1] == backend.path and path[-1] in backend.spec.expands_home:
            yield 0
