"""What a fix would change, as a unified diff that `patch -p0` and `git apply -p0` take."""

from __future__ import annotations

from difflib import unified_diff

from stacklint.report.words import Paint

_NO_LINE_BREAK = "\n\\ No newline at end of file\n"


def difference(path: str, before: str, after: str, *, color: bool = False) -> str:
    """The lines in which the two texts of the file at *path* differ, with three lines around them."""
    paint = Paint(on=color)
    lines = unified_diff(_lines(before), _lines(after), path, path)
    return "".join(_shown(line, paint) for line in lines)


def _lines(text: str) -> list[str]:
    """The lines as `patch` sees them: ended by a line feed and by nothing else."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _shown(line: str, paint: Paint) -> str:
    ended = line.removesuffix("\n")
    sign = line[:1]
    painted = paint.added(ended) if sign == "+" else paint.removed(ended) if sign == "-" else ended
    return painted + ("\n" if ended != line else _NO_LINE_BREAK)
