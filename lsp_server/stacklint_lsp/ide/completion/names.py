"""Names of other things of the file where they are referred to: providers, APIs, models, shields and the like."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.resources import SECTION
from stacklint.model.stack import step_down
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Mapping, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion.place import Place, matches
from stacklint_lsp.ide.completion.texts import spelt, value_item
from stacklint_lsp.ide.completion.whole import Whole, put, spots
from stacklint_schemas import ResourceKind

_OF_MODELS = (SECTION, "models", "*", "provider_id")


def items(place: Place) -> Iterator[Item]:
    """Everything that the value at the cursor, or a new item of the list there, may name."""
    if place.types_value:
        seen = _listed(place, place.cursor.path[:-1]) if place.cursor.path else set()
        seen.discard(place.cursor.word)
        for number, (name, detail) in enumerate(names(place, place.cursor.path)):
            if name not in seen:
                item = value_item(place, name, ItemKind.REFERENCE, detail=detail, sort=f"0{number:04}")
                if item is not None:
                    yield item
    for spot in spots(place):
        if spot.needs_dash:
            seen = _listed(place, spot.path)
            for name, detail in names(place, (*spot.path, 0)):
                content = spelt(name, "value")
                if name not in seen and content is not None:
                    yield put(place, spot, Whole(name, [[content]], ItemKind.REFERENCE, detail))


def names(place: Place, path: Path) -> list[tuple[str, str]]:
    """What the value at *path* may name, each with what it is."""
    found: dict[str, str] = {}
    for wanted in place.targets(path):
        kind, _, api = wanted.partition(":")
        if kind == "api":
            found.update((name, "API") for name in place.apis)
        elif kind == "provider":
            found.update(providers(place, api))
            word, releases = place.knowledge.first_marker
            if releases & place.releases and matches(_OF_MODELS, path):
                found.setdefault(word, "the first active inference provider")
        else:
            found.update(resources(place, kind, path))
    return list(found.items())


def providers(place: Place, api: str) -> Iterator[tuple[str, str]]:
    """The ids of the providers of an API, each with its type."""
    for provider in place.document.stack.providers:
        if provider.api == api and provider.enabled.on is not False and (provider.id.raw or provider.id.text):
            yield provider.title, provider.type.text


def resources(place: Place, kind: str, path: Path) -> list[tuple[str, str]]:
    """The ids of the registered things of a kind, those of the likeliest sort first."""
    found = []
    for resource in place.knowledge.resources:
        if (resource.successor or resource.key).removesuffix("s") == kind:
            found += list(_registered(place, resource))
    if any("embedding" in str(step) for step in path):
        found.sort(key=lambda each: "embedding" not in each[1])
    return found


def _registered(place: Place, resource: ResourceKind) -> Iterator[tuple[str, str]]:
    for path in ((SECTION, resource.key), (resource.key,)):
        listed = step_down(place.document.root, path)
        for item in listed.items if isinstance(listed, Sequence) else ():
            node = target(item)
            if isinstance(node, Mapping):
                name = read_value(node.get(resource.id_key))
                sort = read_value(node.get(f"{resource.id_key.removesuffix('_id')}_type"))
                if name.text:
                    yield name.text, f"{resource.singular}, {sort.text}" if sort.text else resource.singular


def _listed(place: Place, path: Path) -> set[str]:
    """The single values that a list has already."""
    listed = place.document.stack.at(path)
    found = [target(item) for item in listed.items] if isinstance(listed, Sequence) else []
    return {item.text for item in found if isinstance(item, Scalar)}
