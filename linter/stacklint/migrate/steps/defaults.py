"""Defaults that the target has another value for, spelt out where they say which data or which credentials count."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import Changes, before, changed, differences, is_null, known_at
from stacklint.model.document import Document
from stacklint.model.stack import Provider, as_mapping
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar
from stacklint.syntax.path import Path
from stacklint_schemas import ReleaseSet
from stacklint_schemas.migration import ChangedDefault
from stacklint_schemas.shapes import Default, Tagged


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """Databases and tables of backends, then the audience that tokens must be for."""
    for backend in document.stack.backends:
        if backend.spec is None or backend.node is None:
            continue
        node = backend.node
        if not is_null(node.entry("connection_string")):
            continue
        for key, defaults in backend.spec.identity:
            value = _lost(goal, defaults)
            if value is not None:
                owner = f"backend '{backend.name}'"
                yield from _spelt(document, goal, (node, backend.path, backend.entry), key, value, owner)
    yield from _audience(document, goal)


def of(step: str) -> Changes:
    """Spells out what a provider did where the file leaves a key out, for the defaults that changed with a step."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        explained = set(differences(document.knowledge, step, "default"))
        for default in document.knowledge.migration.defaults:
            if (default.owner, default.path) not in explained or not goal.origin & before(default.since):
                continue
            for provider in document.stack.providers:
                if f"{provider.api}/{provider.type.text}" == default.owner and provider.enabled.on is not False:
                    yield from _of_provider(document, goal, provider, default)

    return changes


def _of_provider(
    document: Document, goal: Goal, provider: Provider, default: ChangedDefault
) -> Iterator[Change | Leftover]:
    key = default.path[-1]
    if provider.spec is None or len(default.path) != 1:
        return
    if provider.config is not None and provider.config.entry(key) is not None:
        return
    value = default.before
    known = known_at(document.knowledge, provider.spec.shape, default.path) & goal.target.only
    if not known or not isinstance(value, str | int | float):
        return
    if goal.origin & ~before(default.since):
        message = f"'{key}' of provider '{provider.title}' was '{value}' in former releases"
        yield Leftover(provider.node, provider.path, f"{message}; write it if that is wanted")
        return
    title = f"Write out '{key}: {value}' in provider '{provider.title}'"
    edits = document.surgeon.merge(provider.node, {"config": {key: value}})
    yield from changed(title, (edits,), provider.node, (*provider.config_path, key))


def _lost(goal: Goal, defaults: tuple[tuple[ReleaseSet, Default], ...]) -> Default:
    """The default at the origin, where the target has another one; None where nothing changes."""
    now = [value for releases, value in defaults if releases & goal.target.only]
    old = [value for releases, value in defaults if releases & goal.origin and value not in now]
    return old[-1] if now and old else None


def _spelt(
    document: Document, goal: Goal, place: tuple[Mapping, Path, Entry | Node], key: str, value: Default, owner: str
) -> Iterator[Change | Leftover]:
    node, path, at = place
    there = node.entry(key)
    if not is_null(there) or not isinstance(value, str):
        return
    if goal.origin & goal.target.only:
        # The file may have been written for releases that have the new default, so only its owner knows.
        yield Leftover(at, path, f"'{key}' of {owner} was '{value}' in former releases; write it if its data is there")
        return
    title = f"Write out '{key}: {value}' in {owner}"
    if there is not None:
        edits = document.surgeon.exchange(node, [there], {key: value})
    else:
        edits = document.surgeon.insert(node, key, value)
    yield from changed(title, (edits,), at, (*path, key))


def _audience(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    path = ("server", "auth", "provider_config")
    node = as_mapping(document.stack.at(path))
    if node is None:
        return
    shape = document.knowledge.shape_at(document.knowledge.stack_shape, path, goal.target.only)
    kind = node.get("type")
    for variant in shape.within(goal.target.only) if shape is not None else ():
        if not isinstance(variant, Tagged) or not isinstance(kind, Scalar):
            continue
        option = next((each for tag, each in variant.options.items() if _may_be(kind, tag)), None)
        known = document.knowledge.shape(option.shape).object(goal.target.only) if option else None
        found = known.properties.get("audience") if known else None
        value = _lost(goal, found.defaults) if found else None
        if value is not None:
            yield from _spelt(document, goal, (node, path, node), "audience", value, "'server.auth.provider_config'")


def _may_be(kind: Scalar, tag: str) -> bool:
    value = read_value(kind)
    return tag in (value.text, *(part for part in value.raw.rstrip("}").split(":+")[1:]))
