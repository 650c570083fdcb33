"""Where each user of a store really keeps its data in one release.

Two residences of one user, before and after a migration, tell whether its data is found again: the same physical
store, the same address inside it, and a form that is still read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from stacklint.migrate.assumed import assumed_file, default_place, place_of_implied
from stacklint.migrate.places import Place, modern, place_of
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore
from stacklint.model.physical import Use, tables_of
from stacklint.model.stack import Provider, Stack, as_mapping
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Mapping
from stacklint_schemas import BackendType, Family, KeyPath, Knowledge, Release, Slot
from stacklint_schemas.typed import Literal, NamedTuple, TypeAlias

Medium: TypeAlias = Family | Literal["path"]
"""The family of a backend, or a path that only the provider knows."""


class Role(NamedTuple):
    """Who stores what; it outlives new names of APIs, provider types and keys."""

    api: str
    """By its newest name; empty for the server itself."""
    provider: str
    """The provider's id as written; empty for the server itself."""
    data: str
    """What is stored: the keyspace of its slot, else the slot's path."""


class Residence(NamedTuple):
    """Where one user keeps its data in one release."""

    role: Role
    user: str
    """For people: `provider 'faiss'`, `'storage.stores.inference'`."""
    family: Medium
    place: Place
    names: tuple[str, ...]
    """KV: the namespace that stands before each key, if one does; SQL: the tables."""
    slot: KeyPath
    """Where it is named, from the stack or the provider's configuration; as upstream knows it, if it is not."""
    type: str = ""
    """The provider's type by its newest name; tells who is who where an id has changed."""
    belongs_to: str = ""
    """For a path: the keyspace of the provider's slot that knows what lies there."""
    is_named: bool = True
    """Whether the file says where; upstream assumes it otherwise."""


def residences_of(document: Document, release: Release) -> dict[Role, Residence]:
    """Where everybody keeps data when *release* runs the document, which is read for that release only."""
    found: dict[Role, Residence] = {}
    named = (*_of_references(document, release), *_of_inline_stores(document, release))
    for each in (*named, *_of_nobody(document, release, named), *_of_paths(document, release)):
        if not each.place.is_volatile:
            found.setdefault(each.role, each)
    return _handed_down(found, document, release)


def _handed_down(found: dict[Role, Residence], document: Document, release: Release) -> dict[Role, Residence]:
    """*found*, with slots of the server given to the providers that upstream hands them to."""
    for site in document.references.sites:
        provider = site.owner.provider
        if site.node is not None or provider is None or not site.slot.releases & release.only:
            continue
        for path in {need.instead for need in site.slot.needs}:
            given = next((each for each in found.values() if not each.role.provider and each.slot == path), None)
            if given is not None:
                role = _role(provider, site.slot.keyspace, document.knowledge)
                user = _user(document.stack, provider, ".".join(site.slot.path), site.slot)
                found[role] = given._replace(role=role, user=user, type=_type(provider, document.knowledge))
    handed = {role.data for role in found if role.provider}
    return {role: each for role, each in found.items() if role.provider or role.data not in handed}


def newest(api: str, name: str, knowledge: Knowledge) -> tuple[str, str]:
    """The API and type that a provider type has become, however often it was renamed."""
    for _ in knowledge.type_replacements:
        step = next((row for row in knowledge.type_replacements if row[:2] == (api, name) and row[3:] != row[:2]), None)
        if step is None:
            break
        api, name = step[3:]
    return api, name


def _of_references(document: Document, release: Release) -> Iterator[Residence]:
    knowledge = document.knowledge
    for use in document.stores.uses:
        origin = use.origin
        if origin.slot.unread & release.only:
            continue
        place = _place_of_use(use, release, knowledge)
        if place is not None:
            provider = origin.provider
            role = _role(provider, origin.slot.keyspace or origin.slot_name, knowledge)
            user = _user(document.stack, provider, origin.slot_name, origin.slot)
            names = _names_of_use(use, release, knowledge)
            yield Residence(
                role,
                user,
                origin.slot.family,
                place,
                names,
                origin.slot.path,
                _type(provider, knowledge),
                is_named=not origin.implicit,
            )


def _of_inline_stores(document: Document, release: Release) -> Iterator[Residence]:
    knowledge = document.knowledge
    for store in document.inline_stores:
        legacy, provider = store.legacy, store.provider
        if legacy is None or not legacy.releases & release.only or (provider and provider.enabled.on is False):
            continue
        inner = as_mapping(store.node.get("sql_store_config")) or store.node
        spec = knowledge.successor_of(read_value(inner.get("type")).text, legacy.family)
        if spec is None:
            continue
        successor = _first_successor(store, legacy.successor)
        data = (successor.keyspace if successor else "") or ".".join(legacy.successor or legacy.path)
        user = _user(document.stack, provider, ".".join(legacy.path), successor)
        place = place_of(inner, spec, release, knowledge)
        if not place.settings:
            place = assumed_file(spec, knowledge)
        names = _names_of_inline(inner, spec, successor, release, knowledge)
        role = _role(provider, data, knowledge)
        yield Residence(role, user, legacy.family, place, names, legacy.path, _type(provider, knowledge))


def _of_nobody(document: Document, release: Release, named: tuple[Residence, ...]) -> Iterator[Residence]:
    """Stores of the server that no key of the file names."""
    knowledge = document.knowledge
    image_name = read_value(document.root.get("image_name")).raw
    for implied in knowledge.migration.stored.implied:
        if implied.backend or not implied.releases & release.only:
            continue
        slot = next((each.path for each in knowledge.stack_slots if each.keyspace == implied.keyspace), ())
        role, user = Role("", "", implied.keyspace), f"'{'.'.join(implied.instead_of or slot)}'"
        if not implied.follows:
            place = place_of_implied(implied, image_name)
            yield Residence(role, user, implied.family, place, (), slot, is_named=False)
        for leader in named if implied.follows else ():
            if leader.slot == implied.follows:
                spec = knowledge.successor_of(leader.place.engine, implied.family)
                names = _prefix(implied.name, spec, release, knowledge) if spec else ()
                yield leader._replace(role=role, user=user, names=names, slot=slot, is_named=False)


def _of_paths(document: Document, release: Release) -> Iterator[Residence]:
    """Files and folders that providers keep data in besides their stores."""
    knowledge = document.knowledge
    for own in knowledge.migration.stored.own_paths:
        for provider in document.stack.providers:
            is_built = provider.spec is not None and provider.enabled.on is not False and not provider.replaced
            if not is_built or provider.api != own.api or provider.type.text not in own.types:
                continue
            value = read_value(document.stack.at((*provider.config_path, *own.key)))
            if value.raw:
                text = posixpath.normpath(modern(value.raw, release, knowledge))
                place = Place("folder" if own.folder else "file", (("db_path", text),))
                user = f"'{'.'.join(own.key)}' of {_provider(document.stack, provider)}"
                role = _role(provider, own.what, knowledge)
                yield Residence(role, user, "path", place, (), own.key, _type(provider, knowledge), own.keyspace)


def _place_of_use(use: Use, release: Release, knowledge: Knowledge) -> Place | None:
    if use.backend is None:
        return default_place(use.origin.backend.text, release, knowledge)
    if use.backend.node is None or use.backend.spec is None:
        return None
    return place_of(use.backend.node, use.backend.spec, release, knowledge)


def _names_of_use(use: Use, release: Release, knowledge: Knowledge) -> tuple[str, ...]:
    if use.origin.slot.family == "sql":
        return tuple(dict.fromkeys(table for table, releases, _ in tables_of(use) if releases & release.only))
    kind = _default_kind(use.origin.backend.text, knowledge) if use.backend is None else use.backend.type.text
    return _prefix(use.origin.name.raw, knowledge.backends[kind], release, knowledge)


def _names_of_inline(
    node: Mapping, spec: BackendType, successor: Slot | None, release: Release, knowledge: Knowledge
) -> tuple[str, ...]:
    if spec.family == "kv":
        return _prefix(read_value(node.get("namespace")).raw, spec, release, knowledge)
    return knowledge.migration.stored.inline_tables.get(successor.keyspace, ()) if successor else ()


def _prefix(namespace: str, spec: BackendType, release: Release, knowledge: Knowledge) -> tuple[str, ...]:
    honoured = spec.separates_namespaces & release.only
    return (modern(namespace, release, knowledge),) if honoured and namespace else ()


def _first_successor(store: InlineStore, path: KeyPath | None) -> Slot | None:
    slots = [slot for slot in store.slots if slot.path == path]
    return min(slots, key=lambda slot: slot.releases & -slot.releases, default=None)


def _default_kind(backend: str, knowledge: Knowledge) -> str:
    return next(kind for _, name, kind in knowledge.default_backends if name == backend)


def _role(provider: Provider | None, data: str, knowledge: Knowledge) -> Role:
    if provider is None:
        return Role("", "", data)
    return Role(newest(provider.api, provider.type.text, knowledge)[0], provider.id.raw, data)


def _type(provider: Provider | None, knowledge: Knowledge) -> str:
    return newest(provider.api, provider.type.text, knowledge)[1] if provider else ""


def _user(stack: Stack, provider: Provider | None, path: str, slot: Slot | None) -> str:
    if provider is None:
        return f"'{path}'"
    name = _provider(stack, provider)
    return name if slot is not None and _stores_nothing_else(provider, slot) else f"'{path}' of {name}"


def _provider(stack: Stack, provider: Provider) -> str:
    others = (each for each in stack.providers if each.title == provider.title and each.api != provider.api)
    return f"provider '{provider.title}'" + (f" of '{provider.api}'" if any(others) else "")


def _stores_nothing_else(provider: Provider, slot: Slot) -> bool:
    """Whether naming the provider is enough to name what is in this slot."""
    # A slot that the server's own can stand in for is an extra one.
    slots = provider.spec.slots if provider.spec else ()
    return not slot.needs and len({each.keyspace for each in slots if not each.needs}) == 1
