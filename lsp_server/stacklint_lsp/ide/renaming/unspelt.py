"""What means a backend without spelling its name: slots that are left out, and references of the old form.

Upstream finds the backend by its name all the same, so the new name has to be written there.
"""

from __future__ import annotations

from stacklint.model.document import Document
from stacklint.model.names import Mention, Name, Role
from stacklint.model.origins import Origin
from stacklint.syntax.nodes import Mapping
from stacklint.syntax.surgery import Edits, Value
from stacklint.text.edit import Edit
from stacklint_lsp.ide.answers import RenameRefused


def unspelt_edits(old: Name, name: str, document: Document) -> list[Edit]:
    """The edits that write *name* where upstream takes *old*; raises RenameRefused where that cannot be done."""
    edits = [edit for mention in old.mentions for edit in _in_todays_form(mention, name, document)]
    if not old.declarations:
        return edits
    for mapping, origins in _by_owner(old, document):
        addition: dict[str, Value] = {}
        for origin in origins:
            _check(origin, old, document)
            _put(addition, origin.path[-len(origin.slot.path) :], _reference(origin, name))
        made = _merged(mapping, addition, document)
        if made is None:
            raise RenameRefused(_left_out(origins[0], old))
        edits += made
    return edits


def _in_todays_form(mention: Mention, name: str, document: Document) -> Edits:
    """A reference that upstream rewrites while loading, as what comes out of that."""
    if mention.role is not Role.REWRITTEN:
        return ()
    for origin in document.references.origins:
        if origin.rewritten_from and origin.node is mention.owner and origin.node is not None and mention.scalar:
            key = next((each for each in origin.node.entries if each.value is origin.name_node), None)
            renamed = None if key is None else document.surgeon.rename(key, origin.slot.name_key)
            replaced = document.surgeon.replace(mention.scalar, name)
            if renamed is not None and replaced is not None:
                return (*renamed, *replaced)
    raise RenameRefused(f"Upstream reads '{mention.span.of(document.text)}' as another name; write it so first")


def _by_owner(old: Name, document: Document) -> list[tuple[Mapping, list[Origin]]]:
    """The slots of the server and of each provider, with the mapping that their paths begin at."""
    found: dict[int, tuple[Mapping, list[Origin]]] = {}
    for origin in old.assumed:
        provider = origin.provider
        mapping = document.root if provider is None else provider.config or provider.node
        found.setdefault(id(mapping), (mapping, []))[1].append(origin)
    return list(found.values())


def _check(origin: Origin, old: Name, document: Document) -> None:
    """A slot is written out only where its form is the same in all releases in question that have it."""
    slots = document.knowledge.stack_slots if origin.provider is None else ()
    if origin.provider is not None and origin.provider.spec is not None:
        slots = origin.provider.spec.slots
    others = document.reading.releases & ~origin.releases
    forms = {slot.family for slot in slots if slot.path == origin.slot.path and slot.releases & others}
    if forms - {origin.slot.family}:
        raise RenameRefused(f"{_left_out(origin, old)}, or set a target, as its form depends on the release")
    if "*" in origin.slot.path:
        raise RenameRefused(_left_out(origin, old))


def _left_out(origin: Origin, old: Name) -> str:
    return f"{slot_of(origin)} is left out and then means '{old.text}': write it out first"


def slot_of(origin: Origin) -> str:
    """The slot that is left out, for people."""
    return origin.user if origin.provider is None else f"'{origin.slot_name}' of {origin.user}"


def _reference(origin: Origin, name: str) -> dict[str, Value]:
    return {origin.slot.name_key: origin.name.text, "backend": name}


def _put(addition: dict[str, Value], path: tuple[str | int, ...], value: Value) -> None:
    for step in path[:-1]:
        inner = addition.setdefault(str(step), {})
        if isinstance(inner, dict):
            addition = inner
    addition[str(path[-1])] = value


def _merged(mapping: Mapping, addition: dict[str, Value], document: Document) -> Edits | None:
    is_item = any(mapping is provider.node for provider in document.stack.providers)
    return document.surgeon.merge(mapping, {"config": addition} if is_item else addition)
