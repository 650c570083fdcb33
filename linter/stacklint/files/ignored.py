"""What git ignores: `.gitignore` of every folder from the repository's root on, and `.git/info/exclude`."""

from __future__ import annotations

import os
from collections.abc import Collection

from stacklint.settings.patterns import Patterns, read_patterns


class Ignored:
    """The ignore files that are in force in one folder, the nearest first."""

    __slots__ = ("_lists",)

    def __init__(self, lists: tuple[Patterns, ...]) -> None:
        self._lists = lists

    @classmethod
    def above(cls, folder: str) -> Ignored:
        """What the folders above *folder* say, up to the root of its repository; nothing without one."""
        above: list[str] = []
        current = folder
        while not os.path.lexists(os.path.join(current, ".git")):
            parent = os.path.dirname(current)
            if parent == current:
                return cls(())
            current = parent
            above.append(current)
        if not above:
            return cls(())
        ignored = cls(())
        for each in reversed(above):
            ignored = ignored.inside(each, (".git", ".gitignore") if each is current else (".gitignore",))
        return ignored

    def inside(self, folder: str, names: Collection[str]) -> Ignored:
        """What is in force in *folder*, which lies directly in this one and holds *names*."""
        # A repository inside another one knows nothing of the outer one's rules.
        lists = () if ".git" in names else self._lists
        if ".git" in names:
            exclude = read_patterns(folder, os.path.join(_git_folder(folder), "info", "exclude"))
            lists = (exclude,) if exclude else ()
        if ".gitignore" in names:
            own = read_patterns(folder, os.path.join(folder, ".gitignore"))
            lists = (own, *lists) if own else lists
        return self if lists == self._lists else Ignored(lists)

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether the entry at the absolute *path* is ignored, given that its folder is not."""
        for patterns in self._lists:
            verdict = patterns.verdict(path, is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False


def _git_folder(folder: str) -> str:
    """Where the repository of *folder* keeps what its work trees share."""
    git = os.path.join(folder, ".git")
    try:
        with open(git, encoding="utf-8", errors="surrogateescape") as file:
            pointer = file.read(4096)
    except OSError:
        return git  # The usual case: a folder.
    own = os.path.join(folder, pointer.removeprefix("gitdir:").strip())
    try:
        with open(os.path.join(own, "commondir"), encoding="utf-8", errors="surrogateescape") as file:
            return os.path.join(own, file.read(4096).strip())
    except OSError:
        return own
