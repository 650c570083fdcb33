"""Numbers the findings of a picture, so that a box can point at a sentence below."""

from __future__ import annotations

from collections.abc import Sequence

from stacklint.graph.record import Graph, Mark


class Numbers:
    """The findings of a picture in file order, each once, counted from 1."""

    def __init__(self, graph: Graph) -> None:
        found = dict.fromkeys(graph.elsewhere)
        for marks in (
            *(node.marks for node in graph.nodes),
            *(edge.marks for edge in graph.edges),
            *(bystander.marks for bystander in graph.bystanders),
        ):
            found |= dict.fromkeys(marks)
        self.marks = tuple(sorted(found, key=_order))
        self._numbers = {mark: number for number, mark in enumerate(self.marks, start=1)}

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.marks)

    def of(self, marks: Sequence[Mark]) -> str:
        """The numbers of *marks*: `3`, `3, 4` or, of many, `3 ...`."""
        numbers = sorted({self._numbers[mark] for mark in marks})
        if len(numbers) > 3:
            return f"{numbers[0]}, {numbers[1]} \u2026"
        return ", ".join(map(str, numbers))


def _order(mark: Mark) -> tuple[int, int, str, str]:
    return mark.line, mark.severity.rank, mark.rule, mark.message
