"""The outline of one configuration, in places of its own text."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.document import Document
from stacklint.model.names.spelling import spelt
from stacklint.model.resources import SECTION
from stacklint.model.stack import Backend, Provider, as_mapping
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint.text.secrets import is_secret_name, masked
from stacklint.text.span import Span
from stacklint_lsp.ide.answers import Symbol, SymbolKind
from stacklint_schemas import ResourceKind
from stacklint_schemas.typed import NamedTuple

_LONGEST_DETAIL = 60
_DEEPEST = 2
"""How many levels of keys are shown where nothing else is known of them."""


def parts(document: Document) -> tuple[Symbol, ...]:
    """The sections with what they hold, in file order; each lies inside the one that holds it."""
    return _Outline(document).of_mapping(document.root, (), document.root.span)


class _Store(NamedTuple):
    """A reference to a backend, or a whole store of the old form."""

    path: Path
    key: Node
    node: Mapping


class _Outline:
    """Walks down the tree and knows what stands where."""

    def __init__(self, document: Document) -> None:
        self._providers = {provider.path: provider for provider in document.stack.providers}
        self._backends = {id(backend.entry): backend for backend in document.stack.backends}
        self._resources: dict[Path, ResourceKind] = {
            path: kind for kind in document.knowledge.resources for path in ((kind.key,), (SECTION, kind.key))
        }
        self._slots: dict[int, Mapping] = {}
        self._stores: dict[int, dict[int, _Store]] = {}
        """The stores of each provider by its identity, each by that of its key: releases may know several slots."""
        for site in document.references.sites:
            if isinstance(site.node, Mapping):
                self._add(site.owner.provider, site.path, site.place, site.node)
        for store in document.inline_stores:
            self._add(store.provider, store.path, store.entry.key, store.node)

    def _add(self, provider: Provider | None, path: Path, key: Node, node: Mapping) -> None:
        self._slots[id(key)] = node
        self._stores.setdefault(id(provider), {}).setdefault(id(key), _Store(path, key, node))

    def of_mapping(self, mapping: Mapping, path: Path, within: Span) -> tuple[Symbol, ...]:
        """A symbol for each entry that stands in the mapping itself; what is merged in stands elsewhere."""
        found = (self._of_entry(entry, (*path, entry.name), within) for entry in mapping.entries)
        return tuple(symbol for symbol in found if symbol is not None)

    def _of_entry(self, entry: Entry, path: Path, within: Span) -> Symbol | None:
        span = entry.span
        if not within.contains(span) or not entry.name.strip():
            return None
        backend = self._backends.get(id(entry))
        slot = self._slots.get(id(entry.key))
        if backend is not None:
            return Symbol(entry.name, _backend_detail(backend), SymbolKind.BACKEND, span, entry.key.span)
        if slot is not None:
            return Symbol(entry.name, _store_detail(slot), SymbolKind.STORE, span, entry.key.span)
        return self._of_value(entry, path, span)

    def _of_value(self, entry: Entry, path: Path, span: Span) -> Symbol:
        # What an alias stands for is drawn where it is written.
        match entry.value:
            case Mapping() as mapping:
                inner = self.of_mapping(mapping, path, span) if len(path) <= _DEEPEST else ()
                return Symbol(entry.name, "", SymbolKind.SECTION, span, entry.key.span, inner)
            case Sequence() as items:
                inner = self._of_items(items, path, span)
                return Symbol(entry.name, _counted(items), SymbolKind.LIST, span, entry.key.span, inner)
            case Scalar() as scalar:
                text = "" if is_secret_name(entry.name) else _shortened(scalar.text)
                return Symbol(entry.name, text, SymbolKind.VALUE, span, entry.key.span)
            case _:
                return Symbol(entry.name, "", SymbolKind.VALUE, span, entry.key.span)

    def _of_items(self, items: Sequence, path: Path, within: Span) -> tuple[Symbol, ...]:
        kind = self._resources.get(path)
        found: list[Symbol] = []
        for index, item in enumerate(items.items):
            node = target(item)
            provider = self._providers.get((*path, index))
            if not within.contains(item.span):
                continue
            if provider is not None:
                found.append(self._of_provider(provider, item))
            elif kind is not None and isinstance(node, Mapping):
                found.append(_of_resource(kind, node, item))
        return tuple(found)

    def _of_provider(self, provider: Provider, item: Node) -> Symbol:
        stores = tuple(self._stores_in(provider, item.span))
        selection = _inside(provider.id_node, item)
        name = provider.title.strip() or provider.api
        return Symbol(name, _shortened(provider.type.raw), SymbolKind.PROVIDER, item.span, selection, stores)

    def _stores_in(self, provider: Provider, within: Span) -> Iterator[Symbol]:
        """The stores of a provider; those of a shared configuration stand elsewhere and are left out."""
        for store in self._stores.get(id(provider), {}).values():
            span = Span(store.key.start, max(store.key.end, store.node.end))
            name = ".".join(map(str, store.path[len(provider.config_path) :]))
            if within.contains(span) and store.key.start <= store.node.start and name:
                yield Symbol(name, _store_detail(store.node), SymbolKind.STORE, span, store.key.span)


def _of_resource(kind: ResourceKind, node: Mapping, item: Node) -> Symbol:
    named = node.get(kind.id_key)
    found = spelt(named) if isinstance(named, Scalar) else None
    symbol_kind = SymbolKind.MODEL if kind.id_key == "model_id" else SymbolKind.RESOURCE
    provider = _shortened(read_value(node.get("provider_id")).raw)
    name = found.text if found is not None else kind.singular
    return Symbol(name.strip() or kind.singular, provider, symbol_kind, item.span, _inside(named, item))


def _inside(named: Node | None, item: Node) -> Span:
    """The place of what names an item, or its beginning where that stands elsewhere."""
    if named is not None and item.span.contains(named.span):
        return named.span
    return Span(item.start, item.start)


def _backend_detail(backend: Backend) -> str:
    """Its type and where its data is: `kv_sqlite · ${env.DIR:=/data}/kv.db`."""
    keys = [key for key, _ in backend.spec.identity if key != "connection_string"] if backend.spec else []
    values = {key: value.raw for key in keys if (value := backend.value(key)) is not None and value.raw}
    if "host" in values and "port" in values:
        values["host"] += f":{values.pop('port')}"
    return " · ".join(part for part in (backend.type.raw, _shortened("/".join(values.values()))) if part)


def _store_detail(node: Mapping) -> str:
    """Its backend and the name of its data there: `kv_default · registry`; an inline store's type and file."""
    inner = as_mapping(node.get("sql_store_config")) or node
    keys = ("backend", "namespace", "table_name") if node.entry("backend") else ("type", "db_path", "host")
    wanted = (_shortened(read_value(inner.get(key)).raw) for key in keys)
    return " · ".join(part for part in wanted if part)


def _counted(items: Sequence) -> str:
    return f"{len(items.items)} item{'' if len(items.items) == 1 else 's'}"


def _shortened(text: str) -> str:
    line = " ".join(masked(text).split())
    return line if len(line) <= _LONGEST_DETAIL else line[: _LONGEST_DETAIL - 1] + "…"
