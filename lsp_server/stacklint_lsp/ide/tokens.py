"""Pieces of the text that mean more than YAML knows: names, types, and the parts of environment expressions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.names import NameKind, Role
from stacklint.syntax.env import Expression, parse_expressions
from stacklint.syntax.nodes import Mapping, Scalar
from stacklint.syntax.source import source_map
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Token, TokenKind

_NAMED = (NameKind.BACKEND, NameKind.PROVIDER, NameKind.RESOURCE)


def tokens(analysis: Analysis, span: Span | None) -> tuple[Token, ...]:
    """The tokens within *span*, or all, in file order; none overlaps another and each is on one line."""
    found: list[Token] = []
    for view in analysis.views:
        if span is None or view.configuration.embedded is None or view.configuration.extent.overlaps(span):
            found += (token for token in _placed(view, span) if _wanted(token.span, span))
    found.sort(key=_start)
    return tuple(_disjoint(analysis.text, found))


def _placed(view: View, span: Span | None) -> Iterator[Token]:
    """The tokens of one configuration, in places of the file."""
    document = view.document
    inner = None if span is None else _lines(document.text, Span(view.inner(span.start), view.inner(span.end)))
    words = sorted(set(_words(document, inner)), key=_start)
    starts = [token.span.start for token in words]
    for token in words:
        yield Token(view.outer(token.span), token.kind)
    for token in _expressions(document, inner):
        # A default that is a name is drawn as one.
        at = bisect_left(starts, token.span.start)
        near = words[max(at - 1, 0) : at + 1]
        if not any(token.span.overlaps(word.span) for word in near):
            yield Token(view.outer(token.span), token.kind)


def _lines(text: str, span: Span) -> Span:
    """The whole lines of *span*, so that what stands beside each other is looked at together."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _words(document: Document, span: Span | None) -> Iterator[Token]:
    """Names and types."""
    for name in document.names:
        if name.kind not in _NAMED:
            continue
        for mention in name.mentions:
            if mention.role is not Role.MIXED and mention.span.end > mention.span.start and _wanted(mention.span, span):
                yield Token(mention.span, TokenKind.DECLARATION if mention.declares else TokenKind.REFERENCE)
    types = [provider.node.get("provider_type") for provider in document.stack.providers]
    types += [backend.node.get("type") for backend in document.stack.backends if isinstance(backend.node, Mapping)]
    for node in types:
        if isinstance(node, Scalar) and node.end > node.start and "${" not in node.text and _wanted(node.span, span):
            yield Token(node.span, TokenKind.TYPE)


def _expressions(document: Document, span: Span | None) -> Iterator[Token]:
    """The parts of every expression that some release of the reading understands."""
    old = bool(document.reading.releases & document.knowledge.env_old_grammar)
    for scalar in document.with_dollar:
        if not _wanted(scalar.span, span):
            continue
        expressions = [each for each in parse_expressions(scalar.text) if old or each.grammar != "old"]
        found = source_map(document.text, scalar) if expressions else None
        if found is None:
            continue
        for expression in expressions:
            for start, end, kind in _parts(expression):
                if end > start:
                    yield Token(Span(found.offset(start), found.offset(end - 1, behind=True)), kind)


def _parts(expression: Expression) -> Iterator[tuple[int, int, TokenKind]]:
    start, end = expression.span
    name = start + len("${env.")
    behind = name + len(expression.name)
    yield start, name, TokenKind.OPERATOR
    yield name, behind, TokenKind.VARIABLE
    if expression.operator:
        yield behind, behind + len(expression.operator), TokenKind.OPERATOR
        yield *expression.operand_span, TokenKind.STRING
    yield end - 1, end, TokenKind.OPERATOR


def _start(token: Token) -> Span:
    return token.span


def _wanted(part: Span, span: Span | None) -> bool:
    return span is None or (part.start < span.end and span.start < part.end)


def _disjoint(text: str, found: list[Token]) -> Iterator[Token]:
    """Without what overlaps an earlier one (two aliases of one text), is empty, or goes over the end of a line."""
    done = 0
    for token in found:
        start, end = token.span
        if start < done or end <= start or text.find("\n", start, end) >= 0 or text.find("\r", start, end) >= 0:
            continue
        done = end
        yield token
