"""The index of names, guided by the generated references and slots."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.names.backends import collect_backends
from stacklint.model.names.ledger import Ledger
from stacklint.model.names.records import Mention, Name, NameKind
from stacklint.model.names.resources import collect_resources
from stacklint.model.names.text import read_anchors, read_texts
from stacklint.model.references import References
from stacklint.model.stack import Stack
from stacklint_schemas import ReleaseSet


class Names:
    """All names of one document. Made in one go, in time that grows with the length of the text."""

    __slots__ = ("_all", "_known")

    def __init__(self, text: str, stack: Stack, references: References, releases: ReleaseSet) -> None:
        ledger = Ledger(text, stack.knowledge)
        texts = read_texts(text, stack.root)
        collect_backends(ledger, stack, references, texts.references)
        collect_resources(ledger, stack, releases)
        self._known = ledger.names
        self._known.update(((name.kind, name.scope, name.text), name) for name in texts.variables.values())
        self._all = [*self._known.values(), *read_anchors(text, stack.root)]
        for name in self._all:
            name.mentions.sort(key=_start)

    def __iter__(self) -> Iterator[Name]:
        """Every name: backends, then what belongs to providers and resources, variables, anchors."""
        return iter(self._all)

    def of(self, kind: NameKind, scope: str | None = None) -> list[Name]:
        """The names of a kind, in one scope or all."""
        return [name for name in self._all if name.kind is kind and scope in (None, name.scope)]

    def find(self, kind: NameKind, scope: str, text: str) -> Name | None:
        """One name; anchors are not found so, as several may have the same."""
        return self._known.get((kind, scope, text))

    def at(self, offset: int) -> tuple[Name, Mention] | None:
        """The name at a place, and which of its mentions stands there; both ends of one count."""
        best: tuple[Name, Mention] | None = None
        for name in self._all:
            # The sign before an anchor's name belongs to it for somebody who points there.
            sign = 1 if name.kind is NameKind.ANCHOR else 0
            for mention in name.mentions:
                start, end = mention.span
                if start - sign <= offset <= end and _is_better(mention, best):
                    best = name, mention
        return best


def _start(mention: Mention) -> int:
    return mention.span.start


def _is_better(mention: Mention, best: tuple[Name, Mention] | None) -> bool:
    """Of mentions that lie in each other the smaller one is meant, of neighbours the one that begins at the place."""
    if best is None:
        return True
    length, other = mention.span.end - mention.span.start, best[1].span.end - best[1].span.start
    return length < other or (length == other and mention.span.start > best[1].span.start)
