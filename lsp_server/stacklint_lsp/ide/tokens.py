"""Pieces of the text that mean more than YAML knows: names, types, and the parts of environment expressions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import TypeAlias

from stacklint.model.document import Document
from stacklint.model.names import NameKind, Role
from stacklint.syntax.env import Expression, parse_expressions
from stacklint.syntax.nodes import Mapping, Scalar
from stacklint.syntax.source import source_map
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Token, TokenKind

_Piece: TypeAlias = tuple[int, int, TokenKind]
"""Start, end and kind: a long file has twenty thousand, and a record of each would cost more than finding them."""

_NAMED = (NameKind.BACKEND, NameKind.PROVIDER, NameKind.RESOURCE)


def tokens(analysis: Analysis, span: Span | None) -> tuple[Token, ...]:
    """The tokens within *span*, or all, in file order; none overlaps another and each is on one line."""
    found: list[_Piece] = []
    for view in analysis.views:
        embedded = view.configuration.embedded is not None
        if span is not None and embedded and not view.configuration.extent.overlaps(span):
            continue
        pieces = _pieces(view.document, None if span is None else _lines(view, span))
        found += (_placed(view, piece) for piece in pieces) if embedded else pieces
    found.sort(key=_start)
    return tuple(_tokens(analysis.text, found, span or Span(0, len(analysis.text))))


def _lines(view: View, span: Span) -> Span:
    """The whole lines around a part of the file, in the configuration's own text: neighbours are judged together."""
    text, start, end = view.document.text, view.inner(span.start), view.inner(span.end)
    behind = text.find("\n", end)
    return Span(text.rfind("\n", 0, start) + 1, len(text) if behind < 0 else behind)


def _placed(view: View, piece: _Piece) -> _Piece:
    start, end = view.outer(Span(piece[0], piece[1]))
    return start, end, piece[2]


def _tokens(text: str, found: list[_Piece], span: Span) -> Iterator[Token]:
    """Without what overlaps an earlier one (two aliases of one text), is empty, or goes over the end of a line."""
    done = 0
    for start, end, kind in found:
        if start < done or end <= start or end <= span.start or start >= span.end:
            continue
        if text.find("\n", start, end) >= 0 or text.find("\r", start, end) >= 0:
            continue
        done = end
        yield Token(Span(start, end), kind)


def _start(piece: _Piece) -> int:
    return piece[0]


def _pieces(document: Document, span: Span | None) -> list[_Piece]:
    """The tokens of one configuration around *span*, in places of its own text."""
    words = sorted(_words(document, span), key=_start)
    starts = [start for start, _, _ in words]
    found = list(words)
    for piece in _expressions(document, span):
        # A default that is a name is drawn as one.
        at = bisect_left(starts, piece[0])
        inside = at < len(words) and words[at][0] < piece[1]
        before = at > 0 and words[at - 1][1] > piece[0]
        if not inside and not before:
            found.append(piece)
    return found


def _words(document: Document, span: Span | None) -> Iterator[_Piece]:
    """Names and types."""
    for name in document.names:
        if name.kind not in _NAMED:
            continue
        for mention in name.mentions:
            start, end = mention.span
            if mention.role is not Role.MIXED and end > start and _is_near(start, end, span):
                yield start, end, TokenKind.DECLARATION if mention.declares else TokenKind.REFERENCE
    types = [provider.node.get("provider_type") for provider in document.stack.providers]
    types += [backend.node.get("type") for backend in document.stack.backends if isinstance(backend.node, Mapping)]
    for node in types:
        if isinstance(node, Scalar) and "${" not in node.text and _is_near(node.start, node.end, span):
            yield node.start, node.end, TokenKind.TYPE


def _expressions(document: Document, span: Span | None) -> Iterator[_Piece]:
    """The parts of every expression that some release of the reading understands."""
    old = bool(document.reading.releases & document.knowledge.env_old_grammar)
    for scalar in document.with_dollar:
        if not _is_near(scalar.start, scalar.end, span):
            continue
        expressions = [each for each in parse_expressions(scalar.text) if old or each.grammar != "old"]
        place = _places(document.text, scalar) if expressions else None
        for expression in expressions if place is not None else ():
            for start, end, kind in _parts(expression):
                if end > start and place is not None:
                    yield *place(start, end), kind


def _places(text: str, scalar: Scalar) -> Callable[[int, int], tuple[int, int]] | None:
    """Where pieces of a scalar's text stand in the whole text; None where that cannot be told."""
    quotes = 1 if scalar.style in ("'", '"') else 0
    if scalar.style not in ("|", ">") and scalar.end - scalar.start == len(scalar.text) + 2 * quotes:
        # Every escape and every folding makes a text shorter, so this one has none: nearly all are so.
        base = scalar.start + quotes
        return lambda start, end: (base + start, base + end)
    found = source_map(text, scalar)
    return None if found is None else lambda start, end: (found.offset(start), found.offset(end - 1, behind=True))


def _parts(expression: Expression) -> tuple[_Piece, ...]:
    start, end = expression.span
    name = start + len("${env.")
    behind = name + len(expression.name)
    head = (start, name, TokenKind.OPERATOR), (name, behind, TokenKind.VARIABLE)
    tail = (end - 1, end, TokenKind.OPERATOR)
    if not expression.operator:
        return *head, tail
    operator = (behind, behind + len(expression.operator), TokenKind.OPERATOR)
    return *head, operator, (*expression.operand_span, TokenKind.STRING), tail


def _is_near(start: int, end: int, span: Span | None) -> bool:
    return span is None or (start < span.end and span.start < end)
