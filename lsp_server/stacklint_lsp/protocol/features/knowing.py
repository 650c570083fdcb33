"""What is shown about a text without changing it or leaving it: help, completions, hints, links, colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from stacklint_lsp.protocol.convert import line_end, markup, with_line_end
from stacklint_lsp.protocol.features.placeholders import without_placeholders
from stacklint_lsp.protocol.features.record import Feature
from stacklint_lsp.protocol.question import Question

if TYPE_CHECKING:
    from stacklint_lsp.ide.answers import Item, Lens, Token

ITEM_KINDS = {
    "property": lsp.CompletionItemKind.Property,
    "value": lsp.CompletionItemKind.Value,
    "enum member": lsp.CompletionItemKind.EnumMember,
    "reference": lsp.CompletionItemKind.Reference,
    "class": lsp.CompletionItemKind.Class,
    "variable": lsp.CompletionItemKind.Variable,
    "snippet": lsp.CompletionItemKind.Snippet,
}

TRIGGERS = [" ", ":", "-", "$", "{", ".", '"', "'", "[", "=", ","]
"""Behind these a completion is asked for unasked: a value, an item, a variable."""

RETRIGGER = "editor.action.triggerSuggest"
"""What VS Code calls asking for completions once more."""

COMMANDS = {"show-references": "stacklint.showReferences", "migrate": "stacklint.migrateFile"}
"""What a lens does, by the name of the command in an editor that has it."""

TOKEN_TYPES = {
    "variable": "variable",
    "operator": "operator",
    "string": "string",
    # As the key that declares the name is drawn.
    "reference": "property",
    "declaration": "property",
    "type": "type",
}
LEGEND = lsp.SemanticTokensLegend(list(dict.fromkeys(TOKEN_TYPES.values())), ["declaration"])


def answer_hover(question: Question, params: lsp.HoverParams) -> lsp.Hover | None:
    """What stands at a place."""
    from stacklint_lsp.ide import hover

    found = hover.hover(question.analysis, question.offset(params.position))
    if found is None:
        return None
    return lsp.Hover(markup(found.markdown, markdown=question.client.markdown_help), question.range(found.span))


def answer_completion(question: Question, params: lsp.CompletionParams) -> lsp.CompletionList:
    """What could stand at a place."""
    from stacklint_lsp.ide import completion

    offset = question.offset(params.position)
    found = completion.complete(question.analysis, offset)
    return lsp.CompletionList(not found.complete, [_item(item, offset, question) for item in found.items])


def _item(item: Item, offset: int, question: Question) -> lsp.CompletionItem:
    text, client = question.analysis.text, question.client
    is_snippet = item.is_snippet and client.snippets
    content = item.content
    if not client.snippets:
        content = item.plain or (without_placeholders(content) if item.is_snippet else content)
    typed = text[item.span.start : offset]
    # Editors compare what was typed, opening quote and all, with this.
    quote = typed[:1] if typed[:1] in {'"', "'"} and not item.label.startswith(typed[:1]) else ""
    return lsp.CompletionItem(
        label=item.label,
        kind=ITEM_KINDS[item.kind.value],
        detail=item.detail or None,
        documentation=markup(item.documentation, markdown=client.markdown_completions) if item.documentation else None,
        tags=[lsp.CompletionItemTag.Deprecated] if item.deprecated else None,
        preselect=item.preselect or None,
        sort_text=item.sort or None,
        filter_text=quote + item.label if quote else None,
        insert_text_format=lsp.InsertTextFormat.Snippet if is_snippet else lsp.InsertTextFormat.PlainText,
        insert_text_mode=lsp.InsertTextMode.AdjustIndentation if client.adjusts_indentation else None,
        text_edit=lsp.TextEdit(question.range(item.span), with_line_end(content, line_end(text))),
        command=lsp.Command("Suggest", RETRIGGER) if item.retrigger and RETRIGGER in client.commands else None,
    )


def answer_hints(question: Question, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    """What is true beside the text of some lines."""
    from stacklint_lsp.ide import inlay

    places = question.places
    return [
        lsp.InlayHint(places.position(hint.offset), hint.label, tooltip=hint.tooltip or None, padding_left=True)
        for hint in inlay.hints(question.analysis, question.span(params.range))
    ]


def answer_links(question: Question, params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
    """What leads elsewhere."""
    from stacklint_lsp.ide import links

    with_tooltips = question.client.link_tooltips
    return [
        lsp.DocumentLink(question.range(link.span), link.url, link.tooltip if with_tooltips and link.tooltip else None)
        for link in links.links(question.analysis)
    ]


def answer_lenses(question: Question, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    """What can be done, above the lines; only with commands that this editor has."""
    from stacklint_lsp.ide import lens

    if question.client.commands.isdisjoint(COMMANDS.values()):
        return []
    return [
        lsp.CodeLens(question.range(each.span), _command(each, question))
        for each in lens.lenses(question.analysis)
        if COMMANDS.get(each.command) in question.client.commands
    ]


def _command(each: Lens, question: Question) -> lsp.Command:
    uri, places = question.document.uri, question.places
    if each.command == "migrate":
        return lsp.Command(each.title, COMMANDS[each.command], arguments=[uri])
    shown = [lsp.Location(uri, places.range(place)) for place in each.places]
    return lsp.Command(each.title, COMMANDS[each.command], arguments=[uri, places.position(each.span.start), shown])


def answer_tokens(question: Question, params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
    """What the pieces of the text are."""
    from stacklint_lsp.ide import tokens

    return lsp.SemanticTokens(_numbers(question, tokens.tokens(question.analysis, None)))


def answer_tokens_of_range(question: Question, params: lsp.SemanticTokensRangeParams) -> lsp.SemanticTokens:
    """What the pieces of a part of the text are."""
    from stacklint_lsp.ide import tokens

    return lsp.SemanticTokens(_numbers(question, tokens.tokens(question.analysis, question.span(params.range))))


def _numbers(question: Question, found: tuple[Token, ...]) -> list[int]:
    """Five numbers for each: how far from the one before, how long, what it is."""
    places, numbers, line, column = question.places, list[int](), 0, 0
    kinds = {kind: LEGEND.token_types.index(name) for kind, name in TOKEN_TYPES.items()}
    for token in sorted(found, key=lambda each: each.span):
        start, end = places.position(token.span.start), places.position(token.span.end)
        if end.line != start.line or end.character <= start.character:
            continue
        before = column if start.line == line else 0
        modifiers = int(token.kind.value == "declaration")
        numbers += (start.line - line, start.character - before, end.character - start.character)
        numbers += (kinds[token.kind.value], modifiers)
        line, column = start.line, start.character
    return numbers


FEATURES = (
    Feature(lsp.TEXT_DOCUMENT_HOVER, answer_hover),
    Feature(
        lsp.TEXT_DOCUMENT_COMPLETION,
        answer_completion,
        lsp.CompletionOptions(trigger_characters=TRIGGERS),
        lsp.CompletionList(False, []),
    ),
    Feature(lsp.TEXT_DOCUMENT_INLAY_HINT, answer_hints, None, []),
    Feature(lsp.TEXT_DOCUMENT_DOCUMENT_LINK, answer_links, None, []),
    Feature(lsp.TEXT_DOCUMENT_CODE_LENS, answer_lenses, None, []),
    Feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, answer_tokens, LEGEND, lsp.SemanticTokens([])),
    Feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, answer_tokens_of_range, LEGEND, lsp.SemanticTokens([])),
)
