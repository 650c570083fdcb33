"""A whole structure at once: what is there and equal stays, what is missing is added where it belongs."""

from __future__ import annotations

from stacklint.syntax.emit import Value
from stacklint.syntax.nodes import Mapping, Scalar, Sequence, target
from stacklint.syntax.surgery.filling import filled
from stacklint.syntax.surgery.ground import Ground
from stacklint.syntax.surgery.inserting import planned
from stacklint.syntax.surgery.proof import Change, Edits, proved, shape_of
from stacklint.text.edit import Edit
from stacklint.text.span import Span


def merge(ground: Ground, parent: Mapping, addition: dict[str, Value]) -> Edits | None:
    """As `Surgeon.merge`."""
    change = Change()
    edits = _missing(ground, parent, addition, change)
    if edits is None:
        return None
    return proved(ground, _joined(edits), change) if edits else ()


def _missing(ground: Ground, parent: Mapping, addition: dict[str, Value], change: Change) -> list[Edit] | None:
    """Inner edits first: where both end at one place, the deeper lines come first."""
    edits: list[Edit] = []
    new: dict[str, Value] = {}
    for key, value in addition.items():
        entry = parent.entry(key)
        if entry is None:
            new[key] = value
            continue
        existing = target(entry.value)
        if existing is not None and _plain_shape(existing) == shape_of(value):
            continue
        more: list[Edit] | None = None
        if isinstance(value, dict) and isinstance(existing, Mapping):
            more = _missing(ground, existing, value, change)
        elif isinstance(value, dict) and isinstance(existing, Scalar) and existing.is_null:
            more = filled(ground, existing, value, change)
        if more is None:
            return None
        edits.extend(more)
    if new:
        more = planned(ground, parent, new, len(parent.entries), change)
        if more is None:
            return None
        edits.extend(more)
    return edits


def _plain_shape(node: Mapping | Scalar | object) -> object:
    """The shape a value would have, were the node written anew: without anchors and tags."""
    if isinstance(node, Mapping):
        pairs = [(entry.key, target(entry.value)) for entry in node.entries]
        return ("mapping", "", "", tuple((_plain_shape(key), _plain_shape(value)) for key, value in pairs))
    if isinstance(node, Sequence):
        return ("sequence", "", "", tuple(_plain_shape(target(item)) for item in node.items))
    if isinstance(node, Scalar):
        return ("scalar", "", "", type(node.value).__name__, repr(node.value))
    return None


def _joined(edits: list[Edit]) -> list[Edit]:
    """Insertions at one place become one, in the order they were made."""
    places: dict[Span, str] = {}
    for edit in edits:
        places[edit.span] = places.get(edit.span, "") + edit.content
    return [Edit(span, content) for span, content in places.items()]
