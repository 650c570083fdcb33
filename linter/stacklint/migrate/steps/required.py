"""Settings of providers that have to be written since a release."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import Changes, changed, differences, property_of
from stacklint.migrate.steps.folders import folder_for
from stacklint.model.document import Document
from stacklint.model.stack import Provider
from stacklint.syntax.surgery import Value
from stacklint_schemas.shapes import Property


def of(step: str) -> Changes:
    """Writes what a step made necessary, for every provider of the API whose type calls it so."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        for owner, path in differences(document.knowledge, step, "required"):
            api = owner.partition("/")[0]
            for provider in document.stack.providers:
                if provider.api == api and provider.enabled.on is not False:
                    yield from _written(document, goal, provider, path[0])

    return changes


def _written(document: Document, goal: Goal, provider: Provider, key: str) -> Iterator[Change | Leftover]:
    found = property_of(document, provider, key, goal.target.only)
    both = document.reading.releases | goal.target.only
    if found is None or found.required & both != both or (provider.config and provider.config.entry(key) is not None):
        return
    value = _value(document, goal, key, found)
    if value is _UNKNOWN:
        yield Leftover(provider.node, provider.path, f"provider '{provider.title}' has to say its '{key}'")
        return
    edits = document.surgeon.merge(provider.node, {"config": {key: value}})
    title = f"Write '{key}' of provider '{provider.title}'"
    yield from changed(title, (edits,), provider.node, (*provider.config_path, key))


_UNKNOWN: Value = "?"


def _value(document: Document, goal: Goal, key: str, found: Property) -> Value:
    """Nothing where that is enough, a folder where one is wanted."""
    if document.knowledge.shape(found.shape).nullable(goal.target.only):
        return None
    name = key.removesuffix("_dir")
    return folder_for(document, goal, name) if name != key else _UNKNOWN
