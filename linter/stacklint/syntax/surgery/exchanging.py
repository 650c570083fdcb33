"""Some entries of a mapping go and others take their place, all at once: an inline store becomes a reference."""

from __future__ import annotations

from collections.abc import Sequence as AnySequence

from stacklint.syntax import emit
from stacklint.syntax.emit import Value
from stacklint.syntax.nodes import Entry, Mapping
from stacklint.syntax.surgery.ground import Ground, has_merge_key
from stacklint.syntax.surgery.inserting import flow_pair
from stacklint.syntax.surgery.proof import Change, Edits, pairs_of, proved
from stacklint.syntax.surgery.regions import end_of_child, head, index_of
from stacklint.syntax.surgery.removing import flow_region, kept_comments, lines_of
from stacklint.text.edit import Edit
from stacklint.text.span import Span


def exchange(
    ground: Ground, parent: Mapping, entries: AnySequence[Entry], values: dict[str, Value], *, drop_comments: bool
) -> Edits | None:
    """As `Surgeon.exchange`."""
    found = [index for entry in entries if (index := index_of(parent, entry)) is not None]
    if len(set(found)) != len(entries) or not entries or not values:
        return None
    if parent.tag or ground.is_untouchable(parent) or has_merge_key(parent):
        return None
    staying = {entry.name for index, entry in enumerate(parent.entries) if index not in found}
    if staying & values.keys() or any(ground.anchors_used(entry.value) for entry in entries):
        return None
    change = Change()
    for entry in entries:
        change.remove(entry)
    first, *others = sorted(found)
    change.add(parent, first, pairs_of(values))
    edits = _in_place(ground, parent, first, values, change, drop_comments=drop_comments)
    if edits is None:
        return None
    for index in others:
        region = (
            flow_region(parent, index) if parent.flow else lines_of(ground, parent, index, drop_comments=drop_comments)
        )
        kept = kept_comments(ground, region, change, drop_comments=drop_comments)
        margin = " " * ground.column(parent.start)
        edits.append(
            Edit(region, "" if parent.flow else "".join(margin + comment + ground.newline for comment in kept))
        )
    return proved(ground, edits, change)


def _in_place(
    ground: Ground, parent: Mapping, index: int, values: dict[str, Value], change: Change, *, drop_comments: bool
) -> list[Edit] | None:
    """The first entry that goes is written over."""
    style = ground.style(parent)
    if parent.flow:
        entry = parent.entries[index]
        region = Span(entry.key.start, entry.value.end)
        kept_comments(ground, region, change, drop_comments=drop_comments)
        pieces = [flow_pair(key, value, style) for key, value in values.items()]
        written = [piece for piece in pieces if piece is not None]
        return [Edit(region, ", ".join(written))] if len(written) == len(pieces) else None
    lines, column = emit.block(values, style), ground.indent(parent)
    if lines is None or column is None:
        return None
    start = head(ground, parent, index)
    is_behind_dash = ground.margin(start) is None
    if not is_behind_dash:
        start = ground.line_start(start)
    region = Span(start, end_of_child(ground, parent, index, column))
    kept = kept_comments(ground, region, change, drop_comments=drop_comments)
    written_lines = ground.indented([*kept, *lines], column)
    ending = ground.newline if region.of(ground.text)[-1:] in {"\n", "\r"} else ""
    return [Edit(region, (written_lines.lstrip(" ") if is_behind_dash else written_lines) + ending)]
