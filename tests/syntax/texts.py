"""Random documents in every style people write, with the comments numbered so that each can be looked for."""

from __future__ import annotations

import json
import random

Plain = dict[str, "Plain"] | list["Plain"] | str | int | float | bool | None

SCALARS: tuple[tuple[Plain, tuple[str, ...]], ...] = (
    ("kv_default", ("kv_default", "'kv_default'", '"kv_default"')),
    ("${env.X:=y}", ("'${env.X:=y}'", '"${env.X:=y}"')),
    ("it's # x", ("'it''s # x'", '"it\'s # x"')),
    ("ü 😀", ("ü 😀", "'ü 😀'", '"\\u00fc \\U0001F600"')),
    ("no", ("'no'", '"no"', "!!str no")),
    ("", ("''", '""')),
    ("two\nlines\n", ('"two\\nlines\\n"',)),
    (" - x: {", ("' - x: {'", '" - x: {"')),
    ("2024-01-01", ("'2024-01-01'",)),
    (5, ("5", "0x5", "+5")),
    (1.5, ("1.5",)),
    (True, ("true", "yes", "On")),
    (None, ("null", "~")),
)
KEYS = ("alpha", "beta", "gamma", "delta", "a b", "eps-ilon", "yes", "5", "ключ", "it's")


class Writer:
    """One random document: `text`, and `comments`, all that stand in it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.comments: list[str] = []
        self.has_anchors = chance.random() < 0.3
        self.anchors: list[str] = []
        self.newline = chance.choice(["\n", "\n", "\r\n"])
        self.step = chance.choice([1, 2, 2, 4, 8])
        self.dash = chance.choice([0, 0, self.step])
        self.is_json = chance.random() < 0.1
        self.text = self._document()

    def _document(self) -> str:
        if self.is_json:
            value = self._value_of(3)
            return json.dumps({"root": value}, indent=self.chance.choice([None, 2]), ensure_ascii=False)
        lines = self._mapping(0, 3)
        if self.chance.random() < 0.2:
            lines.insert(0, "---")
        if self.chance.random() < 0.3:
            lines.insert(0, self._comment("#"))
        if self.chance.random() < 0.1:
            lines += ["---", "other: 1 " + self._comment("#")]
        text = self.newline.join(lines)
        if self.chance.random() < 0.8:
            text += self.newline
        return ("\ufeff" if self.chance.random() < 0.1 else "") + text

    def _value_of(self, depth: int) -> Plain:
        kind = self.chance.random()
        if depth and kind < 0.4:
            return {key: self._value_of(depth - 1) for key in self._keys()}
        if depth and kind < 0.6:
            return [self._value_of(depth - 1) for _ in range(self.chance.randint(0, 3))]
        return self.chance.choice(SCALARS)[0]

    def _keys(self) -> list[str]:
        return self.chance.sample(KEYS, self.chance.randint(1, 4))

    def _comment(self, mark: str) -> str:
        self.comments.append(f"{mark} c{len(self.comments)}!")
        return self.comments[-1]

    def _trailing(self) -> str:
        return (
            self.chance.choice([" ", "  "]) + self._comment(self.chance.choice(["#", "#\t"]))
            if self.chance.random() < 0.2
            else ""
        )

    def _between(self, indent: int) -> list[str]:
        kind = self.chance.random()
        if kind < 0.1:
            return [" " * indent + self._comment("#")]
        if kind < 0.13:
            return [" " * (indent + 1) + self._comment("#\t")]
        return [""] if kind < 0.2 else []

    def _mapping(self, indent: int, depth: int) -> list[str]:
        lines: list[str] = []
        if self.anchors and self.chance.random() < 0.2:
            lines.append(" " * indent + "<<: *" + self.chance.choice(self.anchors))
        for key in self._keys():
            lines += self._between(indent) if lines or not indent else []
            written = self.chance.choice([json.dumps(key), "'" + key.replace("'", "''") + "'"])
            if key.isalpha() and key.isascii() and key != "yes" and self.chance.random() < 0.8:
                written = key
            lines += self._entry(" " * indent + written + ":", indent, depth)
        return lines

    def _entry(self, head: str, indent: int, depth: int) -> list[str]:
        kind = self.chance.random()
        if depth and kind < 0.3:
            anchor = f"a{len(self.comments)}-{indent}-{self.chance.randint(0, 10**9)}" if self.has_anchors else ""
            first = head + (f" &{anchor}" if anchor else "") + self._trailing()
            lines = [first, *self._mapping(indent + self.step, depth - 1)]
            # Only now, as it cannot stand inside itself.
            self.anchors += [anchor] if anchor else []
            return lines
        if depth and kind < 0.45:
            return [head + self._trailing(), *self._sequence(indent + self.dash, depth - 1)]
        if kind < 0.5:
            return [head + self._trailing()]
        if kind < 0.57:
            header = self.chance.choice(["|", ">", "|-", "|+"])
            inner = " " * (indent + self.step)
            return [head + " " + header, inner + "one # no comment", "", inner + "  two"]
        if kind < 0.62:
            return [head + " plain over", " " * (indent + self.step) + "two lines" + self._trailing()]
        return [head + self.chance.choice([" ", " ", "   "]) + self._inline(2) + self._trailing()]

    def _sequence(self, column: int, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.chance.randint(1, 3)):
            lines += self._between(column) if lines else []
            if depth and self.chance.random() < 0.4:
                first, *rest = self._mapping(column + 2, depth - 1)
                lines += [" " * column + "- " + first.lstrip(" "), *rest]
            else:
                lines.append(" " * column + "- " + self._inline(1) + self._trailing())
        return lines

    def _inline(self, depth: int) -> str:
        kind = self.chance.random()
        if depth and kind < 0.1:
            return "{" + ", ".join(f"{key}: {self._inline(depth - 1)}" for key in ("p", "q", "r")) + "}"
        if depth and kind < 0.2:
            return "[" + ", ".join(self._inline(depth - 1) for _ in range(self.chance.randint(0, 3))) + "]"
        if kind < 0.23:
            return "{}"
        if self.anchors and kind < 0.4:
            return "*" + self.chance.choice(self.anchors) + " "
        return self.chance.choice(self.chance.choice(SCALARS)[1])
