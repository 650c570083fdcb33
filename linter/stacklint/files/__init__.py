"""Which files a run reads: those named, and the YAML files of the folders named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from stacklint.settings import Settings
from stacklint.text.decode import MAXIMUM_BYTES
from stacklint_schemas.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from stacklint.files.ignored import Ignored
    from stacklint.settings.patterns import Patterns

__all__ = ["Found", "FoundFile", "content_of", "find", "shown_path"]

SUFFIXES = (".yaml", ".yml")

SKIPPED_FOLDERS = frozenset(
    {
        ".bzr",
        ".direnv",
        ".eggs",
        ".git",
        ".hg",
        ".idea",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".terraform",
        ".tox",
        ".venv",
        ".vscode",
        "__pycache__",
        "__pypackages__",
        "build",
        "dist",
        "node_modules",
        "site-packages",
        "venv",
    }
)
"""Folders in which nobody keeps a configuration of their own; one that is named is read all the same."""


class FoundFile(NamedTuple):
    """A file to read."""

    path: str
    """As to be shown and opened; may hold surrogates where the name is not UTF-8."""
    named: bool
    """The user asked for this very file and nothing else."""


class Found(NamedTuple):
    """What the arguments of a run stand for."""

    files: tuple[FoundFile, ...]
    """Sorted by path, each once."""
    problems: tuple[str, ...]
    """What was named and cannot be read, in words."""


class Exclusion(NamedTuple):
    """What the command line leaves out besides the settings."""

    patterns: Patterns | None
    force: bool
    """Whether exclusions hold for files and folders that are named, too."""


def find(
    paths: Sequence[str], settings: Settings, exclude: Sequence[str] = (), *, force_exclude: bool = False
) -> Found:
    """The files that *paths* (files and folders) stand for; *exclude* is relative to the working folder.

    Raises SettingsError when a settings file on the way cannot be used.
    """
    exclusion = Exclusion(_patterns(exclude), force_exclude)
    found: dict[str, str] = {}
    problems: list[str] = []
    for path in paths:
        absolute = os.path.abspath(path)
        if force_exclude and _is_excluded(absolute, settings, exclusion):
            continue
        if os.path.isdir(absolute):
            for file in _Walk(settings, exclusion, problems).files(absolute):
                found.setdefault(file, shown_path(file))
        elif os.path.exists(absolute):
            found[absolute] = shown_path(absolute)
        else:
            problems.append(f"{printable(path)}: no such file or folder")
    alone = len(paths) == 1 and not os.path.isdir(paths[0])
    return Found(tuple(FoundFile(path, alone) for path in sorted(found.values())), tuple(sorted(problems)))


def _patterns(lines: Sequence[str]) -> Patterns | None:
    if not lines:
        return None
    from stacklint.settings.patterns import Patterns

    return Patterns(os.getcwd(), lines)


def shown_path(path: str) -> str:
    """*path* as people know it: relative to the working folder when it lies inside, with forward slashes."""
    absolute = os.path.abspath(path)
    here = os.getcwd()
    prefix = here if here.endswith(os.sep) else here + os.sep
    shown = absolute.removeprefix(prefix)
    return shown if os.sep == "/" else shown.replace(os.sep, "/")


def printable(path: str) -> str:
    """*path* with `\\xNN` for bytes that are not UTF-8 and for control characters."""
    if path.isascii() and path.isprintable():
        return path
    text = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in text)


def content_of(path: str) -> bytes:
    """The bytes of a file, but never more than one beyond what is parsed, so that a device without end has one too.

    Raises OSError.
    """
    pieces = []
    left = MAXIMUM_BYTES + 1
    # Piece by piece, because asking for all of it sets the memory for the largest file aside for each small one.
    with open(path, "rb", buffering=0) as opened:
        while piece := opened.read(min(left, _PIECE)):
            pieces.append(piece)
            left -= len(piece)
    return b"".join(pieces)


_PIECE = 64 * 1024


def _is_excluded(path: str, settings: Settings, exclusion: Exclusion) -> bool:
    if exclusion.patterns is not None and exclusion.patterns.covers(path):
        return True
    source = settings.source_for(path)
    if source is not None and source.exclude is not None and source.exclude.covers(path):
        return True
    shown = shown_path(path)
    # The folders above the working folder are nobody's choice.
    return not os.path.isabs(shown) and not SKIPPED_FOLDERS.isdisjoint(shown.split("/")[:-1])


class _Walk:
    """One walk through a folder."""

    def __init__(self, settings: Settings, exclusion: Exclusion, problems: list[str]) -> None:
        self.settings = settings
        self.exclusion = exclusion
        self.problems = problems

    def files(self, folder: str) -> Iterator[str]:
        """The YAML files below *folder*, as absolute paths."""
        from stacklint.files.ignored import Ignored

        pending = [(folder, Ignored.above(folder))]
        while pending:
            yield from self._folder(*pending.pop(), pending)

    def _folder(self, folder: str, ignored: Ignored, pending: list[tuple[str, Ignored]]) -> Iterator[str]:
        try:
            with os.scandir(folder) as scan:
                entries = list(scan)
        except OSError as error:
            self.problems.append(f"{printable(shown_path(folder))}: {(error.strerror or 'cannot be read').lower()}")
            return
        ignored = ignored.inside(folder, {entry.name for entry in entries})
        source = self.settings.source_for(os.path.join(folder, "file"))
        excludes = [each for each in (source and source.exclude, self.exclusion.patterns) if each]
        for entry in entries:
            # Links to folders are not followed, so a walk always ends.
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder:
                if entry.name in SKIPPED_FOLDERS:
                    continue
            elif not entry.name.endswith(SUFFIXES) or not entry.is_file():
                continue
            if any(patterns.verdict(entry.path, is_folder=is_folder) for patterns in excludes):
                continue
            if ignored.ignores(entry.path, is_folder=is_folder):
                continue
            if is_folder:
                pending.append((entry.path, ignored))
            else:
                yield entry.path
