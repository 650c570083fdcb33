"""From a place in a scalar's text back to the place in the file.

The unquoting and unfolding of YAML is done again with places, and believed only when it gives the text that the
parser gave.
"""

from __future__ import annotations

from stacklint.syntax.nodes import Scalar
from stacklint.syntax.runs import SourceMap
from stacklint.text.span import Span


def source_span(text: str, scalar: Scalar, start: int, end: int) -> Span:
    """Where `scalar.text[start:end]` stands in the file's *text*; the whole scalar where that cannot be told."""
    found = source_map(text, scalar)
    if found is None:
        return scalar.span
    at = found.offset(start)
    return Span(at, found.offset(end - 1, behind=True) if end > start else at)


def source_map(text: str, scalar: Scalar) -> SourceMap | None:
    """Places in the file of all characters of `scalar.text`; None when they cannot be told."""
    if not scalar.style and scalar.end - scalar.start == len(scalar.text):
        # A plain scalar on one line, as nearly all are.
        found = SourceMap(scalar.start)
        found.copy(text, scalar.start, scalar.end)
        return found
    # Only asked for when something is to be said about a place inside a scalar, and its patterns cost as much to
    # compile as a small file costs to check.
    from stacklint.syntax import unfolding

    match scalar.style:
        case "'" | '"':
            found = unfolding.quoted(text, scalar)
        case "|" | ">":
            return unfolding.block(text, scalar)
        case _:
            found = unfolding.plain(text, scalar)
    return found if found.text == scalar.text else None
