"""Accepting a completion as an editor does."""

from __future__ import annotations

import re

from ide.cursor import at
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Item
from stacklint_lsp.ide.completion import complete

_STOP = re.compile(r"\\(?P<escaped>[\\$}])|\$\{\d+:(?P<text>(?:[^\\}]|\\.)*)\}|\$\{?\d+\}?")


def items_at(marked: str, *, target: str | None = None) -> dict[str, Item]:
    """The completions at the mark, by label."""
    analysis, offset = at(marked, target=target)
    return {item.label: item for item in complete(analysis, offset).items}


def labels(marked: str, *, target: str | None = None) -> list[str]:
    """The labels at the mark, in the order an editor shows them."""
    analysis, offset = at(marked, target=target)
    return [item.label for item in sorted(complete(analysis, offset).items, key=lambda item: item.sort or item.label)]


def accepted(analysis: Analysis, item: Item) -> str:
    """The text after *item*, every stop of a snippet left as it was offered."""
    content = expanded(item.content) if item.is_snippet else item.content
    return _put(analysis, item, content)


def accepted_plainly(analysis: Analysis, item: Item) -> str:
    """The same in an editor without snippets."""
    return _put(analysis, item, item.plain or item.content)


def expanded(snippet: str) -> str:
    """What a snippet puts in."""
    return _STOP.sub(lambda match: match["escaped"] or re.sub(r"\\(.)", r"\1", match["text"] or ""), snippet)


def _put(analysis: Analysis, item: Item, content: str) -> str:
    text = analysis.text
    start = max(text.rfind("\n", 0, item.span.start), text.rfind("\r", 0, item.span.start)) + 1
    line = text[start : item.span.start]
    margin = line[: len(line) - len(line.lstrip(" \t"))]
    end = "\r\n" if "\r\n" in text else "\n"
    content = "".join(end + margin + rest if number else rest for number, rest in enumerate(content.split("\n")))
    return text[: item.span.start] + content + text[item.span.end :]
