"""APIs that a provider needs since a release, where the file has nothing that supplies them."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import changed, has_foreign_apis, is_empty, text_of
from stacklint.migrate.steps.folders import folder_for
from stacklint.migrate.steps.references import home_for
from stacklint.model.document import Document
from stacklint.model.stack import Provider, as_mapping
from stacklint.syntax.nodes import Mapping, Sequence, target
from stacklint.syntax.surgery import Edits, Value
from stacklint_schemas import ProviderType
from stacklint_schemas.shapes import Scalar


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """Adds a provider for each API that is missing, where one of its types needs nothing but a place on the disk."""
    if has_foreign_apis(document):
        return
    for api, provider in _missing(document, goal):
        spec = _simple_type(document, goal, api)
        providers = as_mapping(document.root.get("providers"))
        config = _config(document, goal, spec) if spec is not None else None
        if spec is None or config is None or providers is None:
            message = f"provider '{provider.title}' needs one of '{api}', and there is none"
            yield Leftover(provider.node, provider.path, message)
            continue
        item: Value = {"provider_id": spec.name.partition("::")[2], "provider_type": spec.name, "config": config}
        title = f"Add provider '{spec.name.partition('::')[2]}' of '{api}', which provider '{provider.title}' needs"
        note = f"'{api}' is not offered to clients unless 'apis' lists it" if _has_list(document) else ""
        yield from changed(title, (_added(document, providers, api, item),), providers, ("providers", api), note)
    yield from _unlisted(document, goal)


def _unlisted(document: Document, goal: Goal) -> Iterator[Leftover]:
    """APIs that only exist where the list of APIs has them, and that a provider needs."""
    entry = document.root.entry("apis")
    listed = target(entry.value) if entry is not None else None
    if entry is None or not isinstance(listed, Sequence) or not listed.items:
        return
    both = document.reading.releases | goal.target.only
    names = {text_of(item) for item in listed.items}
    routed = {router for _, router, releases in document.knowledge.routed if releases & goal.target.only}
    for provider in document.stack.providers:
        if provider.spec is None or provider.enabled.on is False:
            continue
        for need in provider.spec.dependencies:
            if need.required & both == both and need.api in routed - names:
                yield Leftover(entry, ("apis",), f"provider '{provider.title}' needs '{need.api}', which is not listed")


def _missing(document: Document, goal: Goal) -> Iterator[tuple[str, Provider]]:
    """Each API that is required now and at the target and has no provider, with the first provider that needs it."""
    both = document.reading.releases | goal.target.only
    supplied = {each.api for each in document.stack.providers if each.enabled.on is not False}
    routed = {router for _, router, releases in document.knowledge.routed if releases & goal.target.only}
    seen: set[str] = set()
    for provider in document.stack.providers:
        if provider.spec is None or provider.enabled.on is False:
            continue
        for need in provider.spec.dependencies:
            providable = document.knowledge.apis.get(need.api, 0) & goal.target.only and need.api not in routed
            if need.required & both == both and providable and need.api not in supplied | seen:
                seen.add(need.api)
                yield need.api, provider


def _simple_type(document: Document, goal: Goal, api: str) -> ProviderType | None:
    """The one type that runs inside the server and needs nothing from elsewhere."""
    found = [name for name in document.knowledge.provider_types(api) if name.startswith("inline::")]
    now = [name for name in found if document.knowledge.provider_releases(api, name) & goal.target.only]
    return document.knowledge.provider(api, now[0]) if len(now) == 1 else None


def _config(document: Document, goal: Goal, spec: ProviderType) -> dict[str, Value] | None:
    """Its required settings: references as upstream's samples have them, and paths beside the file's others."""
    known = document.knowledge.shape(spec.shape).object(goal.target.only)
    slots = {slot.path[0]: slot for slot in spec.slots if slot.releases & goal.target.only}
    if known is None:
        return None
    config: dict[str, Value] = {}
    for key, found in known.properties.items():
        if found.required & goal.target.only and key not in slots:
            kinds = document.knowledge.shape(found.shape).within(goal.target.only)
            if not all(isinstance(each, Scalar) and each.kind in ("string", "null") for each in kinds):
                return None
            config[key] = folder_for(document, goal, spec.api)
    for key, slot in slots.items():
        home = home_for(document, goal, slot.family)
        if home.settings is not None or not slot.sample:
            return None
        config[key] = {"backend": home.name, slot.name_key: slot.sample}
    return config


def _added(document: Document, providers: Mapping, api: str, item: Value) -> Edits | None:
    entry = providers.entry(api)
    if entry is None:
        return document.surgeon.insert(providers, api, [item])
    listed = target(entry.value)
    if isinstance(listed, Sequence):
        return document.surgeon.append(listed, item)
    return document.surgeon.exchange(providers, [entry], {api: [item]}) if is_empty(entry) else None


def _has_list(document: Document) -> bool:
    entry = document.root.entry("apis")
    return entry is not None and not is_empty(entry)
