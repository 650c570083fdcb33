"""Says what is to change in a configuration and gets the edits that do it, and leave every other byte alone.

Every edit that comes from here has been proved on the text: read again, it is the old tree with the one change asked
for, and all comments are still there. What cannot be done so is not done.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as AnySequence

from stacklint.syntax.comments import Comment
from stacklint.syntax.emit import Value
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
from stacklint.syntax.surgery.ground import Ground
from stacklint.syntax.surgery.proof import Edits

__all__ = ["Edits", "Surgeon", "Value"]


class Surgeon:
    """Operations on one configuration's own text and tree.

    Every method returns disjoint edits in the order of the text, `()` when there is nothing to change, and None
    where it does not understand the shape or the change would reach further than asked: an aliased or tagged node, a
    key that exists already, a part that was not read completely.
    """

    __slots__ = ("_ground",)

    def __init__(self, text: str, root: Node, comments: AnySequence[Comment] | None = None) -> None:
        """*text* is the whole text that the spans of *root* count in, *comments* all of its comments, if known."""
        self._ground = Ground(text, root, None if comments is None else tuple(comments))

    def replace(self, scalar: Scalar, value: Value) -> Edits | None:
        """Another value for a scalar, in its own quotes where they can hold it, else in the least that can."""
        from stacklint.syntax.surgery import scalars

        return scalars.replace(self._ground, scalar, value)

    def replace_part(self, scalar: Scalar, start: int, end: int, new: str) -> Edits | None:
        """Another text for `scalar.text[start:end]`, the rest of its spelling untouched; a string stays a string."""
        from stacklint.syntax.surgery import scalars

        return scalars.replace_part(self._ground, scalar, start, end, new)

    def rename(self, entry: Entry, key: str) -> Edits | None:
        """Another key for an entry, in the same quotes; None when the mapping has that key already."""
        from stacklint.syntax.surgery import scalars

        return scalars.rename(self._ground, entry, key)

    def insert(
        self, parent: Mapping, key: str, value: Value, *, before: str | None = None, after: str | None = None
    ) -> Edits | None:
        """A new entry at the end, or beside the entry with the key *before* or *after*.

        None when the key is there already, also by a merge key, or the neighbour is not.
        """
        from stacklint.syntax.surgery import inserting

        return inserting.insert(self._ground, parent, {key: value}, before, after)

    def append(self, parent: Sequence, value: Value) -> Edits | None:
        """A new last item of a list."""
        from stacklint.syntax.surgery import inserting

        return inserting.append(self._ground, parent, value)

    def merge(self, parent: Mapping, addition: AnyMapping[str, Value]) -> Edits | None:
        """What is missing of *addition*, at any depth; None when something of it is there with another value.

        An empty value (`key:`) counts as an empty mapping where *addition* has a mapping.
        """
        from stacklint.syntax.surgery import merging

        return merging.merge(self._ground, parent, dict(addition))

    def remove(
        self, parent: Mapping | Sequence, child: Entry | Node, *, drop_comments: bool = False, prune: bool = False
    ) -> Edits | None:
        """An entry or item goes. Comments on its lines stay in its place, and those above it where they are.

        With *drop_comments* those on its lines and directly above it go too: then the fix is not a safe one. With
        *prune* a collection that would be left empty goes as well, else `{}` or `[]` is left.
        """
        from stacklint.syntax.surgery import removing

        return removing.remove(self._ground, parent, child, drop_comments=drop_comments, prune=prune)

    def exchange(
        self,
        parent: Mapping,
        entries: AnySequence[Entry],
        values: AnyMapping[str, Value],
        *,
        drop_comments: bool = False,
    ) -> Edits | None:
        """*entries* of a mapping go and new ones stand where the first of them stood, in one step.

        Comments as in `remove`. None when a new key is one that stays.
        """
        from stacklint.syntax.surgery import exchanging

        return exchanging.exchange(self._ground, parent, entries, dict(values), drop_comments=drop_comments)

    def move(self, entry: Entry, parent: Mapping, key: str | None = None) -> Edits | None:
        """An entry goes to the end of another mapping, under another *key* if given.

        Its lines go as they are, with the comments on them and directly above in the same column.
        """
        from stacklint.syntax.surgery import moving

        return moving.move(self._ground, entry, parent, key)

    def move_under(self, entry: Entry, path: tuple[str, ...]) -> Edits | None:
        """An entry goes to *path*, keys from the root down, the last one its new key; missing mappings are made.

        Where a list or mapping is there already, the entry's items or entries join it; None when they share a key.
        New mappings around the entry in its own mapping stand where it stood.
        """
        from stacklint.syntax.surgery import moving

        return moving.move_under(self._ground, entry, path)

    def comment(self, place: Entry | Node, text: str) -> Edits | None:
        """A comment on a line of its own above the line where *place* begins, in that line's column.

        *text* is one line and begins with `#`.
        """
        from stacklint.syntax.surgery import inserting

        return inserting.comment(self._ground, place, text)

    def comment_on_top(self, text: str) -> Edits | None:
        """A comment as the first line of the text, which may belong to several documents."""
        from stacklint.syntax.surgery import inserting

        return inserting.comment_on_top(self._ground, text)

    def comment_behind(self, offset: int, text: str) -> Edits | None:
        """A comment at the end of the line of *offset*, behind what is said there; None inside a text of many lines.

        *text* is one line and begins with `#`.
        """
        from stacklint.syntax.surgery import inserting

        return inserting.comment_behind(self._ground, offset, text)
