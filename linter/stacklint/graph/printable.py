"""Takes everything out of a picture's texts that a terminal would obey or XML cannot hold."""

from __future__ import annotations

from collections.abc import Iterable

from stacklint.graph.record import Graph, Mark


def printable(graph: Graph) -> Graph:
    """The same picture with every text on one line and without control characters."""
    return graph._replace(
        nodes=tuple(
            node._replace(
                title=one_line(node.title),
                details=tuple(map(one_line, node.details)),
                folder=one_line(node.folder),
                condition=one_line(node.condition),
                hint=one_line(node.hint),
                marks=_marks(node.marks),
            )
            for node in graph.nodes
        ),
        edges=tuple(edge._replace(note=one_line(edge.note), marks=_marks(edge.marks)) for edge in graph.edges),
        bystanders=tuple(
            each._replace(title=one_line(each.title), api=one_line(each.api), marks=_marks(each.marks))
            for each in graph.bystanders
        ),
        elsewhere=_marks(graph.elsewhere),
    )


def one_line(text: str) -> str:
    """*text* with spaces for line breaks and `\\xNN` for what cannot be shown."""
    if text.isprintable():
        return text
    shown = (each if each.isprintable() else " " if each in "\n\r\t" else _escaped(each) for each in text)
    return "".join(shown).strip()


def _marks(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(mark._replace(message=one_line(mark.message)) for mark in marks)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
