"""Turns an inline store of the old form into a named backend and a reference to it.

Fixes and migration share this: what the settings become, what the backend is called, where a new one is put.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as AnyMapping

from stacklint.model.stack import Stack, as_mapping
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.loading import to_python
from stacklint.syntax.nodes import Mapping, Scalar
from stacklint.syntax.scalars import CannotConstruct
from stacklint_schemas import NO_RELEASE, BackendType, Family, Knowledge, ReleaseSet
from stacklint_schemas.shapes import ObjectOf
from stacklint_schemas.typed import NamedTuple, TypeAlias

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""Values that can be written back."""

SQLITE_FOLDER = "SQLITE_STORE_DIR"
"""The variable that upstream's samples of every release name the folder of SQLite files with."""

SHARED_FILES: AnyMapping[Family, str] = {"kv": "kvstore.db", "sql": "sql_store.db"}
"""What upstream's samples call the SQLite files behind their two backends, in every release."""


class Converted(NamedTuple):
    """An inline store in the words of the releases with named backends."""

    kind: str
    """Type of the backend, e.g. `kv_sqlite`."""
    settings: dict[str, Plain]
    """The backend as it is to be written, `type` first, values as they stood, env expressions included."""
    namespace: str
    """KV: what the old store put before its keys; empty for nothing."""
    beside: dict[str, Plain]
    """What stood around the store and belongs to the reference now: the settings of the write queue."""
    dropped: tuple[str, ...]
    """Keys that no release knows for such a backend, in the order of the text."""


def convert(
    node: Mapping,
    family: Family,
    knowledge: Knowledge,
    after: ReleaseSet,
    usual: AnyMapping[str, Plain] | None = None,
) -> Converted | None:
    """An inline store as a backend of a *family* for the releases *after* the change.

    *usual* has paths for stores that were written without one. A default that has another value there is spelt out,
    so that the store stays the same. None when it cannot be done from the text alone: its type is a variable or of no
    such family, or a path that has to be written is not there.
    """
    inner = as_mapping(node.get("sql_store_config")) or node
    kind = inner.get("type")
    spec = None if not isinstance(kind, Scalar) else knowledge.successor_of(kind.text, family)
    if spec is None:
        return None
    known = known_keys(spec, knowledge)
    settings: dict[str, Plain] = {"type": spec.name}
    dropped: list[str] = []
    namespace = ""
    for key, value in _plain_values(inner):
        if key == "namespace":
            # What ignored namespaces when they stood in inline stores has keys without one.
            separates = spec.releases & ~spec.separates_namespaces == NO_RELEASE
            namespace = value if isinstance(value, str) and separates else ""
        elif key == "type":
            continue
        elif key in known:
            settings[key] = value
        else:
            dropped.append(key)
    for key, defaults in spec.identity:
        if settings.get(key) is None and not settings.get("connection_string"):
            old = defaults[0][1]
            if old is None and key in spec.path_keys:
                if usual is None or key not in usual:
                    return None
                settings[key] = usual[key]
            if old is not None and any(releases & after and value != old for releases, value in defaults):
                settings[key] = old
    beside = {key: value for key, value in _plain_values(node) if inner is not node and key != "sql_store_config"}
    return Converted(spec.name, settings, namespace, beside, tuple(dropped))


def known_keys(spec: BackendType, knowledge: Knowledge) -> frozenset[str]:
    """Every setting that a release has for such a backend, but for a namespace, which stands at the reference."""
    return frozenset(
        name
        for variant in knowledge.shape(spec.shape).variants
        if isinstance(variant, ObjectOf)
        for name in variant.properties
        if name not in ("type", "namespace")
    )


def _plain_values(node: Mapping) -> Iterator[tuple[str, Plain]]:
    for key, entry in node.effective().items():
        try:
            value = to_python(entry.value)
        except CannotConstruct:
            continue
        if value is None or isinstance(value, (bool, int, float, str, list, dict)):
            yield key, value


def default_name(family: Family) -> str:
    """What upstream calls its backend of a family; slots that are left out look for this one."""
    return f"{family}_default"


def backend_name(converted: Converted, family: Family, user: str, taken: Collection[str]) -> str:
    """A readable name for a backend: by its file, else by its *user*; none of those *taken*."""
    stem = posixpath.splitext(posixpath.basename(_literal(str(converted.settings.get("db_path", "")))))[0]
    words = re.sub(r"[^a-z0-9]+", "_", (stem or user).lower()).strip("_")
    for ending in ("_store", "_kvstore", "_sqlstore", "_db"):
        words = words.removesuffix(ending)
    words = words.removeprefix(f"{family}_") or "store"
    return free_name(f"{family}_{words}", taken)


def free_name(wanted: str, taken: Collection[str]) -> str:
    """*wanted*, with a number behind it when it is taken."""
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def beside_file(path: str, name: str) -> str | None:
    """The path of another file in the folder of *path*, its env expressions kept; None when the folder is not told.

    `${env.DIR:=/data}/registry.db` gives `${env.DIR:=/data}/NAME`; where the whole path is a variable, the folder of
    its default is taken, and a variable without default tells no folder.
    """
    expressions = parse_expressions(path)
    end = expressions[-1].span.end if expressions else 0
    slash = path.rfind("/")
    if slash >= end:
        return f"{path[: slash + 1]}{name}"
    if not expressions:
        return name
    last = expressions[-1]
    if len(expressions) == 1 and last.span.start == 0 and end == len(path) and "/" in last.operand:
        return f"{last.operand[: last.operand.rfind('/') + 1]}{name}"
    return None


def sqlite_paths(stack: Stack) -> Iterator[str]:
    """The SQLite files that the stack's backends and inline stores name, in file order."""
    for backend in stack.backends:
        path = backend.value("db_path")
        if path is not None and path.raw:
            yield path.raw


def _literal(path: str) -> str:
    """A path without its env expressions; where one is all of it, its default."""
    expressions = parse_expressions(path)
    if len(expressions) == 1 and expressions[0].span.of(path) == path:
        return expressions[0].operand if expressions[0].operator == ":=" else ""
    pieces: list[str] = []
    done = 0
    for expression in expressions:
        pieces.append(path[done : expression.span.start])
        done = expression.span.end
    return "".join((*pieces, path[done:]))
