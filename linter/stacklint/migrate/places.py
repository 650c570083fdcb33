"""Physical stores as a configuration describes them: told apart for comparison, and put into words for people."""

from __future__ import annotations

import posixpath

from stacklint.model.values import read_value
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Mapping
from stacklint.text.secrets import masked
from stacklint_schemas import BackendType, Knowledge, Release
from stacklint_schemas.typed import NamedTuple


class Place(NamedTuple):
    """A physical store."""

    engine: str
    """`sqlite`, `postgres`, `redis`, `mongodb`; `file` or `folder` where no store is."""
    settings: tuple[tuple[str, str], ...]
    """What leads there, as written and with defaults filled in; expressions in the modern grammar."""
    user: str = ""
    """Who connects, for the command that saves it; no part of what the place is."""
    expands_home: bool = False
    """Whether a `~` at the beginning of a path stands for the home folder where it is written literally."""
    is_literal: bool = False
    """Whether what looks like an expression in the path is a part of its name."""

    def setting(self, key: str) -> str:
        """One of the settings; empty where there is none."""
        return dict(self.settings).get(key, "")

    def is_same(self, other: Place) -> bool:
        """Whether both are one physical store."""
        mine, theirs = (self.engine, self.settings, self.is_literal), (other.engine, other.settings, other.is_literal)
        return mine == theirs

    def apart(self, other: Place) -> tuple[str, ...]:
        """The settings in which two stores of one engine differ."""
        mine, theirs = dict(self.settings), dict(other.settings)
        return tuple(key for key in {**mine, **theirs} if mine.get(key) != theirs.get(key))

    def after_move(self, old: str, new: str) -> Place:
        """Where it is once a folder below the home folder has been moved, as `~/.llama` to `~/.ogx`."""
        if self.is_literal:
            return self
        return self._replace(settings=tuple((key, self._moved(text, old, new)) for key, text in self.settings))

    def _moved(self, text: str, old: str, new: str) -> str:
        """Only where upstream makes a folder of `~`: at the beginning of a default, or of a path that is expanded."""
        expressions = parse_expressions(text, "modern")
        start = 0 if self.expands_home else -1
        if expressions and expressions[0].span.start == 0:
            start = expressions[0].operand_span.start if expressions[0].operator == ":=" else -1
        end = start + len(old)
        if start < 0 or text[start:end] != old or text[end : end + 1] not in ("", "/", "}"):
            return text
        return f"{text[:start]}{new}{text[end:]}"

    @property
    def is_volatile(self) -> bool:
        """Whether it is gone with the server's process."""
        path = self.setting("db_path")
        return path == ":memory:" or "mode=memory" in path


def place_of(node: Mapping, spec: BackendType, release: Release, knowledge: Knowledge) -> Place:
    """The store that the settings of a backend or of an inline store lead to when *release* reads them."""
    named = knowledge.storage_known
    at = release.only if release.only & named else knowledge.catalogue.first(named).only
    settings: list[tuple[str, str]] = []
    for key, defaults in spec.identity:
        default = next((value for releases, value in defaults if releases & at), None)
        if not any(releases & at for releases, _ in defaults):
            continue
        value = read_value(node.get(key))
        text = default if value.is_null and not value.variables else modern(value.raw, release, knowledge)
        if text is not None:
            settings.append((key, posixpath.normpath(text) if key in spec.path_keys and text else text))
    user = modern(read_value(node.get("user")).raw, release, knowledge)
    return Place(spec.legacy, tuple(settings), user, bool(spec.expands_home))


def modern(text: str, release: Release, knowledge: Knowledge) -> str:
    """A value's text with its expressions in the modern grammar, where *release* takes them for expressions."""
    if "${env." not in text or not release.only & knowledge.env_old_grammar:
        return text
    pieces: list[str] = []
    done = 0
    for expression in parse_expressions(text, "old"):
        sign = {":": ":=", "+": ":+"}.get(expression.operator, "")
        pieces += (text[done : expression.span.start], f"${{env.{expression.name}{sign}{expression.operand}}}")
        done = expression.span.end
    return "".join((*pieces, text[done:]))


def in_words(place: Place, family: str, names: tuple[str, ...]) -> str:
    """A place and what is used of it, without anything secret: `table 'chat_completions' of /data/sql.db`.

    Of several tables the first one, which the others belong to, stands for all.
    """
    kind = "namespace" if family == "kv" else "table"
    return masked(f"{kind} '{names[0]}' of {_store(place)}" if names else _store(place))


def _store(place: Place) -> str:
    if place.setting("db_path"):
        path = place.setting("db_path")
        # Said so that nobody takes it for an expression.
        return f"./{path}, literally" if place.is_literal else path
    connection = place.setting("connection_string")
    if connection:
        return connection
    port = place.setting("port")
    server = f"{place.engine} at {place.setting('host')}{':' if port else ''}{port}"
    database = f"database '{place.setting('db')}' of " if place.setting("db") else ""
    table = place.setting("table_name") or place.setting("collection_name")
    kind = "collection" if place.setting("collection_name") else "table"
    return f"{kind} '{table}' of {database}{server}" if table else f"{database}{server}"
