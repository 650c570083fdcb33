"""Decides which named backend an inline store becomes, and what the reference to it says."""

from __future__ import annotations

import posixpath

from stacklint.migrate.record import Change, Goal, Layout
from stacklint.migrate.steps.carrying import is_rebuilt, stops_the_server
from stacklint.migrate.steps.new_backends import new_backend
from stacklint.model.conversion import SHARED_FILES, Converted, Plain, backend_name, beside_file, default_name
from stacklint.model.document import Document
from stacklint.model.stack import Backend, Provider
from stacklint.syntax.loading import to_python
from stacklint.syntax.path import Path
from stacklint.syntax.scalars import CannotConstruct
from stacklint.syntax.surgery import Edits
from stacklint_schemas import BackendType, LegacySlot, Slot
from stacklint_schemas.typed import NamedTuple


class Home(NamedTuple):
    """The backend for a store."""

    name: str
    settings: dict[str, Plain] | None
    """What has to be declared; None when the file has it already."""


def home_of(document: Document, goal: Goal, store: Converted, slot: Slot, provider: Provider | None) -> Home:
    """The backend that holds the *store* of a *provider*, or of the server itself."""
    family = slot.family
    wanted = default_name(family)
    if goal.layout is Layout.UPSTREAM:
        if document.stack.backend(wanted) is not None:
            return Home(wanted, None)
        path = store.settings.get("db_path")
        shared = beside_file(path, SHARED_FILES[family]) if isinstance(path, str) else None
        return Home(wanted, store.settings | {"db_path": shared} if shared else store.settings)
    if _must_go(document, goal, store, slot, provider):
        # Only another store keeps it out of sight.
        if document.stack.backend(wanted) is not None:
            return Home(wanted, None)
        return Home(wanted, new_backend(document, goal, family))
    for backend in document.stack.backends:
        if is_same_store(document, store.settings, backend):
            return Home(backend.name, None)
    taken = [backend.name for backend in document.stack.backends]
    # The server's own stores have upstream's names; so has a database server that providers share with it.
    is_server = "db_path" not in store.settings and not _server_has(document)
    if wanted not in taken and (is_server or any(default.backend == wanted for default in slot.defaults)):
        return Home(wanted, store.settings)
    user = provider.title if provider is not None else slot.keyspace
    return Home(backend_name(store, family, user, taken), store.settings)


def declare(document: Document, home: Home) -> Change | None:
    """The change that declares a backend; None when the text cannot be changed so."""
    settings: Plain = {**(home.settings or {})}
    edits = add(document, ("storage", "backends", home.name), settings)
    if edits is None:
        return None
    return Change(f"Declare the backend '{home.name}'", edits, ("storage", "backends", home.name))


def add(document: Document, path: Path, value: Plain) -> Edits | None:
    """Put a value where there is none, with the mappings above it; a new `storage` stands behind the providers."""
    first, *rest = (str(step) for step in path)
    inner: Plain = value
    for step in reversed(rest):
        inner = {step: inner}
    surgeon = document.surgeon
    if document.root.entry(first) is None and document.root.entry("providers") is not None:
        edits = surgeon.insert(document.root, first, inner, after="providers")
        if edits is not None:
            return edits
    return surgeon.merge(document.root, {first: inner})


def reference_to(
    document: Document, goal: Goal, slot: Slot, home: str, store: Converted, provider: Provider | None
) -> dict[str, Plain]:
    """The reference that takes the place of an inline store."""
    written: dict[str, Plain] = {"backend": home}
    if slot.family == "kv":
        written["namespace"] = _namespace(document, goal, slot, home, store, provider)
    else:
        written["table_name"] = _table(document, goal, slot)
    spec = provider.spec if provider is not None else None
    defaults = reference_defaults(document, slot, spec.shape if spec else document.knowledge.stack_shape)
    return written | defaults | {key: value for key, value in store.beside.items() if key in defaults}


def reference_defaults(document: Document, slot: Slot, shape: int) -> dict[str, Plain]:
    """What upstream's samples write besides, with its defaults: the settings of a write queue."""
    releases = document.reading.releases
    found = document.knowledge.object_at(shape, slot.path, releases)
    if found is None:
        return {}
    return {
        name: value
        for name, each in found.properties.items()
        if name not in ("backend", slot.name_key)
        for when, value in each.defaults
        if when & releases and type(value) is int
    }


def legacy_of(document: Document, path: Path) -> LegacySlot | None:
    """What a top-level key was before named backends."""
    return next((slot for slot in document.knowledge.stack_legacy_slots if slot.path == path), None)


def _namespace(
    document: Document, goal: Goal, slot: Slot, home: str, store: Converted, provider: Provider | None
) -> str:
    # A store that keeps the server from starting while it is in sight gets a name under which it is not seen.
    hidden = is_rebuilt(document, slot) or stops_the_server(document, goal, slot, provider)
    if goal.layout is Layout.UPSTREAM or hidden:
        return slot.usual_name
    backend = document.stack.backend(home)
    for use in document.stores.uses:
        # Two that would change each other's data: the first one keeps the old keys.
        same_store = backend is not None and use.identity == document.stores.identity(backend)
        if same_store and use.origin.slot.keyspace == slot.keyspace and use.origin.name.raw == store.namespace:
            return slot.usual_name
    return store.namespace


def _must_go(document: Document, goal: Goal, store: Converted, slot: Slot, provider: Provider | None) -> bool:
    """Whether the old store would keep the server from starting under any namespace."""
    separates = document.knowledge.backends[store.kind].separates_namespaces
    return not separates & goal.target.only and stops_the_server(document, goal, slot, provider)


def _table(document: Document, goal: Goal, slot: Slot) -> str:
    """The table that the old releases wrote, where the target lets one choose."""
    written = document.knowledge.migration.stored.inline_tables.get(slot.keyspace, ())
    if goal.layout is Layout.KEEP and slot.honoured and written:
        return written[0]
    return slot.usual_name


def _server_has(document: Document) -> bool:
    """Whether the server's own registry store is still to be turned into a backend."""
    return any(
        document.root.entry(slot.path[0]) is not None
        for slot in document.knowledge.stack_legacy_slots
        if len(slot.path) == 1 and slot.releases
    )


def is_same_store(document: Document, settings: dict[str, Plain], backend: Backend) -> bool:
    """Whether a backend has these settings, `type` included; what is left out counts as its default."""
    spec = backend.spec
    if spec is None or backend.node is None or spec.name != settings["type"]:
        return False
    try:
        written = to_python(backend.node)
    except CannotConstruct:
        return False
    assert isinstance(written, dict), "it is a mapping"
    keys = (set(written) | set(settings)) - {"type", "namespace"}
    return all(
        _value(written.get(key), key, spec, document) == _value(settings.get(key), key, spec, document) for key in keys
    )


def _value(value: object, key: str, spec: BackendType, document: Document) -> str:
    """A setting as text, with its default where it is left out, so that equal settings are equal texts."""
    if value is None:
        defaults = dict(spec.identity).get(key, ())
        return next((text or "" for releases, text in defaults if releases & document.reading.releases), "")
    return posixpath.normpath(value) if key in spec.path_keys and isinstance(value, str) else str(value)
