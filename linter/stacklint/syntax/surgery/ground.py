"""What an operation must know of the text it cuts into: lines, columns, who holds whom, what is untouchable."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax import recovery
from stacklint.syntax.comments import Comment, comments
from stacklint.syntax.emit import Style
from stacklint.syntax.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence, is_merge_key
from stacklint.syntax.parse import Parsed
from stacklint.text.pattern import lazy_pattern
from stacklint_schemas.typed import Final, NamedTuple, TypeVar

_LINE_END: Final = lazy_pattern(r"\r\n?|\n")


class Position(NamedTuple):
    """Where a node stands in its tree."""

    parent: Mapping | Sequence | None
    """None for the root."""
    entry: Entry | None
    """The entry of which it is key or value; None for list items and the root."""
    is_key: bool
    in_flow: bool
    """Whether it stands between brackets."""


class Ground:
    """A text with its tree. Everything is derived, and only when asked for."""

    def __init__(self, text: str, root: Node, known: tuple[Comment, ...] | None) -> None:
        self.text = text
        self.root = root
        self._comments = known
        self._positions: dict[int, Position] | None = None
        self._frozen: set[int] | None = None
        self._parsed: Parsed | None = None
        self._style: Style | None = None

    # Tree ------------------------------------------------------------------------------------------------------------

    def position(self, node: Node) -> Position | None:
        """Where *node* stands; None when it is not of this tree."""
        if self._positions is None:
            self._positions = dict(_positions(self.root))
        return self._positions.get(id(node))

    def holder(self, entry: Entry) -> Mapping | None:
        """The mapping an entry stands in; None when it is not of this tree."""
        position = self.position(entry.key)
        return position.parent if position is not None and isinstance(position.parent, Mapping) else None

    def is_untouchable(self, node: Node) -> bool:
        """Whether a change at *node* would change another place too, or what stands there was not read completely."""
        if self._frozen is None:
            self._frozen = _frozen(self.root)
        if id(node) in self._frozen or self.position(node) is None:
            return True
        return isinstance(node, Mapping | Sequence) and node.incomplete

    def anchors_used(self, node: Node) -> bool:
        """Whether an alias anywhere stands for *node* or for something in it."""
        if self._frozen is None:
            self._frozen = _frozen(self.root)
        return any(id(inner) in self._frozen for inner in _walk(node))

    @property
    def parsed(self) -> Parsed:
        """The whole text, read once more; its problems must not change."""
        if self._parsed is None:
            self._parsed = recovery.read(self.text)
        return self._parsed

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comments of the text, those of its other documents included."""
        if self._comments is None:
            self._comments = comments(self.text, [tree.root for tree in self.parsed.documents])
        return self._comments

    # Lines -----------------------------------------------------------------------------------------------------------

    def line_start(self, offset: int) -> int:
        """Where the line of *offset* begins, behind a byte order mark."""
        if self.text.startswith("\r\n", max(offset - 1, 0)) and offset:
            # Between the two halves of a line end it is the line that they end.
            offset -= 1
        start = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1
        return start + 1 if start == 0 and self.text.startswith("\ufeff") else start

    def line_end(self, offset: int) -> int:
        """Where the line of *offset* ends, before its line end."""
        found = _LINE_END.search(self.text, offset)
        return len(self.text) if found is None else found.start()

    def next_line(self, offset: int) -> int:
        """Where the next line begins; the text's end when there is none."""
        found = _LINE_END.search(self.text, offset)
        return len(self.text) if found is None else found.end()

    def column(self, offset: int) -> int:
        """How many characters stand before *offset* in its line."""
        return offset - self.line_start(offset)

    def margin(self, offset: int) -> str | None:
        """The blanks before *offset* in its line; None when something else stands there."""
        before = self.text[self.line_start(offset) : offset]
        return None if before.strip(" ") else before

    @property
    def newline(self) -> str:
        """The line end of the text's first line."""
        found = _LINE_END.search(self.text)
        return "\n" if found is None else found[0]

    def indented(self, lines: list[str], margin: int) -> str:
        """Lines with a margin, joined by the text's own line ends, without the last one."""
        return self.newline.join(" " * margin + line if line else line for line in lines)

    # Habits ----------------------------------------------------------------------------------------------------------

    def indent(self, mapping: Mapping) -> int | None:
        """The column of a block mapping's keys; None for shapes not understood (`? key`, decorated first keys)."""
        if mapping.flow or not mapping.entries or mapping.entries[0].key.start != mapping.start:
            return None
        before = self.text[self.line_start(mapping.start) : mapping.start]
        return None if before.strip(" -") or self.text.startswith("?", mapping.start) else len(before)

    def style(self, parent: Mapping | Sequence) -> Style:
        """The habits around *parent*, for what is written into it."""
        if self._style is None:
            self._style = _habits(self)
        style = self._style
        keys = self._keys_near(parent)
        quotes = {key.style for key in keys}
        quote = quotes.pop() if len(quotes) == 1 else ""
        if parent.flow and quote == '"':
            # JSON: then strings are quoted too.
            return style._replace(key_quote=quote, text_quote=quote, env_quote=quote)
        own = self._own_step(parent)
        return style._replace(key_quote=quote if quote in {"'", '"'} else "", step=own or style.step)

    def _keys_near(self, node: Mapping | Sequence) -> list[Scalar]:
        while True:
            if isinstance(node, Mapping) and node.entries:
                return [entry.key for entry in node.entries if isinstance(entry.key, Scalar)]
            position = self.position(node)
            if position is None or position.parent is None:
                return []
            node = position.parent

    def _own_step(self, parent: Mapping | Sequence) -> int:
        if not isinstance(parent, Mapping):
            return 0
        indent = self.indent(parent)
        for entry in parent.entries:
            if indent is not None and isinstance(entry.value, Mapping):
                deeper = self.indent(entry.value)
                if deeper is not None:
                    return deeper - indent
        return 0


def has_merge_key(mapping: Mapping) -> bool:
    """Whether a mapping takes keys from another one."""
    return any(isinstance(entry.key, Scalar) and is_merge_key(entry.key) for entry in mapping.entries)


def _positions(root: Node) -> Iterator[tuple[int, Position]]:
    yield id(root), Position(None, None, False, False)
    pending: list[tuple[Mapping | Sequence, bool]] = []
    if isinstance(root, Mapping | Sequence):
        pending.append((root, root.flow))
    while pending:
        parent, in_flow = pending.pop()
        for node, entry, is_key in _children(parent):
            yield id(node), Position(parent, entry, is_key, in_flow)
            if isinstance(node, Mapping | Sequence):
                pending.append((node, in_flow or node.flow))


def _children(parent: Mapping | Sequence) -> Iterator[tuple[Node, Entry | None, bool]]:
    if isinstance(parent, Sequence):
        for item in parent.items:
            yield item, None, False
        return
    for entry in parent.entries:
        yield entry.key, entry, True
        yield entry.value, entry, False


def _walk(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        if isinstance(current, Mapping | Sequence):
            pending.extend(child for child, _, _ in _children(current))


def _frozen(root: Node) -> set[int]:
    """Everything at or below a node that an alias stands for."""
    meant = [node.node or node.enclosing for node in _walk(root) if isinstance(node, Alias)]
    return {id(inner) for node in meant if node is not None for inner in _walk(node)}


def _habits(ground: Ground) -> Style:
    """The first step of the text, and the most frequent places of dashes and quotes of environment expressions."""
    steps: list[int] = []
    dashes: list[int] = []
    quotes: list[str] = []
    for node in _walk(ground.root):
        if isinstance(node, Scalar) and "${env." in node.text and node.style in {"", "'", '"'}:
            quotes.append(node.style)
        if not isinstance(node, Mapping) or (indent := ground.indent(node)) is None:
            continue
        for entry in node.entries:
            if isinstance(entry.value, Mapping) and (deeper := ground.indent(entry.value)) is not None:
                steps.append(deeper - indent)
            elif isinstance(entry.value, Sequence) and not entry.value.flow:
                dashes.append(ground.column(entry.value.start) - indent)
    return Style(step=max(_usual(steps, 2), 1), dash=max(_usual(dashes, 0), 0), env_quote=_usual(quotes, ""))


_Kind = TypeVar("_Kind", int, str)


def _usual(found: list[_Kind], otherwise: _Kind) -> _Kind:
    return max(dict.fromkeys(found), key=found.count, default=otherwise)
