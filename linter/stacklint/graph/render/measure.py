"""How wide a text will be in whatever font shows the picture: never too little, so that nothing runs out of its box.

The widths are those of DejaVu Sans and Verdana, the widest fonts that systems use for their own words.
"""

from __future__ import annotations

from unicodedata import combining, east_asian_width

_NARROW = frozenset("ijl.,:;'|!`")
_SLIM = frozenset('frtI()[]{}/\\-" *')
_BROAD = frozenset("mwMW@%\u2026")
_WIDE = 1.25
_ELLIPSIS = "\u2026"


def width_of(text: str, size: float) -> float:
    """The width of *text* in a font of *size* pixels, in pixels."""
    return sum(map(_share, text)) * size


def fitted(text: str, size: float, width: float) -> str:
    """*text*, or as much of its beginning and end as *width* pixels hold: the two tell names apart."""
    if width_of(text, size) <= width:
        return text
    left = width - width_of(_ELLIPSIS, size)
    start, end = 0, len(text)
    while start < end:
        # Of two pieces of equal length the beginning is the longer one.
        from_start = start <= len(text) - end
        share = _share(text[start] if from_start else text[end - 1]) * size
        if share > left:
            break
        left -= share
        if from_start:
            start += 1
        else:
            end -= 1
    return f"{text[:start]}{_ELLIPSIS}{text[end:]}"


def wrapped(text: str, size: float, width: float) -> list[str]:
    """*text* in lines of *width* pixels, broken at spaces; a word that is wider is shortened."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size) > width:
            lines.append(line)
            longer = word
        line = fitted(longer, size, width)
    return [*lines, line]


def _share(character: str) -> float:
    """The width of a character as a part of the size of the font."""
    if character in _NARROW:
        return 0.40
    if character in _SLIM:
        return 0.52
    if character in _BROAD:
        return 1.03
    if character.isascii():
        return 0.79 if character.isupper() else 0.65
    if combining(character):
        return 0.0
    return _WIDE if east_asian_width(character) in "WF" else 0.9
