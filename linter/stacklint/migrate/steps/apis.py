"""APIs that are gone, and those that have another name now: under `providers` and in the list of what is served."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import (
    Changes,
    before,
    changed,
    differences,
    has_foreign_apis,
    is_empty,
    is_gone,
    is_null,
)
from stacklint.model.document import Document
from stacklint.model.stack import Provider, as_mapping
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence, target
from stacklint.text.phrases import enumerate_names
from stacklint_schemas import ReleaseSet


def of(step: str) -> Changes:
    """What a step does to the APIs that the schemas show to be lost with it."""

    def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
        if has_foreign_apis(document):
            return
        for api, _ in differences(document.knowledge, step, "api"):
            if is_gone(document.knowledge.apis.get(api, 0), document, goal):
                new = _new_name(document, api)
                yield from _section(document, goal, api, new)
                if not _is_left(document, api):
                    yield from _served(document, api, new)

    return changes


def empty(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """An empty list, which served every API once and serves none now."""
    entry = document.root.entry("apis")
    since = document.knowledge.migration.step("empty-apis").since
    if entry is not None and is_empty(entry) and not is_null(entry) and goal.origin & before(since):
        title = "Remove the empty list 'apis', so that every API is served as before"
        yield from changed(title, (document.surgeon.remove(document.root, entry),), entry, ("apis",))


def tables(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """Takes the names of routing tables that are gone, `shields` or `datasets`, from the list of what is served."""
    gone: dict[str, ReleaseSet] = {}
    for table, _, releases in document.knowledge.routed:
        gone[table] = gone.get(table, 0) | releases
    for table, releases in gone.items():
        if not has_foreign_apis(document) and is_gone(releases, document, goal):
            yield from _served(document, table, "")


def _new_name(document: Document, api: str) -> str:
    """What the API is called now; empty when it is gone for good."""
    return next(
        (
            new_api
            for old_api, _, gone, new_api, _ in document.knowledge.type_replacements
            if old_api == api != new_api and gone & document.reading.releases
        ),
        "",
    )


def _section(document: Document, goal: Goal, api: str, new: str) -> Iterator[Change | Leftover]:
    providers = as_mapping(document.root.get("providers"))
    entry = providers.entry(api) if providers else None
    if providers is None or entry is None:
        return
    path = ("providers", api)
    own = [provider for provider in document.stack.providers if provider.api == api]
    foreign = [provider for provider in own if _is_foreign(document, provider, new)]
    if foreign:
        yield from _without(document, entry, [provider for provider in own if provider not in foreign and not new])
        named = enumerate_names([each.title for each in foreign])
        message = f"the API '{api}' is called '{new}' now; whether {named}, from outside upstream, can serve it"
        if not new:
            message = f"the API '{api}' is gone; whether {named}, from outside upstream, can do without"
        yield Leftover(entry, path, f"{message}, only the maker can say")
    elif not new:
        title = f"Remove {_names(own)} of '{api}'" if own else f"Remove 'providers.{api}'"
        yield from changed(title, (document.surgeon.remove(providers, entry),), entry, path)
    elif providers.entry(new) is None:
        title = f"Put {_names(own)} of '{api}' under '{new}'"
        yield from changed(title, (document.surgeon.rename(entry, new),), entry, path)
    else:
        # Only one provider serves this API, and the one under its new name is there already.
        title = f"Remove {_names(own)} of '{api}', as '{new}' has its own"
        yield from changed(title, (document.surgeon.remove(providers, entry),), entry, path)


def _without(document: Document, entry: Entry, own: list[Provider]) -> Iterator[Change | Leftover]:
    """The list of an API without some of its providers."""
    listed = target(entry.value)
    for provider in own:
        index = provider.path[-1]
        if isinstance(listed, Sequence) and isinstance(index, int):
            edits = document.surgeon.remove(listed, listed.items[index])
            yield from changed(
                f"Remove {_names([provider])} of '{provider.api}'", (edits,), provider.node, provider.path
            )


def _is_foreign(document: Document, provider: Provider, new: str) -> bool:
    known = provider.spec or document.knowledge.provider(new, provider.type.text)
    if known is not None:
        # A folder of external providers makes unknown types legal, and has no say in known ones.
        return not read_value(provider.node.get("module")).is_null
    return (provider.external or bool(new)) and provider.enabled.on is not False


def _names(own: list[Provider]) -> str:
    word = "provider" if len(own) == 1 else "providers"
    return f"{word} {enumerate_names([provider.title for provider in own])}" if own else "the empty list"


def _served(document: Document, api: str, new: str) -> Iterator[Change | Leftover]:
    """The list `apis` of what the server offers."""
    entry = document.root.entry("apis")
    listed = target(entry.value) if entry else None
    if entry is None or not isinstance(listed, Sequence):
        return
    for number, item in enumerate(listed.items):
        if not _is_name(item, api):
            continue
        path = ("apis", number)
        if new and not any(_is_name(each, new) for each in listed.items):
            assert isinstance(item, Scalar), "checked by _is_name"
            title = f"List the API '{api}' as '{new}'"
            yield from changed(title, (document.surgeon.replace(item, new),), item, path)
        elif len(listed.items) > 1:
            title = f"Remove '{api}' from the list of APIs"
            yield from changed(title, (document.surgeon.remove(listed, item),), item, path)
        else:
            yield from _last(entry, api)


def _is_left(document: Document, api: str) -> bool:
    """Whether providers of the API have stayed for a person to decide on."""
    providers = as_mapping(document.root.get("providers"))
    return providers is not None and providers.entry(api) is not None


def _last(entry: Entry, api: str) -> Iterator[Change | Leftover]:
    # An empty list would mean every API, and in the newest releases none of those with providers.
    yield Leftover(entry, ("apis",), f"'{api}', the only API that is offered here, is gone; say which ones are wanted")


def _is_name(item: Node, api: str) -> bool:
    return isinstance(item, Scalar) and item.text == api


def unknown(document: Document, _goal: Goal) -> Iterator[Change | Leftover]:
    """Names of APIs from before the first known release, or of none at all."""
    knowledge = document.knowledge
    known = {*knowledge.apis, *knowledge.internal_apis, *(table for table, _, _ in knowledge.routed)}
    if has_foreign_apis(document):
        return
    providers = as_mapping(document.root.get("providers")) or Mapping(*document.root_place, [], False, "", "")
    for api, entry in providers.effective().items():
        if api not in known:
            yield Leftover(entry, ("providers", api), f"no known release has an API '{api}', and the server refuses it")
    listed = document.root.get("apis")
    for number, item in enumerate(listed.items if isinstance(listed, Sequence) else ()):
        if isinstance(item, Scalar) and item.text not in known and "$" not in item.text:
            message = f"no known release has an API '{item.text}', and the server refuses it"
            yield Leftover(item, ("apis", number), message)
