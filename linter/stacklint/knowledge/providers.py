"""Provider types, provider entries and APIs."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge.backends import FAMILIES
from stacklint.knowledge.causes import causes
from stacklint.knowledge.hiding import shown
from stacklint.knowledge.records import Explanation, Fact, Related, code, listed
from stacklint.knowledge.releases import life, part, union
from stacklint.model.document import Document
from stacklint.model.stack import Provider
from stacklint.text.similar import nearest
from stacklint.text.span import Span
from stacklint_schemas import ProviderType


def explain_provider_type(document: Document, provider: Provider, span: Span) -> Explanation:
    """The type of a provider, at its name."""
    name, knowledge = provider.type.text or provider.type.raw, document.knowledge
    kind = f"provider type of {provider.api}"
    if provider.external:
        return Explanation(span, name, kind, "It is implemented outside upstream; nothing is known of its settings.")
    if provider.spec is None:
        near = nearest(name, knowledge.provider_types(provider.api), 0.75)
        facts = (Fact("Nearest", code(near)),) if near else ()
        return Explanation(span, name, f"unknown {kind}", "No release has it.", facts)
    said = tuple(type_facts(document, provider.spec))
    return Explanation(span, name, kind, "", said, page=sources(document, provider.spec))


def sources(document: Document, spec: ProviderType) -> tuple[str, str] | None:
    """The page with a type's sources in the newest release that a document may be for, and what to call it."""
    catalogue, releases = document.knowledge.catalogue, spec.releases & document.reading.releases
    if not releases:
        return None
    release = catalogue.last(releases)
    page = document.knowledge.source_address(spec, release)
    return (page, f"Sources in {release.package} {release.version}") if page else None


def type_facts(document: Document, spec: ProviderType) -> Iterator[Fact]:
    """Since when there is such a type, what took its place, and what it needs."""
    knowledge, wanted = document.knowledge, document.reading.releases
    catalogue = knowledge.catalogue
    if not spec.releases & wanted:
        yield Fact("Not in these releases", f"known {life(catalogue, spec.releases)}")
    else:
        yield Fact("Known", life(catalogue, spec.releases) or "in every release")
    for api, old, gone, new_api, new in knowledge.type_replacements:
        if (api, old) == (spec.api, spec.name):
            where = f" of API {code(new_api)}" if new_api != api else ""
            yield Fact("Replaced by", f"{code(new)}{where}, {life(catalogue, gone)}")
    if wanted & ~spec.releases:
        yield from causes(document, "type", f"{spec.api} {spec.name}")
    for deprecation in spec.deprecations:
        if deprecation.releases & wanted:
            instead = f"; use {code(deprecation.replacement)}" if deprecation.replacement else ""
            yield Fact("Deprecated", f"{life(catalogue, deprecation.releases) or 'yes'}{instead}")
    yield from _dependencies(document, spec)
    yield from store_facts(document, spec)


def _dependencies(document: Document, spec: ProviderType) -> Iterator[Fact]:
    """The APIs without which a type does not work, and those that it uses when they are there."""
    catalogue, scope = document.knowledge.catalogue, document.reading.releases & spec.releases
    needed: list[str] = []
    used: list[str] = []
    for each in spec.dependencies:
        for names, releases in ((needed, each.required), (used, each.optional & ~each.required)):
            if releases & scope:
                when = part(catalogue, releases, scope)
                names.append(f"{code(each.api)} ({when})" if when else code(each.api))
    if needed:
        yield Fact("Needs", listed(needed))
    if used:
        yield Fact("Uses if there", listed(used))


def store_facts(document: Document, spec: ProviderType) -> Iterator[Fact]:
    """The stores of a provider type, in the releases that are asked about."""
    catalogue, wanted = document.knowledge.catalogue, document.reading.releases
    for slot in spec.slots:
        here = slot.releases & wanted
        if not here:
            continue
        words = [FAMILIES[slot.family]]
        words += ["required"] if slot.required & here == here else []
        words += [f"usually {slot.name_key} {code(slot.sample)}"] if slot.sample else []
        words += [f"{code(each.backend)} if left out" for each in slot.defaults if each.releases & here][:1]
        when = part(catalogue, here, wanted & spec.releases)
        yield Fact("Store", f"{code('.'.join(slot.path))}: {', '.join(words)} {when}".rstrip())


def explain_provider(document: Document, provider: Provider, span: Span) -> Explanation:
    """A provider's entry, at its id."""
    facts = [Fact("API", code(provider.api))]
    if provider.type.raw:
        facts.append(Fact("Type", shown(provider.type.raw)))
    if provider.enabled.on is False:
        facts.append(Fact("Switched off", "its id is empty or the marker for that"))
    elif provider.enabled.variables:
        facts.append(Fact("On", f"only while {listed([code(name) for name in provider.enabled.variables])} is set"))
    if provider.replaced:
        facts.append(Fact("Replaced", "a later entry of this API has the same id, and only that one is built"))
    related = tuple(
        Related((other.id_node or other.node).span, "has the same id")
        for other in document.stack.providers
        if other is not provider and other.api == provider.api and other.id.raw and other.id.raw == provider.id.raw
    )
    return Explanation(span, provider.title, "provider", "", tuple(facts), related)


def explain_api(document: Document, name: str, span: Span) -> Explanation | None:
    """An API, in `apis` or as a key of `providers`."""
    knowledge, wanted = document.knowledge, document.reading.releases
    catalogue = knowledge.catalogue
    tables = {table: router for table, router, where in knowledge.routed if where & wanted}
    tabled = (where for table, _, where in knowledge.routed if table == name)
    releases = union((knowledge.apis.get(name, 0), knowledge.internal_apis.get(name, 0), *tabled))
    facts: list[Fact] = []
    if not releases:
        near = nearest(name, list(knowledge.apis))
        facts += [Fact("Nearest", code(near))] if near else []
        return Explanation(span, name, "unknown API", "No release has it.", tuple(facts))
    if words := life(catalogue, releases):
        facts.append(Fact("Known" if releases & wanted else "Not in these releases", words))
    if wanted & ~releases:
        facts += causes(document, "api", name)
    if name in tables:
        facts.append(Fact("Routed by", code(tables[name])))
    if routed := [code(table) for table, router in tables.items() if router == name]:
        facts.append(Fact("Routes", listed(routed)))
    if knowledge.internal_apis.get(name, 0) & wanted:
        facts.append(Fact("Served", "always, by upstream itself"))
    here = [provider for provider in document.stack.providers if provider.api == name]
    if here:
        facts.append(Fact("Providers", listed([code(provider.title) for provider in here])))
    types = [each for each in knowledge.provider_types(name) if knowledge.provider_releases(name, each) & wanted]
    if types:
        facts.append(Fact("Types", listed([code(each) for each in types], 8)))
    related = tuple(Related((each.id_node or each.node).span, f"provider {code(each.title)}") for each in here)
    return Explanation(span, name, "API", "", tuple(facts), related)
