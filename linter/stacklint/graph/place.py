"""What a physical store is called in a picture: a file, or a database on a host; never with a password.

Only pieces that are surely no secret are taken out of a connection string, as what is left over may be one.
"""

from __future__ import annotations

import posixpath
import re

from stacklint.model.values import read_value
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Mapping, Node
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
    host = without_secrets(texts.get("host", ""))
    address = f"{host}:{texts['port']}" if texts.get("port") else host
    database = texts.get("db", "")
    raw = tuple(read_value(values[key]).raw or _default(spec, key, releases) for key in values)
    title = f"{address}/{database}" if database else address
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


def without_secrets(text: str) -> str:
    """The text, or of something with an address in it only host, port and database."""
    if "://" not in text and "@" not in text and "password" not in text.lower():
        return text
    return _address(text) or "connection string"


def _file(node: Node | None, product: str, owner: str) -> Place:
    path = written(node)
    path = without_secrets(path) if "://" in path else path.partition("?")[0]
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
    address = _address(written(node))
    # The same text is the same store; the text itself, which may hold a password, stays inside the identity.
    identity = (kind, address) if address and not read_value(node).variables else (kind, "connection", raw)
    details = (f"{product} database",)
    return Place(identity, address or "connection string", "", details, _variables(node))


_SERVER = re.compile(r"([A-Za-z0-9.,_\-\[\]$]*|\[[0-9a-fA-F:.]+\])(?::(\d+|\$[A-Z0-9_]+))?(?:/([A-Za-z0-9_\-$]*))?\Z")
# Without an @, what looks like a host and a port may be a user and a password, unless a database follows.
_BARE = re.compile(r"([A-Za-z0-9._\-$]+)(?::(\d{2,5}))?/([A-Za-z0-9_\-$]+)\Z")
_VARIABLE_ONLY = re.compile(r"\$[A-Z0-9_]+\Z")
_WORDS = re.compile(r"(?:^|\s)(host|port|dbname)\s*=\s*([A-Za-z0-9._\-/$]+)(?=\s|$)")


def _address(text: str) -> str:
    """Host, port and database of a connection string; empty when they cannot be told apart from a password surely."""
    if _VARIABLE_ONLY.match(text):
        return text
    if "://" not in text:
        # A password may hold anything, so one in quotes or with an @ ends the search.
        words = dict(_WORDS.findall(text)) if not set("'\"@\\") & set(text) else {}
        return _joined(words.get("host", ""), words.get("port", ""), words.get("dbname", ""))
    _, _, rest = text.partition("://")
    before, mark, address = rest.rpartition("@")
    if set("?#") & set(before):
        return ""  # where the password ends cannot be told
    match = (_SERVER if mark else _BARE).match(re.split("[?#]", address)[0])
    return _joined(match[1], match[2] or "", match[3] or "") if match else ""


def _joined(host: str, port: str, database: str) -> str:
    address = f"{host}:{port}" if port else host
    return f"{address}/{database}" if database else address


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
