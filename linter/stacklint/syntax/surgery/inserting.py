"""New entries and items, written as their neighbours are."""

from __future__ import annotations

from stacklint.syntax import emit
from stacklint.syntax.emit import Value
from stacklint.syntax.nodes import Entry, Mapping, Node, Sequence
from stacklint.syntax.surgery.ground import Ground
from stacklint.syntax.surgery.proof import Change, Edits, pairs_of, proved, shape_of
from stacklint.syntax.surgery.regions import end_of_child, value_of
from stacklint.text.edit import Edit
from stacklint.text.span import Span


def insert(
    ground: Ground, parent: Mapping, values: dict[str, Value], before: str | None, after: str | None
) -> Edits | None:
    """As `Surgeon.insert`, for several entries that stand together."""
    index = _index(parent, before, after)
    if index is None:
        return None
    change = Change()
    edits = planned(ground, parent, values, index, change)
    return None if edits is None else proved(ground, edits, change)


def comment(ground: Ground, place: Entry | Node, text: str) -> Edits | None:
    """As `Surgeon.comment`."""
    node = place.key if isinstance(place, Entry) else place
    if ground.position(node) is None or not text.startswith("#"):
        return None
    at = ground.line_start(node.start)
    line = ground.text[at : node.start]
    margin = " " * (len(line) - len(line.lstrip(" ")))
    change = Change()
    change.new_comments.append(text.rstrip())
    return proved(ground, [Edit(Span(at, at), margin + text.rstrip() + ground.newline)], change)


def comment_behind(ground: Ground, offset: int, text: str) -> Edits | None:
    """As `Surgeon.comment_behind`."""
    if not text.startswith("#"):
        return None
    start, end = ground.line_start(offset), ground.line_end(offset)
    change = Change()
    old = [each.text for each in ground.comments if start <= each.span.start < end]
    change.dropped_comments += old
    at = start + len(ground.text[start:end].rstrip(" \t"))
    change.new_comments += [f"{comment}  {text.rstrip()}" for comment in old] or [text.rstrip()]
    return proved(ground, [Edit(Span(at, at), "  " + text.rstrip())], change)


def comment_on_top(ground: Ground, text: str) -> Edits | None:
    """As `Surgeon.comment_on_top`."""
    if not text.startswith("#"):
        return None
    at = ground.line_start(0)
    change = Change()
    change.new_comments.append(text.rstrip())
    return proved(ground, [Edit(Span(at, at), text.rstrip() + ground.newline)], change)


def planned(ground: Ground, parent: Mapping, values: dict[str, Value], index: int, change: Change) -> list[Edit] | None:
    """The edits that insert before the entry with this *index*, and in *change* what that means; not proved yet."""
    if parent.tag or ground.is_untouchable(parent) or any(parent.entry(key) is not None for key in values):
        return None
    if not parent.entries:
        from stacklint.syntax.surgery.filling import filled

        return filled(ground, parent, values, change)
    change.add(parent, index, pairs_of(values))
    style = ground.style(parent)
    if parent.flow:
        pieces = [flow_pair(key, value, style) for key, value in values.items()]
        written = [piece for piece in pieces if piece is not None]
        return [between_brackets(ground, parent, index, written)] if len(written) == len(pieces) else None
    lines = emit.block(values, style)
    indent = ground.indent(parent)
    return None if lines is None or indent is None else [place_lines(ground, parent, index, lines, indent)]


def append(ground: Ground, parent: Sequence, value: Value) -> Edits | None:
    """As `Surgeon.append`."""
    if parent.tag or ground.is_untouchable(parent):
        return None
    if not parent.items:
        from stacklint.syntax.surgery.filling import fill

        return fill(ground, parent, [value])
    change = Change().add(parent, len(parent.items), [shape_of(value)])
    style = ground.style(parent)
    if parent.flow:
        written = emit.flow(value, style)
        if written is None:
            return None
        return proved(ground, [between_brackets(ground, parent, len(parent.items), [written])], change)
    lines = emit.block([value], style)
    if lines is None:
        return None
    return proved(ground, [place_lines(ground, parent, len(parent.items), lines, ground.column(parent.start))], change)


def place_lines(ground: Ground, parent: Mapping | Sequence, index: int, lines: list[str], indent: int) -> Edit:
    """Put lines into a block collection, before its child with this *index*; *indent* is the collection's column."""
    if index == 0:
        first = parent.start
        if ground.margin(first) is not None:
            at = ground.line_start(first)
            return Edit(Span(at, at), ground.indented(lines, indent) + ground.newline)
        # Behind a dash: the line has begun already.
        written = ground.indented(lines, indent).lstrip(" ")
        return Edit(Span(first, first), written + ground.newline + " " * indent)
    at = end_of_child(ground, parent, index - 1, indent)
    content = ground.indented(lines, indent)
    if at == len(ground.text) and not ground.text.endswith(("\n", "\r")):
        return Edit(Span(at, at), ground.newline + content)
    return Edit(Span(at, at), content + ground.newline)


def _index(parent: Mapping, before: str | None, after: str | None) -> int | None:
    """Before which entry the new one goes; None when the neighbour asked for is not there, or there twice."""
    if before is None and after is None:
        return len(parent.entries)
    name = before if before is not None else after
    found = [index for index, entry in enumerate(parent.entries) if entry.name == name]
    if len(found) != 1:
        return None
    return found[0] if before is not None else found[0] + 1


def flow_pair(key: str, value: Value, style: emit.Style) -> str | None:
    """An entry as it stands between brackets; None where it cannot be written."""
    name = emit.spelling(key, "flow key", style.key_quote)
    written = emit.flow(value, style)
    return None if name is None or written is None else f"{name}: {written}"


def between_brackets(ground: Ground, parent: Mapping | Sequence, index: int, pieces: list[str]) -> Edit:
    """Put texts between brackets: one a line where the children there stand so, else all on one line."""
    starts = (
        [entry.key.start for entry in parent.entries]
        if isinstance(parent, Mapping)
        else [item.start for item in parent.items]
    )
    margin = ground.margin(starts[-1])
    separator = "," + (" " if margin is None else ground.newline + margin)
    joined = separator.join(pieces)
    if index == 0:
        return Edit(Span(starts[0], starts[0]), joined + separator)
    end = value_of(parent, index - 1).end
    return Edit(Span(end, end), separator + joined)
