"""Writes the comments that switch a finding off; for editors, which offer them beside the fixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint import suppress
from stacklint.configurations import Configuration, find
from stacklint.rules import BY_NAME
from stacklint.rules.record import Fix, Safety
from stacklint.suppress.applying import NEVER_SUPPRESSED
from stacklint.suppress.reading import Suppression
from stacklint.syntax import recovery
from stacklint.syntax.comments import comments
from stacklint.syntax.nodes import Entry, Mapping, Node, Sequence
from stacklint.syntax.parse import Tree
from stacklint.syntax.surgery import Surgeon
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.span import Span
from stacklint_schemas.typed import Literal, TypeAlias

Scope: TypeAlias = Literal["line", "node", "file"]

_TITLES: dict[Scope, str] = {
    "line": "Suppress '{}' on this line",
    "node": "Suppress '{}' in what stands below",
    "file": "Suppress '{}' in this document",
}


SCOPES: tuple[Scope, ...] = ("line", "node", "file")
"""The narrowest first."""


def suppressions(text: str, rule: str, span: Span, reason: str = "") -> tuple[Fix, ...]:
    """The ways to switch off the finding of *rule* at *span* of a file's *text*, the narrowest first.

    None of them is ever made by a machine. A configuration inside a Kubernetes object gets its comment there.
    """
    configuration = find(text, named=True).at(span.start)
    return () if configuration is None else suppressions_in(configuration, rule, span, SCOPES, reason)


def suppressions_in(
    configuration: Configuration, rule: str, span: Span, scopes: Iterable[Scope], reason: str = ""
) -> tuple[Fix, ...]:
    """The comments of some *scopes* in a file that is read already; without those that cannot be written."""
    if not configuration.editable or rule in NEVER_SUPPRESSED or "\n" in reason or "\r" in reason:
        return ()
    writer = _Writer(configuration, rule, reason)
    offset = configuration.inner_offset(span.start)
    return tuple(
        Fix(title_of(scope, rule), Safety.DISPLAY, configuration.outer_edits(edits))
        for scope in scopes
        if (edits := writer.edits(scope, offset))
    )


def title_of(scope: Scope, rule: str) -> str:
    """What a comment of this *scope* does, as an order."""
    return _TITLES[scope].format(rule)


class _Writer:
    """Comments for one rule in one configuration, in places of its own text."""

    def __init__(self, configuration: Configuration, rule: str, reason: str) -> None:
        self.text = configuration.text
        self.root = configuration.root
        self.rule = rule
        self.reason = reason
        self.surgeon = Surgeon(configuration.text, configuration.root)
        documents = recovery.read(self.text).documents
        # A comment adds no document to the stream and takes none away.
        self.number = sum(tree.span.end <= self.root.start for tree in documents[:-1])
        self.there = self._read(self.text, documents)
        """The suppressions that the text has."""

    def edits(self, scope: Scope, offset: int) -> tuple[Edit, ...] | None:
        """What makes a comment of this *scope* cover *offset*; None where there is no way."""
        for edits in self._ways(scope, offset):
            if edits and self._covers(scope, edits, offset):
                return edits
        return None

    def _ways(self, scope: Scope, offset: int) -> Iterator[tuple[Edit, ...] | None]:
        for suppression in self.there:
            fits = suppression.scope == scope and suppression.covered.covers(offset) and not suppression.until
            if fits and self.reason in ("", suppression.reason):
                at = self.text.index("]", suppression.span.start)
                yield (Edit(Span(at, at), f", {self.rule}"),)
        word = "file-ignore" if scope == "file" else "ignore"
        comment = f"# stacklint: {word}[{self.rule}] {self.reason}".rstrip()
        if scope == "line":
            yield self.surgeon.comment_behind(offset, comment)
        elif scope == "file":
            yield self.surgeon.comment_on_top(comment)
        else:
            for place in _places_around(self.root, offset):
                yield self.surgeon.comment(place, comment)

    def _covers(self, scope: Scope, edits: tuple[Edit, ...], offset: int) -> bool:
        """Whether the finding would be suppressed, as the comments of the edited text are read."""
        edited = apply_edits(self.text, edits)
        moved = offset + sum(len(edit.content) for edit in edits if edit.span.start <= offset)
        return any(
            self.rule in [named.name for named in suppression.rules] and suppression.covered.covers(moved)
            for suppression in self._read(edited, recovery.read(edited).documents)
            if suppression.scope == scope
        )

    def _read(self, text: str, documents: Iterable[Tree]) -> tuple[Suppression, ...]:
        roots = [tree.root for tree in documents]
        root = roots[self.number] if self.number < len(roots) else None
        return suppress.read(text, comments(text, roots), root, BY_NAME).suppressions


def _places_around(root: Node, offset: int) -> list[Entry | Node]:
    """The entries and list items around a place, the innermost first."""
    found: list[Entry | Node] = []
    node: Node | None = root
    while isinstance(node, Mapping | Sequence):
        inner: Node | None = None
        if isinstance(node, Mapping):
            for entry in node.entries:
                if entry.span.covers(offset):
                    found.append(entry)
                    inner = entry.value
        else:
            for item in node.items:
                if item.span.covers(offset):
                    found.append(item)
                    inner = item
        node = inner
    return found[::-1]
