"""The index of storage backends: names declared, names used, and the verdict on each use."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.model.origins import Origin, Site, origins_of, sites_of
from stacklint.model.stack import Backend, Stack, as_mapping
from stacklint.text.similar import nearest
from stacklint_schemas import NO_RELEASE, Family, ReleaseSet
from stacklint_schemas.typed import NamedTuple, TypeAlias


class Resolved(NamedTuple):
    """The backend exists and has the right family."""

    releases: ReleaseSet
    backend: Backend | None
    """None for one of upstream's default backends."""


class WrongFamily(NamedTuple):
    """The backend exists and is of the other family."""

    releases: ReleaseSet
    backend: Backend | None
    family: Family


class Unresolved(NamedTuple):
    """No backend has this name."""

    releases: ReleaseSet
    nearest: str
    """The most similar name of the right family; empty when none is similar."""
    available: tuple[str, ...]


class Unknowable(NamedTuple):
    """The name depends on something that is not in the file."""

    releases: ReleaseSet
    why: str


Resolution: TypeAlias = "Resolved | WrongFamily | Unresolved | Unknowable"


class References:
    """All uses of backends in one document."""

    __slots__ = ("_declared", "_origins", "_resolutions", "_sites", "_stack", "_wanted")

    def __init__(self, stack: Stack, releases: ReleaseSet) -> None:
        self._stack = stack
        # The section in which backends are declared; None when it is left out.
        self._declared = as_mapping(stack.storage.get("backends")) if stack.storage else None
        self._wanted = releases
        self._sites: tuple[Site, ...] | None = None
        self._origins: tuple[Origin, ...] | None = None
        self._resolutions: dict[int, tuple[Resolution, ...]] = {}

    @property
    def sites(self) -> tuple[Site, ...]:
        """Every place for a reference, written or not, in file order of the owners."""
        if self._sites is None:
            self._sites = tuple(sites_of(self._stack, self._wanted))
        return self._sites

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Every use of a backend in the releases this document is read for, in file order of their owners."""
        if self._origins is None:
            self._origins = tuple(origins_of(self.sites, self._wanted))
        return self._origins

    def resolve(self, origin: Origin) -> tuple[Resolution, ...]:
        """What the origin's name leads to; more than one answer when releases differ."""
        known = self._resolutions.get(id(origin))
        if known is None:
            known = self._resolutions[id(origin)] = tuple(self._resolve(origin))
        return known

    def names(self, family: Family | None = None) -> tuple[str, ...]:
        """The declared backend names, of one family or all."""
        return tuple(
            backend.name
            for backend in self._stack.backends
            if family is None or (backend.spec and backend.spec.family == family)
        )

    def _resolve(self, origin: Origin) -> Iterator[Resolution]:
        if not origin.backend.known:
            yield Unknowable(origin.releases, "the backend's name comes from a variable without default")
            return
        if self._declared is None:
            yield from self._resolve_default(origin)
            return
        name = origin.backend.text
        backend = self._stack.backend(name)
        if backend is None:
            if self._declared.incomplete:
                yield Unknowable(origin.releases, "the list of backends could not be read to its end")
                return
            similar = nearest(name, self.names(origin.slot.family))
            yield Unresolved(origin.releases, similar, self.names())
        elif backend.spec is None:
            yield Unknowable(origin.releases, "the backend's type is not known")
        elif backend.spec.family != origin.slot.family:
            yield WrongFamily(origin.releases, backend, backend.spec.family)
        else:
            yield Resolved(origin.releases, backend)

    def _resolve_default(self, origin: Origin) -> Iterator[Resolution]:
        """Without a `backends` section the names are upstream's own, which not every release has."""
        knowledge = self._stack.knowledge
        open_releases = origin.releases
        for releases, name, kind in knowledge.default_backends:
            here = releases & origin.releases
            if name != origin.backend.text or not here:
                continue
            open_releases &= ~here
            family = knowledge.backends[kind].family
            if family == origin.slot.family:
                yield Resolved(here, None)
            else:
                yield WrongFamily(here, None, family)
        known: ReleaseSet = NO_RELEASE
        for releases, _, _ in knowledge.default_backends:
            known |= releases
        if open_releases & known:
            names = tuple(dict.fromkeys(name for _, name, _ in knowledge.default_backends))
            similar = nearest(origin.backend.text, names)
            yield Unresolved(open_releases & known, similar, names)
        if open_releases & ~known:
            yield Unknowable(open_releases & ~known, "no backends are declared")
