"""What is to be said of a key by upstream's schemas alone: type, default, required, since when, its new name."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge.causes import causes_of_key
from stacklint.knowledge.places import Place
from stacklint.knowledge.records import Fact, code, listed
from stacklint.knowledge.releases import by_release, life, part
from stacklint.knowledge.types import typed_as
from stacklint.model.values import read_value
from stacklint.syntax.nodes import Scalar
from stacklint.text.similar import nearest
from stacklint_schemas import KeyRename, ReleaseSet
from stacklint_schemas.shapes import Default, Property
from stacklint_schemas.shapes import Scalar as ScalarShape


def title_of(place: Place) -> str:
    """What a key is called: with its path where that says more, as `server.port`."""
    keys = place.keys
    whole = place.owner is not None and place.owner.provider is None and place.owner.backend is None
    return ".".join(keys) if keys and "*" not in keys and whole else place.name


def kind_of(place: Place) -> str:
    """What sort of key it is, for titles."""
    owner, known = place.owner, place.known
    if owner is None:
        return "key of something that is implemented outside upstream" if place.path[:1] == ("providers",) else "key"
    whose = f" of {owner.title}" if owner.title else ""
    if known is not None and known.parent is not None:
        # Where all keys are taken, one that no schema names is none that is unknown.
        return (
            f"key{whose} that is handed on" if _is_open(place, known.around & place.wanted) else f"unknown key{whose}"
        )
    return f"key{whose}"


def key_facts(place: Place) -> Iterator[Fact]:
    """Everything the schemas say of the key at a place, most important first."""
    known = place.known
    if known is None:
        return
    if known.is_unknown_key:
        yield from _unknown(place)
        return
    if known.tags:
        yield from _discriminator(place, known.tags)
    if known.key is not None:
        yield from _property(place, known.key, known.releases, known.around)
    elif known.shape is not None and (words := typed_as(known.shape, place, known.releases)):
        yield Fact("Type", words)


def _property(place: Place, found: Property, releases: ReleaseSet, around: ReleaseSet) -> Iterator[Fact]:
    catalogue = place.document.knowledge.catalogue
    here = releases & place.wanted
    if not here:
        yield Fact("Not in these releases", f"known {life(catalogue, releases)}; {fate(place, around & place.wanted)}")
        yield from _renames(place)
        yield from causes_of_key(place)
        return
    scope = here
    if (shape := place.known.shape if place.known is not None else None) is not None and (
        words := typed_as(shape, place, scope)
    ):
        yield Fact("Type", words)
    if (required := found.required & scope) != 0:
        yield Fact("Required", part(catalogue, required, scope) or "yes")
    elif not place.is_secret and (default := _default(place, found, scope)):
        yield Fact("Default", default)
    if (releases != around or place.wanted & ~releases) and (words := life(catalogue, releases)):
        yield Fact("Known", words)
    if found.deprecated & scope:
        yield Fact("Deprecated", life(catalogue, found.deprecated & releases) or "yes")
    if found.alias_of:
        yield Fact("Same as", code(found.alias_of))
    yield from _renames(place)


def _discriminator(place: Place, tags: tuple[tuple[str, ReleaseSet], ...]) -> Iterator[Fact]:
    here = [code(tag) for tag, releases in tags if releases & place.wanted]
    if here:
        yield Fact("Type", f"one of {listed(here)}" if len(here) > 1 else here[0])
        yield Fact("Required", "yes, as it decides which other keys there are")


def _default(place: Place, found: Property, scope: ReleaseSet) -> str:
    catalogue = place.document.knowledge.catalogue
    return by_release(catalogue, ((releases, _written(value)) for releases, value in found.defaults), scope)


def _written(value: Default) -> str:
    if value is None:
        return "none"
    if value == "":
        return "the empty text"
    if isinstance(value, str) and not any(each.isprintable() and not each.isspace() for each in value):
        return "an invisible text"
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, (list, dict)):
        if not value:
            return "empty"
        return listed([code(str(each)) for each in value], 6)
    return code(str(value))


def _unknown(place: Place) -> Iterator[Fact]:
    known = place.known
    assert known is not None
    assert known.parent is not None
    around = known.around & place.wanted
    if around:
        yield Fact("Effect", fate(place, around))
    renames = list(_renames(place))
    yield from renames
    names = [name for name, each in known.parent.properties.items() if each.releases & around]
    similar = nearest(place.name, names)
    if similar and not renames:
        yield Fact("Nearest", code(similar))


def fate(place: Place, releases: ReleaseSet) -> str:
    """What upstream does with a key that it does not know."""
    if _is_open(place, releases):
        return "upstream hands it on"
    owner, parent = place.owner, place.known.parent if place.known is not None else None
    spec = owner.provider.spec if owner is not None and owner.provider is not None else None
    closed = parent.closed if parent is not None else 0
    if spec is not None and len(place.inner) == 1:
        closed |= spec.extra_forbidden
    return "upstream refuses it" if releases & closed == releases != 0 else "upstream drops it without a word"


def _is_open(place: Place, releases: ReleaseSet) -> bool:
    """Whether all of *releases* keep what they do not know at a place."""
    owner, parent = place.owner, place.known.parent if place.known is not None else None
    spec = owner.provider.spec if owner is not None and owner.provider is not None else None
    kept = parent.open if parent is not None else 0
    if spec is not None and len(place.inner) == 1:
        kept |= spec.extra_allowed
    return releases & kept == releases != 0


def _renames(place: Place) -> Iterator[Fact]:
    catalogue = place.document.knowledge.catalogue
    for rename in _known_renames(place):
        if rename.old == place.keys:
            yield Fact("Renamed", f"{code('.'.join(rename.new))} {life(catalogue, rename.releases)}".rstrip())
        elif rename.new == place.keys:
            before = (rename.releases & -rename.releases) - 1
            yield Fact("Before", f"{code('.'.join(rename.old))} {life(catalogue, before)}".rstrip())


def _known_renames(place: Place) -> tuple[KeyRename, ...]:
    owner = place.owner
    if owner is None or owner.backend is not None:
        return ()
    if owner.provider is None:
        return place.document.knowledge.stack_renames
    return owner.provider.spec.renames if owner.provider.spec is not None else ()


def value_facts(place: Place, node: Scalar) -> Iterator[Fact]:
    """What is to be said of one of the values that a key may have: since or until when it is one."""
    known = place.known
    if known is None or place.is_secret:
        return
    catalogue = place.document.knowledge.catalogue
    value = read_value(node).text
    releases: ReleaseSet = 0
    for tag, where in known.tags:
        releases |= where if tag == value else 0
    for variant in known.shape.variants if known.shape is not None else ():
        if isinstance(variant, ScalarShape):
            for each, where in variant.values:
                if str(each) == value:
                    releases |= where & variant.releases & known.releases
    if releases and releases & known.releases != known.releases:
        yield Fact(code(value), life(catalogue, releases))
