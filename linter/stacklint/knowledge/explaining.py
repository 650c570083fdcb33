"""Finds out what a place of a document is and has it explained."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge import backends, providers, resources, slots
from stacklint.knowledge.environment import explain_expression
from stacklint.knowledge.keys import key_facts, kind_of, title_of, value_facts
from stacklint.knowledge.places import Place, provider_at
from stacklint.knowledge.records import Explanation, Fact, Related, code
from stacklint.knowledge.release import explain_release
from stacklint.knowledge.releases import life
from stacklint.knowledge.remarks import explain_comment
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore
from stacklint.model.values import read_value
from stacklint.syntax.location import nodes_at
from stacklint.syntax.nodes import Alias, Mapping, Scalar, target
from stacklint.syntax.path import Path
from stacklint.text.span import Span
from stacklint_schemas import Slot


def explain(document: Document, offset: int) -> Explanation | None:
    """What is known of a place of the document's own text; None for blank space, other comments and free text.

    No secret that the file holds is in the answer.
    """
    found = explain_comment(document, offset) or _explain_node(document, offset)
    label = document.reading.label
    return found if found is None or found.name == label else found._replace(label=label)


def _explain_node(document: Document, offset: int) -> Explanation | None:
    steps = nodes_at(document.root, offset)
    if not steps:
        return None
    step = steps[-1]
    node = step.node
    path = tuple(each for each in step.path if each != "<<")
    if not path or path[-1] == "" or (step.is_key and step.path[-1] == "<<"):
        return None
    place = Place(document, path)
    if isinstance(node, Alias):
        return None if step.path[-1] == "<<" else _aliased(place, node)
    if not isinstance(node, Scalar) or node.start == node.end:
        return None
    if step.is_key:
        return explain_key(place, node.span)
    role = _role(place, node)
    expression = explain_expression(place, node, offset)
    if expression is None:
        return role or _plain(place, node, node.span)
    if role is None:
        return expression
    return expression._replace(facts=(*expression.facts, *role.facts), related=(*role.related, *expression.related))


def _aliased(place: Place, alias: Alias) -> Explanation | None:
    """What an alias stands for, where it stands."""
    node = target(alias)
    found = _role(place, node) if isinstance(node, Scalar) else None
    found = found or _plain(place, node if isinstance(node, Scalar) else None, alias.span)
    return None if found is None else found._replace(span=alias.span)


def explain_key(place: Place, span: Span) -> Explanation | None:
    """A key of a document, written or left out, to be shown at *span*."""
    document, path = place.document, place.path
    for backend in document.stack.backends:
        if backend.path == path:
            return backends.explain_backend(document, backend, span)
    if len(path) == 2 and path[0] == "providers":
        return providers.explain_api(document, str(path[1]), span)
    for store in document.inline_stores:
        if store.path == path[: len(store.path)]:
            if len(store.path) == len(path):
                return _legacy(place, store, span)
            if store.legacy is None or not store.legacy.releases & place.wanted:
                return _in_legacy(place, store, span)
    found = slots.slots_at(place)
    if found:
        return _slot(place, found, span)
    facts = list(_read_otherwise(place)) or [*key_facts(place), *resources.list_facts(place)]
    if beside := list(_beside(place)):
        # Beside the type of the backend, that its name is a text says nothing.
        facts = [fact for fact in facts if fact.name not in {each.name for each in beside}]
    facts += [*beside, *_inside(place)]
    related: tuple[Related, ...] = ()
    if len(path) == 1 and (path[0] == "version" or span == document.root_place):
        release = explain_release(document, span)
        # The release itself is said of every place.
        facts += release.facts
        related = release.related
    summary = place.help or _help_of_reference(place)
    if not facts and not summary:
        return None
    return Explanation(span, title_of(place), kind_of(place), summary, tuple(facts), related)


def _help_of_reference(place: Place) -> str:
    """Our line about a key of a provider's reference to a backend, which is that of every reference."""
    around = Place(place.document, place.path[:-1])
    if not any(place.name in ("backend", slot.name_key) for slot in slots.slots_at(around)):
        return ""
    knowledge = place.document.knowledge
    stores = (slot.path for slot in knowledge.stack_slots if slot.path[:2] == ("storage", "stores"))
    return next(filter(None, (knowledge.help((*path, place.name)) for path in stores)), "")


def _legacy(place: Place, store: InlineStore, span: Span) -> Explanation:
    facts = tuple(slots.legacy_facts(place.document, store))
    if effect := slots.legacy_effect(place, store):
        facts += (Fact("Effect", effect),)
    summary = place.help or "A whole store where it is used, as releases before named backends had it."
    return Explanation(span, place.name, "inline store of the old form", summary, facts)


def _in_legacy(place: Place, store: InlineStore, span: Span) -> Explanation:
    """A key of a store that no release asked about reads: what counts is said at the store."""
    whole = code(str(store.path[-1]))
    facts = (Fact("Read", f"by none of these releases; {whole} is an inline store of the old form"),)
    return Explanation(span, place.name, "key of an inline store of the old form", "", facts)


def _slot(place: Place, found: tuple[Slot, ...], span: Span) -> Explanation:
    facts = [*slots.slot_facts(place, found)]
    related: list[Related] = []
    for origin in slots.origins_at(place.document, place.path):
        if not origin.implicit:
            facts += slots.explained_origin(place, origin)
            related += backends.declared_at(place.document, origin)
    name = ".".join(place.keys)
    return Explanation(span, name, "store", place.help, tuple(dict.fromkeys(facts)), tuple(related))


def _read_otherwise(place: Place) -> Iterator[Fact]:
    """A namespace that upstream takes for the name of a table, where it turns the reference around it into another."""
    around = Place(place.document, place.path[:-1])
    for slot in slots.slots_at(around):
        written = place.document.stack.at(around.path)
        if slot.rewrite is None or place.name != "namespace" or not slot.rewrite.releases & place.wanted:
            continue
        if isinstance(written, Mapping) and written.entry(slot.name_key) is None:
            when = life(place.document.knowledge.catalogue, slot.rewrite.releases)
            yield Fact("Read as", f"{code(slot.name_key)} {when}".rstrip())


def _beside(place: Place) -> Iterator[Fact]:
    """What the keys of a reference come to: the backend, the namespace, the table."""
    around = Place(place.document, place.path[:-1])
    for slot in slots.slots_at(around):
        if not slot.releases & place.wanted:
            continue
        if place.name == slot.name_key:
            yield from slots.name_facts(around, slot)
        elif place.name == "backend":
            for origin in slots.origins_at(place.document, around.path):
                if origin.slot is slot and not origin.implicit:
                    yield from backends.resolution_facts(place.document, origin)


def _inside(place: Place) -> Iterator[Fact]:
    """What is assumed for stores that are left out below a key, and which stores a provider's `config` needs."""
    document = place.document
    yield from slots.left_out(document, place.path)
    provider = provider_at(document, place.path)
    if provider is not None and provider.spec is not None and place.path == provider.config_path:
        yield from providers.store_facts(document, provider.spec)


def _role(place: Place, node: Scalar) -> Explanation | None:
    """What a value is the name of; None for one that names nothing."""
    document, path, span = place.document, place.path, node.span
    provider = provider_at(document, path) if len(path) == 4 and path[0] == "providers" else None
    if provider is not None and path[3] == "provider_type":
        if not provider.type.known and not provider.external:
            return None
        return providers.explain_provider_type(document, provider, span)
    if provider is not None and path[3] == "provider_id":
        return providers.explain_provider(document, provider, span)
    if len(path) == 4 and path[:2] == ("storage", "backends") and path[3] == "type" and place.owner is None:
        return backends.explain_unknown_type(document, read_value(node).text, span)
    if place.owner is not None and (backend := place.owner.backend) is not None:
        is_type = path == (*backend.path, "type") and backend.spec is not None
        return backends.explain_backend_type(document, backend.spec, span) if is_type and backend.spec else None
    if place.name == "backend":
        found = _reference(place, path[:-1], span) or _by_form(document, path[:-1], node)
        if found is not None:
            return found
    resource = resources.resource_at(document, path)
    if resource is not None:
        return resources.explain_resource(document, resource, span)
    reference = resources.reference_at(place)
    if reference is None:
        return None
    value = read_value(node)
    if reference.target == "api":
        return providers.explain_api(document, value.text, span) if value.text else None
    return resources.explain_reference(place, reference, value, span)


def _reference(place: Place, slot: Path, span: Span) -> Explanation | None:
    """The name of a backend where one is used."""
    document = place.document
    origins = [origin for origin in slots.origins_at(document, slot) if not origin.implicit]
    if not origins:
        return None
    name = origins[0].rewritten_from or origins[0].backend.raw
    facts = (fact for origin in origins for fact in slots.explained_origin(Place(document, slot), origin))
    # The name itself is the title.
    told = tuple(fact for fact in dict.fromkeys(facts) if fact != Fact("Backend", code(name)))
    related = backends.declared_at(document, origins[0])
    return Explanation(span, name, f"storage backend for {origins[0].user}", "", told, related)


def _by_form(document: Document, around: Path, node: Scalar) -> Explanation | None:
    """A declared backend where no slot is known, as in the configuration of a provider from elsewhere."""
    backend = document.stack.backend(read_value(node).text)
    mapping = document.stack.at(around)
    names = {slot.name_key for slot in document.knowledge.stack_slots}
    if backend is None or not isinstance(mapping, Mapping) or not any(mapping.entry(name) for name in names):
        return None
    facts = tuple(backends.backend_facts(document, backend))
    related = (Related(backend.entry.key.span, "declared here"),)
    return Explanation(node.span, backend.name, "storage backend", "", facts, related)


def _plain(place: Place, node: Scalar | None, span: Span) -> Explanation | None:
    """A value that names nothing: what its key is for."""
    path = place.path
    while path and isinstance(path[-1], int):
        path = path[:-1]
    found = explain_key(Place(place.document, path), span) if path else None
    if found is None or node is None:
        return found
    return found._replace(facts=(*found.facts, *value_facts(place, node)))
