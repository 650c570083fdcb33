"""The index of names, guided by the generated references and slots."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.names.records import Mention, Name, NameKind, Role
from stacklint.model.names.spelling import Spelt, spelt
from stacklint.model.names.text import read_texts
from stacklint.model.origins import Origin
from stacklint.model.references import References
from stacklint.model.resources import SECTION
from stacklint.model.stack import as_mapping, step_down
from stacklint.syntax.nodes import Alias, Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.syntax.source import source_span
from stacklint.text.span import Span
from stacklint_schemas import KeyPath, ReferencePath, ResourceKind
from stacklint_schemas.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.document import Document

_MODEL = "model"


class Names:
    """All names of one document. Made in one go, in time that grows with the length of the text."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._names: dict[tuple[NameKind, str, str], Name] = {}
        self._placed: set[tuple[int, int, int]] = set()
        texts = read_texts(document.text, document.root)
        self._collect_backends(texts.mappings)
        self._collect_providers()
        self._collect_resources()
        self._collect_references()
        self._all = [*self._names.values(), *texts.variables.values(), *texts.anchors]
        for name in self._all:
            name.mentions.sort(key=lambda mention: mention.span)

    def __iter__(self) -> Iterator[Name]:
        """Every name: by kind, and of a kind in the order of their first declarations, then uses."""
        return iter(self._all)

    def of(self, kind: NameKind, scope: str | None = None) -> list[Name]:
        """The names of a kind, in one scope or all."""
        return [name for name in self._all if name.kind is kind and scope in (None, name.scope)]

    def find(self, kind: NameKind, scope: str, text: str) -> Name | None:
        """One name; anchors are not found so, as several may have the same."""
        found = self._names.get((kind, scope, text))
        if found is None and kind is NameKind.VARIABLE:
            found = next((name for name in self.of(kind) if name.text == text), None)
        return found

    def at(self, offset: int) -> tuple[Name, Mention] | None:
        """The name at a place, and which of its mentions stands there; both ends of one count."""
        best: tuple[Name, Mention] | None = None
        for name in self._all:
            # The sign before an anchor's name belongs to it for somebody who points there.
            sign = 1 if name.kind is NameKind.ANCHOR else 0
            for mention in name.mentions:
                if mention.span.start - sign <= offset <= mention.span.end and _is_better(mention, best):
                    best = name, mention
        return best

    # Collecting ------------------------------------------------------------------------------------------------------

    def _name(self, kind: NameKind, scope: str, text: str) -> Name:
        name = self._names.get((kind, scope, text))
        if name is None:
            name = self._names[kind, scope, text] = Name(kind, scope, text)
        return name

    def _declare(self, kind: NameKind, scope: str, entry: Entry, whole: Span, owner: Mapping | None) -> None:
        """What the value of *entry* spells names *whole*."""
        found = self._spelt(entry.value)
        if found is not None:
            name = self._name(kind, scope, found[1].text)
            self._add(name, entry.value, *found, whole=whole, declares=True, owner=owner)

    def _declare_key(self, kind: NameKind, entry: Entry) -> None:
        if isinstance(entry.key, Scalar) and entry.key.text:
            # Variables are not filled in in keys.
            text = entry.key.text
            self._add(
                self._name(kind, "", text),
                entry.key,
                entry.key,
                Spelt(text, 0, len(text)),
                whole=entry.span,
                declares=True,
            )

    def _use(self, kind: NameKind, scope: str, node: Node, owner: Mapping | None, role: Role = Role.SPELT) -> None:
        found = self._spelt(node)
        if found is not None:
            self._add(self._name(kind, scope, found[1].text), node, *found, owner=owner, role=role)

    def _add(
        self,
        name: Name,
        node: Node,
        scalar: Scalar,
        found: Spelt,
        *,
        whole: Span | None = None,
        declares: bool = False,
        owner: Mapping | None = None,
        role: Role = Role.SPELT,
    ) -> None:
        """A mention, unless this part of the scalar is one already: several aliases may lead to it."""
        if isinstance(node, Alias):
            name.aliases.add(id(node))
        key = (id(name), id(scalar), found.start)
        if key in self._placed:
            return
        self._placed.add(key)
        span = source_span(self._text, scalar, found.start, found.end)
        role = Role.MIXED if found.mixed else role
        name.mentions.append(Mention(span, whole or span, declares, role, scalar, found.start, found.end, owner))

    def _spelt(self, node: Node) -> tuple[Scalar, Spelt] | None:
        scalar = target(node)
        found = spelt(scalar) if isinstance(scalar, Scalar) else None
        if not isinstance(scalar, Scalar) or found is None:
            return None
        return None if found.text == self._document.knowledge.disabled_marker[0] else (scalar, found)

    # Backends --------------------------------------------------------------------------------------------------------

    def _collect_backends(self, mappings: list[Mapping]) -> None:
        document = self._document
        storage = document.stack.storage
        declared = as_mapping(storage.get("backends")) if storage else None
        for entry in _entries(declared):
            self._declare_key(NameKind.BACKEND, entry)
        seen: set[int] = set()
        for origin in document.references.origins:
            if origin.node is None:
                self._name(NameKind.BACKEND, "", origin.backend.text).assumed.append(origin)
            else:
                seen.add(id(origin.node))
                self._use_backend(origin, origin.node)
        every = document.knowledge.catalogue.every
        if document.reading.releases != every:
            # A slot of another release is the same use for somebody who reads or renames.
            for origin in References(document.stack, every).origins:
                if origin.node is not None and id(origin.node) not in seen:
                    self._use_backend(origin, origin.node)
                    seen.add(id(origin.node))
        self._use_by_form([mapping for mapping in mappings if id(mapping) not in seen])

    def _use_backend(self, origin: Origin, node: Mapping) -> None:
        entry = node.entry("backend")
        if entry is None:
            return
        if origin.rewritten_from and isinstance(origin.place, Scalar):
            name = self._name(NameKind.BACKEND, "", origin.backend.text)
            text = origin.place.text
            written = Spelt(text, 0, len(text))
            self._add(name, entry.value, origin.place, written, owner=node, role=Role.REWRITTEN)
        else:
            self._use(NameKind.BACKEND, "", entry.value, node)

    def _use_by_form(self, mappings: list[Mapping]) -> None:
        """References where no slot is known, as in providers from elsewhere: told by their keys and a declared name."""
        name_keys = {slot.name_key for slot in self._document.knowledge.stack_slots}
        for mapping in mappings:
            entry = mapping.entry("backend")
            found = None if entry is None else self._spelt(entry.value)
            if entry is None or found is None or not any(mapping.entry(key) for key in name_keys):
                continue
            name = self._names.get((NameKind.BACKEND, "", found[1].text))
            if name is not None:
                self._add(name, entry.value, *found, owner=mapping)

    # Providers, resources and what refers to them --------------------------------------------------------------------

    def _collect_providers(self) -> None:
        providers = as_mapping(self._document.root.get("providers"))
        for entry in _entries(providers):
            self._declare_key(NameKind.API, entry)
            if providers is not None and providers.entry(entry.name) is not entry:
                # A repeated key drops it, and still it is the same name for somebody who renames.
                self._collect_items(target(entry.value), "provider_id", NameKind.PROVIDER, entry.name)
        for provider in self._document.stack.providers:
            given = provider.node.entry("provider_id")
            if given is not None:
                self._declare(NameKind.PROVIDER, provider.api, given, provider.node.span, provider.node)

    def _collect_resources(self) -> None:
        for kind in self._document.knowledge.resources:
            for path in ((kind.key,), (SECTION, kind.key)):
                items = step_down(self._document.root, path)
                self._collect_items(items, kind.id_key, NameKind.RESOURCE, scope_of(kind))

    def _collect_items(self, items: Node | None, key: str, kind: NameKind, scope: str) -> None:
        """What the items of a list declare by the value of *key*."""
        for item in items.items if isinstance(items, Sequence) else ():
            node = target(item)
            entry = node.entry(key) if isinstance(node, Mapping) else None
            if isinstance(node, Mapping) and entry is not None:
                self._declare(kind, scope, entry, node.span, node)

    def _collect_references(self) -> None:
        models = {
            name.text: name for name in self._names.values() if (name.kind, name.scope) == (NameKind.RESOURCE, _MODEL)
        }
        others = _other_names(models)
        for owner, references in self._owners():
            for reference in references:
                for node, parent in _at(owner, reference.path, None):
                    kind, _, api = reference.target.partition(":")
                    match kind:
                        case "provider":
                            self._use(NameKind.PROVIDER, api, node, parent)
                        case "api":
                            self._use(NameKind.API, "", node, parent)
                        case "model":
                            self._use_model(node, parent, models, others)
                        case _:
                            self._use(NameKind.RESOURCE, kind, node, parent)

    def _owners(self) -> Iterator[tuple[Mapping, tuple[ReferencePath, ...]]]:
        yield self._document.root, self._document.knowledge.stack_references
        for provider in self._document.stack.providers:
            if provider.spec is not None and provider.config is not None:
                yield provider.config, provider.spec.references

    def _use_model(self, node: Node, owner: Mapping | None, models: dict[str, Name], others: dict[str, Name]) -> None:
        """A model by its id, by its provider and its id, or by what its provider calls it."""
        found = self._spelt(node)
        if found is None:
            return
        scalar, written = found
        text = written.text
        if text in models or written.mixed:
            self._use(NameKind.RESOURCE, _MODEL, node, owner)
            return
        for index, character in enumerate(text):
            provider = self._names.get((NameKind.PROVIDER, "inference", text[:index])) if character == "/" else None
            if provider is None:
                continue
            middle = written.start + index
            self._add(provider, node, scalar, Spelt(text[:index], written.start, middle), owner=None)
            rest = Spelt(text[index + 1 :], middle + 1, written.end)
            known = models.get(rest.text) or others.get(rest.text)
            role = Role.SPELT if rest.text in models or known is None else Role.OTHERWISE
            name = known or self._name(NameKind.RESOURCE, _MODEL, rest.text)
            self._add(name, node, scalar, rest, owner=owner, role=role)
            return
        if (other := others.get(text)) is not None:
            self._add(other, node, scalar, written, owner=owner, role=Role.OTHERWISE)
        else:
            self._use(NameKind.RESOURCE, _MODEL, node, owner)


def scope_of(kind: ResourceKind) -> str:
    """What references call such resources: `model`, `vector_store`, also for the lists they stood in before."""
    return (kind.successor or kind.key).removesuffix("s")


def _is_better(mention: Mention, best: tuple[Name, Mention] | None) -> bool:
    """Of mentions that lie in each other the smaller one is meant, of neighbours the one that begins at the place."""
    if best is None:
        return True
    length, other = mention.span.end - mention.span.start, best[1].span.end - best[1].span.start
    return length < other or (length == other and mention.span.start > best[1].span.start)


def _entries(mapping: Mapping | None) -> list[Entry]:
    """The entries of a mapping, those that a repeated key drops and those merged in with them."""
    if mapping is None:
        return []
    own = [entry for entry in mapping.entries if isinstance(entry.key, Scalar) and entry.key.text != "<<"]
    known = {id(entry) for entry in own}
    return [*own, *(entry for entry in mapping.effective().values() if id(entry) not in known)]


def _other_names(models: dict[str, Name]) -> dict[str, Name]:
    """What providers call the models, where it tells one."""
    found: dict[str, Name] = {}
    for name in models.values():
        for mention in name.mentions:
            node = mention.owner.get("provider_model_id") if mention.owner else None
            if isinstance(node, Scalar) and node.text:
                found.setdefault(node.text, name)
    return found


def _at(node: Node | None, steps: KeyPath, owner: Mapping | None) -> Iterator[tuple[Node, Mapping | None]]:
    """The values that *steps* lead to, aliases not followed at the end, each with the mapping it is a value in."""
    if not steps:
        if node is not None:
            yield node, owner
        return
    inner = None if node is None else target(node)
    step, rest = steps[0], steps[1:]
    if isinstance(inner, Sequence) and step == "*":
        for item in inner.items:
            yield from _at(item, rest, None)
    elif isinstance(inner, Mapping):
        entries = list(inner.effective().values()) if step == "*" else [inner.entry(step)]
        for entry in entries:
            if entry is not None:
                yield from _at(entry.value, rest, inner)
