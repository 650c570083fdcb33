"""The edits that write another name where a name is spelt."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stacklint.model.document import Document
from stacklint.model.names import Mention, Name, NameKind, Role
from stacklint.syntax import emit
from stacklint.syntax.emit import Place
from stacklint.syntax.nodes import Alias, Mapping, Node, Scalar, Sequence
from stacklint.syntax.source import source_map
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.span import Span
from stacklint_lsp.ide.answers import RenameRefused


def edits_of(old: Name, name: str, document: Document, line: Callable[[Span], int]) -> list[Edit]:
    """The edits of the configuration's own text; raises RenameRefused for a place that cannot hold *name*.

    *line* gives the line of the file, counted from 1, that a place of the configuration is in.
    """
    edits: list[Edit] = []
    scalars: dict[int, list[Mention]] = {}
    for mention in old.mentions:
        if mention.scalar is None:
            edits.append(Edit(mention.span, name))
        elif mention.role is Role.SPELT:
            scalars.setdefault(id(mention.scalar), []).append(mention)
    places = _Places(document.root)
    for mentions in scalars.values():
        scalar = mentions[0].scalar
        if scalar is None:
            continue
        if old.kind is not NameKind.VARIABLE and not places.aliases_of(scalar) <= old.aliases:
            raise RenameRefused(
                f"What *{scalar.anchor} stands for is more than the name, so '{old.text}' cannot be changed there"
            )
        made = _of_scalar(scalar, mentions, name, places.of(scalar), document.text)
        if made is None:
            raise RenameRefused(f"'{name}' cannot be written in line {line(scalar.span)}")
        edits += made
    return edits


def renamed_text(scalar: Scalar, mentions: list[Mention], name: str) -> str:
    """What the text of a scalar becomes."""
    return apply_edits(scalar.text, [Edit(Span(mention.start, mention.end), name) for mention in mentions])


def _of_scalar(scalar: Scalar, mentions: list[Mention], name: str, place: Place, text: str) -> list[Edit] | None:
    """The rest of its spelling is left alone where that can be; else all of it is written anew, in its own quotes."""
    wanted = renamed_text(scalar, mentions, name)
    found = source_map(text, scalar)
    if found is not None:
        content = emit.escaped(name, scalar.style)
        edits = [
            Edit(Span(found.offset(each.start), found.offset(each.end - 1, behind=True)), content) for each in mentions
        ]
        if scalar.style in {"|", ">"} or emit.reads_back(_edited(text, scalar, edits), wanted, place):
            return edits
    if scalar.style in {"|", ">"}:
        return None
    spelt = emit.spelling(wanted, place, scalar.style)
    return None if spelt is None else [Edit(scalar.span, spelt)]


def _edited(text: str, scalar: Scalar, edits: list[Edit]) -> str:
    """The spelling of a scalar with *edits* of the whole text, all of them inside it."""
    moved = [Edit(Span(each.start - scalar.start, each.end - scalar.start), content) for each, content in edits]
    return apply_edits(scalar.span.of(text), moved)


class _Places:
    """Where the scalars of a tree stand, and which aliases stand for them."""

    def __init__(self, root: Node) -> None:
        self._places: dict[int, Place] = {}
        self._aliases: dict[int, set[int]] = {}
        for node, place in _walk(root):
            if isinstance(node, Alias):
                if node.node is not None:
                    self._aliases.setdefault(id(node.node), set()).add(id(node))
            else:
                self._places[id(node)] = place

    def of(self, scalar: Scalar) -> Place:
        """What quotes it may need."""
        return self._places.get(id(scalar), "flow value")

    def aliases_of(self, scalar: Scalar) -> set[int]:
        """The aliases (by identity) that stand for it."""
        return self._aliases.get(id(scalar), set())


def _walk(root: Node) -> Iterator[tuple[Scalar | Alias, Place]]:
    pending: list[tuple[Node, bool, bool]] = [(root, False, False)]
    while pending:
        node, in_flow, is_key = pending.pop()
        match node:
            case Mapping():
                inside = in_flow or node.flow
                for entry in node.entries:
                    pending += [(entry.key, inside, True), (entry.value, inside, False)]
            case Sequence():
                pending += [(item, in_flow or node.flow, False) for item in node.items]
            case _:
                yield node, _place(in_flow, is_key)


def _place(in_flow: bool, is_key: bool) -> Place:
    if is_key:
        return "flow key" if in_flow else "key"
    return "flow value" if in_flow else "value"
