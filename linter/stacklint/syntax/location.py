"""What stands at a place of a document: the nodes around an offset, from the root down."""

from __future__ import annotations

from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
from stacklint.syntax.path import Path
from stacklint_schemas.typed import NamedTuple


class Step(NamedTuple):
    """One node around an offset."""

    node: Node
    path: Path
    entry: Entry | None
    """The entry whose key or value the node is; None for the root and for list items."""
    is_key: bool = False


def nodes_at(root: Node | None, offset: int) -> tuple[Step, ...]:
    """The nodes around *offset*, the root first and the innermost last; empty when the root does not reach it.

    Both ends of a node count, as a cursor may stand there; where two nodes meet, the one that begins there is meant.
    A key is the last step when the offset is in it. Aliases are not followed.
    """
    if root is None or not root.span.covers(offset):
        return ()
    steps = [Step(root, (), None)]
    while (inner := _inner(steps[-1], offset)) is not None:
        steps.append(inner)
    return tuple(steps)


def scalar_at(root: Node | None, offset: int) -> tuple[Scalar, Step] | None:
    """The scalar around *offset*, key or value, with its step."""
    steps = nodes_at(root, offset)
    if steps and isinstance(scalar := steps[-1].node, Scalar):
        return scalar, steps[-1]
    return None


def _inner(step: Step, offset: int) -> Step | None:
    found: Step | None = None
    match step.node:
        case Mapping():
            for entry in step.node.entries:
                # Compared without spans, as most of a long list is passed by.
                if entry.key.start <= offset <= entry.key.end:
                    found = Step(entry.key, (*step.path, entry.name), entry, is_key=True)
                elif entry.value.start <= offset <= entry.value.end:
                    found = Step(entry.value, (*step.path, entry.name), entry)
        case Sequence():
            for index, item in enumerate(step.node.items):
                if item.start <= offset <= item.end:
                    found = Step(item, (*step.path, index), None)
        case _:
            pass
    return found
