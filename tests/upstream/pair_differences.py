"""Explains every difference between our migration of a file and somebody's own, by what the old file says there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

Path = tuple[str, ...]
Leaves = dict[Path, str]

NAMES = "names of backends"
PLACES = "layout: which database or file a store is in"
TABLES = "namespaces and tables"
SPELT_OUT = "defaults that we spell out"
SLOTS = "slots of `storage.stores` that only they write"
OLD_STORES = "old stores that they left in the file"
OLD_PLACES = "resources that they left where nothing reads them"
OLD_KEYS = "renamed keys that they left"
OLD_APIS = "APIs that are gone, and their providers, which they left"
OLD_TYPES = "types of providers that are gone, which they left"
OLD_EXPRESSIONS = "expressions in the old form that they left"
OLD_FORMS = "other old forms that they left"
TELEMETRY = "the switch of telemetry, which only they have"
OUR_TELEMETRY = "the switch of telemetry, which only we have"
MODELS = "model ids"
DROPPED = "resources that they dropped"
ADDED_RESOURCES = "no migration: resources that they added or changed"
NEEDED = "providers that we add because another one needs them"
ADDED = "no migration: providers and APIs that they added"
REMOVED = "no migration: providers and APIs that they took away"
EMPTY = "empty lists and nulls, kept by one side only"
NAME_OF_SERVER = "no migration: `image_name` and `version`"
CHANGED = "no migration: settings that they changed"
BOTH = "settings that both changed, each in its own way"
PERSON = "what we leave to a person and they decided"

WHY = {
    NAMES: "the same store under another name",
    PLACES: "we keep every old store where its data lies; they merged them into new files or another database",
    TABLES: "ours are those under which the old data lies; theirs are upstream's or their own",
    SPELT_OUT: "the release would take the same without them",
    SLOTS: "left out, the slot has the default, which for the same backend names is the same",
    OLD_STORES: "the release refuses them or passes over them",
    OLD_PLACES: "the release passes over them",
    OLD_KEYS: "the release passes over them",
    OLD_APIS: "the release knows them no more",
    OLD_TYPES: "the release knows them no more",
    OLD_EXPRESSIONS: "the server takes them as plain text",
    OLD_FORMS: "nothing reads them so any more",
    TELEMETRY: "0.3 reads it, later releases pass over it",
    OUR_TELEMETRY: "0.3 reads it, and without it the old file's telemetry would be off",
    MODELS: "since 0.2.20 a model is addressed with its provider's name",
    DROPPED: "we keep every resource; some providers list their models themselves",
    ADDED_RESOURCES: "a change of what is served",
    NEEDED: "the release does not start the other one without it",
    ADDED: "a change of what is served",
    REMOVED: "a change of what is served",
    EMPTY: "without meaning; we take away those that are empty and old",
    NAME_OF_SERVER: "a name, and a number that nothing reads",
    CHANGED: "a change of what is served",
    BOTH: "they used the occasion to change what we only moved",
    PERSON: "it has more than one possible answer",
}
"""Why there are differences of each class."""

_RESOURCES = (
    "models",
    "shields",
    "vector_dbs",
    "vector_stores",
    "datasets",
    "scoring_fns",
    "benchmarks",
    "tool_groups",
)
_OLD_SLOTS = ("metadata_store", "inference_store", "conversations_store")
_INLINE = {"sqlite", "postgres", "redis", "mongodb"}
_EMPTY = {"[]", "{}", "null", '""'}
_WRITER = {"max_write_queue_size", "num_writers"}


def leaves(text: str) -> Leaves:
    """A configuration as values by path; providers and resources by their ids, stores with the place they lead to.

    Raises yaml.YAMLError when the text is broken.
    """
    configuration = yaml.safe_load(text)
    storage = configuration.get("storage") or {}
    backends = {name: _dumped(backend) for name, backend in (storage.get("backends") or {}).items()}
    found: Leaves = {}
    for slot, given in (storage.get("stores") or {}).items():
        found.update(_leaves(("store", slot), given, backends))
    for api, entries in (configuration.get("providers") or {}).items():
        for entry in entries or []:
            where = ("provider", api, str(entry.get("provider_id")))
            for key, value in entry.items():
                # An empty `config` and none are the same.
                if key != "provider_id" and (key, value) != ("config", {}):
                    found.update(_leaves((*where, key), value, backends))
    for name in configuration.get("apis") or []:
        found["api", name] = "true"
    registered = configuration.get("registered_resources") or {}
    for place, resources in (("registered", registered), ("top", configuration)):
        for kind in _RESOURCES:
            given = resources.get(kind)
            for number, each in enumerate(given if isinstance(given, list) else []):
                where = ("resource", kind, _identity(each, number))
                found[(*where, "place")] = place
                found.update(_leaves(where, each, backends))
            if given == []:
                found["top", place, kind] = "[]"
    handled = {"storage", "providers", "apis", "registered_resources"}
    for key, value in configuration.items():
        if key not in handled and not (key in _RESOURCES and isinstance(value, list)):
            found.update(_leaves(("top", key), value, backends))
    return found


def differences(
    before: Leaves, ours: Leaves, theirs: Leaves, left: frozenset[Path] = frozenset()
) -> Iterator[tuple[str, Path]]:
    """The class of every difference between our file and theirs, with its path.

    *left* are the paths of what we left to a person.
    """
    told: set[Path] = set()
    for path in sorted(ours.keys() | theirs.keys()):
        if ours.get(path) == theirs.get(path):
            continue
        whole = _entity(path)
        if whole is not None and _is_there(ours, whole) != _is_there(theirs, whole):
            if whole not in told:
                told.add(whole)
                yield _one_sided(whole, before, ours), whole
        else:
            decided = any(path[: len(each)] == each for each in left)
            kind = PERSON if decided else _class(path, before, ours, theirs)
            if kind:
                yield kind, path


def path_in(text: str, path: tuple[str | int, ...]) -> Path:
    """The path of something in a document, as `leaves` gives it."""
    if path[:1] != ("providers",) or len(path) < 3:
        return ("top", *map(str, path))
    api, number = path[1], path[2]
    entry = yaml.safe_load(text)["providers"][api][number]
    return ("provider", str(api), str(entry.get("provider_id")), *map(str, path[3:]))


def _leaves(path: Path, value: Any, backends: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    if isinstance(value, dict) and value:
        if "backend" in value:
            yield (*path, "place"), backends.get(str(value["backend"]), "nowhere")
        for key, inner in value.items():
            yield from _leaves((*path, str(key)), inner, backends)
    else:
        yield path, _dumped(value)


def _identity(resource: Any, number: int) -> str:
    if not isinstance(resource, dict):
        return str(number)
    names = ("model_id", "shield_id", "vector_db_id", "vector_store_id", "toolgroup_id", "benchmark_id")
    return next((str(resource[name]) for name in names if name in resource), str(number))


def _entity(path: Path) -> Path | None:
    """What a path belongs to: a provider, a resource, a slot."""
    length = {"provider": 3, "resource": 3, "store": 2, "api": 2}.get(path[0])
    return None if length is None else path[:length]


def _is_there(side: Leaves, whole: Path) -> bool:
    return any(path[: len(whole)] == whole for path in side)


def _one_sided(whole: Path, before: Leaves, ours: Leaves) -> str:
    """The class of something that only one side has at all."""
    is_ours, was = _is_there(ours, whole), _is_there(before, whole)
    if whole[0] == "store":
        return SPELT_OUT if is_ours else SLOTS
    if whole[0] == "resource":
        return DROPPED if is_ours else ADDED_RESOURCES
    if is_ours:
        return REMOVED if was else NEEDED
    return OLD_APIS if was else ADDED


def _class(path: Path, before: Leaves, ours: Leaves, theirs: Leaves) -> str:
    last = path[-1]
    pair = {ours.get(path), theirs.get(path)}
    if last == "backend" and path[0] in {"store", "provider"}:
        places = {side.get((*path[:-1], "place")) for side in (ours, theirs)}
        return NAMES if len(places) == 1 else ""
    if last == "place" and path[0] in {"store", "provider"}:
        return OLD_STORES if theirs.get(path) is None else PLACES
    if last in {"namespace", "table_name"} and (*path[:-1], "place") in ours and None not in pair:
        return TABLES
    if last in _WRITER and theirs.get(path) is None:
        return SPELT_OUT
    if path[0] == "resource":
        return _of_resource(path, before, ours, theirs)
    if path[0] == "provider":
        return _of_provider(path, before, ours, theirs)
    return _of_value(path, before.get(path), ours.get(path), theirs.get(path))


def _of_resource(path: Path, before: Leaves, ours: Leaves, theirs: Leaves) -> str:
    if path[-1] == "place":
        return OLD_PLACES
    if before.get(path) == theirs.get(path):
        return MODELS
    return ADDED_RESOURCES if before.get(path) == ours.get(path) else BOTH


def _of_provider(path: Path, before: Leaves, ours: Leaves, theirs: Leaves) -> str:
    was, our, their = (side.get(path) for side in (before, ours, theirs))
    is_inline = any(_is_inline(before, path[:end]) for end in range(4, len(path)))
    if is_inline and our is None and their is not None:
        return OLD_STORES
    if (our is None or their is None) and (*path[:-1], "place") in {**ours, **theirs}:
        # The other half of a store of which one side was told already.
        return ""
    if path[-1] == "provider_type" and was == their:
        return OLD_TYPES
    if path[3] == "config" and was is None and their is None and our is not None:
        renamed = [old for old in before if old[:4] == path[:4] and old not in ours]
        # The old key itself is told where they left it.
        return "" if any(old in theirs for old in renamed) else SPELT_OUT if not renamed else CHANGED
    if our is None and was is not None and was == their and path[3] == "config":
        return OLD_KEYS
    return _of_value(path, was, our, their)


def _is_inline(side: Leaves, path: Path) -> bool:
    return json.loads(side.get((*path, "type"), "null")) in _INLINE


def _of_value(path: Path, was: str | None, our: str | None, their: str | None) -> str:
    if path[:1] == ("top",) and path[1] in _OLD_SLOTS:
        return OLD_STORES
    if path[:2] == ("top", "telemetry"):
        return TELEMETRY if our is None else OUR_TELEMETRY
    if our in (None, *_EMPTY) and their in (None, *_EMPTY):
        return EMPTY
    if path in {("top", "version"), ("top", "image_name"), ("top", "distro_name")}:
        return NAME_OF_SERVER
    if was == our:
        return CHANGED
    if was == their:
        return OLD_EXPRESSIONS if "${env." in (their or "") else OLD_FORMS
    return BOTH


def _dumped(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)
