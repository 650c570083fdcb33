"""An inline store becomes a backend by its own lines, so that every comment stays with what it speaks of."""

from __future__ import annotations

from collections.abc import Callable

from stacklint.migrate.steps.homes import Home
from stacklint.model.conversion import Plain
from stacklint.model.document import Document
from stacklint.model.stack import step_down
from stacklint.syntax.loading import to_python
from stacklint.syntax.nodes import Entry, Mapping, Scalar
from stacklint.syntax.parse import parse
from stacklint.syntax.path import Path
from stacklint.syntax.scalars import CannotConstruct
from stacklint.syntax.surgery import Edits, Surgeon
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.span import Span

_BACKENDS = ("storage", "backends")
_WRAPPER = "sql_store_config"
"""The key that held the store itself where the settings of a write queue stood beside it."""


def to_backend(
    document: Document, path: Path, home: Home, slot_path: Path, reference: dict[str, Plain]
) -> Edits | None:
    """The store at *path* goes to the backend *home*, and a *reference* to *slot_path*; None where a part is refused.

    It is done in several edits, each on the text that the one before left; what comes out is the whole difference.
    """
    draft = _Draft(document.text)
    wrapped = isinstance(draft.at((*path, _WRAPPER)), Mapping)
    place = (*_BACKENDS, home.name)
    if not draft.has(_BACKENDS[:1]):
        behind = "providers" if draft.has(("providers",)) else None
        draft.do(lambda surgeon, root: surgeon.insert(root, _BACKENDS[0], {_BACKENDS[1]: {}}, after=behind))
    beside = path[:-1] == slot_path[:-1] and path != slot_path
    if beside:
        draft.do(
            lambda surgeon, _: surgeon.insert(
                draft.mapping(path[:-1]), str(slot_path[-1]), reference, before=str(path[-1])
            )
        )
    elif path != slot_path:
        draft.do(lambda surgeon, root: _written(surgeon, root, slot_path, reference))
    neighbours = draft.neighbours(path)
    draft.do(lambda surgeon, _: surgeon.move_under(draft.entry((*path, _WRAPPER) if wrapped else path), place))
    if wrapped:
        draft.do(lambda surgeon, _: surgeon.remove(draft.mapping(path[:-1]), draft.entry(path)))
    if path == slot_path:
        before, after = neighbours
        draft.do(
            lambda surgeon, _: surgeon.insert(
                draft.mapping(path[:-1]), str(path[-1]), reference, before=after, after=None if after else before
            )
        )
    draft.adapt(place, home.settings or {})
    return draft.edits()


def _written(surgeon: Surgeon, root: Mapping, path: Path, value: dict[str, Plain]) -> Edits | None:
    """A value at *path*; the mappings on the way are made where they are missing."""
    depth = max(at for at in range(len(path)) if isinstance(step_down(root, path[:at]), Mapping))
    parent = step_down(root, path[:depth])
    inner: Plain = {**value}
    for step in reversed(path[depth + 1 :]):
        inner = {str(step): inner}
    return surgeon.merge(parent, {str(path[depth]): inner}) if isinstance(parent, Mapping) else None


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


class _Refused(Exception):
    """One of the edits cannot be made."""


class _Draft:
    """A text on its way, read again after each edit; once one is refused, nothing more is done."""

    def __init__(self, text: str) -> None:
        self._before = text
        self._text = text
        self._root = self._read()
        self._refused = False

    def do(self, operation: Callable[[Surgeon, Mapping], Edits | None]) -> None:
        """Make one edit."""
        if self._refused:
            return
        try:
            edits = operation(Surgeon(self._text, self._root), self._root)
        except _Refused:
            edits = None
        if edits is None:
            self._refused = True
            return
        self._text = apply_edits(self._text, edits)
        self._root = self._read()

    def adapt(self, place: Path, settings: dict[str, Plain]) -> None:
        """Make the mapping at *place* say *settings*: other keys go, missing ones come, the type is another word."""
        found = self.at(place)
        for key in list(found.effective()) if isinstance(found, Mapping) else []:
            if key not in settings:
                self._remove(place, key)
        self.do(lambda surgeon, _: surgeon.replace(self._scalar((*place, "type")), settings["type"]))
        path = self.at((*place, "db_path"))
        if isinstance(path, Scalar) and path.text != settings.get("db_path"):
            self.do(lambda surgeon, _: surgeon.replace(self._scalar((*place, "db_path")), settings["db_path"]))
        self.do(lambda surgeon, _: surgeon.merge(self.mapping(place), settings))
        if not self._refused and self._plain(place) != settings:
            self._refused = True

    def _remove(self, place: Path, key: str) -> None:
        self.do(lambda surgeon, _: surgeon.remove(self.mapping(place), self.entry((*place, key))))

    def edits(self) -> Edits | None:
        """The difference, as one edit."""
        if self._refused:
            return None
        start = _common(self._before, self._text)
        end = _common(
            self._before[: start - 1 if start else None : -1], self._text[: start - 1 if start else None : -1]
        )
        return (Edit(Span(start, len(self._before) - end), self._text[start : len(self._text) - end]),)

    def has(self, path: Path) -> bool:
        """Whether there is something at *path*."""
        return self.at(path) is not None

    def at(self, path: Path) -> object:
        """What is at *path*."""
        return step_down(self._root, path)

    def mapping(self, path: Path) -> Mapping:
        """The mapping at *path*."""
        found = step_down(self._root, path)
        if not isinstance(found, Mapping):
            raise _Refused
        return found

    def entry(self, path: Path) -> Entry:
        """The entry at *path*."""
        found = self.mapping(path[:-1]).entry(str(path[-1]))
        if found is None:
            raise _Refused
        return found

    def neighbours(self, path: Path) -> tuple[str | None, str | None]:
        """The keys before and behind the one at *path*."""
        if self._refused:
            return None, None
        names = [entry.name for entry in self.mapping(path[:-1]).entries]
        index = names.index(str(path[-1]))
        return (names[index - 1] if index else None), (names[index + 1] if index + 1 < len(names) else None)

    def _scalar(self, path: Path) -> Scalar:
        found = step_down(self._root, path)
        if not isinstance(found, Scalar):
            raise _Refused
        return found

    def _plain(self, path: Path) -> object:
        try:
            return to_python(self.mapping(path))
        except (CannotConstruct, _Refused):
            return None

    def _read(self) -> Mapping:
        root = parse(self._text).root
        assert isinstance(root, Mapping), "surgery leaves what it is"
        return root
