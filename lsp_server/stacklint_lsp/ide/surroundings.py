"""What stands around an embedded configuration in its file."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.syntax.location import Step, nodes_at
from stacklint.syntax.nodes import Entry
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View


def entry_around(analysis: Analysis, view: View) -> Entry | None:
    """The entry of which the configuration is the value; None when it is not embedded."""
    embedded = view.configuration.embedded
    if embedded is not None:
        for step in outer_steps(analysis, embedded.scalar.start):
            if step.node is embedded.scalar:
                return step.entry
    return None


def outer_steps(analysis: Analysis, offset: int) -> tuple[Step, ...]:
    """The nodes of the file's own trees around *offset*, the root first."""
    for tree in analysis.examined.found.trees:
        if tree.root is not None and tree.span.covers(offset) and (steps := nodes_at(tree.root, offset)):
            return steps
    return ()


def outer_spans(analysis: Analysis, view: View, offset: int) -> Iterator[Span]:
    """What surrounds an embedded configuration, the innermost first."""
    if view.configuration.embedded is not None:
        for step in reversed(outer_steps(analysis, offset)):
            yield step.node.span
            if step.entry is not None:
                yield step.entry.span
