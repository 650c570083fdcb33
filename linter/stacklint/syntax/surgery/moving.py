"""Text that goes elsewhere in the file: lines are moved and indented anew, never written anew."""

from __future__ import annotations

from stacklint.syntax import emit
from stacklint.syntax.build import end_of_key
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, is_merge_key
from stacklint.syntax.surgery.filling import fill_lines
from stacklint.syntax.surgery.ground import Ground
from stacklint.syntax.surgery.inserting import between_brackets, place_lines
from stacklint.syntax.surgery.proof import Change, Edits, Shape, proved, shape_of
from stacklint.syntax.surgery.regions import (
    comments_in,
    count,
    dedented,
    end_of_child,
    head,
    index_of,
    with_comments_above,
)
from stacklint.syntax.surgery.removing import cut
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_schemas.typed import NamedTuple


class Lifted(NamedTuple):
    """What is being moved: lines from column 0, with its comments, and what they mean."""

    lines: list[str]
    shapes: list[Shape]
    """Pairs of entries, or items."""
    kind: type[Mapping] | type[Sequence]
    """What the lines are children of."""


def move(ground: Ground, entry: Entry, parent: Mapping, key: str | None) -> Edits | None:
    """As `Surgeon.move`."""
    name = entry.name if key is None else key
    if parent.entry(name) is not None and parent.entry(name) is not entry:
        return None
    lifted = _lifted_entry(ground, entry, (name,))
    return None if lifted is None else _moved(ground, entry, parent, lifted)


def move_under(ground: Ground, entry: Entry, path: tuple[str, ...]) -> Edits | None:
    """As `Surgeon.move_under`."""
    place: Node = ground.root
    for depth, step in enumerate(path):
        if not isinstance(place, Mapping):
            break
        found = place.entry(step)
        if found is None:
            lifted = _lifted_entry(ground, entry, path[depth:])
            if lifted is not None and depth + 1 < len(path) and ground.holder(entry) is place:
                # A new mapping around it needs no other place than its own.
                return _in_place(ground, place, entry, lifted)
            return None if lifted is None else _moved(ground, entry, place, lifted)
        if found is entry or not any(found is other for other in place.entries):
            return None
        place = found.value
        if isinstance(place, Scalar) and place.is_null and depth + 1 < len(path):
            lifted = _lifted_entry(ground, entry, path[depth + 1 :])
            return None if lifted is None else _moved(ground, entry, place, lifted)
    else:
        return _joined(ground, entry, place)
    return None


def _joined(ground: Ground, entry: Entry, place: Node) -> Edits | None:
    """The children of the entry's value join those at *place*."""
    value = entry.value
    if not isinstance(value, Mapping | Sequence):
        return None
    if isinstance(place, Mapping | Sequence) and (type(place) is not type(value) or _share_a_key(place, value)):
        return None
    if not isinstance(place, Mapping | Sequence) and not (isinstance(place, Scalar) and place.is_null):
        return None
    lifted = _lifted_children(ground, entry, value)
    return None if lifted is None else _moved(ground, entry, place, lifted)


def _share_a_key(place: Mapping | Sequence, value: Mapping | Sequence) -> bool:
    if not isinstance(place, Mapping) or not isinstance(value, Mapping):
        return False
    return any(place.entry(entry.name) is not None for entry in value.entries)


def _moved(ground: Ground, entry: Entry, place: Node, lifted: Lifted) -> Edits | None:
    """The entry is cut out and what was lifted of it put at *place*."""
    source = ground.holder(entry)
    if source is None or (isinstance(entry.key, Scalar) and is_merge_key(entry.key)):
        return None
    change = Change()
    if place is source and count(source) == 1:
        return _in_place(ground, source, entry, lifted)
    edits = cut(ground, source, entry, change, drop_comments=True)
    if edits is None:
        return None
    # They are not dropped: they go with the lines.
    change.dropped_comments.clear()
    put = _put(ground, place, lifted, change)
    return None if put is None else proved(ground, [*edits, *put], change)


def _in_place(ground: Ground, source: Mapping, entry: Entry, lifted: Lifted) -> Edits | None:
    """The entry of a mapping becomes another one, which stands where it stood."""
    index, column = index_of(source, entry), ground.column(source.start)
    if index is None or ground.is_untouchable(source):
        return None
    change = Change().remove(entry).add(source, index, lifted.shapes)
    if source.flow:
        return proved(ground, [Edit(Span(entry.key.start, entry.value.end), lifted.lines[0])], change)
    first = head(ground, source, index)
    if ground.margin(first) is None:
        return None
    start = with_comments_above(ground, ground.line_start(first), column)
    region = Span(start, end_of_child(ground, source, index, column))
    ending = "" if region.of(ground.text)[-1:] not in {"\n", "\r"} else ground.newline
    return proved(ground, [Edit(region, ground.indented(lifted.lines, column) + ending)], change)


def _put(ground: Ground, place: Node, lifted: Lifted, change: Change) -> list[Edit] | None:
    position = ground.position(place)
    if (
        position is None
        or ground.is_untouchable(place)
        or (not isinstance(place, Scalar) and lifted.kind is not type(place))
    ):
        return None
    if isinstance(place, Mapping | Sequence) and (place.tag or count(place)):
        change.add(place, count(place), lifted.shapes)
        if place.tag or (not lifted.lines and lifted.shapes):
            return None
        if not lifted.lines:
            return []
        if place.flow:
            # Of `{key:}` the one reader says that it has no value, the other that it is broken.
            fits = len(lifted.lines) == 1 and not lifted.lines[0].endswith(":")
            return [between_brackets(ground, place, count(place), lifted.lines)] if fits else None
        column = ground.column(place.start) if isinstance(place, Sequence) else ground.indent(place)
        return None if column is None else [place_lines(ground, place, count(place), lifted.lines, column)]
    if not lifted.lines:
        return []
    kind, anchor = ("mapping" if lifted.kind is Mapping else "sequence"), getattr(place, "anchor", "")
    change.replaced[id(place)] = (kind, anchor, "", tuple(lifted.shapes))
    style = ground.style(position.parent) if position.parent is not None else emit.Style()
    return fill_lines(ground, place, lifted.lines, style.step if lifted.kind is Mapping else style.dash)


def _lifted_entry(ground: Ground, entry: Entry, path: tuple[str, ...]) -> Lifted | None:
    """The entry under the last key of *path*, below new mappings for the others."""
    source = ground.holder(entry)
    index = None if source is None else index_of(source, entry)
    if source is None or index is None or not isinstance(entry.key, Scalar):
        return None
    names = [emit.spelling(name, "flow key" if source.flow else "key", entry.key.style) for name in path]
    spelt = [name for name in names if name is not None]
    if len(spelt) < len(names):
        return None
    if source.flow:
        start, end, column = entry.key.start, entry.value.end, 0
        above: list[str] = []
    else:
        start, column = head(ground, source, index), ground.column(source.start)
        end = end_of_child(ground, source, index, column)
        above = _above(ground, start, column)
    last = entry.key.text if path[-1] == entry.key.text else None
    key = entry.key.span.of(ground.text) if last is not None else spelt[-1]
    text = ground.text[start : entry.key.start] + key + ground.text[entry.key.end : end]
    shape: Shape = (_renamed(entry.key, path[-1]), Change().shape(entry.value))
    for name in reversed(path[:-1]):
        shape = (shape_of(name), ("mapping", "", "", (shape,)))
    if source.flow:
        # Between brackets it stays there, new mappings too.
        return Lifted(["".join(name + ": {" for name in spelt[:-1]) + text + "}" * (len(spelt) - 1)], [shape], Mapping)
    lines = _without_last(dedented(text, column))
    step = ground.style(source).step
    nested = [" " * step * depth + name + ":" for depth, name in enumerate(spelt[:-1])]
    margin = " " * step * len(nested)
    moved = [margin + line if line else line for line in [*above, *lines]]
    return Lifted([*nested, *moved], [shape], Mapping)


def _renamed(key: Scalar, name: str) -> Shape:
    return Change().shape(key) if key.text == name else Change().replace(key, name).shape(key)


def _lifted_children(ground: Ground, entry: Entry, value: Mapping | Sequence) -> Lifted | None:
    """The children of an entry's value; the comments on and above its key go before them."""
    source = ground.holder(entry)
    index = None if source is None else index_of(source, entry)
    if source is None or index is None or source.flow or value.anchor or value.tag:
        return None
    column = ground.column(source.start)
    start, end = head(ground, source, index), end_of_child(ground, source, index, column)
    above = _above(ground, start, column)
    behind_key = end_of_key(ground.text, entry.key.end, value.start)
    shapes = (
        [Change().shape(item) for item in value.items]
        if isinstance(value, Sequence)
        else [Change().pair(pair) for pair in value.entries]
    )
    if value.flow or not count(value):
        comments = [comment.text for comment in comments_in(ground, Span(start, end))]
        if count(value) and (comments or above):
            return None
        inner = ground.text[value.start + 1 : value.end - 1].strip()
        lines = _block_items(ground, value) if isinstance(value, Sequence) else ([inner] if inner else [])
        return None if not lines and (comments or above) else Lifted(lines, shapes, type(value))
    first = ground.line_start(value.start)
    if ground.margin(value.start) is None:
        return None
    between = [comment.text for comment in comments_in(ground, Span(behind_key, first))]
    margin = ground.column(value.start)
    lines = _without_last(dedented(ground.text[value.start : end], margin))
    return Lifted([*above, *between, *lines], shapes, type(value))


def _block_items(ground: Ground, value: Sequence) -> list[str]:
    return ["- " + Span(item.start, item.end).of(ground.text) for item in value.items]


def _above(ground: Ground, start: int, column: int) -> list[str]:
    """The comments directly above a child, which go with it."""
    if ground.margin(start) is None:
        return []
    line = ground.line_start(start)
    return [comment.text for comment in comments_in(ground, Span(with_comments_above(ground, line, column), line))]


def _without_last(lines: list[str]) -> list[str]:
    """Without the empty piece behind a line end."""
    return lines[:-1] if lines and not lines[-1] else lines
