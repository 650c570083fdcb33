"""Resources without a `provider_id`, which were once given to the only provider and are skipped now."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import changed_locally, is_null, items_of, text_of
from stacklint.model.document import Document
from stacklint.syntax.nodes import Mapping, Node
from stacklint.syntax.path import Path
from stacklint.text.phrases import enumerate_names
from stacklint_schemas import ResourceKind


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """One resource after the other, of the kinds that are still registered at the target."""
    for kind in document.knowledge.resources:
        read = kind.top_level | kind.registered | _successor(document, kind)
        api = _api(document, kind)
        if not api or not read & goal.target.only:
            continue
        for base in ((kind.key,), ("registered_resources", kind.key)):
            for number, item, node in items_of(document.stack.at(base)):
                if is_null(node.entry("provider_id")):
                    yield from _given(document, kind, api, (*base, number), item, node)


def _successor(document: Document, kind: ResourceKind) -> int:
    return next((each.registered for each in document.knowledge.resources if each.key == kind.successor), 0)


def _api(document: Document, kind: ResourceKind) -> str:
    """The API whose providers such a resource names; empty where there is none."""
    for reference in document.knowledge.stack_references:
        if reference.path[-3:] == (kind.key, "*", "provider_id"):
            return reference.target.removeprefix("provider:")
    return ""


def _given(
    document: Document, kind: ResourceKind, api: str, path: Path, item: Node, node: Mapping
) -> Iterator[Change | Leftover]:
    providers = [each for each in document.stack.providers if each.api == api and each.enabled.on is not False]
    name = text_of(node.get(kind.id_key))
    subject = f"{kind.singular} '{name}'" if name else f"a {kind.singular}"
    if len(providers) != 1 or not providers[0].id.raw:
        which = enumerate_names([each.title for each in providers], "or")
        which = f"name {which} there" if which else f"the file has no provider of '{api}'"
        yield Leftover(item, path, f"{subject} is skipped without a 'provider_id'; {which}")
        return
    there = node.entry("provider_id")
    title = f"Name provider '{providers[0].title}' in {subject}"
    if there is not None:
        edits = document.surgeon.exchange(node, [there], {"provider_id": providers[0].id.raw})
    else:
        after = kind.id_key if node.entry(kind.id_key) is not None else None
        edits = document.surgeon.insert(node, "provider_id", providers[0].id.raw, after=after)
    yield from changed_locally(title, (edits,), item, path)
