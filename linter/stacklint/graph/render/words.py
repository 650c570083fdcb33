"""Words that all forms of the picture share."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from stacklint.graph.record import Bystander, Column, Graph, Mark, Node, State
from stacklint.rules.record import Severity

STATE_WORDS = {
    State.DEFAULT: "default",
    State.UNUSED: "unused",
}
"""What a state is called beside what it is about; nothing for what speaks for itself."""


def heading(graph: Graph) -> str:
    """What is drawn."""
    return ": ".join(filter(None, (graph.name, f"as {graph.release} reads it ({graph.reason})")))


def bystander_groups(graph: Graph) -> Iterator[tuple[str, tuple[Bystander, ...]]]:
    """The providers that are not drawn, by the reason."""
    for reason in dict.fromkeys(each.reason for each in graph.bystanders):
        yield reason, tuple(each for each in graph.bystanders if each.reason == reason)


def bystander_lines(graph: Graph) -> Iterator[str]:
    """The providers that are not drawn, a line for each reason, each with its findings below."""
    for reason, group in bystander_groups(graph):
        yield f"{reason}: {', '.join(f'{each.api} {each.title}' for each in group)}"
        for mark in (mark for each in group for mark in each.marks):
            yield f"  {mark_line(mark)}"


def mark_line(mark: Mark) -> str:
    """A finding in one line."""
    return f"! line {mark.line + 1}: {mark.severity.value}[{mark.rule}] {mark.message}"


def details_of(node: Node) -> tuple[str, ...]:
    """What stands below the title, with what is special about it."""
    state = "" if node.column is Column.PLACE else STATE_WORDS.get(node.state, "")
    first = ", ".join(filter(None, (*node.details[:1], state)))
    return tuple(filter(None, (first, *node.details[1:], node.condition)))


def full_title(node: Node) -> str:
    """The title, of a file with its folder."""
    return posixpath.join(node.folder, node.title)


def worst(marks: Iterable[Mark]) -> Severity | None:
    """The severity that colours a part; None where nothing was found."""
    return min((mark.severity for mark in marks), key=lambda severity: severity.rank, default=None)


def shortened(text: str, length: int) -> str:
    """*text* with at most *length* characters; the middle is left out, as beginnings and ends tell names apart."""
    if len(text) <= length:
        return text
    tail = (length - 1) // 2
    return f"{text[: length - 1 - tail]}\u2026{text[len(text) - tail :] if tail else ''}"
