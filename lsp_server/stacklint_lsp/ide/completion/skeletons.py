"""Larger pieces: backends, the storage section, entries of resource lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.rules.repair import backends as repair
from stacklint.syntax.emit import Value
from stacklint.text.secrets import is_secret_name, masked
from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion import backends
from stacklint_lsp.ide.completion.names import names
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.completion.texts import Hole, Template, block_item, spelt, value_item, yaml_lines
from stacklint_lsp.ide.completion.whole import Spot, Whole, put, spots
from stacklint_schemas import BackendType, Family
from stacklint_schemas.shapes import ListOf, ObjectOf

STORAGE = ("storage",)
BACKENDS = ("storage", "backends")
STORES = ("storage", "stores")
_BARE_VARIABLE = re.compile(r"\$\{env\.\w+\}")
FAMILIES: tuple[Family, ...] = ("kv", "sql")


def items(place: Place) -> Iterator[Item]:
    """What fits the place; nothing between brackets or in quotes."""
    cursor = place.cursor
    free = not (cursor.flow or cursor.quote or cursor.colon or cursor.parent)
    if free and place.begins_mapping and place.knowledge.storage_known & place.releases:
        present = cursor.keys_at(cursor.path)
        if cursor.path == () and "storage" not in present:
            yield _section(place, "storage: backends and stores", {"storage": _storage(place)})
        elif cursor.path == STORAGE and "backends" not in present:
            yield _section(place, "backends: SQLite", {"backends": _backends(place)})
        elif cursor.path == BACKENDS:
            yield from _kinds(place)
        if cursor.path == STORAGE and "stores" not in present:
            yield _section(place, "stores: all", {"stores": _stores(place)})
    yield from _setting(place)
    for spot in spots(place):
        yield from _entries(place, spot)


def _section(place: Place, label: str, value: dict[str, Value]) -> Item:
    lines = yaml_lines(value, place.step, place.dash) or []
    return block_item(place, label, [[line] for line in lines], detail="whole section", sort=f"3{label}")


def _storage(place: Place) -> dict[str, Value]:
    return {"backends": _backends(place), "stores": _stores(place)}


def _backends(place: Place) -> dict[str, Value]:
    """Upstream's two backends, spelt out."""
    found: dict[str, Value] = {}
    for family in FAMILIES:
        found[f"{family}_default"] = dict(repair.default_settings(place.document, family))
    return found


def _stores(place: Place) -> dict[str, Value]:
    """All stores that upstream has by default or refuses to start without."""
    found: dict[str, Value] = {}
    for slot in place.knowledge.stack_slots:
        needed = slot.required & place.releases or any(each.releases & place.releases for each in slot.defaults)
        if slot.path[:-1] == STORES and slot.releases & place.releases and needed and not place.is_obsolete(slot.path):
            written = backends.names(place, slot.family)
            name = written[0][0] if written else f"{slot.family}_default"
            found[slot.path[-1]] = {"backend": name, slot.name_key: backends.own_name(place, slot, slot.path)}
    return found


# Backends ------------------------------------------------------------------------------------------------------------


def _kinds(place: Place) -> Iterator[Item]:
    for kind in place.knowledge.backends.values():
        if kind.releases & place.releases:
            name = repair.free_default(place.document, kind.family)
            lines: list[Template] = [[Hole(name), ":"], [" " * place.step, f"type: {kind.name}"]]
            for key, value in _settings(place, kind, name):
                lines.append([" " * place.step, f"{key}: ", Hole(value)])
            yield block_item(place, kind.name, lines, detail="new backend", sort=f"3{kind.name}")


def _setting(place: Place) -> Iterator[Item]:
    """The usual value of one key of a backend, where it says where the data are."""
    path = place.cursor.path
    if not place.types_value or len(path) != 4 or path[:2] != BACKENDS:
        return
    kind = place.knowledge.backends.get(place.value_of(path[:3], "type"))
    if kind is not None and kind.releases & place.releases:
        for key, value in _settings(place, kind, str(path[2])):
            item = value_item(place, value, ItemKind.VALUE, sort="0") if key == path[3] and "$" in value else None
            if item is not None:
                yield item._replace(label=masked(item.label))


def _settings(place: Place, kind: BackendType, name: str) -> Iterator[tuple[str, str]]:
    """The keys that say where the backend's data are; those of a server come from variables."""
    alike = repair.settings(place.document, kind.family, name)
    if alike.get("type") != kind.name:
        alike = {}
    shape = place.knowledge.shape(kind.shape).object(place.releases)
    known = {} if shape is None else shape.properties
    identity = [key for key, _ in kind.identity if key != "connection_string"]
    # What opens the door is no part of the identity, and no server is reached without it.
    wanted = [*identity, *(key for key in ("user", "password") if key in known)]
    for key in wanted:
        found = known.get(key)
        if found is None or not found.releases & place.releases:
            continue
        value = alike.get(key)
        if is_secret_name(key) and not _BARE_VARIABLE.fullmatch(str(value)):
            # A password is not written down in a second place.
            value = None
        if value is None and key in kind.path_keys:
            folder = "ogx" if place.view.newest.package == "ogx" else "llama"
            value = (
                f"${{env.SQLITE_STORE_DIR:=~/.{folder}/distributions/starter}}/{repair.file_name(kind.family, name)}"
            )
        if value is None:
            default = next((each for releases, each in found.defaults if releases & place.releases), None)
            if key.endswith("_name"):
                value = default if isinstance(default, str) else name
            else:
                variable = f"{kind.legacy}_{key}".upper()
                value = f"${{env.{variable}}}" if default is None else f"${{env.{variable}:={default}}}"
        yield key, spelt(value, "value") or "" if isinstance(value, str | int | float | bool) else ""


# Entries of lists ----------------------------------------------------------------------------------------------------


def _entries(place: Place, spot: Spot) -> Iterator[Item]:
    """An entry with the keys that it must have, for lists of mappings."""
    if spot.path[:1] == ("providers",):
        return
    for variant in place.variants(place.known(spot.path).shape):
        if not isinstance(variant, ListOf):
            continue
        shape = place.knowledge.shape(variant.items).object(place.releases)
        lines = [] if shape is None else _entry(place, spot, shape)
        if lines:
            label = str(spot.path[-1]).removesuffix("s").replace("_", " ")
            yield put(place, spot, Whole(label, lines, detail="new entry", sort=f"3{label}"))


def _entry(place: Place, spot: Spot, shape: ObjectOf) -> list[Template]:
    kind = next((each for each in place.knowledge.resources if each.key == spot.path[-1]), None)
    first = "" if kind is None else kind.id_key
    keys = [name for name, key in shape.properties.items() if key.releases & key.required & place.releases]
    if "provider_id" in shape.properties and "provider_id" not in keys and kind is not None:
        # A model without one is skipped.
        keys.append("provider_id")
    lines: list[Template] = []
    for key in sorted(keys, key=lambda key: (key != first, key)):
        known = names(place, (*spot.path, 0, key))
        lines.append([f"{key}: ", Hole(spelt(known[0][0], "value") or "" if known else "")])
    return lines
