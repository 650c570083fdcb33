"""Reads a configuration again after a change of a name: everything else must have stayed."""

from __future__ import annotations

from collections import Counter

from stacklint.configurations import find
from stacklint.model.document import Document
from stacklint.model.names import Mention, Name, NameKind, Names, Role
from stacklint.model.stack import Stack
from stacklint.syntax.nodes import Alias, Mapping, Node, Scalar, Sequence
from stacklint.text.edit import Edit, apply_edits
from stacklint_lsp.ide.answers import RenameRefused
from stacklint_lsp.ide.renaming.edits import renamed_text

_Key = tuple[NameKind, str, str]


def check_meaning(old: Name, name: str, document: Document, spelt: list[Edit], unspelt: list[Edit]) -> None:
    """Raises RenameRefused when anything but the name would change.

    *spelt* are the edits of the name's places; *unspelt* those that write it where it did not stand, of which each is
    known to change nothing else.
    """
    renamed = _read(apply_edits(document.text, spelt), document)
    if renamed is not None and _same_tree(document.root, renamed.root, old, name):
        complete = _with_more(spelt, unspelt, document) if unspelt else renamed
        if complete is not None and _counts(complete.names, None, "") == _counts(document.names, old, name):
            return
    raise RenameRefused(f"The configuration would not mean the same with '{name}'")


def _with_more(spelt: list[Edit], unspelt: list[Edit], document: Document) -> Document | None:
    try:
        return _read(apply_edits(document.text, [*spelt, *unspelt]), document)
    except ValueError:
        return None


def _texts(old: Name, name: str) -> dict[int, str]:
    """The new texts of the scalars that change, by identity."""
    mentions: dict[int, list[Mention]] = {}
    scalars: dict[int, Scalar] = {}
    for mention in old.mentions:
        if mention.scalar is not None and mention.role is Role.SPELT:
            scalars[id(mention.scalar)] = mention.scalar
            mentions.setdefault(id(mention.scalar), []).append(mention)
    return {number: renamed_text(scalars[number], found, name) for number, found in mentions.items()}


def _same_tree(before: Node, after: Node, old: Name, name: str) -> bool:
    """Whether two trees are equal but for the places of the name."""
    texts = _texts(old, name)
    pending = [(before, after)]
    while pending:
        one, other = pending.pop()
        match one, other:
            case Scalar(), Scalar():
                text = texts.get(id(one))
                same = repr(one.value) == repr(other.value) if text is None else other.value == text
            case Mapping(), Mapping():
                same = len(one.entries) == len(other.entries)
                for entry, again in zip(one.entries, other.entries, strict=False):
                    pending += [(entry.key, again.key), (entry.value, again.value)]
            case Sequence(), Sequence():
                same = len(one.items) == len(other.items)
                pending += zip(one.items, other.items, strict=False)
            case Alias(), Alias():
                same = other.name == (name if old.node is not None and one.node is old.node else one.name)
            case _:
                same = False
        if not same or _anchor(other) != (name if one is old.node else _anchor(one)):
            return False
    return True


def _anchor(node: Node) -> str:
    return "" if isinstance(node, Alias) else node.anchor


def _read(text: str, document: Document) -> Document | None:
    """The configuration that stands where *document* stood, read for the same releases."""
    after = find(text, named=True).configurations
    number = 0
    if len(after) > 1:
        before = [each.root.start for each in find(document.text, named=True).configurations]
        if len(before) != len(after) or document.root.start not in before:
            return None
        number = before.index(document.root.start)
    if not after or after[number].problems:
        return None
    return Document(text, Stack(after[number].root, document.knowledge), (), document.reading)


def _counts(names: Names, old: Name | None, name: str) -> dict[_Key, Counter[bool]]:
    """How often each name is declared and used, and how, with *old* counted as *name*."""
    found: dict[_Key, Counter[bool]] = {}
    for each in names:
        counted = found.setdefault((each.kind, each.scope, name if each is old else each.text), Counter())
        counted.update(mention.declares for mention in each.mentions)
        # Slots that were left out are written out with the new name.
        counted.update(False for _ in each.assumed)
    return {key: counted for key, counted in found.items() if counted}
