"""Places to explain that are given by a path or a line, and keys that are not written at all."""

from __future__ import annotations

from stacklint.knowledge.explaining import explain, explain_key
from stacklint.knowledge.places import Place
from stacklint.knowledge.records import Explanation, Fact
from stacklint.model.document import Document
from stacklint.syntax.comments import scalars_in
from stacklint.syntax.nodes import Mapping, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint.text.span import Span


def explain_path(document: Document, path: Path) -> Explanation | None:
    """What is known of a key or list item, written in the file or left out; None where nothing is.

    For a key that is left out the span is that of the nearest thing around it that is written.
    """
    offset = offset_of(document, path)
    if offset is not None:
        return explain(document, offset)
    is_key = bool(path) and isinstance(path[-1], str)
    found = explain_key(Place(document, path), _nearest(document, path)) if is_key else None
    if found is None:
        return None
    left_out = Fact("In this file", "left out")
    return found._replace(facts=(*found.facts, left_out), label=document.reading.label)


def offset_of(document: Document, path: Path) -> int | None:
    """Where a key begins, or the id of a list item that has one; None where the path leads to nothing written."""
    if not path:
        return None
    around, last = document.stack.at(path[:-1]), path[-1]
    if isinstance(around, Mapping) and isinstance(last, str):
        entry = around.entry(last)
        return None if entry is None else entry.key.start
    if isinstance(around, Sequence) and isinstance(last, int) and last < len(around.items):
        item = target(around.items[last])
        entry = item.entry(_id_key(document, path)) if isinstance(item, Mapping) else None
        return around.items[last].start if entry is None else entry.value.start
    return None


def offset_on_line(document: Document, line: Span) -> int | None:
    """The first key or value that begins on a line, given by its extent; None where none does."""
    starts = (scalar.start for scalar in scalars_in([document.root]) if scalar.end > scalar.start)
    return next((start for start in starts if line.start <= start <= line.end), None)


def _id_key(document: Document, path: Path) -> str:
    """The key that items of a list are told apart by; `provider_id` where it is no list of resources."""
    kinds = document.knowledge.resources
    return next((kind.id_key for kind in kinds if len(path) > 1 and kind.key == path[-2]), "provider_id")


def _nearest(document: Document, path: Path) -> Span:
    for length in range(len(path) - 1, 0, -1):
        offset = offset_of(document, path[:length])
        if offset is not None:
            node = document.stack.at(path[: length - 1])
            entry = node.entry(str(path[length - 1])) if isinstance(node, Mapping) else None
            return entry.key.span if entry is not None and isinstance(entry.key, Scalar) else Span(offset, offset)
    return document.root_place
