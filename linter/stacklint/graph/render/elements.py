"""Writes XML: nested, escaped, with short numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_REPLACED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}


class Drawing:
    """An XML text under construction."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._depth = 0

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str]) -> Iterator[None]:
        """An element around what is put in meanwhile."""
        self.put(f"<{name}{_written(attributes)}>")
        self._depth += 1
        yield
        self._depth -= 1
        self.put(f"</{name}>")

    def empty(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element without content."""
        self.put(f"<{name}{_written(attributes)}/>")

    def text(self, content: str, x: float, y: float, kind: str = "", **more: str) -> None:
        """A line of text whose letters stand on *y*."""
        attributes = {"x": number_of(x), "y": number_of(y)} | ({"class": kind} if kind else {}) | more
        self.put(text_element("text", content, attributes))

    def put(self, line: str) -> None:
        """A piece of XML as it is."""
        self._lines.append(f"{' ' * self._depth}{line}\n")

    def __str__(self) -> str:
        return "".join(self._lines)


def text_element(name: str, content: str, attributes: Mapping[str, str] | None = None) -> str:
    """An element with a text in it."""
    return f"<{name}{_written(attributes or {})}>{escaped(content)}</{name}>"


def escaped(text: str) -> str:
    """*text* for an attribute or between tags."""
    if not _REPLACED.keys() & set(text):
        return text
    return "".join(_REPLACED.get(each, each) for each in text)


def number_of(value: float) -> str:
    """A length with one digit after the point, and none where that is 0."""
    return f"{value:.1f}".removesuffix(".0")


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escaped(value)}"' for name, value in attributes.items())
