"""The names of providers, APIs and resources, and what refers to them as the generated references say."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.names.ledger import Ledger, Spelling, entries_of
from stacklint.model.names.records import Name, NameKind, Role
from stacklint.model.resources import SECTION
from stacklint.model.stack import Stack, as_mapping, step_down
from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence, target
from stacklint_schemas import KeyPath, ReferencePath, ReleaseSet, ResourceKind

_MODEL = "model"
_MODEL_API = "inference"


def collect_resources(ledger: Ledger, stack: Stack, releases: ReleaseSet) -> None:
    """Write down APIs, providers and resources, first where they are declared; *releases* are those in question."""
    _declare_providers(ledger, stack)
    for kind in stack.knowledge.resources:
        for path in ((kind.key,), (SECTION, kind.key)):
            _declare_items(ledger, step_down(stack.root, path), kind.id_key, NameKind.RESOURCE, scope_of(kind))
    models = _Models(ledger)
    first, its_releases = stack.knowledge.first_marker
    # Something that is registered with this word means whichever provider is there.
    marker = first if its_releases & releases else ""
    for owner, references in _owners(stack):
        for reference in references:
            for node, parent in _values_at(owner, reference.path, None):
                kind_of_target, _, api = reference.target.partition(":")
                match kind_of_target:
                    case "provider":
                        ledger.use(
                            NameKind.PROVIDER, api, node, parent, word=marker if reference.path[0] == SECTION else ""
                        )
                    case "api":
                        ledger.use(NameKind.API, "", node, parent)
                    case "model":
                        models.use(node, parent)
                    case scope:
                        ledger.use(NameKind.RESOURCE, scope, node, parent)


def scope_of(kind: ResourceKind) -> str:
    """What references call such resources: `model`, `vector_store`, also for the lists they stood in before."""
    return (kind.successor or kind.key).removesuffix("s")


def _declare_providers(ledger: Ledger, stack: Stack) -> None:
    providers = as_mapping(stack.root.get("providers"))
    for entry in entries_of(providers):
        ledger.declare_key(NameKind.API, entry)
        if providers is not None and providers.entry(entry.name) is not entry:
            # A repeated key drops it, and still it is the same name for somebody who renames.
            _declare_items(ledger, target(entry.value), "provider_id", NameKind.PROVIDER, entry.name)
    for provider in stack.providers:
        given = provider.node.entry("provider_id")
        if given is not None:
            ledger.declare(NameKind.PROVIDER, provider.api, given.value, provider.node)


def _declare_items(ledger: Ledger, items: Node | None, key: str, kind: NameKind, scope: str) -> None:
    """What the items of a list declare by the value of *key*."""
    for item in items.items if isinstance(items, Sequence) else ():
        node = target(item)
        entry = node.entry(key) if isinstance(node, Mapping) else None
        if isinstance(node, Mapping) and entry is not None:
            ledger.declare(kind, scope, entry.value, node)


def _owners(stack: Stack) -> Iterator[tuple[Mapping, tuple[ReferencePath, ...]]]:
    """What the paths of references begin at."""
    yield stack.root, stack.knowledge.stack_references
    for provider in stack.providers:
        if provider.spec is not None and provider.config is not None:
            yield provider.config, provider.spec.references


def _values_at(node: Node | None, steps: KeyPath, owner: Mapping | None) -> Iterator[tuple[Node, Mapping | None]]:
    """The values that *steps* lead to, aliases not followed at the end, each with the mapping it is a value in."""
    if not steps:
        if node is not None:
            yield node, owner
        return
    inner = None if node is None else target(node)
    step, rest = steps[0], steps[1:]
    if isinstance(inner, Sequence) and step == "*":
        for item in inner.items:
            yield from _values_at(item, rest, None)
    elif isinstance(inner, Mapping):
        entries = list(inner.effective().values()) if step == "*" else [inner.entry(step)]
        for entry in entries:
            if entry is not None:
                yield from _values_at(entry.value, rest, inner)


class _Models:
    """Models go by several names: their id, the id behind that of their provider, and what their provider says."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._by_id: dict[str, Name] = {
            name.text: name for name in ledger.names.values() if name.kind is NameKind.RESOURCE and name.scope == _MODEL
        }
        self._by_other_name: dict[str, Name] = {}
        for name in self._by_id.values():
            for mention in name.mentions:
                node = mention.owner.get("provider_model_id") if mention.owner else None
                if isinstance(node, Scalar) and node.text:
                    self._by_other_name.setdefault(node.text, name)

    def use(self, node: Node, owner: Mapping | None) -> None:
        """The value *node* means a model."""
        found = self._ledger.spelling(node)
        if found is None:
            return
        text = found.spelt.text
        if text not in self._by_id and not found.spelt.mixed:
            for slash, character in enumerate(text):
                provider = self._provider(text[:slash]) if character == "/" else None
                if provider is not None:
                    self._ledger.add(provider, found.part(text[:slash], 0))
                    found = found.part(text[slash + 1 :], slash + 1)
                    break
        self._use_id(found, owner)

    def _provider(self, text: str) -> Name | None:
        return self._ledger.names.get((NameKind.PROVIDER, _MODEL_API, text))

    def _use_id(self, found: Spelling, owner: Mapping | None) -> None:
        text = found.spelt.text
        other = None if text in self._by_id else self._by_other_name.get(text)
        if other is not None:
            self._ledger.add(other, found, owner=owner, role=Role.OTHERWISE)
        elif text:
            self._ledger.add(self._ledger.name(NameKind.RESOURCE, _MODEL, text), found, owner=owner)
