"""What in a document's content bounds the releases it can be for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from stacklint.model.inline import InlineStore, is_inline_store
from stacklint.model.release import Signal
from stacklint.model.stack import Stack
from stacklint.syntax.env import lookalikes, parse_expressions
from stacklint.syntax.nodes import Entry, Mapping, Scalar, Sequence, target
from stacklint.text.pattern import lazy_pattern
from stacklint_schemas import Knowledge, ReleaseSet, Slot


def signals_of(stack: Stack, text: str, inline_stores: Iterable[InlineStore]) -> Iterator[Signal]:
    """Everything in a document with this *text* that only some releases understand.

    Empty lists and null values say nothing, and what is said again is left out.
    """
    yield from _top_level(stack)
    yield from _stores(stack)
    yield from _providers(stack)
    yield from _inline_stores(inline_stores)
    yield from _grammar(stack, text)


def _top_level(stack: Stack) -> Iterator[Signal]:
    bounds = _top_level_bounds(stack.knowledge)
    for name, entry in stack.root.effective().items():
        bound = bounds.get(name)
        if bound is not None and _says_something(entry) and _has_the_form(name, entry, stack):
            yield Signal(bound, f"'{name}'", entry.key)
    listed = stack.root.get("apis")
    if isinstance(listed, Sequence):
        every = stack.knowledge.catalogue.every
        for item in listed.items:
            if isinstance(item, Scalar) and (releases := stack.knowledge.apis.get(item.text, every)) != every:
                yield Signal(releases, f"the API '{item.text}'", item)


@cache
def _top_level_bounds(knowledge: Knowledge) -> dict[str, ReleaseSet]:
    """The keys at top level that not every release knows, each with the releases that a file with it can be for."""
    every = knowledge.catalogue.every
    bounds = {name: _since(releases, every) for name, releases in knowledge.top_level_keys.items() if releases}
    # A list of resources at top level is the mark of an old file; any other key may have been left behind.
    bounds |= {kind.key: kind.top_level for kind in knowledge.resources if kind.top_level and kind.key in bounds}
    return {name: releases for name, releases in bounds.items() if releases != every}


def _stores(stack: Stack) -> Iterator[Signal]:
    """Slots with a table name; one in key-value form bounds nothing, as the releases without it ignore it."""
    for slot in _stack_tables(stack.knowledge):
        node = stack.at(slot.path)
        if isinstance(node, Mapping) and node.entry("table_name") is not None:
            yield Signal(slot.releases, f"'{'.'.join(slot.path)}' with a table name", node)


@cache
def _stack_tables(knowledge: Knowledge) -> tuple[Slot, ...]:
    return tuple(slot for slot in knowledge.stack_slots if slot.family == "sql")


def _providers(stack: Stack) -> Iterator[Signal]:
    said: set[tuple[str, str, str]] = set()
    every = stack.knowledge.catalogue.every
    for provider in stack.providers:
        spec = provider.spec
        place = provider.id_node or provider.node
        releases = stack.knowledge.apis.get(provider.api, every)
        if releases != every and (provider.api, "", "") not in said:
            said.add((provider.api, "", ""))
            yield Signal(releases, f"the API '{provider.api}'", place)
        if spec is None:
            continue
        if spec.releases != every and (spec.api, spec.name, "") not in said:
            said.add((spec.api, spec.name, ""))
            yield Signal(spec.releases, f"the provider type '{spec.name}'", place)
        if provider.config is None:
            continue
        bounds = _bounds(stack.knowledge, spec.shape, spec.releases)
        for name, entry in provider.config.effective().items():
            since = bounds.get(name)
            if since is None or (spec.api, spec.name, name) in said:
                continue
            if _says_something(entry) and not _is_inline_store(entry, stack):
                said.add((spec.api, spec.name, name))
                yield Signal(since, f"'{name}' of '{spec.name}'", entry.key)


@cache
def _bounds(knowledge: Knowledge, shape: int, releases: ReleaseSet) -> dict[str, ReleaseSet]:
    """The keys of a provider's configuration that not every release knows, each with all releases since it came.

    An old key often stays behind in a newer file, where it is ignored: it bounds from below only.
    """
    known = knowledge.shape(shape).object(releases)
    if known is None:
        return {}
    every = knowledge.catalogue.every
    since = {name: _since(key.releases & releases, every) for name, key in known.properties.items()}
    return {name: releases for name, releases in since.items() if releases != every}


def _inline_stores(inline_stores: Iterable[InlineStore]) -> Iterator[Signal]:
    for store in inline_stores:
        if store.legacy is not None and store.legacy.releases:
            # Before a release read it, it was ignored like any unknown key: it bounds from above only.
            until = (1 << store.legacy.releases.bit_length()) - 1
            yield Signal(until, f"the inline store '{store.entry.name}'", store.entry.key)


# The old grammar, wherever it stands; so only a text that has it is looked at value by value.
_OLD = lazy_pattern(r"\$\{env\.[A-Z0-9_]+(?::[^=+]|\+)")


def _grammar(stack: Stack, text: str) -> Iterator[Signal]:
    """Each of the two grammars once."""
    modern, old = "${env." not in text, not _OLD.search(text)
    for scalar in () if modern and old else stack.walk.with_dollar:
        if "${env." not in scalar.text:
            continue
        if not modern and any(each.operator in (":=", ":+") for each in parse_expressions(scalar.text)):
            modern = True
            yield Signal(stack.knowledge.env_modern_grammar, "an expression with ':=' or ':+'", scalar)
        if not old and any(each.kind in ("old-default", "old-conditional") for each in lookalikes(scalar.text)):
            old = True
            yield Signal(stack.knowledge.env_old_grammar, "an expression with a default right behind ':'", scalar)
        if modern and old:
            return


def _has_the_form(name: str, entry: Entry, stack: Stack) -> bool:
    """A list where upstream has a mapping is some other key of the same name."""
    if not isinstance(target(entry.value), Sequence):
        return True
    every = stack.knowledge.catalogue.every
    known = stack.knowledge.shape(stack.knowledge.stack_shape).object(every)
    if known is None or name not in known.properties:
        return True
    return stack.knowledge.shape(known.properties[name].shape).object(every) is None


def _since(releases: ReleaseSet, every: ReleaseSet) -> ReleaseSet:
    """Everything from the first of *releases* on."""
    first = releases & -releases
    return every & ~(first - 1)


def _is_inline_store(entry: Entry, stack: Stack) -> bool:
    node = target(entry.value)
    return isinstance(node, Mapping) and is_inline_store(node, stack.knowledge)


def _says_something(entry: Entry) -> bool:
    node = target(entry.value)
    if isinstance(node, Sequence):
        return bool(node.items)
    if isinstance(node, Mapping):
        return bool(node.entries)
    return isinstance(node, Scalar) and not node.is_null
