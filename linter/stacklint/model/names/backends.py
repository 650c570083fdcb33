"""The names of storage backends: where they are declared, and every reference to one."""

from __future__ import annotations

from stacklint.model.names.ledger import Ledger, Spelling, entries_of
from stacklint.model.names.records import NameKind, Role
from stacklint.model.names.spelling import Spelt
from stacklint.model.origins import Origin
from stacklint.model.references import References
from stacklint.model.stack import Stack, as_mapping
from stacklint.syntax.nodes import Mapping, Scalar


def collect_backends(ledger: Ledger, stack: Stack, references: References, candidates: list[Mapping]) -> None:
    """Write down the backends; *candidates* are all mappings that look like a reference."""
    storage = stack.storage
    for entry in entries_of(as_mapping(storage.get("backends")) if storage else None):
        ledger.declare_key(NameKind.BACKEND, entry)
    seen: set[int] = set()
    for origin in references.origins:
        if origin.node is None:
            ledger.name(NameKind.BACKEND, "", origin.backend.text).assumed.append(origin)
        else:
            seen.add(id(origin.node))
            _use(ledger, origin, origin.node)
    if all(id(mapping) in seen for mapping in candidates):
        return
    # A slot of another release is the same use for somebody who reads or renames.
    for origin in References(stack, stack.knowledge.catalogue.every).origins:
        if origin.node is not None and id(origin.node) not in seen:
            seen.add(id(origin.node))
            _use(ledger, origin, origin.node)
    _use_by_form(ledger, stack, [mapping for mapping in candidates if id(mapping) not in seen])


def _use(ledger: Ledger, origin: Origin, node: Mapping) -> None:
    entry = node.entry("backend")
    if entry is None:
        return
    if origin.rewritten_from and isinstance(origin.place, Scalar):
        text = origin.place.text
        written = Spelling(entry.value, origin.place, Spelt(text, 0, len(text)))
        ledger.add(ledger.name(NameKind.BACKEND, "", origin.backend.text), written, owner=node, role=Role.REWRITTEN)
    else:
        ledger.use(NameKind.BACKEND, "", entry.value, node)


def _use_by_form(ledger: Ledger, stack: Stack, mappings: list[Mapping]) -> None:
    """References where no slot is known, as in providers from elsewhere: told by their keys and a declared name."""
    name_keys = {slot.name_key for slot in stack.knowledge.stack_slots}
    for mapping in mappings:
        entry = mapping.entry("backend")
        found = None if entry is None else ledger.spelling(entry.value)
        if found is None or not any(mapping.entry(key) for key in name_keys):
            continue
        name = ledger.names.get((NameKind.BACKEND, "", found.spelt.text))
        if name is not None and name.declarations:
            ledger.add(name, found, owner=mapping)
