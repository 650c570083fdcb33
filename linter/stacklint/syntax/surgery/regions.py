"""Which characters belong to a child of a collection: its lines, its comments, and where its head is."""

from __future__ import annotations

from stacklint.syntax.comments import Comment
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
from stacklint.syntax.surgery.ground import Ground
from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Final

_LINE_END: Final = lazy_pattern(r"\r\n?|\n")
_GAP: Final = lazy_pattern(r"(?:[ \t\r\n]|(?<=[ \t\r\n])#[^\r\n]*)*")


def count(parent: Mapping | Sequence) -> int:
    """How many children a collection has."""
    return len(parent.entries) if isinstance(parent, Mapping) else len(parent.items)


def index_of(parent: Mapping | Sequence, child: Entry | Node) -> int | None:
    """Which child it is; None when it is none."""
    children: list[Entry] | list[Node] = parent.entries if isinstance(parent, Mapping) else parent.items
    return next((index for index, other in enumerate(children) if other is child), None)


def value_of(parent: Mapping | Sequence, index: int) -> Node:
    """The item, or the value of the entry."""
    return parent.entries[index].value if isinstance(parent, Mapping) else parent.items[index]


def head(ground: Ground, parent: Mapping | Sequence, index: int) -> int:
    """Where a child of a block collection begins: with its dash, its `?`, or what stands before its key."""
    if index == 0:
        return parent.start
    end = value_of(parent, index - 1).end
    found = _GAP.match(ground.text, end)
    return end if found is None else found.end()


def end_of_child(ground: Ground, parent: Mapping | Sequence, index: int, indent: int) -> int:
    """The start of the line behind a child of a block collection and the comments that stand deeper than *indent*.

    Items of a list that are commented out belong to it, too, when its dashes stand in that column.
    """
    child = value_of(parent, index)
    at = ground.next_line(child.end)
    if keeps_blank_lines(ground, child):
        at = behind_blank_lines(ground, at)
    in_list = isinstance(child, Sequence) and not child.flow and ground.column(child.start) == indent
    while at < len(ground.text):
        line = ground.text[at : ground.line_end(at)]
        inner = line.lstrip(" ")
        column = len(line) - len(inner)
        if not inner.startswith("#") or column < indent:
            break
        if column == indent and not (in_list and _IN_LIST.match(inner)):
            break
        if column == indent and not _ITEM.match(inner) and not _behind_item(ground, at):
            break
        at = ground.next_line(at)
    return at


# `# - model_id: x`, and what stands below it: `#   provider_id: y`.
_ITEM: Final = lazy_pattern(r"# ?-(?: |$)")
_IN_LIST: Final = lazy_pattern(r"# ?-(?: |$)|#(?: {2,}|\t)\S")


def _behind_item(ground: Ground, at: int) -> bool:
    """Whether the line before the one that starts at *at* is a comment like that of an item that is commented out."""
    previous = ground.text[ground.line_start(at - 1) : at].strip()
    return _IN_LIST.match(previous) is not None


def behind_blank_lines(ground: Ground, at: int) -> int:
    """The start of the first line from *at* on that is not blank."""
    while at < len(ground.text) and not ground.text[at : ground.line_end(at)].strip():
        at = ground.next_line(at)
    return at


def with_comments_above(ground: Ground, at: int, indent: int) -> int:
    """Where the comments begin that stand directly above the line starting at *at*, in the same column.

    A file's first comments are its header, not its first key's, and items that are commented out are of the list above.
    """
    first = at
    below_items = at
    while True:
        previous = ground.line_start(first - 1) if first > ground.line_start(0) else first
        line = ground.text[previous:first].rstrip("\r\n")
        if previous == first or not line.lstrip(" ").startswith("#") or len(line) - len(line.lstrip(" ")) != indent:
            return first
        if _ITEM.match(line, indent):
            return below_items
        if previous <= ground.line_start(0):
            return at
        if not _IN_LIST.match(line, indent):
            below_items = previous
        first = previous


def comments_in(ground: Ground, span: Span) -> list[Comment]:
    """The comments that stand in *span*."""
    return [comment for comment in ground.comments if span.contains(comment.span)]


def dedented(text: str, margin: int) -> list[str]:
    """Lines without their ends and without up to *margin* blanks before them; the first one is left as it is."""
    first, *rest = _LINE_END.split(text)
    return [first, *(line[min(margin, len(line) - len(line.lstrip(" "))) :] for line in rest)]


def keeps_blank_lines(ground: Ground, node: Node) -> bool:
    """Whether the blank lines behind a node are part of it: it ends in a block scalar with a `+`."""
    while isinstance(node, Mapping | Sequence) and not node.flow:
        node = node.entries[-1].value if isinstance(node, Mapping) else node.items[-1]
    if not isinstance(node, Scalar) or node.style not in {"|", ">"}:
        return False
    return "+" in ground.text[node.start : node.start + 3]
