"""The parts of a configuration, for the outline of an editor and its search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Symbol, SymbolKind
from stacklint_lsp.ide.parts import parts
from stacklint_lsp.ide.surroundings import entry_around


def symbols(analysis: Analysis) -> tuple[Symbol, ...]:
    """The parts of the file, each with those inside it; several configurations stand side by side."""
    several = len(analysis.views) > 1
    found: list[Symbol] = []
    for number, view in enumerate(analysis.views, start=1):
        inner = tuple(_placed(view, symbol) for symbol in parts(view.document))
        container = _container(analysis, view, number if several else 0, inner)
        found += inner if container is None else (container,)
    return tuple(found)


def find(analysis: Analysis, query: str) -> tuple[Symbol, ...]:
    """The parts whose name has the letters of *query* in their order, each with what contains it; all for none."""
    return tuple(symbol for symbol in _flat(symbols(analysis), "") if has_letters(symbol.name, query))


def has_letters(name: str, query: str) -> bool:
    """Whether the letters of *query* come in *name* in their order; neither capitals nor blanks of it count."""
    letters = iter(name.lower())
    return all(letter in letters for letter in "".join(query.lower().split()))


def _container(analysis: Analysis, view: View, number: int, inner: tuple[Symbol, ...]) -> Symbol | None:
    """What stands for a whole configuration: an embedded one by its object and key, one of several by its number."""
    label = view.configuration.label
    if label is None:
        span = _around(view.configuration.extent, inner)
        start = Span(span.start, span.start)
        return Symbol(f"document {number}", "", SymbolKind.SECTION, span, start, inner) if number and inner else None
    name = "/".join(part for part in (label.name, label.key) if part.strip()) or label.kind or "configuration"
    entry = entry_around(analysis, view)
    if entry is None:
        span = _around(view.configuration.extent, inner)
        return Symbol(name, label.kind, SymbolKind.SECTION, span, Span(span.start, span.start), inner)
    return Symbol(name, label.kind, SymbolKind.SECTION, _around(entry.span, inner), entry.key.span, inner)


def _around(span: Span, inner: Iterable[Symbol]) -> Span:
    for symbol in inner:
        span = Span(min(span.start, symbol.span.start), max(span.end, symbol.span.end))
    return span


def _placed(view: View, symbol: Symbol) -> Symbol:
    """A symbol at its place in the file, its parts inside it."""
    children = tuple(_placed(view, child) for child in symbol.children)
    return symbol._replace(span=view.outer(symbol.span), selection=view.outer(symbol.selection), children=children)


def _flat(found: Iterable[Symbol], container: str) -> Iterator[Symbol]:
    for symbol in found:
        yield symbol._replace(children=(), container=container)
        yield from _flat(symbol.children, f"{container} › {symbol.name}" if container else symbol.name)
