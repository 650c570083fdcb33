"""Ways around in a text: declarations and uses, outline, folds, selections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from stacklint_lsp.protocol.convert import Places
from stacklint_lsp.protocol.features.record import Feature
from stacklint_lsp.protocol.question import Question

if TYPE_CHECKING:
    from stacklint_lsp.ide.answers import Symbol

SYMBOL_KINDS = {
    "section": lsp.SymbolKind.Namespace,
    "list": lsp.SymbolKind.Array,
    "provider": lsp.SymbolKind.Class,
    "backend": lsp.SymbolKind.Struct,
    "store": lsp.SymbolKind.Field,
    "model": lsp.SymbolKind.Object,
    "resource": lsp.SymbolKind.Object,
    "value": lsp.SymbolKind.Property,
}


def answer_definition(question: Question, params: lsp.DefinitionParams) -> list[lsp.Location] | list[lsp.LocationLink]:
    """Where the name at a place is declared."""
    from stacklint_lsp.ide import navigation

    found = navigation.definition(question.analysis, question.offset(params.position))
    uri, places = question.document.uri, question.places
    if not question.client.definition_links:
        return [lsp.Location(uri, places.range(each.name)) for each in found]
    return [
        lsp.LocationLink(uri, places.range(each.span), places.range(each.name), places.range(each.origin))
        for each in found
    ]


def answer_references(question: Question, params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Where the name at a place is used."""
    from stacklint_lsp.ide import navigation

    offset = question.offset(params.position)
    spans = navigation.references(question.analysis, offset, params.context.include_declaration)
    return [lsp.Location(question.document.uri, question.range(span)) for span in spans]


def answer_highlights(question: Question, params: lsp.DocumentHighlightParams) -> list[lsp.DocumentHighlight]:
    """Where else in the text the name at a place stands."""
    from stacklint_lsp.ide import navigation

    kinds = {True: lsp.DocumentHighlightKind.Write, False: lsp.DocumentHighlightKind.Read}
    return [
        lsp.DocumentHighlight(question.range(each.span), kinds[each.declares])
        for each in navigation.highlights(question.analysis, question.offset(params.position))
    ]


def answer_symbols(
    question: Question, params: lsp.DocumentSymbolParams
) -> list[lsp.DocumentSymbol] | list[lsp.SymbolInformation]:
    """The outline; flat for an editor that cannot show a nested one."""
    from stacklint_lsp.ide import outline

    found = outline.symbols(question.analysis)
    if question.client.outlines:
        return [_symbol(each, question.places) for each in found]
    return flat(found, question.document.uri, question.places)


def _symbol(symbol: Symbol, places: Places) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        # An editor refuses the whole outline for one empty name.
        name=symbol.name or "(none)",
        detail=symbol.detail or None,
        kind=SYMBOL_KINDS[symbol.kind.value],
        range=places.range(symbol.span),
        selection_range=places.range(symbol.selection),
        children=[_symbol(child, places) for child in symbol.children],
    )


def flat(symbols: tuple[Symbol, ...], uri: str, places: Places, container: str = "") -> list[lsp.SymbolInformation]:
    """An outline as a list."""
    found = []
    for each in symbols:
        location = lsp.Location(uri, places.range(each.selection))
        inside = each.container or container or None
        kind, name = SYMBOL_KINDS[each.kind.value], each.name or "(none)"
        found.append(lsp.SymbolInformation(location, name, kind, container_name=inside))
        found += flat(each.children, uri, places, each.name)
    return found


def answer_folds(question: Question, params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
    """What can be folded away, whole lines of it."""
    from stacklint_lsp.ide import folding

    lines = question.analysis.lines
    found = []
    for fold in folding.folds(question.analysis):
        first, last = lines.position(fold.span.start).line, lines.position(fold.span.end).line
        kind = lsp.FoldingRangeKind.Comment if fold.is_comment else None
        if last > first:
            found.append(lsp.FoldingRange(first, last, kind=kind))
    return found


def answer_selections(question: Question, params: lsp.SelectionRangeParams) -> list[lsp.SelectionRange]:
    """What to select around each place, wider and wider."""
    from stacklint_lsp.ide import selection

    found = []
    for position in params.positions:
        whole: lsp.SelectionRange | None = None
        for span in reversed(selection.ranges(question.analysis, question.offset(position))):
            whole = lsp.SelectionRange(question.range(span), whole)
        # The answer must have one for each place, in their order.
        found.append(whole or lsp.SelectionRange(lsp.Range(position, position)))
    return found


FEATURES = (
    Feature(lsp.TEXT_DOCUMENT_DEFINITION, answer_definition, None, []),
    Feature(lsp.TEXT_DOCUMENT_REFERENCES, answer_references, None, []),
    Feature(lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, answer_highlights, None, []),
    Feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, answer_symbols, None, []),
    Feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE, answer_folds, None, []),
    Feature(lsp.TEXT_DOCUMENT_SELECTION_RANGE, answer_selections, None, []),
)
