"""Where lists of resources belong today, and what moves one there."""

from __future__ import annotations

from stacklint.model.stack import step_down
from stacklint.syntax.nodes import Entry, Mapping, Node, Sequence, target
from stacklint.syntax.parse import parse
from stacklint.text.edit import Edit, apply_edits, composed
from stacklint_schemas import Knowledge, ReleaseSet, ResourceKind
from stacklint_schemas.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.syntax.surgery import Edits, Surgeon

SECTION = "registered_resources"


def place_of(kind: ResourceKind, knowledge: Knowledge, releases: ReleaseSet) -> tuple[str, ...]:
    """The path where such a list is read in all of *releases*; empty when there is none."""
    read = kind.registered
    for each in knowledge.resources:
        if each.key == kind.successor:
            read |= each.registered
    return (SECTION, kind.successor) if kind.successor and not releases & ~read else ()


def move_edits(
    surgeon: Surgeon, text: str, entry: Entry, kind: ResourceKind, place: tuple[str, ...], knowledge: Knowledge
) -> Edits | None:
    """What moves the list of *entry* to *place*, with the keys that items have there; None where it cannot be done."""
    names = _new_names(entry, kind, knowledge)
    moved = surgeon.move_under(entry, place)
    if not moved or not names:
        return moved
    # Of several documents it is the same one again, as a move makes none.
    number = sum(tree.span.end <= entry.key.start for tree in parse(text).documents)
    edited = apply_edits(text, moved)
    documents = parse(edited).documents
    renamed = _renamed(edited, documents[number].root, place, names) if number < len(documents) else None
    return None if renamed is None else composed(text, moved, renamed)


def _renamed(text: str, root: Node | None, place: tuple[str, ...], names: dict[str, str]) -> Edits | None:
    from stacklint.syntax.surgery import Surgeon

    if root is None:
        return None
    surgeon = Surgeon(text, root)
    edits: list[Edit] = []
    for item in _items(step_down(root, place)):
        for old, new in names.items():
            entry = item.entry(old)
            renamed = () if entry is None else surgeon.rename(entry, new)
            if renamed is None:
                return None
            edits += renamed
    return tuple(edits)


def _new_names(entry: Entry, kind: ResourceKind, knowledge: Knowledge) -> dict[str, str]:
    """The keys of the items that are called otherwise in the successor: `vector_db_id` is `vector_store_id` there."""
    successor = next((each for each in knowledge.resources if each.key == kind.successor), kind)
    old, new = kind.id_key.removesuffix("_id"), successor.id_key.removesuffix("_id")
    node = target(entry.value)
    keys = {each.name for item in _items(node) for each in item.entries} if old != new else set()
    return {key: key.replace(old, new) for key in sorted(keys) if old in key}


def _items(node: Node | None) -> list[Mapping]:
    items = [target(item) for item in node.items] if isinstance(node, Sequence) else []
    return [item for item in items if isinstance(item, Mapping)]
