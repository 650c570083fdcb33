"""What in a document's content bounds the releases it can be for."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.inline import inline_stores_of, is_inline_store
from stacklint.model.release import Signal
from stacklint.model.stack import Stack
from stacklint.syntax.env import lookalikes, parse_expressions
from stacklint.syntax.nodes import Entry, Mapping, Scalar, Sequence, target
from stacklint.text.span import Span
from stacklint_schemas import ReleaseSet


def signals_of(stack: Stack) -> Iterator[Signal]:
    """Everything that only some releases understand; empty lists and null values say nothing."""
    yield from _top_level(stack)
    yield from _stores(stack)
    yield from _providers(stack)
    yield from _inline_stores(stack)
    yield from _grammar(stack)


def _top_level(stack: Stack) -> Iterator[Signal]:
    # A list of resources at top level is the mark of an old file; any other key may have been left behind.
    old = {kind.key: kind.top_level for kind in stack.knowledge.resources if kind.top_level}
    for name, entry in stack.root.effective().items():
        releases = stack.knowledge.top_level_keys.get(name)
        if releases and _says_something(entry) and _has_the_form(name, entry, stack):
            yield Signal(old.get(name) or _since(releases, stack), f"'{name}'", entry.key.span)
    listed = target(stack.root.get("apis") or stack.root)
    if isinstance(listed, Sequence):
        for item in listed.items:
            releases = stack.knowledge.apis.get(item.text) if isinstance(item, Scalar) else None
            if releases:
                yield Signal(releases, f"the API '{item.text}'", item.span)  # type: ignore[union-attr]  # a scalar, see above


def _stores(stack: Stack) -> Iterator[Signal]:
    """Slots with a table name; one in key-value form bounds nothing, as the releases without it ignore it."""
    for slot in stack.knowledge.stack_slots:
        node = stack.at(slot.path)
        if slot.family == "sql" and isinstance(node, Mapping) and node.entry("table_name") is not None:
            yield Signal(slot.releases, f"'{'.'.join(slot.path)}' with a table name", node.span)


def _providers(stack: Stack) -> Iterator[Signal]:
    for provider in stack.providers:
        place = provider.id_node.span if provider.id_node else Span(provider.node.span.start, provider.node.span.start)
        api = stack.knowledge.apis.get(provider.api)
        if api:
            yield Signal(api, f"the API '{provider.api}'", place)
        spec = provider.spec
        if spec is None:
            continue
        yield Signal(spec.releases, f"the provider type '{spec.name}'", place)
        if provider.config is not None:
            known = stack.knowledge.shape(spec.shape).object(spec.releases)
            for name, entry in provider.config.effective().items():
                key = known.properties.get(name) if known else None
                if key is not None and _says_something(entry) and not _is_inline_store(entry, stack):
                    # An old key often stays behind in a newer file, where it is ignored: it bounds from below only.
                    since = _since(key.releases & spec.releases, stack)
                    yield Signal(since, f"'{name}' of '{spec.name}'", entry.key.span)


def _inline_stores(stack: Stack) -> Iterator[Signal]:
    for store in inline_stores_of(stack):
        if store.legacy is not None and store.legacy.releases:
            # Before a release read it, it was ignored like any unknown key: it bounds from above only.
            last = stack.knowledge.catalogue.last(store.legacy.releases).version
            releases = stack.knowledge.catalogue.between(None, last)
            yield Signal(releases, f"the inline store '{store.entry.name}'", store.entry.key.span)


def _grammar(stack: Stack) -> Iterator[Signal]:
    """Each of the two grammars once."""
    modern = old = False
    for scalar, _ in stack.scalars:
        if "${env." not in scalar.text:
            continue
        if not modern and any(each.operator in (":=", ":+") for each in parse_expressions(scalar.text)):
            modern = True
            yield Signal(stack.knowledge.env_modern_grammar, "an expression with ':=' or ':+'", scalar.span)
        if not old and any(each.kind in ("old-default", "old-conditional") for each in lookalikes(scalar.text)):
            old = True
            yield Signal(stack.knowledge.env_old_grammar, "an expression with a default right behind ':'", scalar.span)
        if modern and old:
            return


def _has_the_form(name: str, entry: Entry, stack: Stack) -> bool:
    """A list where upstream has a mapping is some other key of the same name."""
    every = stack.knowledge.catalogue.every
    known = stack.knowledge.shape(stack.knowledge.stack_shape).object(every)
    if known is None or name not in known.properties or not isinstance(target(entry.value), Sequence):
        return True
    return stack.knowledge.shape(known.properties[name].shape).object(every) is None


def _since(releases: ReleaseSet, stack: Stack) -> ReleaseSet:
    """Everything from the first of *releases* on."""
    catalogue = stack.knowledge.catalogue
    return catalogue.between(catalogue.first(releases).version, None)


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
