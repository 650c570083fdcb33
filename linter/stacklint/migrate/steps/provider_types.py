"""Provider types that have another name now, and those that are gone."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import Changes, changed, changed_locally, differences, is_gone, items_of, text_of
from stacklint.model.document import Document
from stacklint.model.stack import Provider, as_mapping
from stacklint.syntax.nodes import Scalar, Sequence, target
from stacklint.syntax.path import Path


def renamed(step: str) -> Changes:
    """Gives providers the types that took the place of those lost with a step."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        for provider in _lost(document, goal, step):
            new_api, new_type = _replacement(document, provider)
            if not new_type or not document.knowledge.apis[new_api] & goal.target.only:
                continue
            if _kind(new_type) != _kind(provider.type.text):
                message = _message(document, provider)
                message = f"{message}; '{new_type}' wants the address of a server"
                yield Leftover(provider.node, provider.path, message)
                continue
            node = provider.node.get("provider_type")
            assert isinstance(node, Scalar), "its type is known"
            title = f"Change the type of provider '{provider.title}' from '{provider.type.text}' to '{new_type}'"
            edits = document.surgeon.replace(node, new_type)
            yield from changed_locally(title, (edits,), node, (*provider.path, "provider_type"))

    return changes


def left(step: str) -> Changes:
    """Providers of types lost with a step: somebody has to choose what serves their models instead."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        title = document.knowledge.migration.step(step).title
        for provider in _without_replacement(document, goal, step):
            if provider.enabled.on is False:
                yield from _removed(document, provider)
                continue
            message = _message(document, provider)
            yield Leftover(provider.node, provider.path, f"{message}; {title[:1].lower()}{title[1:]}")

    return changes


def removed(step: str) -> Changes:
    """Takes away providers of types lost with a step, and the resources that name them, as nothing can be instead."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        for provider in _without_replacement(document, goal, step):
            yield from _resources(document, provider)
            yield from _removed(document, provider)

    return changes


def _lost(document: Document, goal: Goal, step: str) -> Iterator[Provider]:
    lost = {(api, *name) for api, name in differences(document.knowledge, step, "type")}
    for provider in document.stack.providers:
        spec = provider.spec
        if spec is None or (spec.api, spec.name) not in lost or not is_gone(spec.releases, document, goal):
            continue
        if text_of(provider.node.get("provider_type")) == provider.type.text:
            yield provider


def _without_replacement(document: Document, goal: Goal, step: str) -> Iterator[Provider]:
    for provider in _lost(document, goal, step):
        # Where the whole API goes, another step takes care of it.
        if document.knowledge.apis[provider.api] & goal.target.only and not _replacement(document, provider)[1]:
            yield provider


def _replacement(document: Document, provider: Provider) -> tuple[str, str]:
    for api, name, gone, new_api, new_name in document.knowledge.type_replacements:
        if (api, name) == (provider.api, provider.type.text) and gone & document.reading.releases:
            return new_api, new_name
    return "", ""


def _kind(name: str) -> str:
    """`inline` or `remote`: of a provider of the other kind nothing in the configuration fits."""
    return name.partition("::")[0]


def _message(document: Document, provider: Provider) -> str:
    since = _since(document, provider)
    return f"the type '{provider.type.text}' of provider '{provider.title}' is gone since {since}"


def _since(document: Document, provider: Provider) -> str:
    releases = document.knowledge.provider_releases(provider.api, provider.type.text)
    catalogue = document.knowledge.catalogue
    return catalogue.releases[catalogue.last(releases & (document.reading.releases - 1)).index + 1].version


def _removed(document: Document, provider: Provider) -> Iterator[Change | Leftover]:
    providers = as_mapping(document.root.get("providers"))
    entry = providers.entry(provider.api) if providers else None
    listed = target(entry.value) if entry else None
    if providers is None or entry is None or not isinstance(listed, Sequence):
        return
    index = provider.path[-1]
    assert isinstance(index, int), "a provider stands in a list"
    edits = document.surgeon.remove(listed, listed.items[index])
    title = f"Remove provider '{provider.title}', whose type '{provider.type.text}' is gone"
    yield from changed(title, (edits,), listed.items[index], provider.path)


def _resources(document: Document, provider: Provider) -> Iterator[Change | Leftover]:
    for reference in document.knowledge.stack_references:
        if reference.target != f"provider:{provider.api}" or reference.path[-2:] != ("*", "provider_id"):
            continue
        listed = document.stack.at(reference.path[:-2])
        for number, item, node in items_of(listed):
            if text_of(node.get("provider_id")) == provider.id.raw and isinstance(listed, Sequence) and provider.id.raw:
                path: Path = (*reference.path[:-2], number)
                title = f"Remove what '{'.'.join(reference.path[:-2])}' has of provider '{provider.title}'"
                edits = document.surgeon.remove(listed, item, prune=True)
                yield from changed(title, (edits,), item, path)
