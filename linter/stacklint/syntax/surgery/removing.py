"""Entries and items that go, with their lines; their comments stay unless told otherwise."""

from __future__ import annotations

from stacklint.syntax.build import end_of_key
from stacklint.syntax.nodes import Entry, Mapping, Node, Sequence
from stacklint.syntax.surgery.ground import Ground, has_merge_key
from stacklint.syntax.surgery.proof import Change, Edits, proved
from stacklint.syntax.surgery.regions import (
    behind_blank_lines,
    comments_in,
    count,
    end_of_child,
    head,
    index_of,
    keeps_blank_lines,
    value_of,
    with_comments_above,
)
from stacklint.text.edit import Edit
from stacklint.text.span import Span


def remove(
    ground: Ground, parent: Mapping | Sequence, child: Entry | Node, *, drop_comments: bool, prune: bool
) -> Edits | None:
    """As `Surgeon.remove`."""
    while prune and count(parent) == 1 and index_of(parent, child) == 0:
        position = ground.position(parent)
        if position is None or position.parent is None or position.is_key or ground.is_untouchable(parent):
            break
        child = parent if position.entry is None else position.entry
        parent = position.parent
    held = child.value if isinstance(child, Entry) else child
    if ground.anchors_used(held) or (isinstance(child, Entry) and ground.anchors_used(child.key)):
        return None
    change = Change()
    edits = cut(ground, parent, child, change, drop_comments=drop_comments)
    return None if edits is None else proved(ground, edits, change)


def cut(
    ground: Ground, parent: Mapping | Sequence, child: Entry | Node, change: Change, *, drop_comments: bool
) -> list[Edit] | None:
    """The edits that take a child out, and in *change* what that means; not proved yet."""
    index = index_of(parent, child)
    if index is None or parent.tag or ground.is_untouchable(parent):
        return None
    if isinstance(parent, Mapping) and has_merge_key(parent):
        # What the key hides could come to light.
        return None
    change.remove(child)
    if parent.flow:
        region = flow_region(parent, index)
        if drop_comments:
            change.dropped_comments.extend(comment.text for comment in comments_in(ground, region))
        elif comments_in(ground, region):
            return flow_lines(ground, parent, index)
        return [Edit(region, "")]
    if count(parent) == 1:
        return _emptied(ground, parent, change, drop_comments=drop_comments)
    start, column = head(ground, parent, index), ground.column(parent.start)
    if ground.margin(start) is None:
        # Behind a dash: the next one moves up.
        region = Span(start, head(ground, parent, index + 1))
        kept = kept_comments(ground, region, change, drop_comments=drop_comments)
        return [Edit(region, "".join(comment + ground.newline + " " * column for comment in kept))]
    region = lines_of(ground, parent, index, drop_comments=drop_comments)
    kept = kept_comments(ground, region, change, drop_comments=drop_comments)
    return [Edit(region, "".join(" " * column + comment + ground.newline for comment in kept))]


def lines_of(ground: Ground, parent: Mapping | Sequence, index: int, *, drop_comments: bool) -> Span:
    """The lines of a child of a block collection, with one of the blank lines around them."""
    column = ground.column(parent.start)
    start = ground.line_start(head(ground, parent, index))
    if drop_comments:
        start = with_comments_above(ground, start, column)
    end = end_of_child(ground, parent, index, column)
    if index and keeps_blank_lines(ground, value_of(parent, index - 1)):
        # Those behind it would become part of the text before it.
        return Span(start, behind_blank_lines(ground, end))
    blank = ground.line_start(start - 1) if start > ground.line_start(0) else start
    is_alone = blank < start and not ground.text[blank:start].strip()
    if not is_alone or (comments_in(ground, Span(start, end)) and not drop_comments):
        return Span(start, end)
    if end == len(ground.text):
        return Span(blank, end)
    # A blank line before it and one behind it would be one too many.
    following = ground.next_line(end)
    return Span(start, end if ground.text[end:following].strip() else following)


def kept_comments(ground: Ground, region: Span, change: Change, *, drop_comments: bool) -> list[str]:
    """The comments of a region that goes, which are to be written again; none when they are to go too."""
    found = [comment.text for comment in comments_in(ground, region)]
    if drop_comments:
        change.dropped_comments.extend(found)
        return []
    return found


def _emptied(ground: Ground, parent: Mapping | Sequence, change: Change, *, drop_comments: bool) -> list[Edit] | None:
    """The last child of a block collection goes, and brackets say so."""
    brackets = "{}" if isinstance(parent, Mapping) else "[]"
    column, end = ground.column(parent.start), value_of(parent, 0).end
    position = ground.position(parent)
    if parent.anchor or position is None or position.is_key:
        return None
    if ground.margin(parent.start) is None:
        region = Span(parent.start, end)
        kept = kept_comments(ground, region, change, drop_comments=drop_comments)
        lines = [brackets, *(" " * column + comment for comment in kept)]
        return [Edit(region, ground.newline.join(lines))]
    region = lines_of(ground, parent, 0, drop_comments=drop_comments)
    lines = [" " * column + comment for comment in kept_comments(ground, region, change, drop_comments=drop_comments)]
    if position.entry is None:
        lines.insert(0, brackets)
    content = "".join(line + ground.newline for line in lines)
    if position.entry is None:
        return [Edit(region, content)] if position.parent is None else None
    at = end_of_key(ground.text, position.entry.key.end, parent.start)
    return [Edit(Span(at, at), " " + brackets), Edit(region, content)]


def flow_region(parent: Mapping | Sequence, index: int) -> Span:
    """A child between brackets with one of the commas beside it."""
    if count(parent) == 1:
        return Span(parent.start + 1, parent.end - 1)
    if index:
        return Span(value_of(parent, index - 1).end, value_of(parent, index).end)
    following = parent.entries[1].key if isinstance(parent, Mapping) else parent.items[1]
    first = parent.entries[0].key if isinstance(parent, Mapping) else parent.items[0]
    return Span(first.start, following.start)


def flow_lines(ground: Ground, parent: Mapping | Sequence, index: int) -> list[Edit] | None:
    """The edits that take a child out from between brackets and leave a comment beside it alone."""
    child = parent.entries[index].key if isinstance(parent, Mapping) else parent.items[index]
    start, end = child.start, value_of(parent, index).end
    edits: list[Edit] = []
    if index + 1 < count(parent):
        comma = comma_behind(ground, end)
        end = -1 if comma is None else comma + 1
    elif index:
        comma = comma_behind(ground, value_of(parent, index - 1).end)
        if comma is not None:
            edits.append(Edit(Span(comma, comma + 1), ""))
    if end < 0:
        return None
    following = ground.next_line(end)
    if ground.margin(start) is not None and not ground.text[end:following].strip():
        start, end = ground.line_start(start), following
    return [*edits, Edit(Span(start, end), "")]


def comma_behind(ground: Ground, offset: int) -> int | None:
    """Where the comma stands that follows, if nothing but blanks stands before it."""
    comma = ground.text.find(",", offset)
    return None if comma < 0 or ground.text[offset:comma].strip() else comma
