"""Between our places and records and those of the protocol; the only place where columns are counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from stacklint.text.edit import Edit
from stacklint.text.lines import ColumnUnit, LineIndex, Position
from stacklint.text.span import Span
from stacklint_lsp.protocol.clients import Client
from stacklint_lsp.protocol.documents import Change, TextDocument

if TYPE_CHECKING:
    from stacklint.engine import Diagnostic

SOURCE = "stacklint"
"""Who says it, in the editor's list of problems."""

SEVERITIES = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Information,
    "hint": lsp.DiagnosticSeverity.Hint,
}

TAGS = {"unused": lsp.DiagnosticTag.Unnecessary, "deprecated": lsp.DiagnosticTag.Deprecated}
"""By the first word of a rule's name, which says what the bad thing is."""


class Places:
    """Turns offsets of one text into the editor's places."""

    __slots__ = ("lines", "unit")

    def __init__(self, lines: LineIndex, unit: ColumnUnit) -> None:
        self.lines = lines
        self.unit: ColumnUnit = unit

    def position(self, offset: int) -> lsp.Position:
        """An offset as line and column."""
        line, column = self.lines.position_in(self.unit, offset)
        return lsp.Position(line, column)

    def range(self, span: Span) -> lsp.Range:
        """An extent as two places."""
        return lsp.Range(self.position(span.start), self.position(span.end))

    def edits(self, edits: Iterable[Edit]) -> list[lsp.TextEdit]:
        """Edits, with the line ends of the text that they are for."""
        end = line_end(self.lines.text)
        return [lsp.TextEdit(self.range(edit.span), with_line_end(edit.content, end)) for edit in edits]


def position_of(position: lsp.Position) -> Position:
    """A place of the protocol; the column is still in the editor's unit."""
    return Position(position.line, position.character)


def offset_of(document: TextDocument, position: lsp.Position) -> int:
    """The offset of a place of the protocol."""
    return document.offset(position_of(position))


def span_of(document: TextDocument, extent: lsp.Range) -> Span:
    """An extent of the protocol as one of the text."""
    start = offset_of(document, extent.start)
    return Span(start, max(start, offset_of(document, extent.end)))


def changes_of(changes: Sequence[lsp.TextDocumentContentChangeEvent]) -> list[Change | str]:
    """What an editor has changed."""
    return [
        Change(position_of(change.range.start), position_of(change.range.end), change.text)
        if isinstance(change, lsp.TextDocumentContentChangePartial)
        else change.text
        for change in changes
    ]


def diagnostic(found: Diagnostic, uri: str, places: Places, client: Client) -> lsp.Diagnostic:
    """A finding as the editor at the other end understands it."""
    from stacklint.report.words import rule_url

    tag = TAGS.get(found.rule.partition("-")[0])
    url = rule_url(found.rule) if client.knows_code_links else ""
    return lsp.Diagnostic(
        range=places.range(found.span),
        message=found.message,
        severity=SEVERITIES[found.severity.value],
        code=found.rule,
        code_description=lsp.CodeDescription(url) if url else None,
        source=SOURCE,
        tags=[tag] if tag in client.knows_tags else None,
        related_information=[
            lsp.DiagnosticRelatedInformation(lsp.Location(uri, places.range(note.span)), note.message)
            for note in found.notes
        ]
        or None
        if client.knows_related
        else None,
        data={"fingerprint": found.fingerprint, "pointer": found.pointer, "target": found.target}
        if client.keeps_data
        else None,
    )


def workspace_edit(
    document: TextDocument, edits: Sequence[Edit], client: Client, annotation: str = ""
) -> lsp.WorkspaceEdit:
    """Edits of one text; for its very version where the editor can be told so."""
    texts = Places(document.lines, document.unit).edits(edits)
    if not client.document_changes:
        return lsp.WorkspaceEdit(changes={document.uri: texts})
    named = lsp.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    if not annotation or not client.annotates_changes:
        return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(named, list(texts))])
    identifier = "stacklint"
    annotated = [lsp.AnnotatedTextEdit(identifier, text.range, text.new_text) for text in texts]
    return lsp.WorkspaceEdit(
        document_changes=[lsp.TextDocumentEdit(named, list(annotated))],
        change_annotations={identifier: lsp.ChangeAnnotation(annotation, needs_confirmation=True)},
    )


def markup(text: str, *, markdown: bool) -> lsp.MarkupContent:
    """Help, without its marks for an editor that would show them."""
    if markdown:
        return lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
    return lsp.MarkupContent(lsp.MarkupKind.PlainText, _MARKS.sub(lambda match: match[1] or match[2] or "", text))


_MARKS = re.compile(
    r"\[([^\]\n]+)\]\([^)\s]+\)|`([^`\n]+)`|\*\*|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|^#+ |^```.*\n", re.MULTILINE
)
"""What Markdown adds to a text: links, code, bold, italics, headings and fences."""


def line_end(text: str) -> str:
    """The line end that a text uses, judged by its first one."""
    line_feed = text.find("\n")
    carriage_return = text.find("\r", 0, line_feed if line_feed >= 0 else len(text))
    if carriage_return < 0:
        return "\n"
    return "\r\n" if carriage_return + 1 == line_feed else "\r"


def with_line_end(content: str, end: str) -> str:
    """*content* with a file's own line ends; what has them already stays as it is."""
    if end == "\n" or "\n" not in content:
        return content
    return content.replace("\r\n", "\n").replace("\n", end)
