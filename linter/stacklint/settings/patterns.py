"""Path patterns as in `.gitignore`, for settings and for walking folders.

Written here because the libraries for it cost more start-up than everything else together; a test
compares it with git itself. Unlike git, `?` and `[...]` take one character, not one byte.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from stacklint_schemas.typed import NamedTuple

_SPECIAL = re.compile(r"[*?\[\\]")


class Rule(NamedTuple):
    """One line of a list of patterns."""

    body: str
    """Without the outer marks (`!`, leading and trailing slash)."""
    anchored: bool
    """Matched against the whole path, not against the last step of it."""
    negated: bool
    folders_only: bool


class Patterns:
    """An ordered list of patterns, relative to one folder; of several that match, the last decides."""

    __slots__ = ("_compiled", "_folder", "_names", "_odd", "_paths", "_prefix", "_rules", "_suffixes")

    def __init__(self, folder: str, lines: Iterable[str]) -> None:
        self._folder = folder
        self._prefix = folder if folder.endswith(os.sep) else folder + os.sep
        self._rules = [rule for rule in map(_parse, lines) if rule is not None]
        # Most patterns are plain names or suffixes. Looking those up saves compiling a hundred regular
        # expressions to learn that none matches.
        names: set[str] = set()
        paths: set[str] = set()
        suffixes: list[str] = []
        odd: list[Rule] = []
        for rule in self._rules:
            if not _SPECIAL.search(rule.body):
                (paths if rule.anchored else names).add(rule.body)
            elif not rule.anchored and rule.body[0] == "*" and not _SPECIAL.search(rule.body, 1):
                suffixes.append(rule.body[1:])
            else:
                odd.append(rule)
        self._names, self._paths, self._suffixes, self._odd = names, paths, tuple(suffixes), odd
        self._compiled: dict[Rule, re.Pattern[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._rules)

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether the absolute *path* itself is matched (False: matched by a `!` pattern), None for no match."""
        inner = self._inside(path)
        if not inner or not self._rules:
            return None
        name = inner[inner.rfind("/") + 1 :]
        if not (
            name in self._names
            or inner in self._paths
            or name.endswith(self._suffixes)
            or any(self._expression(rule).fullmatch(inner) for rule in self._odd)
        ):
            return None
        for rule in reversed(self._rules):
            if (is_folder or not rule.folders_only) and self._expression(rule).fullmatch(inner):
                return not rule.negated
        return None

    def covers(self, path: str) -> bool:
        """Whether the file at the absolute *path*, or a folder that it lies in, is matched."""
        inner = self._inside(os.path.normpath(path))
        if not inner:
            return False
        steps = inner.split("/")
        current = self._folder
        for step in steps[:-1]:
            current = os.path.join(current, step)
            if self.verdict(current, is_folder=True):
                return True
        return self.verdict(os.path.join(current, steps[-1]), is_folder=False) is True

    def _inside(self, path: str) -> str:
        if not path.startswith(self._prefix):
            return ""
        inner = path[len(self._prefix) :]
        return inner if os.sep == "/" else inner.replace(os.sep, "/")

    def _expression(self, rule: Rule) -> re.Pattern[str]:
        found = self._compiled.get(rule)
        if found is None:
            translated = _translate(rule.body, anchored=rule.anchored)
            if translated is None:
                translated = "(?!)"
            elif not rule.anchored:
                translated = "(?:.*/)?" + translated
            found = self._compiled[rule] = re.compile(translated, re.DOTALL)
        return found


def read_patterns(folder: str, path: str) -> Patterns | None:
    """The patterns of the ignore file at *path*, relative to *folder*; None when there are none."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return None
    text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    patterns = Patterns(folder, text.split("\n"))
    return patterns or None


def _parse(line: str) -> Rule | None:
    line = _without_trailing_spaces(line.removesuffix("\r"))
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    if negated:
        line = line[1:]
    folders_only = line.endswith("/")
    if folders_only:
        line = line[:-1]
    anchored = "/" in line
    line = line.removeprefix("/")
    return Rule(line, anchored, negated, folders_only) if line else None


def _without_trailing_spaces(line: str) -> str:
    stripped = line.rstrip(" ")
    if stripped == line:
        return line
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return stripped + " " if backslashes % 2 else stripped


def _translate(pattern: str, *, anchored: bool) -> str | None:
    """The regular expression of a pattern without its outer marks; None for one that never matches."""
    pieces: list[str] = []
    # Git compares the plain beginning of an anchored pattern by itself, so that `a**` starts anew at its stars.
    special = _SPECIAL.search(pattern) if anchored else None
    anew = special.start() if special else 0
    at, end = 0, len(pattern)
    while at < end:
        character = pattern[at]
        at += 1
        if character == "*":
            stars = at
            while stars < end and pattern[stars] == "*":
                stars += 1
            starts = at - 1 == anew or at == 1 or pattern[at - 2] == "/"
            if stars - at == 1 and starts and stars == end:
                pieces.append(".*")
            elif stars - at == 1 and starts and pattern[stars] == "/":
                pieces.append("(?:.*/)?")
                stars += 1
            else:
                pieces.append("[^/]*")
            at = stars
        elif character == "?":
            pieces.append("[^/]")
        elif character == "[":
            bracket = _bracket(pattern, at)
            if bracket is None:
                return None
            expression, at = bracket
            pieces.append(expression)
        elif character == "\\":
            if at == end:
                return None
            pieces.append(re.escape(pattern[at]))
            at += 1
        else:
            pieces.append(re.escape(character))
    return "".join(pieces)


_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": " \\t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
    "space": "\\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


def _bracket(pattern: str, at: int) -> tuple[str, int] | None:
    """The regular expression of a bracket that opened before *at*, and where it ends; None when it never does."""
    negated = pattern[at : at + 1] in {"!", "^"}
    if negated:
        at += 1
    members: list[str] = []
    first = True
    while at < len(pattern) and (first or pattern[at] != "]"):
        first = False
        if pattern.startswith("[:", at) and (close := pattern.find(":]", at)) > 0:
            name = pattern[at + 2 : close]
            if name not in _CLASSES:
                return None
            members.append(_CLASSES[name])
            at = close + 2
            continue
        low, at = _member(pattern, at)
        high = low
        if pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in {"", "]"}:
            high, at = _member(pattern, at + 1)
        if low <= high:
            members.append(re.escape(low) if low == high else f"{re.escape(low)}-{re.escape(high)}")
    if at >= len(pattern):
        return None
    # No bracket takes a slash, and an empty one takes nothing.
    inner = "".join(members)
    if not inner:
        return ("[^/]" if negated else "(?!)"), at + 1
    return (f"[^/{inner}]" if negated else f"(?!/)[{inner}]"), at + 1


def _member(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at] == "\\" and at + 1 < len(pattern):
        at += 1
    return pattern[at], at + 1
