"""What becomes of stored data between releases; read only where a file is migrated."""

from __future__ import annotations

from collections.abc import Mapping

from stacklint_schemas.knowledge import Family, KeyPath
from stacklint_schemas.releases import Catalogue, Release, ReleaseSet
from stacklint_schemas.typed import Any, Literal, NamedTuple

# `Any` is what `json.loads` gives; the data are this package's own.


class Break(NamedTuple):
    """Data of some releases that others do not take, though they find them under the right name in the right place."""

    keyspaces: frozenset[str]
    """Whose data, as `Slot.keyspace` names them."""
    types: frozenset[str]
    """Provider types whose data; empty for those of every user of the keyspaces."""
    what: str
    """For people: `rows written while nobody was signed in`."""
    written: ReleaseSet
    """Releases whose data."""
    sought: ReleaseSet
    """Releases that do not take them."""
    since: Release
    """The first of those."""
    harm: Literal["hidden", "fails", "stops"]
    """Nothing is found, requests end with an error, or the server does not start while the data are visible."""
    cause: str
    """In one line of our own words."""
    when: KeyPath
    """A setting that must hold something for this to happen; empty for always."""
    unless: KeyPath
    """A setting that spares the data; empty for none."""
    own_store: bool
    """Whether the data lie outside every slot, in a place that only the provider knows."""
    cures: Mapping[str, str]
    """By type of backend, SQL with `{table}` that makes the data readable; for a stopped server."""
    source: str


class Rebuilt(NamedTuple):
    """Data that a start works out again."""

    keyspace: str
    what: str
    whole: bool
    """Whether nothing else lies in the keyspace."""
    source: str


class Move(NamedTuple):
    """A copy that upstream makes itself when it starts."""

    keyspace: str
    what: str
    owner: Literal["stack", "provider"]
    """Whose slot the data go to, and what `to` starts from."""
    to: KeyPath
    releases: ReleaseSet
    cause: str
    loses: Mapping[str, str]
    """By type of backend that held the data, what is missed: `files of vector stores`."""
    source: str


class Dependent(NamedTuple):
    """Data that nobody can ask for when other data are lost."""

    keyspace: str
    on: str
    """The keyspace of the other data."""
    what: str
    source: str


class Folder(NamedTuple):
    """A folder that upstream itself moves."""

    old: str
    new: str
    since: Release
    variable: str
    """An environment variable that spares the old folder."""
    cause: str
    source: str


class Implied(NamedTuple):
    """A store or backend that exists though no file names it."""

    keyspace: str
    """Whose data; empty for a backend."""
    backend: str
    """The backend's name; empty for a store."""
    family: Family
    releases: ReleaseSet
    path: str
    """An SQLite file, with `{image_name}` for the name of the distribution; empty where it follows a slot."""
    variable: str
    """An environment variable that names another folder instead of the one in the path; empty for none."""
    literal: bool
    """Whether the text of the path is taken as it is, environment expressions included."""
    follows: KeyPath
    """The slot whose backend is used; empty for none."""
    name: str
    """Namespace there."""
    instead_of: KeyPath
    """The key that would name the store; empty where there was none."""
    source: str


class OwnPath(NamedTuple):
    """A file or folder with data that only its provider knows, and no slot names."""

    api: str
    types: frozenset[str]
    key: KeyPath
    """From the provider's configuration."""
    folder: bool
    keyspace: str
    """Of the provider's slot whose data belong to these."""
    what: str
    """For people: `contents of files`."""
    cause: str
    """Why they are lost when the folder is moved, though the path follows it; empty where they are not."""
    cures: Mapping[str, str]
    """By type of backend, SQL for the `{table}` of the slot that helps then; `{old}` and `{new}` are the pieces of
    paths that differ, as `/.llama/` and `/.ogx/`."""
    source: str


class Stored(NamedTuple):
    """Everything known about stored data."""

    breaks: tuple[Break, ...]
    rebuilt: tuple[Rebuilt, ...]
    moves: tuple[Move, ...]
    dependents: tuple[Dependent, ...]
    folders: tuple[Folder, ...]
    implied: tuple[Implied, ...]
    own_paths: tuple[OwnPath, ...]
    inline_tables: Mapping[str, tuple[str, ...]]
    """Tables of inline stores by keyspace: `inference` had `chat_completions`."""
    inline_defaults: Mapping[tuple[str, str], Mapping[str, str | int]]
    """By family and type of an inline store, what it was where the file left keys out: `~/.llama/runtime/kvstore.db`
    for `db_path` of `("kv", "sqlite")`. Upstream puts the user's home folder there itself."""
    ended: Mapping[str, str]
    """By keyspace, the name of the step that took its last reader away or moved it to another family."""


def decode(catalogue: Catalogue, record: dict[str, Any]) -> Stored:
    """Takes the decoded part `stored` of `migration.json`."""
    parse = catalogue.parse
    return Stored(
        tuple(_break(catalogue, row) for row in record["breaks"]),
        tuple(Rebuilt(**row) for row in record["rebuilt"]),
        tuple(Move(**row | {"to": _path(row["to"]), "releases": parse(row["releases"])}) for row in record["moves"]),
        tuple(Dependent(**row) for row in record["dependents"]),
        tuple(Folder(**row | {"since": catalogue.first(parse(row["since"]))}) for row in record["folders"]),
        tuple(
            Implied(
                **row
                | {"releases": parse(row["releases"])}
                | {key: _path(row[key]) for key in ("follows", "instead_of")}
            )
            for row in record["implied"]
        ),
        tuple(
            OwnPath(**row | {"types": frozenset(row["types"]), "key": _path(row["key"])}) for row in record["own_paths"]
        ),
        {keyspace: tuple(tables) for keyspace, tables in record["inline_tables"].items()},
        {
            (family, kind): dict(row)
            for name, row in record["inline_defaults"].items()
            for family, kind in [name.split()]
        },
        dict(record["ended"]),
    )


def _break(catalogue: Catalogue, row: dict[str, Any]) -> Break:
    written, sought = catalogue.parse(row["written"]), catalogue.parse(row["sought"])
    return Break(
        frozenset(row["keyspaces"]),
        frozenset(row["types"]),
        row["what"],
        written,
        sought,
        catalogue.first(sought),
        row["harm"],
        row["cause"],
        _path(row["when"]),
        _path(row["unless"]),
        row["own_store"],
        dict(row["cures"]),
        row["source"],
    )


def _path(text: str) -> KeyPath:
    return tuple(text.split(".")) if text else ()
