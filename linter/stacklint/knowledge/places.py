"""Which key of upstream's schemas stands at a path of a document, and since when it is known."""

from __future__ import annotations

from functools import cached_property

from stacklint.model.document import Document
from stacklint.model.stack import Backend, Provider, step_down
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Mapping, Node
from stacklint.syntax.path import Path
from stacklint.text.secrets import is_secret_name
from stacklint_schemas import KeyPath, Knowledge, ReleaseSet
from stacklint_schemas.shapes import ListOf, MapOf, ObjectOf, Property, Shape, Tagged
from stacklint_schemas.typed import NamedTuple, TypeVar

_T = TypeVar("_T")


class Owner(NamedTuple):
    """What has a schema of its own: the stack, a provider's configuration or a backend."""

    title: str
    """For people: `remote::vllm`, `kv_sqlite`; empty for the stack."""
    path: Path
    """Where it begins."""
    shape: int
    releases: ReleaseSet
    """Where there is such a thing at all."""
    provider: Provider | None = None
    backend: Backend | None = None


class Place:
    """A path of a document, as upstream's schemas see it."""

    def __init__(self, document: Document, path: Path) -> None:
        self.document = document
        self.path = path
        self.wanted: ReleaseSet = document.reading.releases
        self.owner = _owner(document, path)

    @property
    def name(self) -> str:
        """The last key on the path."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def inner(self) -> Path:
        """The path from its owner."""
        return self.path[len(self.owner.path) :] if self.owner is not None else ()

    @cached_property
    def keys(self) -> KeyPath:
        """The path from its owner with `*` for list items and free keys, as generated data write it."""
        return self._traced[1]

    @property
    def known(self) -> Known | None:
        """What upstream's schemas have at this place; None where none of them has anything."""
        return self._traced[0]

    @cached_property
    def help(self) -> str:
        """Our line about the key; empty where there is none."""
        owner, knowledge = self.owner, self.document.knowledge
        if owner is None or owner.provider is not None:
            return ""
        if self.known is not None and self.known.is_unknown_key:
            # The line of another type of backend, or of a key that is somewhere else.
            return ""
        prefix = ("storage", "backends", "*") if owner.backend is not None else ()
        return knowledge.help((*prefix, *self.keys))

    @cached_property
    def is_secret(self) -> bool:
        """Whether its value must not be shown."""
        if self.known is not None and self.known.shape is not None and self.known.shape.secret():
            return True
        return any(is_secret_name(step) for step in self.path[-2:] if isinstance(step, str))

    @cached_property
    def _traced(self) -> tuple[Known | None, KeyPath]:
        owner = self.owner
        if owner is None:
            return None, tuple("*" if isinstance(step, int) else step for step in self.inner)
        knowledge = self.document.knowledge
        node = step_down(self.document.root, owner.path)
        found: Known | None = Known(owner.releases, knowledge.shape(owner.shape))
        if owner.backend is not None and self.inner == ("type",):
            types = tuple((name, spec.releases) for name, spec in knowledge.backends.items())
            return Known(owner.releases, None, None, owner.releases, None, types), ("type",)
        keys: list[str] = []
        for step in self.inner:
            free = isinstance(step, int)
            if found is not None:
                found, free = _below(found, step, node, knowledge, self.wanted)
            node = None if node is None else step_down(node, (step,))
            keys.append("*" if free else str(step))
        return found, tuple(keys)


class Known(NamedTuple):
    """What the schemas have at a place."""

    releases: ReleaseSet
    """Where they have it."""
    shape: Shape | None
    key: Property | None = None
    """None for an owner itself, for list items and free keys."""
    around: ReleaseSet = 0
    """Where the object exists that has it."""
    parent: ObjectOf | None = None
    """The object that knows its keys, and not this one."""
    tags: tuple[tuple[str, ReleaseSet], ...] = ()
    """The values of a key that decides which other keys there are; empty for other keys."""

    @property
    def is_unknown_key(self) -> bool:
        """Whether no release has this key, though the keys of its object are known."""
        return self.parent is not None


def _owner(document: Document, path: Path) -> Owner | None:
    """None for what nobody but a foreign provider knows."""
    knowledge = document.knowledge
    if len(path) > 3 and path[0] == "providers" and path[3] == "config":
        provider = provider_at(document, path)
        if provider is None or provider.spec is None:
            return None if len(path) > 4 else _stack(knowledge)
        if len(path) > 4:
            spec = provider.spec
            return Owner(spec.name, provider.config_path, spec.shape, spec.releases, provider=provider)
    if len(path) > 3 and path[:2] == ("storage", "backends"):
        backend = document.stack.backend(str(path[2]))
        if backend is None or backend.spec is None:
            return None
        return Owner(backend.spec.name, backend.path, backend.spec.shape, backend.spec.releases, backend=backend)
    return _stack(knowledge)


def _stack(knowledge: Knowledge) -> Owner:
    return Owner("", (), knowledge.stack_shape, knowledge.catalogue.every)


def provider_at(document: Document, path: Path) -> Provider | None:
    """The provider that a path leads to or into."""
    base = path[:3]
    node = step_down(document.root, base) if len(base) == 3 and base[0] == "providers" else None
    # One node may stand for several items, by aliases; so the path decides, and the node is asked first as it is quick.
    return next((each for each in document.stack.providers if each.node is node and each.path == base), None)


def _below(
    place: Known, step: str | int, node: Node | None, knowledge: Knowledge, wanted: ReleaseSet
) -> tuple[Known | None, bool]:
    """One step down, and whether any key would lead there."""
    if place.shape is None:
        return None, isinstance(step, int)
    if isinstance(step, int):
        items = [each for each in place.shape.variants if isinstance(each, ListOf)]
        best = _best([(each.releases & place.releases, each) for each in items], wanted)
        return (Known(best[0], knowledge.shape(best[1].items)) if best else None), True
    tags = _tags(place, step)
    if tags:
        return Known(place.releases, None, None, place.releases, None, tags), False
    objects = _objects(place.shape, place.releases, node, knowledge)
    having = [
        (releases & each.properties[step].releases, each) for releases, each in objects if step in each.properties
    ]
    best_object = _best(having, wanted)
    if best_object is not None:
        found = best_object[1].properties[step]
        around = best_object[1].releases & place.releases
        return Known(best_object[0], knowledge.shape(found.shape), found, around), False
    maps = [(each.releases & place.releases, each) for each in place.shape.variants if isinstance(each, MapOf)]
    best_map = _best(maps, wanted)
    if best_map is not None:
        return Known(best_map[0], knowledge.shape(best_map[1].values)), True
    parent = _best(objects, wanted)
    if parent is not None:
        return Known(0, None, None, parent[0], parent[1]), False
    return None, False


def _tags(place: Known, key: str) -> tuple[tuple[str, ReleaseSet], ...]:
    """The values that a key may have when it is the one that decides about the others."""
    variants = place.shape.variants if place.shape is not None else ()
    return tuple(
        (tag, option.releases & variant.releases & place.releases)
        for variant in variants
        if isinstance(variant, Tagged) and variant.key == key
        for tag, option in variant.options.items()
    )


def _objects(
    shape: Shape, releases: ReleaseSet, node: Node | None, knowledge: Knowledge
) -> list[tuple[ReleaseSet, ObjectOf]]:
    """The mappings with known keys that may stand here, by the discriminator that is written."""
    found: list[tuple[ReleaseSet, ObjectOf]] = []
    for variant in shape.variants:
        here = variant.releases & releases
        if isinstance(variant, ObjectOf):
            found.append((here, variant))
        elif isinstance(variant, Tagged) and isinstance(node, Mapping):
            option = variant.options.get(read_value(node.get(variant.key)).text)
            if option is not None:
                found += _objects(knowledge.shape(option.shape), here & option.releases, node, knowledge)
    return found


def _best(candidates: list[tuple[ReleaseSet, _T]], wanted: ReleaseSet) -> tuple[ReleaseSet, _T] | None:
    """The one for the most recent of the releases that are asked about, else the most recent one."""
    if not candidates:
        return None
    return max(candidates, key=lambda each: ((each[0] & wanted).bit_length(), each[0].bit_length()))
