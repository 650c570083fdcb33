"""What a backend is that no store of the file can become: beside the file's other stores, else where upstream's are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from stacklint.migrate.record import Goal
from stacklint.model.conversion import SHARED_FILES, SQLITE_FOLDER, Plain, beside_file, default_name, known_keys
from stacklint.model.document import Document
from stacklint.model.stack import Backend
from stacklint.model.values import read_value
from stacklint.syntax.loading import to_python
from stacklint_schemas import Family


def new_backend(document: Document, goal: Goal, family: Family) -> dict[str, Plain]:
    """The settings of a backend of a family, `type` first."""
    return _on_same_server(document, family) or {
        "type": f"{family}_sqlite",
        "db_path": next(_beside(document, family), None) or _usual_path(document, goal, family),
    }


def _on_same_server(document: Document, family: Family) -> dict[str, Plain] | None:
    """A database server that the file uses for the other family, when it is used for nothing in SQLite."""
    knowledge = document.knowledge
    for backend in document.stack.backends:
        if backend.spec is None or backend.node is None:
            continue
        if backend.spec.path_keys & set(backend.node.effective()) and _is_file(backend):
            return None
    for backend in document.stack.backends:
        twin = knowledge.successor_of(backend.spec.legacy, family) if backend.spec else None
        if twin is None or backend.node is None or backend.spec is twin:
            continue
        written = to_python(backend.node)
        assert isinstance(written, dict), "it is a mapping"
        known = known_keys(twin, knowledge)
        return {"type": twin.name} | {key: value for key, value in written.items() if key in known}
    return None


def _is_file(backend: Backend) -> bool:
    return backend.spec is not None and backend.spec.legacy == "sqlite"


def _beside(document: Document, family: Family) -> Iterator[str]:
    """Paths beside the SQLite files of the file, first those in the folder that upstream's variable names."""
    values = [backend.value("db_path") for backend in document.stack.backends]
    for path in sorted(
        (value.raw for value in values if value is not None), key=lambda path: SQLITE_FOLDER not in path
    ):
        found = beside_file(path, SHARED_FILES[family])
        if found:
            yield found


def _usual_path(document: Document, goal: Goal, family: Family) -> str:
    """Where upstream's samples have it: in the folder of the backend that newer releases assume."""
    name = read_value(document.root.get("distro_name")).text or read_value(document.root.get("image_name")).text
    assumed = [
        each
        for each in document.knowledge.migration.stored.implied
        if each.backend == default_name(family) and each.variable
    ]
    found = next((each for each in assumed if each.releases & goal.target.only), assumed[0])
    folder, file = posixpath.split(found.path)
    return f"${{env.{found.variable}:={posixpath.join(folder, name)}}}/{file}"
