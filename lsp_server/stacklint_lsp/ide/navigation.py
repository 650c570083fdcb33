"""From a name to the places where it is declared and used."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.names import Mention, Name, NameKind
from stacklint.model.stack import as_mapping
from stacklint.syntax.location import nodes_at
from stacklint.syntax.nodes import Alias, Scalar, Sequence, is_merge_key
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Definition, Highlight
from stacklint_lsp.ide.names import everywhere, name_at


def definition(analysis: Analysis, offset: int) -> tuple[Definition, ...]:
    """Where the name at a place is declared; where nothing declares it, where that would be."""
    found = name_at(analysis, offset)
    if found is not None:
        view, name, mention = found
        return tuple(_placed(view, each) for each in _declarations(view, name, mention))
    around = analysis.view_at(offset)
    if around is None:
        return ()
    return tuple(_placed(around, each) for each in _of_key(around, around.inner(offset)))


def references(analysis: Analysis, offset: int, declarations: bool) -> tuple[Span, ...]:
    """Every use of the name at a place, with its *declarations* when they are asked for."""
    shown = highlights(analysis, offset)
    return tuple(each.span for each in shown if declarations or not each.declares)


def highlights(analysis: Analysis, offset: int) -> tuple[Highlight, ...]:
    """Every place of the name at a place."""
    found = name_at(analysis, offset)
    return tuple(
        Highlight(view.outer(mention.span), mention.declares)
        for view, name in (everywhere(analysis, found[0], found[1]) if found else ())
        for mention in name.mentions
    )


def _placed(view: View, found: Definition) -> Definition:
    return Definition(view.outer(found.origin), view.outer(found.span), view.outer(found.name))


# Names -----------------------------------------------------------------------------------------------------------


def _declarations(view: View, name: Name, mention: Mention) -> Iterator[Definition]:
    declared = name.declarations
    same = [each for each in declared if _is_meant(each, mention)]
    for each in same or declared:
        yield Definition(mention.span, each.whole, each.span)
    if not declared:
        yield from _section(view, name, mention.span)


def _is_meant(declaration: Mention, mention: Mention) -> bool:
    """Whether a declaration is by the provider that stands beside the use: two providers may have one model each."""
    wanted = mention.owner.get("provider_id") if mention.owner is not None else None
    given = declaration.owner.get("provider_id") if declaration.owner is not None else None
    if not isinstance(wanted, Scalar) or not isinstance(given, Scalar):
        return True
    return wanted.text == given.text


def _section(view: View, name: Name, origin: Span) -> Iterator[Definition]:
    """The place where a name that is not declared would be."""
    stack = view.document.stack
    match name.kind:
        case NameKind.BACKEND:
            entry = None if stack.storage is None else stack.storage.entry("backends")
        case NameKind.PROVIDER:
            providers = as_mapping(stack.root.get("providers"))
            entry = None if providers is None else providers.entry(name.scope)
        case NameKind.RESOURCE | NameKind.API | NameKind.VARIABLE | NameKind.ANCHOR:
            entry = None
    if entry is not None:
        yield Definition(origin, entry.span, entry.key.span)


# Keys ------------------------------------------------------------------------------------------------------------


def _of_key(view: View, offset: int) -> Iterator[Definition]:
    """From a key: to what `<<` merges in, and to the backends that upstream assumes for slots left out below it."""
    steps = nodes_at(view.document.root, offset)
    if not steps or not steps[-1].is_key:
        return
    key, entry = steps[-1].node, steps[-1].entry
    if entry is not None and isinstance(key, Scalar) and is_merge_key(key):
        sources = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
        wanted = {id(source.node) for source in sources if isinstance(source, Alias)}
        for name in view.document.names.of(NameKind.ANCHOR):
            if name.node is not None and id(name.node) in wanted:
                yield from (Definition(key.span, each.whole, each.span) for each in name.declarations)
        return
    for name in view.document.names.of(NameKind.BACKEND):
        if any(origin.place is key for origin in name.assumed):
            yield from _declarations(view, name, Mention(key.span, key.span, declares=False))
