"""The keys of the mapping at the cursor, those that are required first."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.stack import step_down
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Mapping
from stacklint.syntax.path import Path
from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion import backends
from stacklint_lsp.ide.completion.facts import default_of, detail_of, documentation_of
from stacklint_lsp.ide.completion.place import Known, Place
from stacklint_lsp.ide.completion.texts import Hole, Template, block_item, key_text
from stacklint_schemas.shapes import ListOf, MapOf, ObjectOf, Property, Scalar, Shape, Tagged


def items(place: Place) -> Iterator[Item]:
    """The keys that this object has in this release and that are not there yet."""
    if not place.begins_mapping:
        return
    path = place.cursor.path
    present = place.cursor.keys_at(path)
    known = place.known(path)
    slot = place.slot(path)
    if slot is not None and not backends.fits(place, slot, present.get("backend", "")):
        # Upstream rewrites such a reference as a whole, or refuses it; its other keys are those of the other family.
        present = {**present, slot.name_key: ""}
    offered: set[str] = set()
    for variant in place.variants(known.shape):
        if isinstance(variant, Tagged) and variant.key not in present:
            offered.add(variant.key)
            yield _item(place, known, variant.key, None)
        for name, key in place.properties(variant, path).items():
            replaced = bool(key.alias_of) and key.alias_of != name
            misplaced = place.cursor.parent and place.is_single(place.knowledge.shape(key.shape))
            if replaced or misplaced or name in present or name in offered or place.is_obsolete((*path, name)):
                continue
            if _suits(place, name):
                offered.add(name)
                yield _item(place, known, name, key)


def _suits(place: Place, name: str) -> bool:
    """Whether the reference that stands behind the key already, if one does, names a backend of the right family."""
    cursor = place.cursor
    referring = place.slot(cursor.path) if cursor.colon and name == "backend" else None
    if referring is not None:
        value = step_down(place.document.root, (*cursor.path, cursor.word))
        return read_value(value).text in {each for each, _ in backends.names(place, referring.family)}
    slot = place.slot((*cursor.path, name)) if cursor.colon else None
    written = place.document.stack.at((*cursor.path, cursor.word)) if slot is not None else None
    if slot is None or not isinstance(written, Mapping):
        return True
    return backends.fits(place, slot, read_value(written.get("backend")).text)


def _item(place: Place, known: Known, name: str, key: Property | None) -> Item:
    cursor = place.cursor
    inner = place.known((*cursor.path, name)) if key is None else Known(place.knowledge.shape(key.shape), None, key)
    required = key is None or bool(key.required & place.releases)
    deprecated = key is not None and bool(key.deprecated & place.releases)
    group = "2" if deprecated else "0" if required else "1"
    help_path = None if known.help_path is None else (*known.help_path, name)
    written = key_text(cursor, name)
    lines: list[Template] = [[written]]
    retrigger = False
    if cursor.quote:
        closed = cursor.rows.text.startswith(cursor.quote, cursor.span.end)
        lines = [[name + ("" if closed else cursor.quote) + ("" if cursor.colon else ": ")]]
    elif cursor.parent:
        lines = [[f"{written}:"]]
    elif not cursor.colon:
        lines, retrigger = _with_value(place, (*cursor.path, name), written, inner.shape, key)
    return block_item(
        place,
        name,
        lines,
        ItemKind.PROPERTY,
        detail=detail_of(place, inner.shape, key, required),
        documentation=documentation_of(place, (*cursor.path, name), help_path, key),
        sort=f"{group}{name}",
        deprecated=deprecated,
        retrigger=retrigger,
    )


def _with_value(
    place: Place, path: Path, name: str, shape: Shape | None, key: Property | None
) -> tuple[list[Template], bool]:
    """A key with the beginning of its value, and whether something can be completed there."""
    slot = place.slot(path)
    if slot is not None:
        return backends.reference_lines(place, slot, name, path), False
    flow = place.cursor.flow
    if not place.is_single(shape):
        for variant in place.variants(shape):
            if isinstance(variant, ListOf):
                below = " " * place.dash + "- "
                return ([[f"{name}: [", Hole(""), "]"]] if flow else [[f"{name}:"], [below]]), True
            if isinstance(variant, ObjectOf | MapOf | Tagged):
                below = " " * place.step
                return ([[f"{name}: {{", Hole(""), "}"]] if flow else [[f"{name}:"], [below]]), True
    if path == ("version",) and key is not None and (default := default_of(place, key)):
        return [[f"{name}: {default}"]], False
    return [[f"{name}: "]], _has_choices(place, path, shape, key)


def _has_choices(place: Place, path: Path, shape: Shape | None, key: Property | None) -> bool:
    """Whether there is more to offer for a single value than variables."""
    if key is None or default_of(place, key) or place.slot(path[:-1]) is not None:
        return True
    scalars = [each for each in place.variants(shape) if isinstance(each, Scalar)]
    if any(each.values or each.kind == "boolean" for each in scalars):
        return True
    in_entry = len(path) == 4 and path[0] == "providers"
    return in_entry or bool(place.config_path) or next(place.targets(path), None) is not None
