"""Reads one settings file with plain code; pydantic is called only to word what is wrong with it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping

from stacklint import __version__
from stacklint.rules.record import Severity
from stacklint.settings import (
    SettingsError,
    check_names,
    check_target,
    expand_names,
    rule_groups,
)
from stacklint.settings.patterns import Patterns
from stacklint.settings.versions import satisfies
from stacklint_schemas.typed import NamedTuple, TypeAlias

Table: TypeAlias = dict[str, object]

LEVELS = tuple(severity.value for severity in Severity)
FAIL_ON = (*LEVELS, "never")
"""What `fail-on` takes; `never` keeps findings from ever changing the exit code."""


class FilesEntry(NamedTuple):
    """One `[[files]]` table."""

    paths: Patterns
    target: str | None
    ignore: frozenset[str]


class SettingsFile(NamedTuple):
    """One settings file, read; rule names are expanded and known to exist."""

    path: str
    folder: str
    """What its patterns are relative to."""
    target: str | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = {}
    off: frozenset[str] = frozenset()
    """Rules whose severity is `off`."""
    exclude: Patterns | None = None
    per_file_ignores: tuple[tuple[Patterns, frozenset[str]], ...] = ()
    files: tuple[FilesEntry, ...] = ()
    fail_on: str | None = None


class _Odd(Exception):
    """The table does not have the expected form; what exactly is wrong is worked out elsewhere."""


def read(path: str, folder: str, rules: Mapping[str, str] | None = None) -> SettingsFile:
    """The settings in the file at *path*, their patterns relative to *folder*; raises SettingsError."""
    shown = _shown(path)
    content = _content(path, shown)
    table = _table(path, shown, content)
    try:
        settings = _build(path, folder, table)
    except _Odd:
        from stacklint.settings.model import explain

        raise SettingsError(explain(shown, content, table, _prefix(path))) from None
    return _resolve(settings, table, shown, rules if rules is not None else rule_groups)


def accepts(table: Table) -> bool:
    """Whether the plain reader takes this table."""
    try:
        _build("stacklint.toml", os.sep, table)
    except _Odd:
        return False
    return True


def _content(path: str, shown: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8")
    except OSError as error:
        raise SettingsError(f"{shown}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{shown}: not UTF-8 (byte {error.start})") from error


def _table(path: str, shown: str, content: str) -> Table:
    try:
        table: Table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{shown}: no valid TOML: {error}") from error
    if os.path.basename(path) == "pyproject.toml":
        tool = table.get("tool")
        inner = tool.get("stacklint") if isinstance(tool, dict) else None
        return inner if isinstance(inner, dict) else {}
    return table


def _prefix(path: str) -> tuple[str, ...]:
    return ("tool", "stacklint") if os.path.basename(path) == "pyproject.toml" else ()


def _build(path: str, folder: str, table: Table) -> SettingsFile:
    known = {
        "target", "select", "ignore", "extend-select", "severity", "exclude", "per-file-ignores", "files",
        "required-version", "fail-on",
    }  # fmt: skip
    if not known.issuperset(table):
        raise _Odd
    required = _text(table, "required-version")
    if required is not None and satisfies(__version__, required) is None:
        raise _Odd
    fail_on = _text(table, "fail-on")
    if fail_on is not None and fail_on not in FAIL_ON:
        raise _Odd
    levels = {name: _level(level) for name, level in _mapping(table, "severity").items()}
    exclude = _texts(table, "exclude")
    return SettingsFile(
        path,
        folder,
        _text(table, "target"),
        _texts(table, "select"),
        _texts(table, "ignore") or (),
        _texts(table, "extend-select") or (),
        {name: level for name, level in levels.items() if level is not None},
        frozenset(name for name, level in levels.items() if level is None),
        Patterns(folder, exclude) if exclude else None,
        tuple(
            (Patterns(folder, (pattern,)), frozenset(_items(names)))
            for pattern, names in _mapping(table, "per-file-ignores").items()
        ),
        tuple(_files_entry(folder, entry) for entry in _list(table, "files")),
        fail_on,
    )


def _resolve(settings: SettingsFile, table: Table, shown: str, rules: object) -> SettingsFile:
    """Check all names, and put the rules for the groups that stand in severities and ignores."""
    if settings.target:
        check_target(settings.target, f"{shown}: target")
    for entry in settings.files:
        if entry.target:
            check_target(entry.target, f"{shown}: files.target")
    _check_version(table, shown)
    mentioned: list[tuple[str, frozenset[str] | tuple[str, ...]]] = [
        ("select", settings.select or ()),
        ("ignore", settings.ignore),
        ("extend-select", settings.extend_select),
        ("severity", (*settings.severities, *settings.off)),
        *(("per-file-ignores", names) for _, names in settings.per_file_ignores),
        *(("files.ignore", entry.ignore) for entry in settings.files),
    ]
    if not any(names for _, names in mentioned):
        return settings
    known: Mapping[str, str] = rules() if callable(rules) else rules  # type: ignore[assignment]  # one of the two
    for key, names in mentioned:
        check_names(sorted(names), f"{shown}: {key}", known)
    severities: dict[str, Severity] = {}
    # A rule's own entry stands above its group's, wherever the two are written.
    for name, level in sorted(settings.severities.items(), key=lambda item: item[0] in known):
        severities |= dict.fromkeys(expand_names((name,), known), level)
    groups_off = expand_names([name for name in settings.off if name not in known], known)
    rules_off = [name for name in settings.off if name in known]
    off = frozenset([*rules_off, *(name for name in groups_off if name not in settings.severities)])
    return settings._replace(
        severities=severities,
        off=off,
        per_file_ignores=tuple((patterns, expand_names(names, known)) for patterns, names in settings.per_file_ignores),
        files=tuple(entry._replace(ignore=expand_names(entry.ignore, known)) for entry in settings.files),
    )


def _check_version(table: Table, shown: str) -> None:
    required = table.get("required-version")
    if isinstance(required, str) and not satisfies(__version__, required):
        raise SettingsError(f"{shown}: required-version: stacklint {required} is wanted, this is {__version__}")


def _files_entry(folder: str, entry: object) -> FilesEntry:
    if not isinstance(entry, dict) or not {"paths", "target", "ignore"}.issuperset(entry):
        raise _Odd
    paths = _texts(entry, "paths")
    if not paths:
        raise _Odd
    return FilesEntry(Patterns(folder, paths), _text(entry, "target"), frozenset(_texts(entry, "ignore") or ()))


def _level(level: object) -> Severity | None:
    if level == "off":
        return None
    if level not in LEVELS:
        raise _Odd
    return Severity(level)


def _text(table: Table, key: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise _Odd
    return value


def _texts(table: Table, key: str) -> tuple[str, ...] | None:
    return _items(table[key]) if key in table else None


def _items(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _Odd
    return tuple(value)


def _mapping(table: Table, key: str) -> Table:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise _Odd
    return value


def _list(table: Table, key: str) -> list[object]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise _Odd
    return value


def _shown(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
