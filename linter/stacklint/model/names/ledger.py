"""Where names are written down while they are found, each place of one once."""

from __future__ import annotations

from stacklint.model.names.records import Mention, Name, NameKind, Role
from stacklint.model.names.spelling import Spelt, place_of, spelt
from stacklint.syntax.nodes import Alias, Entry, Mapping, Node, Scalar, target
from stacklint.text.span import Span
from stacklint_schemas import Knowledge
from stacklint_schemas.typed import NamedTuple


class Spelling(NamedTuple):
    """A name that stands somewhere."""

    node: Node
    """What is written there, which may be an alias."""
    scalar: Scalar
    """What it stands for."""
    spelt: Spelt

    def part(self, text: str, start: int) -> Spelling:
        """A part of it that begins at *start*, counted from where the name does."""
        at = self.spelt.start + start
        return self._replace(spelt=Spelt(text, at, at + len(text)))


class Ledger:
    """The names found so far."""

    __slots__ = ("_disabled", "_placed", "_text", "names")

    def __init__(self, text: str, knowledge: Knowledge) -> None:
        self.names: dict[tuple[NameKind, str, str], Name] = {}
        """By kind, scope and text, in the order in which they were found."""
        self._text = text
        self._disabled = knowledge.disabled_marker[0]
        self._placed: set[tuple[int, int, int]] = set()

    def name(self, kind: NameKind, scope: str, text: str) -> Name:
        """The name of this text, which is a new one when it was not met before."""
        name = self.names.get((kind, scope, text))
        if name is None:
            name = self.names[kind, scope, text] = Name(kind, scope, text)
        return name

    def spelling(self, node: Node) -> Spelling | None:
        """The name that a value is; None for what is none, and for an entry that is switched off by its id."""
        scalar = target(node)
        found = spelt(scalar) if isinstance(scalar, Scalar) else None
        if not isinstance(scalar, Scalar) or found is None or found.text == self._disabled:
            return None
        return Spelling(node, scalar, found)

    def declare(self, kind: NameKind, scope: str, node: Node, owner: Mapping) -> None:
        """The name that the value *node* is belongs to its mapping *owner*."""
        found = self.spelling(node)
        if found is not None:
            name = self.name(kind, scope, found.spelt.text)
            self.add(name, found, whole=owner.span, declares=True, owner=owner)

    def declare_key(self, kind: NameKind, entry: Entry) -> None:
        """The key of *entry* is a name. Variables are not filled in in keys."""
        if isinstance(entry.key, Scalar) and entry.key.text:
            text = entry.key.text
            found = Spelling(entry.key, entry.key, Spelt(text, 0, len(text)))
            self.add(self.name(kind, "", text), found, whole=entry.span, declares=True)

    def use(self, kind: NameKind, scope: str, node: Node, owner: Mapping | None, *, word: str = "") -> None:
        """The name that the value *node* is is used there, unless it is the *word* that is no name at this place."""
        found = self.spelling(node)
        if found is not None and (not word or found.spelt.text != word):
            self.add(self.name(kind, scope, found.spelt.text), found, owner=owner)

    def add(
        self,
        name: Name,
        found: Spelling,
        *,
        whole: Span | None = None,
        declares: bool = False,
        owner: Mapping | None = None,
        role: Role = Role.SPELT,
    ) -> None:
        """A mention of *name*, unless this part of the scalar is one already: several aliases may lead to it."""
        node, scalar, (_, start, end, mixed) = found
        if isinstance(node, Alias):
            name.aliases.add(id(node))
        key = (id(name), id(scalar), start)
        if key in self._placed:
            return
        self._placed.add(key)
        span = place_of(self._text, scalar, start, end)
        name.mentions.append(
            Mention(span, whole or span, declares, Role.MIXED if mixed else role, scalar, start, end, owner)
        )


def entries_of(mapping: Mapping | None) -> list[Entry]:
    """The entries of a mapping, those that a repeated key drops and those merged in with them."""
    if mapping is None:
        return []
    own = [entry for entry in mapping.entries if isinstance(entry.key, Scalar) and entry.key.text != "<<"]
    known = {id(entry) for entry in own}
    return [*own, *(entry for entry in mapping.effective().values() if id(entry) not in known)]
