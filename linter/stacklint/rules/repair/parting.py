"""Two users of one namespace or table are parted: the later one gets a place of its own."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.conversion import free_name
from stacklint.model.document import Document
from stacklint.model.physical import Clash, Use
from stacklint.rules.record import Fix, Safety
from stacklint.rules.repair import backends, fix, references


def of_namespace(document: Document, clash: Clash) -> Iterator[Fix]:
    """The later user of a namespace gets its own, or its own backend where the store ignores namespaces."""
    use = clash.again
    spec = use.backend.spec if use.backend else None
    if spec is not None and clash.releases & ~spec.separates_namespaces:
        yield from of_backend(document, use, Safety.UNSAFE)
        return
    name = references.own_namespace(document, use)
    if name:
        edits = references.called(document, use.origin, name)
        yield from fix(f"Use the namespace '{name}'", Safety.UNSAFE, edits)


def of_table(document: Document, use: Use) -> Iterator[Fix]:
    """The user of a table gets its own."""
    name = references.own_table(document, use)
    if name:
        edits = references.called(document, use.origin, name)
        yield from fix(f"Use the table '{name}'", Safety.UNSAFE, edits)


def of_backend(document: Document, use: Use, safety: Safety) -> Iterator[Fix]:
    """The user of a backend gets its own, a store after the same pattern."""
    origin = use.origin
    if origin.provider is None or origin.node is None or not backends.declared(document):
        return
    family = origin.slot.family
    words = references.words_of(origin.provider.title)
    name = free_name(f"{family}_{words.removeprefix(f'{family}_')}", document.references.names())
    declared = references.declared(document, {name: backends.settings(document, family, name)})
    pointed = references.pointed(document, origin, name)
    yield from fix(f"Give it a backend of its own, '{name}'", safety, declared, pointed)
