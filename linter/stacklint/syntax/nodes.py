"""The tree of a YAML document, with the place of everything.

Small slotted classes, because a clean check builds thousands of them. `span` never includes an
anchor, a tag or trailing blank lines; `text[node.span]` is what a person would point at.
"""

from __future__ import annotations

from typing import TypeAlias

from stacklint.text.span import Span

Plain: TypeAlias = "bool | int | float | str | bytes | object | None"
"""What upstream's `yaml.safe_load` makes of a scalar (`object`: dates and times)."""


class Scalar:
    """A leaf. `value` is upstream's value of it, `text` the characters after unquoting and unfolding."""

    __slots__ = ("anchor", "span", "style", "tag", "text", "value")

    def __init__(  # noqa: PLR0917 - keyword arguments would cost a tenth of a whole parse
        self, span: Span, text: str, value: Plain, style: str, tag: str, anchor: str
    ) -> None:
        self.span = span
        self.text = text
        self.value = value
        self.style = style
        """`""` plain, `'`, `"`, `|` or `>`."""
        self.tag = tag
        """Explicit tag as written in the file after resolution of handles, or `""`."""
        self.anchor = anchor

    @property
    def is_null(self) -> bool:
        """Whether upstream sees None here; a missing value is one too."""
        return self.value is None


class Entry:
    """One `key: value` of a mapping, in file order; repeated keys are kept."""

    __slots__ = ("incomplete", "key", "span", "value")

    def __init__(self, key: Node, value: Node, span: Span) -> None:
        self.key = key
        self.value = value
        self.span = span
        """From the key's first to the value's last character."""
        self.incomplete = False
        """True when recovery blanked text inside it, so its value is not what the file says."""

    @property
    def name(self) -> str:
        """The key's text; empty when the key is not a scalar."""
        return self.key.text if isinstance(self.key, Scalar) else ""


class Mapping:
    """A mapping. Look-ups see what upstream sees: of repeated keys the last, merge keys (`<<`) applied."""

    __slots__ = ("_effective", "anchor", "entries", "flow", "incomplete", "span", "tag")

    def __init__(self, span: Span, entries: list[Entry], flow: bool, anchor: str, tag: str) -> None:
        self.span = span
        self.entries = entries
        self.flow = flow
        self.anchor = anchor
        self.tag = tag
        self.incomplete = False
        """True when something of it was not read; claims of absence are then not allowed."""
        self._effective: dict[str, Entry] | None = None

    def effective(self) -> dict[str, Entry]:
        """String keys to their surviving entries, in the order upstream's dict has them."""
        if self._effective is None:
            self._effective = _effective(self)
        return self._effective

    def entry(self, name: str) -> Entry | None:
        """The surviving entry of this key."""
        return self.effective().get(name)

    def get(self, name: str) -> Node | None:
        """The surviving value of this key, aliases followed; None when there is no such key."""
        entry = self.effective().get(name)
        return None if entry is None else target(entry.value)


class Sequence:
    """A list."""

    __slots__ = ("anchor", "flow", "incomplete", "items", "span", "tag")

    def __init__(self, span: Span, items: list[Node], flow: bool, anchor: str, tag: str) -> None:
        self.span = span
        self.items = items
        self.flow = flow
        self.anchor = anchor
        self.tag = tag
        self.incomplete = False


class Alias:
    """`*name`: the place where an anchored node is used again."""

    __slots__ = ("name", "node", "span")

    def __init__(self, span: Span, name: str, node: Node | None) -> None:
        self.span = span
        self.name = name
        self.node = node
        """What it stands for; None when the anchor is unknown or the alias is inside its own anchor."""


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
    return (key.text == "<<" and not key.style and not key.tag) or key.tag == "tag:yaml.org,2002:merge"


def _effective(mapping: Mapping) -> dict[str, Entry]:
    merged: dict[str, Entry] = {}
    own: dict[str, Entry] = {}
    for entry in mapping.entries:
        key = target(entry.key)
        if not isinstance(key, Scalar):
            continue
        if key.text == "<<" and is_merge_key(key):
            for source in reversed(_merge_sources(entry.value)):
                merged.update(source.effective())
        elif isinstance(key.value, str):
            own[key.text] = entry
    return {**merged, **own} if merged else own


def _merge_sources(value: Node) -> list[Mapping]:
    node = target(value)
    if isinstance(node, Mapping):
        return [node]
    if isinstance(node, Sequence):
        found = [target(item) for item in node.items]
        return [item for item in found if isinstance(item, Mapping)]
    return []
