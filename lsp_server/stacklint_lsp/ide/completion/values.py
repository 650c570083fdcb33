"""Values out of a fixed choice: enums, booleans, types."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion import backends
from stacklint_lsp.ide.completion.facts import default_of
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.completion.texts import Plain, value_item
from stacklint_schemas.shapes import Scalar


def items(place: Place) -> Iterator[Item]:
    """The allowed values where there are only a few, and the default where there is one."""
    if not place.types_value:
        return
    known = place.known(place.cursor.path)
    default = "" if known.key is None else default_of(place, known.key)
    seen: set[str] = set()
    sample = _sample(place)
    item = None if sample is None else value_item(place, sample, ItemKind.VALUE, detail="upstream's sample", sort="0")
    if item is not None:
        seen.add(item.label)
        yield item
    for value in _values(place):
        is_default = str(value).lower() == default.lower() and bool(default)
        item = value_item(place, value, ItemKind.ENUM, detail="default" if is_default else "", preselect=is_default)
        if item is not None and item.label not in seen:
            seen.add(item.label)
            yield item._replace(sort=f"1{len(seen):03}")
    if default and default not in seen and known.key is not None and not known.key.required & place.releases:
        plain = next(value for releases, value in known.key.defaults if releases & place.releases)
        if isinstance(plain, str | int | float | bool):
            item = value_item(place, plain, ItemKind.VALUE, detail="default", sort="2")
            if item is not None:
                yield item


def _sample(place: Place) -> Plain:
    """What upstream's sample of the provider has here; None where that is no single value."""
    base, kind = place.config_path, place.provider_type
    if kind is None or not base or place.slot(place.cursor.path[:-1]) is not None:
        return None
    found: object = place.knowledge.sample(kind.api, kind.name, place.view.newest)
    for step in place.cursor.path[len(base) :]:
        found = found.get(step) if isinstance(found, dict) and isinstance(step, str) else None
    return found if isinstance(found, str | int | float | bool) else None


def _values(place: Place) -> Iterator[Plain]:
    yield from (tag for tag in place.tags(place.cursor.path) if backends.may_become(place, tag))
    for variant in place.variants(place.known(place.cursor.path).shape):
        if isinstance(variant, Scalar):
            if variant.kind == "boolean" and not variant.values:
                yield from (True, False)
            yield from (value for value, releases in variant.values if releases & place.releases)
