"""Provider types of an API, alone and with what upstream's sample has beside them."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax.path import Path
from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion import backends
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.completion.texts import Hole, Template, block_item, key_text, spelt, value_item, yaml_lines
from stacklint_lsp.ide.completion.whole import Whole, put, spots
from stacklint_lsp.ide.cursor import Typing
from stacklint_schemas import ProviderType, Slot

SECTION = "providers"


def items(place: Place) -> Iterator[Item]:
    """Types at `provider_type:`, whole entries in an API's list, APIs under `providers:`."""
    path = place.cursor.path
    if path == (SECTION,) and place.begins_mapping:
        yield from _apis(place)
    if len(path) == 4 and path[0] == SECTION and path[3] == "provider_type" and place.types_value:
        yield from _types(place, str(path[1]))
    if len(path) == 4 and path[0] == SECTION and path[3] == "provider_id" and place.types_value:
        kind = place.provider_type
        item = (
            None
            if kind is None
            else value_item(place, _free_id(place, kind), ItemKind.VALUE, detail="from its type", sort="0")
        )
        if item is not None:
            yield item
    for spot in spots(place):
        if len(spot.path) == 2 and spot.path[0] == SECTION:
            for kind in _kinds(place, str(spot.path[1])):
                yield put(place, spot, _entry(place, kind))


def _apis(place: Place) -> Iterator[Item]:
    present = place.cursor.keys_at((SECTION,))
    below = " " * place.dash + "- "
    for number, api in enumerate(place.apis):
        if api not in present:
            closed = place.cursor.colon or place.cursor.parent or bool(place.cursor.quote)
            lines: list[Template] = [[api]] if closed else [[f"{api}:"], [below]]
            if place.cursor.parent:
                lines = [[f"{api}:"]]
            elif place.cursor.flow and not closed:
                lines = [[f"{key_text(place.cursor, api)}: [", Hole(""), "]"]]
            yield block_item(
                place, api, lines, ItemKind.PROPERTY, detail="API", sort=f"{number:02}", retrigger=not closed
            )


def _kinds(place: Place, api: str) -> Iterator[ProviderType]:
    """The types that an API has in the release."""
    for name in place.knowledge.provider_types(api):
        if place.knowledge.provider_releases(api, name) & place.releases:
            kind = place.knowledge.provider(api, name)
            if kind is not None:
                yield kind


def _types(place: Place, api: str) -> Iterator[Item]:
    cursor = place.cursor
    entry = cursor.path[:3]
    alone = cursor.typing is Typing.VALUE and not cursor.flow and not cursor.quote
    alone = alone and "config" not in cursor.keys_at(entry) and not _behind(place)
    for kind in _kinds(place, api):
        sort = f"{int(_is_deprecated(place, kind))}{kind.name}"
        item = value_item(
            place,
            kind.name,
            ItemKind.CLASS,
            detail=_detail(place, kind),
            documentation=_documentation(place, kind),
            sort=sort,
            deprecated=_is_deprecated(place, kind),
        )
        if item is not None:
            yield item
        config = config_lines(place, kind) if alone else []
        if config:
            yield block_item(
                place,
                f"{kind.name} + config",
                [[spelt(kind.name, "value") or kind.name], *config],
                detail="with upstream's sample",
                sort=f"{sort}+",
                deprecated=_is_deprecated(place, kind),
            )


def _behind(place: Place) -> str:
    """What else stands on the line behind the word."""
    cursor = place.cursor
    line = cursor.rows.lines.line_span(cursor.rows.lines.position(cursor.offset).line)
    return cursor.rows.text[cursor.span.end : line.end].strip()


def _entry(place: Place, kind: ProviderType) -> Whole:
    """A whole entry, with an id that is free."""
    lines: list[Template] = [
        ["provider_id: ", Hole(_free_id(place, kind))],
        [f"provider_type: {spelt(kind.name, 'value')}"],
        *config_lines(place, kind),
    ]
    return Whole(
        kind.name,
        lines,
        detail=_detail(place, kind),
        documentation=_documentation(place, kind),
        sort=f"{int(_is_deprecated(place, kind))}{kind.name}",
        deprecated=_is_deprecated(place, kind),
    )


def config_lines(place: Place, kind: ProviderType) -> list[Template]:
    """`config:` with upstream's sample for the release, its references turned to backends of this file."""
    sample = place.knowledge.sample(kind.api, kind.name, place.view.newest)
    shape = place.knowledge.shape(kind.shape).object(place.releases)
    known = {name for name, key in shape.properties.items() if key.releases & place.releases} if shape else set()
    kept = {key: value for key, value in sample.items() if key in known or kind.extra_allowed & place.releases}
    if not kept:
        return []
    path = place.cursor.path
    # The entry at the cursor may assume the very names that are spelt out here.
    own = (*path[:3], "config") if path[3:] == ("provider_type",) else ()
    for slot in kind.slots:
        if slot.releases & place.releases:
            _turn(place, slot, kept, own)
    lines = yaml_lines({"config": kept}, place.step, place.dash)
    return [] if lines is None else [[line] for line in lines]


def _turn(place: Place, slot: Slot, config: dict[str, object], own: Path) -> None:
    """Let a reference of the sample name what this file has, under a name that is free."""
    inner: object = config
    trail = []
    for step in slot.path:
        if not isinstance(inner, dict) or step not in inner:
            return
        trail.append((inner, step))
        inner = inner[step]
    if not isinstance(inner, dict) or "backend" not in inner:
        return
    names = [name for name, _ in backends.names(place, slot.family)]
    # The decoded sample is this call's own.
    if names and inner["backend"] not in names:
        inner["backend"] = names[0]
    if slot.name_key in inner:
        inner[slot.name_key] = backends.own_name(place, slot, (*own, *slot.path) if own else ())


def _free_id(place: Place, kind: ProviderType) -> str:
    """An id made of the type, which no entry of the API has yet."""
    usual = kind.name.partition("::")[2] or kind.name
    taken = place.provider_titles.get(kind.api, set())
    number = 1
    name = usual
    while name in taken:
        number += 1
        name = f"{usual}-{number}"
    return name


def _is_deprecated(place: Place, kind: ProviderType) -> bool:
    return any(deprecation.releases & place.releases for deprecation in kind.deprecations)


def _documentation(place: Place, kind: ProviderType) -> str:
    """Since when there is this type, and what it needs."""
    catalogue = place.knowledge.catalogue
    first = catalogue.first(kind.releases)
    since = "" if first.index == 0 else f"Since {first.package} {first.version}."
    needed = [f"`{each.api}`" for each in kind.dependencies if each.required & place.releases]
    needs = f"Needs {', '.join(needed)}." if needed else ""
    return "\n\n".join(line for line in (since, needs) if line)


def _detail(place: Place, kind: ProviderType) -> str:
    for deprecation in kind.deprecations:
        if deprecation.releases & place.releases:
            return f"deprecated, use {deprecation.replacement}" if deprecation.replacement else "deprecated"
    return kind.api
