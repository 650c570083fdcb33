"""Things registered at start, and the names by which parts of a file refer to each other besides storage backends."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge.hiding import shown
from stacklint.knowledge.places import Place
from stacklint.knowledge.records import Explanation, Fact, Related, code, listed
from stacklint.knowledge.releases import life, part
from stacklint.model.document import Document
from stacklint.model.resources import SECTION, place_of
from stacklint.model.stack import Provider, as_mapping
from stacklint.model.values import Value, read_value
from stacklint.syntax.nodes import Mapping, Scalar, Sequence, target
from stacklint.syntax.path import Path
from stacklint.text.span import Span
from stacklint_schemas import ReferencePath, ResourceKind

_OF_MODELS = "inference"
"""The API whose providers serve models."""


class Resource:
    """One item of a list of things to register."""

    __slots__ = ("id_node", "kind", "node", "path")

    def __init__(self, kind: ResourceKind, node: Mapping, path: Path) -> None:
        self.kind = kind
        self.node = node
        self.path = path
        found = node.get(kind.id_key)
        self.id_node = found if isinstance(found, Scalar) else None


def resources_of(document: Document, kind: ResourceKind) -> Iterator[Resource]:
    """The things of one kind that the file registers, at top level and where they belong today."""
    section = as_mapping(document.root.get(SECTION))
    for holder, base in ((document.root, (kind.key,)), (section, (SECTION, kind.key))):
        items = holder.get(kind.key) if holder is not None else None
        if isinstance(items, Sequence):
            for index, item in enumerate(items.items):
                node = target(item)
                if isinstance(node, Mapping):
                    yield Resource(kind, node, (*base, index))


def list_facts(place: Place) -> Iterator[Fact]:
    """Where a list of things to register is read, at the key of the list."""
    document, path = place.document, place.path
    if len(path) == 1 and place.known is not None and place.known.releases & place.wanted:
        # Another thing of this name, or a list that belongs at top level.
        return
    catalogue, wanted = document.knowledge.catalogue, document.reading.releases
    for kind in document.knowledge.resources:
        if path not in ((kind.key,), (SECTION, kind.key)):
            continue
        read = kind.registered if len(path) == 2 else kind.top_level
        if not read & wanted:
            words = life(catalogue, read)
            if place.known is None or place.known.key is None or words != life(catalogue, place.known.releases):
                # Otherwise the schemas have said it.
                yield Fact("Read here", f"only {words}" if words else "by no release")
            now = place_of(kind, document.knowledge, wanted)
            if now and now != path:
                yield Fact("Now", code(".".join(now)))
        if kind.automatic & wanted:
            when = part(catalogue, kind.automatic, wanted)
            yield Fact("Not needed", f"{when}, as upstream registers these by itself".lstrip(", "))


def resource_at(document: Document, path: Path) -> Resource | None:
    """The thing to register whose id stands at *path*."""
    for kind in document.knowledge.resources:
        lists = ((kind.key,), (SECTION, kind.key))
        if len(path) > 2 and path[-1] == kind.id_key and path[:-2] in lists:
            node = document.stack.at(path[:-1])
            return Resource(kind, node, path[:-1]) if isinstance(node, Mapping) else None
    return None


def explain_resource(document: Document, resource: Resource, span: Span) -> Explanation:
    """A thing to register, at its id."""
    kind, node = resource.kind, resource.node
    facts: list[Fact] = []
    provider = node.get("provider_id")
    if provider is not None:
        api = _provider_api(document, resource)
        facts += provider_facts(document, api, read_value(provider), "Served by") if api else ()
    own = kind.id_key.removesuffix("_id")
    for key in (f"provider_{own}_id", f"{own}_type", "embedding_model"):
        value = read_value(node.get(key))
        if value.raw and not value.is_null:
            facts.append(Fact(key, shown(value.raw)))
    wanted = document.reading.releases
    read = kind.registered if resource.path[0] == SECTION else kind.top_level
    if not read & wanted:
        words = life(document.knowledge.catalogue, read)
        facts.append(Fact("Read here", f"only {words}" if words else "by no release"))
    return Explanation(span, read_value(resource.id_node).raw, kind.singular, "", tuple(facts))


def _provider_api(document: Document, resource: Resource) -> str:
    reference = reference_at(Place(document, (*resource.path, "provider_id")))
    return reference.target.removeprefix("provider:") if reference is not None else ""


def reference_at(place: Place) -> ReferencePath | None:
    """What the value at a place names, when it names something."""
    owner = place.owner
    if owner is None or owner.backend is not None:
        return None
    known = place.document.knowledge.stack_references
    if owner.provider is not None:
        known = owner.provider.spec.references if owner.provider.spec is not None else ()
    keys = place.keys
    fitting = [each for each in known if len(each.path) == len(keys) and _fits(each.path, keys, place.inner)]
    return max(fitting, key=lambda each: (each.releases & place.wanted).bit_length(), default=None)


def _fits(pattern: Path, keys: Path, path: Path) -> bool:
    return all(want in ("*", key, step) for want, key, step in zip(pattern, keys, path, strict=True))


def explain_reference(place: Place, reference: ReferencePath, value: Value, span: Span) -> Explanation | None:
    """A value that names a provider or a registered thing."""
    document = place.document
    if reference.target.startswith("provider:"):
        api = reference.target.removeprefix("provider:")
        found = _providers(document, api, value)
        facts = tuple(provider_facts(document, api, value, "Provider"))
        related = tuple(Related((each.id_node or each.node).span, "declared here") for each in found)
        return Explanation(span, value.raw, f"provider of {api}", place.help, facts, related)
    kind = _kind(document, reference.target)
    if kind is None:
        return None
    same = [each for each in resources_of(document, kind) if _is_called(each, value)]
    if not same:
        note = "not in this file; a provider may offer it by itself"
        return Explanation(span, value.raw, kind.singular, place.help, (Fact("Registered", note),))
    found_facts = explain_resource(document, same[0], span).facts
    related = tuple(Related(each.id_node.span, "declared here") for each in same if each.id_node is not None)
    return Explanation(span, value.raw, kind.singular, place.help, found_facts, related)


def provider_facts(document: Document, api: str, value: Value, title: str) -> Iterator[Fact]:
    """The provider that a name means."""
    if not value.known and not value.raw:
        return
    found = _providers(document, api, value)
    if found:
        provider = found[-1]
        yield Fact(title, f"{code(provider.title)}, {shown(provider.type.raw)}")
        if provider.enabled.on is False:
            yield Fact("Switched off", "so nothing is served by it")
        elif provider.enabled.variables:
            yield Fact("On", f"only while {listed([code(name) for name in provider.enabled.variables])} is set")
        return
    meaning = _meaning(document, api, value.text)
    if meaning:
        yield Fact(title, meaning)
    elif value.known and value.text:
        ids = [each.title for each in document.stack.providers if each.api == api and each.id.raw]
        yield Fact("Unresolved", f"no provider of {code(api)} is called {shown(value.text)}")
        if ids:
            yield Fact("Declared", listed([code(each) for each in ids]))


def _meaning(document: Document, api: str, word: str) -> str:
    """What upstream takes a word for in the place of a provider's id; empty for one without a meaning of its own."""
    knowledge = document.knowledge
    first, taken = knowledge.first_marker if api == _OF_MODELS else ("", 0)
    disabled, dropped = knowledge.disabled_marker
    for marker, releases, meaning in (
        (first, taken, f"the first provider of {code(api)} that is on"),
        (disabled, dropped, "none: the entry is left out"),
    ):
        if word and word == marker and releases & document.reading.releases:
            return f"{meaning}, {part(knowledge.catalogue, releases, knowledge.catalogue.every)}"
    return ""


def _providers(document: Document, api: str, value: Value) -> list[Provider]:
    return [
        each
        for each in document.stack.providers
        if each.api == api and (_same(each.id, value) or (value.text and each.title == value.text))
    ]


def _is_called(resource: Resource, value: Value) -> bool:
    """Whether a value means a thing: by its id or what its provider calls it, alone or behind the provider's id."""
    if not value.raw:
        return False
    own = resource.kind.id_key.removesuffix("_id")
    provider = read_value(resource.node.get("provider_id")).text
    for key in (resource.kind.id_key, f"provider_{own}_id"):
        given = read_value(resource.node.get(key))
        whole = f"{provider}/{given.text}" if provider and given.text else ""
        if _same(given, value) or (whole and whole == value.text):
            return True
    return False


def _same(one: Value, other: Value) -> bool:
    return bool(one.raw) and (one.raw == other.raw or bool(one.text and one.text == other.text))


def _kind(document: Document, name: str) -> ResourceKind | None:
    kinds = [
        kind
        for kind in document.knowledge.resources
        if name in (kind.id_key.removesuffix("_id"), kind.singular.replace(" ", "_"))
    ]
    return kinds[0] if kinds else None
