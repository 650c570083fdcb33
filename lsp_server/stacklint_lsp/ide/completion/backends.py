"""Names of storage backends, of the right family, wherever one is referred to; and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.stack import as_mapping
from stacklint.syntax.path import Path
from stacklint.text.secrets import masked
from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.completion.texts import Hole, Template, key_text, value_item, value_text
from stacklint_schemas import Family, Slot


def items(place: Place) -> Iterator[Item]:
    """Backends at `backend:`, names for its own use at `namespace:` or `table_name:`."""
    if not place.types_value or not place.cursor.path:
        return
    slot = place.slot(place.cursor.path[:-1])
    if slot is None:
        return
    if place.cursor.path[-1] == "backend":
        for number, (name, detail) in enumerate(names(place, slot.family)):
            item = value_item(
                place, name, ItemKind.REFERENCE, detail=detail, sort=f"0{number:04}", preselect=number == 0
            )
            if item is not None:
                yield item
    elif place.cursor.path[-1] == slot.name_key:
        item = value_item(
            place,
            own_name(place, slot, place.cursor.path[:-1]),
            ItemKind.VALUE,
            detail="upstream's own name",
            preselect=True,
        )
        if item is not None:
            yield item


def names(place: Place, family: Family) -> list[tuple[str, str]]:
    """The backends of a family, each with its type and where it lives; where none is written, upstream's own."""
    document = place.document
    storage = document.stack.storage
    if storage is not None and as_mapping(storage.get("backends")) is not None:
        return [
            (backend.name, _detail(backend.type.text, backend.value("db_path") or backend.value("host")))
            for backend in document.stack.backends
            if (backend.spec.family == family if backend.spec else backend.type.raw.startswith(f"{family}_"))
        ]
    return [
        (name, f"{kind}, upstream's default")
        for releases, name, kind in place.knowledge.default_backends
        if releases & place.releases and place.knowledge.backends[kind].family == family
    ]


def may_become(place: Place, tag: str) -> bool:
    """Whether everybody who refers to the backend at the cursor can live with its being of this type."""
    kind = place.knowledge.backends.get(tag)
    path = place.cursor.path
    if kind is None or path[:2] != ("storage", "backends") or len(path) != 4:
        return True
    uses = (origin for origin in place.document.references.origins if origin.backend.text == path[2])
    return all(origin.slot.family == kind.family for origin in uses if origin.releases & place.releases)


def fits(place: Place, slot: Slot, name: str) -> bool:
    """Whether a backend that is referred to already is not known to be of the wrong family."""
    backend = place.document.stack.backend(name)
    return backend is None or backend.spec is None or backend.spec.family == slot.family


def _detail(kind: str, where: object) -> str:
    raw = getattr(where, "raw", "")
    return masked(f"{kind}, {raw}" if raw else kind)


def own_name(place: Place, slot: Slot, path: Path) -> str:
    """The namespace or table that upstream itself uses, unless a slot at another *path* has it, written or not."""
    usual = slot.usual_name
    taken = {name for other, name in place.taken_names[slot.family] if other != path}
    number = 1
    name = usual
    while name in taken:
        number += 1
        name = f"{usual}_{number}"
    return name


def reference_lines(place: Place, slot: Slot, key: str, path: Path) -> list[Template]:
    """A whole reference under the key of the slot at *path*."""
    found = names(place, slot.family)
    cursor = place.cursor
    backend = Hole(value_text(cursor, found[0][0]) if found else "")
    name = Hole(value_text(cursor, own_name(place, slot, path)))
    keys = [key_text(cursor, each) for each in ("backend", slot.name_key)]
    if cursor.flow:
        return [[f"{key}: {{{keys[0]}: ", backend, f", {keys[1]}: ", name, "}"]]
    margin = " " * place.step
    return [[f"{key}:"], [f"{margin}{keys[0]}: ", backend], [f"{margin}{keys[1]}: ", name]]
