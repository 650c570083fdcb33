"""What upstream's releases accept and do, as plain records over the generated data.

Everything that differs between releases carries the set of releases for which it is true, so one
pass over a document can answer for a whole range of releases.
"""

from __future__ import annotations

from stacklint_schemas.releases import ReleaseSet
from stacklint_schemas.typed import Literal, NamedTuple, TypeAlias

Family: TypeAlias = Literal["kv", "sql"]
KeyPath: TypeAlias = tuple[str, ...]
"""Keys from an owner down to a value; `*` stands for any key or list item."""


class DefaultReference(NamedTuple):
    """The reference upstream assumes where a slot is left out."""

    releases: ReleaseSet
    backend: str
    name: str
    """Namespace or table name."""


class Rewrite(NamedTuple):
    """Upstream turns a KV-shaped reference into an SQL one while loading (`prompts`, `connectors`)."""

    releases: ReleaseSet
    exact: tuple[tuple[str, str], ...]
    """Backend names replaced as a whole, e.g. `kv_default` by `sql_default`."""
    prefix: tuple[str, str] | None
    """A beginning of the backend name that is replaced."""
    anywhere: tuple[str, str] | None
    """A piece of the backend name that is replaced wherever it stands."""


class FixedTables(NamedTuple):
    """Tables that the reader of a slot creates, whatever the file says."""

    releases: ReleaseSet
    tables: tuple[str, ...]


class Need(NamedTuple):
    """A setting elsewhere that makes an optional slot a required one."""

    releases: ReleaseSet
    key: KeyPath
    """From the document's root."""
    value: str
    """What the setting must be; empty for anything that is not empty."""
    instead: KeyPath
    """A slot of the server that upstream takes where this one is left out."""


class Switch(NamedTuple):
    """A key beside `backend` that keeps the store from being opened where it is false."""

    releases: ReleaseSet
    key: str


class Slot(NamedTuple):
    """A place where a configuration refers to a storage backend by name."""

    path: KeyPath
    """From the owner (the stack, or a provider's `config`) to the mapping with `backend`."""
    family: Family
    reference: str
    """Upstream's class, e.g. `KVStoreReference`."""
    releases: ReleaseSet
    """Where upstream's schema has this slot with this family."""
    required: ReleaseSet
    """Where the server does not load or start when it is left out (whatever the schema says)."""
    null_is_fatal: ReleaseSet
    """Where an explicit null stops the load or the start."""
    defaults: tuple[DefaultReference, ...]
    checked: ReleaseSet
    """Where existence and family of the backend are checked when the file is loaded."""
    unread: ReleaseSet
    """Where the slot is accepted and nothing reads it."""
    honoured: ReleaseSet
    """SQL only: where the written `table_name` is the table really used."""
    tables: tuple[FixedTables, ...]
    """SQL only: tables created besides."""
    keyspace: str
    """KV only: users of one keyspace name collide under one namespace; `""` for none known."""
    collision: Literal["corrupts", "shares"]
    """What two users of this keyspace (or of these fixed tables) do to each other."""
    wide: bool
    """SQL only: whether its rows lose columns when another user of its fixed table has created the table first."""
    rewrite: Rewrite | None
    needs: tuple[Need, ...]
    sample: str = ""
    """The namespace or table name in upstream's newest sample of the provider; empty where there is none."""
    switch: Switch | None = None

    @property
    def name_key(self) -> str:
        """The key beside `backend`: `namespace` for KV, `table_name` for SQL."""
        return "namespace" if self.family == "kv" else "table_name"

    @property
    def usual_name(self) -> str:
        """The namespace or table name that upstream itself has for it, in its samples or by default."""
        return self.sample or next((each.name for each in self.defaults), "") or self.keyspace or self.path[-1]


class LegacySlot(NamedTuple):
    """A place where releases before named backends held a whole inline store."""

    path: KeyPath
    family: Family
    releases: ReleaseSet
    """Where it was really used."""
    default_file: str
    """File name upstream's samples gave its SQLite store; empty when unknown."""
    successor: KeyPath | None
    """Path of the slot that replaced it, from the same owner; None when nothing did."""


class ReferencePath(NamedTuple):
    """A place that names something other than a backend."""

    path: KeyPath
    target: str
    """What it names: `provider:<api>`, `api`, `model`, `shield`, `tool_group`, `vector_store`, ..."""
    releases: ReleaseSet


class KeyRename(NamedTuple):
    """A key that upstream gave another name without reading the old one any more."""

    old: KeyPath
    """From the owner: the stack, or a provider's `config`."""
    new: KeyPath
    releases: ReleaseSet
    """Where the new key is known and the old one is dropped without a word."""


class Dependency(NamedTuple):
    """An API that a provider type needs."""

    api: str
    required: ReleaseSet
    optional: ReleaseSet


class Deprecation(NamedTuple):
    """A provider type that upstream warns about."""

    releases: ReleaseSet
    replacement: str
    """The type to use instead; empty when there is none."""


class ProviderType(NamedTuple):
    """One in-tree implementation of an API."""

    api: str
    name: str
    """As written in `provider_type`, e.g. `remote::vllm`."""
    releases: ReleaseSet
    slots: tuple[Slot, ...]
    legacy_slots: tuple[LegacySlot, ...]
    references: tuple[ReferencePath, ...]
    dependencies: tuple[Dependency, ...]
    deprecations: tuple[Deprecation, ...]
    toolgroup: str
    extra_allowed: ReleaseSet
    """Where the config class keeps unknown keys."""
    extra_forbidden: ReleaseSet
    """Where the config class refuses unknown keys."""
    shape: int
    """Of its `config:`; an id for `Knowledge.shape`."""
    renames: tuple[KeyRename, ...] = ()
    folder: str = ""
    """Below upstream's package, where its sources are: `providers/remote/inference/vllm`."""


class BackendType(NamedTuple):
    """One kind of named backend, e.g. `kv_sqlite`."""

    name: str
    family: Family
    releases: ReleaseSet
    identity: tuple[tuple[str, tuple[tuple[ReleaseSet, str | None], ...]], ...]
    """Keys that make two backends one physical store, each with its default over releases."""
    separates_namespaces: ReleaseSet
    """KV only: where different namespaces keep users apart."""
    expands_home: frozenset[str]
    """Keys whose value upstream expands a leading `~` in."""
    path_keys: frozenset[str]
    """Keys that hold a file path."""
    legacy: str
    """The `type` of the inline store it replaced, e.g. `sqlite`."""
    shape: int


class ResourceKind(NamedTuple):
    """A list of things registered at start-up."""

    key: str
    """Key under `registered_resources` (or at top level before that)."""
    singular: str
    """For messages: `model`, `tool group`."""
    top_level: ReleaseSet
    """Where the list was read at top level."""
    registered: ReleaseSet
    """Where it is read under `registered_resources`."""
    automatic: ReleaseSet
    """Where upstream registers such things by itself and needs no list."""
    successor: str
    """Its key under `registered_resources`; differs for `vector_dbs`; empty when it has none."""
    id_key: str


class ReservedTable(NamedTuple):
    """A table that exists on a backend without any slot naming it."""

    table: str
    releases: ReleaseSet
    owner: str
    """For messages: `the job queue`."""
    backend: str
    """Name of the backend that has it, else the first SQL backend in file order; empty for any."""
    beside: str
    """Type of backend that must share the file for the table to be there; empty when none needs to."""
