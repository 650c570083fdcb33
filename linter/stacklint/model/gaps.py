"""Slots that hold no usable reference although upstream wants one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from stacklint.model.inline import is_inline_store
from stacklint.model.origins import Site
from stacklint.model.stack import Stack, as_mapping
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint_schemas import KeyPath, Knowledge, Need, ReleaseSet
from stacklint_schemas.typed import Literal, NamedTuple, TypeAlias

GapKind: TypeAlias = Literal["left out", "null", "no mapping", "incomplete"]


class Gap(NamedTuple):
    """A place where a reference to a backend is needed and none can be read."""

    site: Site
    kind: GapKind
    key: str
    """The key that is missing in it, for an incomplete one; else empty."""
    place: Node
    path: Path
    releases: ReleaseSet
    need: Need | None = None
    """The setting elsewhere that makes the slot a required one; None where it is required by itself."""


def gaps_of(sites: Iterable[Site], stack: Stack, releases: ReleaseSet) -> Iterator[Gap]:
    """Every gap at the *sites* that matters in some of *releases*."""
    for site in sites:
        slot, node = site.slot, site.node
        wanted = slot.releases & releases
        if slot.needs and (node is None or (isinstance(node, Scalar) and node.is_null)):
            yield from _called_for(site, stack, wanted)
        if node is None:
            if slot.required & wanted and _expected(site, stack):
                yield Gap(site, "left out", "", site.place, site.path, slot.required & wanted)
        elif isinstance(node, Scalar) and node.is_null:
            if slot.null_is_fatal & wanted:
                yield Gap(site, "null", "", site.place, site.path, slot.null_is_fatal & wanted)
        elif isinstance(node, Mapping):
            yield from _missing_keys(site, node, stack.knowledge, wanted)
        elif read_value(node).known or not isinstance(node, Scalar):
            yield Gap(site, "no mapping", "", node, site.path, wanted)


@cache
def required_keys(knowledge: Knowledge, shape: int, path: KeyPath, releases: ReleaseSet) -> dict[str, ReleaseSet]:
    """The keys that the object at *path* below a shape must have, each with the part of *releases* it is for."""
    found = knowledge.object_at(shape, path, releases)
    if found is None:
        return {}
    return {key: each.required & releases for key, each in found.properties.items() if each.required & releases}


def _called_for(site: Site, stack: Stack, releases: ReleaseSet) -> Iterator[Gap]:
    """Settings elsewhere that make this optional slot a required one, unless the server's own slot stands in."""
    for need in site.slot.needs:
        setting = stack.at(need.key)
        value = read_value(setting)
        holds = value.text == need.value if need.value else isinstance(setting, Sequence) and bool(setting.items)
        if holds and need.releases & releases and not isinstance(stack.at(need.instead), Mapping):
            yield Gap(site, "left out", "", site.place, site.path, need.releases & releases, need)


def is_missing(entry: Entry | None) -> bool:
    """Whether a key is left out, or left empty, which upstream refuses alike."""
    node = None if entry is None else target(entry.value)
    return node is None or (isinstance(node, Scalar) and node.is_null)


def _expected(site: Site, stack: Stack) -> bool:
    """Whether upstream looks for this slot at all, although its surroundings may be left out too."""
    if site.owner.provider is not None:
        return True
    if as_mapping(stack.at(site.slot.path[:-1])) is not None:
        return True
    # Where some release has a default for a slot, upstream makes the section around it by itself.
    return bool(site.slot.defaults) and as_mapping(stack.at(site.slot.path[:1])) is not None


def _missing_keys(site: Site, node: Mapping, knowledge: Knowledge, releases: ReleaseSet) -> Iterator[Gap]:
    if node.incomplete:
        return
    provider = site.owner.provider
    shape = knowledge.stack_shape if provider is None or provider.spec is None else provider.spec.shape
    for key, needed in required_keys(knowledge, shape, site.slot.path, releases).items():
        rewritten = site.slot.rewrite is not None and key == site.slot.name_key and node.entry("namespace") is not None
        if is_missing(node.entry(key)) and not rewritten and not is_inline_store(node, knowledge):
            yield Gap(site, "incomplete", key, site.place, site.path, needed)
