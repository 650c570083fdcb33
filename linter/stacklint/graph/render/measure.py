"""How wide a text will be in whatever font shows the picture: never too little, so that nothing runs out of its box.

The widths are those of DejaVu Sans and Verdana, the widest fonts that systems use for their own words.
"""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from stacklint_schemas.typed import NamedTuple


class Font(NamedTuple):
    """A size in pixels with the widths of letters."""

    size: float
    shares: tuple[int, ...]
    """Of each printable ASCII character, from the space on, in hundredths of the size."""

    def width(self, text: str) -> float:
        """The width of *text* in pixels."""
        return sum(map(self._share, text)) * self.size / 100

    def fitted(self, text: str, width: float) -> str:
        """*text*, or as much of its beginning and end as *width* pixels hold: the two tell names apart."""
        if self.width(text) <= width:
            return text
        left = width - self.width(_ELLIPSIS)
        start, end = 0, len(text)
        while start < end:
            # The end of a path or a table name tells more, the beginning is longer by one.
            from_start = start <= len(text) - end
            left -= self.width(text[start] if from_start else text[end - 1])
            if left < 0:
                break
            start, end = (start + 1, end) if from_start else (start, end - 1)
        return f"{text[:start]}{_ELLIPSIS}{text[end:]}"

    def wrapped(self, text: str, width: float) -> list[str]:
        """*text* in lines of *width* pixels, broken at spaces; a word that is wider is shortened."""
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and self.width(longer) > width:
                lines.append(line)
                longer = word
            line = self.fitted(longer, width)
        return [*lines, line]

    def _share(self, character: str) -> int:
        code = ord(character) - 32
        if 0 <= code < len(self.shares):
            return self.shares[code]
        if character in _KNOWN:
            return _KNOWN[character]
        if combining(character):
            return 0
        return _FULL if east_asian_width(character) in "WF" else _OTHER


_ELLIPSIS = "\u2026"
_KNOWN = {_ELLIPSIS: 105, "\u00b7": 46}
_FULL, _OTHER = 125, 125
"""What is not ASCII is taken for a wide letter: it is rare, and its font is anybody's guess."""

# fmt: off
_REGULAR = (
    36, 40, 46, 84, 64, 95, 78, 27, 46, 46, 64, 84, 37, 46, 37, 46, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 46, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63,
    58, 77, 75, 43, 46, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69,
    61, 69, 46, 34, 46, 84, 64, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58,
    28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
)
_BOLD = (
    35, 46, 59, 84, 70, 100, 87, 31, 55, 55, 72, 84, 38, 48, 38, 69, 70, 70, 70,
    70, 70, 70, 70, 70, 70, 70, 41, 40, 84, 84, 84, 58, 100, 77, 76, 73, 83, 68,
    68, 82, 84, 55, 56, 77, 64, 100, 84, 85, 73, 85, 77, 72, 68, 81, 77, 110, 77,
    72, 73, 55, 37, 55, 84, 72, 50, 67, 72, 59, 72, 68, 44, 72, 71, 34, 34, 67,
    34, 104, 71, 69, 72, 72, 49, 60, 48, 71, 65, 92, 65, 65, 58, 71, 37, 71, 84,
)
# fmt: on

HEADING = Font(14, _BOLD)
TITLE = Font(12.5, _BOLD)
PLAIN = Font(11, _REGULAR)
STRONG = Font(11, _BOLD)
NUMBER = Font(10, _BOLD)
