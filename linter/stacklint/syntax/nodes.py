"""The tree of a YAML document, with the place of everything.

Small slotted classes, because a clean check builds thousands of them; only the parser makes them. `span` never
includes an anchor, a tag or trailing blank lines: `node.span.of(text)` is what a person would point at. It is made
when asked for, as most are never; `start` and `end` are the cheap way.
"""

from __future__ import annotations

from stacklint.text.span import Span
from stacklint_schemas.typed import TypeAlias

Plain: TypeAlias = "bool | int | float | str | bytes | object | None"
"""What upstream's `yaml.safe_load` makes of a scalar (`object`: dates and times)."""


class Scalar:
    """A leaf. `value` is upstream's value of it, `text` the characters after unquoting and unfolding."""

    __slots__ = ("end", "start", "text", "value")

    style: str = ""
    """`""` plain, `'`, `"`, `|` or `>`."""
    tag: str = ""
    """Explicit tag as written in the file after resolution of handles, or `""`."""
    anchor: str = ""
    start: int
    end: int
    text: str
    value: Plain

    @property
    def span(self) -> Span:
        """Where it stands, with its quotes; without anchor, tag and the blank lines behind a block scalar."""
        return Span(self.start, self.end)

    @property
    def is_null(self) -> bool:
        """Whether upstream sees None here; a missing value is one too."""
        return self.value is None


def plain_scalar(start: int, end: int, text: str, value: Plain) -> Scalar:
    """A scalar without quotes and the like."""
    # Not a constructor, because calling one takes twice as long, and these are what most of a tree is.
    scalar = Scalar()
    scalar.start = start
    scalar.end = end
    scalar.text = text
    scalar.value = value
    return scalar


class DecoratedScalar(Scalar):
    """A scalar with quotes, a block style, an anchor or a tag: one in ten, so only these pay for the fields."""

    __slots__ = ("anchor", "style", "tag")

    def __init__(self, start: int, end: int, text: str, value: Plain, style: str, tag: str, anchor: str) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.value = value
        self.style = style
        self.tag = tag
        self.anchor = anchor


class Entry:
    """One `key: value` of a mapping, in file order; repeated keys are kept."""

    __slots__ = ("incomplete", "key", "value")

    def __init__(self, key: Node, value: Node) -> None:
        self.key = key
        self.value = value
        self.incomplete = False
        """True when recovery blanked text inside it, so its value is not what the file says."""

    @property
    def span(self) -> Span:
        """From the key's first to the value's last character."""
        return Span(self.key.start, self.value.end)

    @property
    def name(self) -> str:
        """The key's text; empty when the key is not a scalar."""
        return self.key.text if isinstance(self.key, Scalar) else ""


class Mapping:
    """A mapping. Look-ups see what upstream sees: of repeated keys the last, merge keys (`<<`) applied."""

    __slots__ = ("_effective", "_even", "anchor", "end", "entries", "flow", "incomplete", "start", "tag")

    def __init__(self, start: int, end: int, entries: list[Entry], flow: bool, anchor: str, tag: str) -> None:
        self.start = start
        self.end = end
        self.entries = entries
        self.flow = flow
        self.anchor = anchor
        self.tag = tag
        self.incomplete = False
        """True when something of it was not read; claims of absence are then not allowed."""
        self._effective: dict[str, Entry] | None = None
        self._even = False

    @property
    def span(self) -> Span:
        """From the first key or bracket to the end of the last value or bracket."""
        return Span(self.start, self.end)

    def effective(self) -> dict[str, Entry]:
        """String keys to their surviving entries, in the order upstream's dict has them."""
        effective = self._effective
        if effective is None:
            own, merged = _own_and_merged(self)
            effective = self._effective = {**merged, **own} if merged else own
            self._even = len(own) == len(self.entries)
        return effective

    @property
    def is_even(self) -> bool:
        """Whether every entry simply counts: no key twice, none merged in, all of them text."""
        self.effective()
        return self._even

    def entry(self, name: str) -> Entry | None:
        """The surviving entry of this key."""
        effective = self._effective
        if effective is None:
            effective = self.effective()
        return effective.get(name)

    def get(self, name: str) -> Node | None:
        """The surviving value of this key, aliases followed; None when there is no such key."""
        # Asked some hundred times a file, so what is nearly always true comes first, without another call.
        effective = self._effective
        if effective is None:
            effective = self.effective()
        entry = effective.get(name)
        if entry is None:
            return None
        value = entry.value
        return target(value) if isinstance(value, Alias) else value


class Sequence:
    """A list."""

    __slots__ = ("anchor", "end", "flow", "incomplete", "items", "start", "tag")

    def __init__(self, start: int, end: int, items: list[Node], flow: bool, anchor: str, tag: str) -> None:
        self.start = start
        self.end = end
        self.items = items
        self.flow = flow
        self.anchor = anchor
        self.tag = tag
        self.incomplete = False

    @property
    def span(self) -> Span:
        """From the first dash or bracket to the end of the last item or bracket."""
        return Span(self.start, self.end)


class Alias:
    """`*name`: the place where an anchored node is used again."""

    __slots__ = ("enclosing", "end", "name", "node", "start")

    def __init__(self, start: int, end: int, name: str, node: Node | None, enclosing: Node | None) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.node = node
        """What it stands for; None when the anchor is unknown or the alias is inside its own anchor."""
        self.enclosing = enclosing
        """The anchored node around the alias, which it stands for; who follows it must be ready for a circle."""

    @property
    def span(self) -> Span:
        """The star and the name."""
        return Span(self.start, self.end)


Node: TypeAlias = "Scalar | Mapping | Sequence | Alias"


def target(node: Node) -> Node | None:
    """The node itself, or what an alias stands for (None when that cannot be told)."""
    while isinstance(node, Alias):
        if node.node is None:
            return None
        node = node.node
    return node


def is_merge_key(key: Scalar) -> bool:
    """Whether upstream merges the value under this key into its mapping."""
    # The tag "!" asks to be read as a plain scalar, even with quotes.
    plain = key.tag == "!" or not (key.style or key.tag)
    return (plain and key.text == "<<") or key.tag == "tag:yaml.org,2002:merge"


def _own_and_merged(mapping: Mapping) -> tuple[dict[str, Entry], dict[str, Entry]]:
    merged: dict[str, Entry] = {}
    own: dict[str, Entry] = {}
    for entry in mapping.entries:
        key: Node | None = entry.key
        if type(key) is Scalar and key.text != "<<":
            # Nearly every key of every file; the rest of the loop costs twice as much.
            if isinstance(key.value, str):
                own[key.text] = entry
            continue
        key = None if key is None else target(key)
        if not isinstance(key, Scalar):
            continue
        if key.text == "<<" and is_merge_key(key):
            for source in reversed(_merge_sources(entry.value)):
                merged.update(source.effective())
        elif isinstance(key.value, str):
            own[key.text] = entry
    return own, merged


def _merge_sources(value: Node) -> list[Mapping]:
    node = target(value)
    if isinstance(node, Mapping):
        return [node]
    if isinstance(node, Sequence):
        found = [target(item) for item in node.items]
        return [item for item in found if isinstance(item, Mapping)]
    return []
