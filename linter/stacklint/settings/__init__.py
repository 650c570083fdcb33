"""What the user wants for each file: the nearest settings file, overruled by the command line.

Reading a settings file and wording its errors stand in modules of their own, so that a run without
settings pays for neither.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from stacklint.rules.record import Severity
from stacklint.text.similar import did_you_mean
from stacklint_schemas.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stacklint.settings.read import SettingsFile

__all__ = ["FileSettings", "Overrides", "Settings", "SettingsError", "expand_names", "load"]

FILE_NAMES = ("stacklint.toml", ".stacklint.toml", "pyproject.toml")
"""Looked for in this order in each folder; the last one counts only with a `[tool.stacklint]` table."""


class SettingsError(Exception):
    """Settings that cannot be used; the text says file, line and key where they are known."""


class FileSettings(NamedTuple):
    """What applies to one file."""

    forced_target: str | None = None
    """The release of `--target`; stands above comments in the file."""
    target: str | None = None
    """The release named by settings; a comment in the file stands above it."""
    target_source: str = ""
    """Where the effective one of the two comes from: `--target`, `stacklint.toml`."""
    selected: frozenset[str] | None = None
    """Rules to run; None is the default set."""
    ignored: frozenset[str] = frozenset()
    """Rules not to run, whatever is selected."""
    severities: Mapping[str, Severity] = {}
    """Severities that replace the rules' own."""


class Overrides(NamedTuple):
    """What the command line says; names are rules, groups or `all`."""

    target: str | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()


NO_OVERRIDES = Overrides()


class Settings:
    """Answers for every file of one run; remembers what it found in each folder."""

    def __init__(
        self,
        start_folder: str,
        explicit: SettingsFile | None,
        overrides: Overrides,
        rules: Mapping[str, str] | None,
        *,
        isolated: bool,
    ) -> None:
        self.start_folder = os.path.abspath(start_folder)
        self.overrides = overrides
        self._explicit = explicit
        self._isolated = isolated
        self._rules = rules
        self._found: dict[str, SettingsFile | None] = {}
        self._base: dict[str, FileSettings] = {}

    def for_file(self, path: str) -> FileSettings:
        """What applies to the file at *path*; raises SettingsError for a settings file that cannot be used."""
        absolute = os.path.join(self.start_folder, path)
        source = self.source_for(absolute)
        key = source.path if source else ""
        base = self._base.get(key)
        if base is None:
            base = self._base[key] = self._merge(source)
        if source is None or not (source.files or source.per_file_ignores):
            return base
        return _narrow(base, source, absolute)

    def source_for(self, path: str) -> SettingsFile | None:
        """The settings file that governs the file at *path*."""
        if self._isolated or self._explicit is not None:
            return self._explicit
        return self._nearest(os.path.dirname(os.path.normpath(os.path.join(self.start_folder, path))))

    @property
    def own(self) -> SettingsFile | None:
        """The settings file of the working folder, which says what holds for the run as a whole."""
        return self.source_for(os.path.join(self.start_folder, "file"))

    def _nearest(self, folder: str) -> SettingsFile | None:
        seen: list[str] = []
        found: SettingsFile | None = None
        while folder not in self._found:
            seen.append(folder)
            path = _settings_path(folder)
            if path is not None:
                found = self._read(path)
                break
            parent = os.path.dirname(folder)
            if parent == folder or os.path.lexists(os.path.join(folder, ".git")):
                break
            folder = parent
        else:
            found = self._found[folder]
        for below in seen:
            self._found[below] = found
        return found

    def _read(self, path: str) -> SettingsFile:
        from stacklint.settings.read import read

        return read(path, os.path.dirname(path), self._rules)

    def _merge(self, source: SettingsFile | None) -> FileSettings:
        overrides = self.overrides
        target = source.target if source else None
        where = "--target" if overrides.target else os.path.basename(source.path) if source and target else ""
        ignored = source.off if source else frozenset[str]()
        layers = [(overrides.select, overrides.extend_select, overrides.ignore)]
        if source is not None:
            layers.insert(0, (source.select, source.extend_select, source.ignore))
        if not any(select is not None or extend or ignore for select, extend, ignore in layers):
            return FileSettings(overrides.target, target, where, None, ignored, source.severities if source else {})
        rules = self._rules if self._rules is not None else rule_groups()
        enabled = set(rules)
        for select, extend, ignore in layers:
            enabled = _select(enabled, rules, select, extend, ignore)
        # A rule asked for on the command line runs even where the settings switch it off.
        asked = expand_names((*(overrides.select or ()), *overrides.extend_select), rules)
        return FileSettings(
            overrides.target,
            target,
            where,
            frozenset(enabled),
            ignored - asked,
            source.severities if source else {},
        )


def load(
    start_folder: str,
    explicit: str | None = None,
    isolated: bool = False,
    overrides: Overrides = NO_OVERRIDES,
    rules: Mapping[str, str] | None = None,
) -> Settings:
    """Make ready to answer for files; *explicit* is the one settings file to use for all of them.

    Without it the nearest one above each file counts, up to the repository's root; with *isolated*
    none does. *rules* maps rule names to groups and is stacklint's own unless a test says otherwise.
    Raises SettingsError.
    """
    for names, flag in (
        (overrides.select or (), "--select"),
        (overrides.ignore, "--ignore"),
        (overrides.extend_select, "--extend-select"),
    ):
        check_names(names, flag, rules)
    if overrides.target:
        check_target(overrides.target, "--target")
    chosen = None
    if explicit is not None and not isolated:
        from stacklint.settings.read import read

        # As in ruff: the patterns of a file named on the command line are relative to the working folder.
        chosen = read(explicit, os.path.abspath(start_folder), rules)
    return Settings(start_folder, chosen, overrides, rules, isolated=isolated)


def rule_groups() -> dict[str, str]:
    """Every rule's name with its group."""
    from stacklint.rules import RULES

    return {rule.name: rule.group for rule in RULES}


def expand_names(names: Iterable[str], rules: Mapping[str, str]) -> frozenset[str]:
    """The rules that *names* (rules, groups, `all`) stand for."""
    wanted = set(names)
    if "all" in wanted:
        return frozenset(rules)
    return frozenset(name for name, group in rules.items() if name in wanted or group in wanted)


def check_names(names: Iterable[str], where: str, rules: Mapping[str, str] | None = None) -> None:
    """Raise SettingsError for a name that is neither a rule nor a group; *where* says who wrote it."""
    if not names:
        return
    known = rules if rules is not None else rule_groups()
    allowed = {"all", *known, *known.values()}
    for name in names:
        if name not in allowed:
            raise SettingsError(f"{where}: no rule or group is called '{name}'{did_you_mean(name, allowed)}")


def check_target(name: str, where: str) -> None:
    """Raise SettingsError unless *name* is a release; one newer than all known ones is."""
    from stacklint.model.release import find_release
    from stacklint_schemas import load as load_knowledge

    catalogue = load_knowledge().catalogue
    if find_release(name, catalogue) is None:
        known = [word for release in catalogue.releases for word in (release.name, release.version)]
        raise SettingsError(
            f"{where}: no release is called '{name}'{did_you_mean(name, known)}; see `stacklint releases`"
        )


def _settings_path(folder: str) -> str | None:
    for name in FILE_NAMES:
        path = os.path.join(folder, name)
        if not os.path.isfile(path):
            continue
        if name != "pyproject.toml" or _mentions_us(path):
            return path
    return None


def _mentions_us(path: str) -> bool:
    # Looked for as bytes: reading TOML costs more than linting a file.
    try:
        with open(path, "rb") as file:
            return b"[tool.stacklint" in file.read()
    except OSError:
        return False


def _select(
    enabled: set[str],
    rules: Mapping[str, str],
    select: tuple[str, ...] | None,
    extend: tuple[str, ...],
    ignore: tuple[str, ...],
) -> set[str]:
    # The more precise word wins: `select = ["storage"], ignore = ["all"]` runs the group.
    result = set() if select is not None else enabled
    wanted = (*(select or ()), *extend)
    groups = set(rules.values())
    for precision in ((lambda word: word == "all"), groups.__contains__, rules.__contains__):
        result |= expand_names(filter(precision, wanted), rules)
        result -= expand_names(filter(precision, ignore), rules)
    return result


def _narrow(base: FileSettings, source: SettingsFile, path: str) -> FileSettings:
    ignored, target = base.ignored, base.target
    for patterns, names in source.per_file_ignores:
        if patterns.covers(path):
            ignored = ignored | names
    for entry in source.files:
        if entry.paths.covers(path):
            ignored = ignored | entry.ignore
            target = entry.target or target
    where = base.target_source or (os.path.basename(source.path) if target else "")
    return base._replace(ignored=ignored, target=target, target_source=where)
