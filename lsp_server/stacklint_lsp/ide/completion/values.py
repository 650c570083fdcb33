"""Values out of a fixed choice: enums, booleans, types."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint_lsp.ide.answers import Item, ItemKind
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
    for value in _values(place):
        is_default = str(value).lower() == default.lower() and bool(default)
        item = value_item(place, value, ItemKind.ENUM, detail="default" if is_default else "", preselect=is_default)
        if item is not None and item.label not in seen:
            seen.add(item.label)
            yield item._replace(sort=f"1{len(seen):03}")
    if default and not seen and known.key is not None and not known.key.required & place.releases:
        plain = next(value for releases, value in known.key.defaults if releases & place.releases)
        if isinstance(plain, str | int | float | bool):
            item = value_item(place, plain, ItemKind.VALUE, detail="default", sort="2")
            if item is not None:
                yield item


def _values(place: Place) -> Iterator[Plain]:
    yield from place.tags(place.cursor.path)
    for variant in place.variants(place.known(place.cursor.path).shape):
        if isinstance(variant, Scalar):
            if variant.kind == "boolean" and not variant.values:
                yield from (True, False)
            yield from (value for value, releases in variant.values if releases & place.releases)
