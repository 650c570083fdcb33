"""Whatever is accepted, wherever: the text stays readable, and no name in it leads nowhere."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ide.completion.accepting import accepted, accepted_plainly
from ide.cursor import at
from requirements import require_corpus
from stacklint.engine import Diagnostic, check_without_fixes
from stacklint.rules.record import Severity
from stacklint.settings import FileSettings
from stacklint.text.decode import decode
from stacklint.text.lines import LineIndex
from stacklint_lsp.ide.answers import Item
from stacklint_lsp.ide.completion import complete

FILES = 60
CURSORS = 12
ITEMS = 6
GRAVE = frozenset(
    {
        "yaml-syntax",
        "duplicate-key",
        "dangling-backend",
        "backend-family-mismatch",
        "unknown-key",
        "duplicate-namespace",
        "reserved-table",
        "unexpanded-home",
        "yaml-type-surprise",
    }
)
"""What accepting a completion must never bring."""


class Spot(NamedTuple):
    name: str
    marked: str
    before: str
    """The file as it is."""


def spots_of(name: str, text: str, chance: random.Random) -> Iterator[Spot]:
    """Places where people ask: in values and keys that are there, and on lines that they have just begun."""
    lines = LineIndex(text)
    numbers = [number for number in range(lines.count) if ":" in lines.line_text(number)]
    for number in chance.sample(numbers, min(CURSORS, len(numbers))):
        span = lines.line_span(number)
        line = span.of(text)
        indent = len(line) - len(line.lstrip(" "))
        colon = line.index(":")
        end = "\r\n" if "\r\n" in text else "\n"
        below = text[span.end :]
        match chance.randrange(6):
            case 0:
                at_some_place = span.start + chance.randint(indent, len(line))
                yield Spot(
                    f"{name}:{number + 1} in its line", text[:at_some_place] + "<|>" + text[at_some_place:], text
                )
            case 1:
                rest = line[colon + 1 :].strip()
                if rest and not rest.startswith(("|", ">", "&", "*", "!", "{", "[")):
                    yield Spot(f"{name}:{number + 1} value anew", text[: span.start + colon + 1] + " <|>" + below, text)
            case 2:
                yield Spot(
                    f"{name}:{number + 1} line below", text[: span.end] + end + " " * indent + "<|>" + below, text
                )
            case 3:
                deeper = indent + 2 + 2 * line.lstrip().startswith("- ")
                yield Spot(f"{name}:{number + 1} deeper", text[: span.end] + end + " " * deeper + "<|>" + below, text)
            case 4:
                yield Spot(f"{name}:{number + 1} dash", text[: span.end] + end + " " * indent + "- <|>" + below, text)
            case _:
                yield Spot(f"{name}:{number + 1} word", text[: span.end] + end + " " * indent + "pro<|>" + below, text)


def grave(text: str) -> Counter[str]:
    """How many findings of each rule count; places move, and messages with the names in them."""
    report = check_without_fixes(text, "run.yaml", FileSettings())
    return Counter(each.rule for each in report.diagnostics if _counts(each))


def _counts(diagnostic: Diagnostic) -> bool:
    return diagnostic.rule in GRAVE and diagnostic.severity in (Severity.ERROR, Severity.WARNING)


def check(spot: Spot, chance: random.Random) -> int:
    """Accept some of the completions at a place; how many."""
    analysis, offset = at(spot.marked)
    items = complete(analysis, offset).items
    if not items:
        return 0
    before = grave(spot.before) | grave(_without_line(analysis.text, offset))
    tried = chance.sample(items, min(ITEMS, len(items)))
    for item in tried:
        for text in dict.fromkeys((accepted(analysis, item), accepted_plainly(analysis, item))):
            new = grave(text) - before
            assert not new, f"{spot.name}: {item.label} brings {dict(new)}:\n{_around(text, item)}"
    return len(tried)


def _without_line(text: str, offset: int) -> str:
    """The text before anything was typed in the line."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return text[:start] + text[end:] if end >= 0 else text[:start]


def _around(text: str, item: Item) -> str:
    return text[max(0, item.span.start - 300) : item.span.start + 400]


def sample() -> list[Path]:
    files = sorted(path for path in require_corpus().rglob("*.y*ml"))
    chance = random.Random(4)
    return chance.sample(files, min(FILES, len(files)))


@pytest.mark.slow
def test_accepting_brings_nothing_wrong() -> None:
    chance = random.Random(20)
    tried = 0
    for path in sample():
        text = decode(path.read_bytes()).text
        for spot in spots_of(path.name, text, chance):
            tried += check(spot, chance)
    assert tried > 500
