"""Which backends a reference can name, and what a new one is to hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.model.conversion import (
    SHARED_FILES,
    SQLITE_FOLDER,
    beside_file,
    default_name,
    free_name,
    known_keys,
    sqlite_paths,
)
from stacklint.model.document import Document
from stacklint.model.stack import Backend, as_mapping
from stacklint.model.values import read_value
from stacklint.syntax.loading import to_python
from stacklint.syntax.scalars import CannotConstruct
from stacklint.syntax.surgery import Value
from stacklint_schemas import BackendType, Family, ReleaseSet

_FOLDERS = {"llama-stack": "~/.llama/distributions", "ogx": "~/.ogx/distributions"}
"""Where upstream's samples keep their stores, below it one folder for each distribution."""


def declared(document: Document) -> bool:
    """Whether the file has its own list of backends; without one upstream has its default ones."""
    storage = document.stack.storage
    return storage is not None and as_mapping(storage.get("backends")) is not None


def candidates(document: Document, family: Family, releases: ReleaseSet) -> tuple[str, ...]:
    """The backends that a reference can name in all of *releases*: those of a family, and those of no known type."""
    if declared(document):
        written = document.stack.backends
        return tuple(each.name for each in written if each.spec is None or each.spec.family == family)
    knowledge = document.knowledge
    return tuple(
        name
        for where, name, kind in knowledge.default_backends
        if knowledge.backends[kind].family == family and where & releases == releases
    )


def settings(document: Document, family: Family, name: str) -> dict[str, Value]:
    """A new backend after the pattern of the file's others: of the same type, beside them, and a store of its own."""
    patterns = [backend for backend in document.stack.backends if backend.spec is not None]
    patterns.sort(key=lambda backend: backend.spec is not None and backend.spec.family != family)
    for pattern in patterns:
        spec = document.knowledge.successor_of(pattern.spec.legacy, family) if pattern.spec else None
        found = _after(document, pattern, spec, name) if spec else None
        if found is not None:
            return found
    kind = _sqlite_type(document, family)
    for store in document.inline_stores:
        found = _sqlite_beside(document, read_value(store.node.get("db_path")).raw, kind, name)
        if found is not None:
            return found
    return _sqlite(document, family, f"{_folder(document)}/{_distribution(document)}", file_name(family, name))


def default_settings(document: Document, family: Family) -> dict[str, Value]:
    """What the default backend of a family is where the file has no list of backends: the same store, spelt out."""
    releases = document.reading.releases
    if declared(document) or not all(
        where & releases == releases for where, _, _ in document.knowledge.default_backends
    ):
        return settings(document, family, default_name(family))
    return _sqlite(document, family, _folder(document), SHARED_FILES[family])


def file_name(family: Family, name: str) -> str:
    """What the SQLite file of a backend is called."""
    return SHARED_FILES[family] if name == default_name(family) else f"{name}.db"


def home_path(path: str) -> str:
    """A path below `~` in a form in which every release expands it: `${env.SQLITE_STORE_DIR:=~/data}/kv.db`.

    Only what comes from a variable is expanded, so the folders up to the file or the first variable become a default.
    """
    end = path.find("${") if "${" in path else len(path)
    slash = path.rfind("/", 0, end)
    return f"${{env.{SQLITE_FOLDER}:={path[:slash]}}}{path[slash:]}"


def _after(document: Document, pattern: Backend, spec: BackendType, name: str) -> dict[str, Value] | None:
    if spec.legacy == "sqlite":
        path = pattern.value("db_path")
        return None if path is None else _sqlite_beside(document, path.raw, spec, name)
    found: dict[str, Value] = {"type": spec.name}
    known = known_keys(spec, document.knowledge)
    found.update((key, value) for key, value in _values(pattern) if key in known and key != "type")
    own = re.sub(r"[^A-Za-z0-9_]", "_", name)
    for key, _ in spec.identity:
        if key.endswith("_name"):
            # Two key-value stores of one database are kept apart by this alone.
            found[key] = own
    return found


def _sqlite_beside(document: Document, path: str, spec: BackendType, name: str) -> dict[str, Value] | None:
    if not path or ":memory:" in path:
        return None
    stem = file_name(spec.family, name).removesuffix(".db")
    taken = set(sqlite_paths(document.stack))
    number = 1
    while (found := beside_file(path, f"{stem}{f'_{number}' if number > 1 else ''}.db")) in taken:
        number += 1
    if found is None:
        return None
    if found.startswith("~/") and "db_path" not in spec.expands_home:
        found = home_path(found)
    return {"type": spec.name, "db_path": found}


def _sqlite(document: Document, family: Family, folder: str, file: str) -> dict[str, Value]:
    return {"type": _sqlite_type(document, family).name, "db_path": f"${{env.{SQLITE_FOLDER}:={folder}}}/{file}"}


def _sqlite_type(document: Document, family: Family) -> BackendType:
    found = document.knowledge.successor_of("sqlite", family)
    assert found is not None, "SQLite stores both families"
    return found


def _folder(document: Document) -> str:
    return _FOLDERS[document.knowledge.catalogue.last(document.reading.releases).package]


def _distribution(document: Document) -> str:
    """The name that upstream's samples give the folder: the distribution's."""
    for key in ("distro_name", "image_name"):
        value = read_value(document.root.get(key))
        if re.fullmatch(r"[A-Za-z0-9._-]+", value.text):
            return value.text
    return "starter"


def _values(backend: Backend) -> Iterator[tuple[str, Value]]:
    for key, entry in (backend.node.effective() if backend.node else {}).items():
        try:
            value = to_python(entry.value)
        except CannotConstruct:
            continue
        if value is None or isinstance(value, (bool, int, float, str)):
            yield key, value


def free_default(document: Document, family: Family) -> str:
    """Upstream's name for a backend of a family, or one like it where another backend has that name."""
    return free_name(default_name(family), document.references.names())
