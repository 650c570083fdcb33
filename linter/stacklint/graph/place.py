"""What a physical store is called in a picture: a file, or a database on a host; never with a password.

Only pieces that are surely no secret are taken out of a connection string, as what is left over may be one.
"""

from __future__ import annotations

import posixpath

from stacklint.model.values import read_value
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Mapping, Node
from stacklint.text.secrets import address, address_or_text, joined
from stacklint_schemas import BackendType, ReleaseSet
from stacklint_schemas.typed import NamedTuple


class Place(NamedTuple):
    """A physical store."""

    identity: tuple[str, ...]
    """Two backends with the same one are one store."""
    title: str
    folder: str
    """Of a file, whose name is the title."""
    details: tuple[str, ...]
    hint: str


_PRODUCTS = {"sqlite": "SQLite", "postgres": "PostgreSQL", "mongodb": "MongoDB", "redis": "Redis"}
"""How people write the kinds of stores that upstream names in lower case."""

_INNER = frozenset({"table_name", "collection_name"})
"""Keys that part users inside one database, which is still one place."""


def place_of(node: Mapping, spec: BackendType, releases: ReleaseSet, owner: str) -> Place:
    """The place that the settings at *node* name, read as a backend of this type; *owner* tells private ones apart."""
    kind = spec.legacy
    product = _PRODUCTS.get(kind, kind)
    values = {key: node.get(key) for key, _ in spec.identity if key not in _INNER}
    file_key = next((key for key in values if key in spec.path_keys), None)
    if file_key is not None:
        return _file(values[file_key], product, owner)
    if written(values.get("connection_string")):
        return _connection(values["connection_string"], product, kind)
    texts = {key: written(value) or _default(spec, key, releases) for key, value in values.items()}
    database = texts.get("db", "")
    title = joined(address_or_text(texts.get("host", "")), texts.get("port", ""), database)
    raw = tuple(read_value(values[key]).raw or _default(spec, key, releases) for key in values)
    # However it is written, the same database is the same place; what variables will say cannot be compared.
    variable = any(read_value(value).variables for value in values.values())
    return Place(
        (kind, *raw) if variable else (kind, title),
        title,
        "",
        (f"{product} database" if database else f"{product} server",),
        _variables(*values.values()),
    )


def inner_name(node: Mapping, spec: BackendType, releases: ReleaseSet) -> str:
    """The one table or collection that a backend keeps everything in; empty where there is no such thing."""
    for key, _ in spec.identity:
        if key in _INNER:
            return f"{key.partition('_')[0]} {written(node.get(key)) or _default(spec, key, releases)}"
    return ""


def written(node: Node | None) -> str:
    """A value for people: defaults filled in, other variables as `$NAME`; empty for nothing."""
    return _filled(read_value(node).raw)


def _file(node: Node | None, product: str, owner: str) -> Place:
    path = written(node)
    path = address_or_text(path) if "://" in path else path.partition("?")[0]
    raw = read_value(node).raw
    if ":memory:" in path:
        return Place((product, raw, owner), "in memory", "", (f"{product}, gone with the server",), "")
    if not path:
        return Place((product, "", owner), "no file given", "", (product,), "")
    folder, name = posixpath.split(path)
    return Place(
        (product, posixpath.normpath(raw)),
        name or path,
        folder,
        (f"{product} file",),
        _variables(node),
    )


def _connection(node: Node | None, product: str, kind: str) -> Place:
    raw = read_value(node).raw
    server = address(written(node))
    # The same text is the same store; the text itself, which may hold a password, stays inside the identity.
    identity = (kind, server) if server and not read_value(node).variables else (kind, "connection", raw)
    details = (f"{product} database",)
    return Place(identity, server or "connection string", "", details, _variables(node))


def _filled(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for expression in parse_expressions(text):
        pieces.append(text[done : expression.span.start])
        default = expression.operand if expression.operator in (":=", ":") else ""
        pieces.append(default or f"${expression.name}")
        done = expression.span.end
    return "".join((*pieces, text[done:]))


def _default(spec: BackendType, key: str, releases: ReleaseSet) -> str:
    return next(
        (text or "" for name, defaults in spec.identity if name == key for when, text in defaults if when & releases),
        "",
    )


def _variables(*nodes: Node | None) -> str:
    names = dict.fromkeys(name for node in nodes for name in read_value(node).variables)
    return f"from {' and '.join(f'${name}' for name in names)}" if names else ""
