"""What may stand at one place of a configuration, over all releases at once.

Sets of releases inside a shape are to be read within those of the place that has it: a shape is shared by
all places that differ only in when they came.
"""

from __future__ import annotations

from collections.abc import Mapping

from stacklint_schemas.releases import ReleaseSet
from stacklint_schemas.typed import Literal, NamedTuple, TypeAlias

Plain: TypeAlias = str | int | float | bool | None
Default: TypeAlias = Plain | list[Plain] | dict[str, Plain]
ScalarKind: TypeAlias = Literal["string", "integer", "number", "boolean", "null"]


class Scalar(NamedTuple):
    """A single value. Upstream converts what people write as pydantic's lax mode does."""

    releases: ReleaseSet
    kind: ScalarKind
    values: tuple[tuple[Plain, ReleaseSet], ...]
    """The only values allowed, each with its releases; empty when any value of the kind is."""
    minimum: float | None
    maximum: float | None
    exclusive_minimum: float | None
    minimum_length: int | None
    maximum_length: int | None
    format: str
    """`password` for a secret, `path` for a file, `uri` for an address that is checked; else empty."""


class Property(NamedTuple):
    """One key of an object."""

    releases: ReleaseSet
    required: ReleaseSet
    deprecated: ReleaseSet
    prepared: ReleaseSet
    """Where upstream changes the written value before it looks at its type, so that no type can be blamed."""
    defaults: tuple[tuple[ReleaseSet, Default], ...]
    """Short defaults; long texts and whole objects are left out."""
    alias_of: str
    """The key that this one is another name of where both are known; else empty."""
    shape: int


class ObjectOf(NamedTuple):
    """A mapping with known keys."""

    releases: ReleaseSet
    properties: Mapping[str, Property]
    open: ReleaseSet
    """Where unknown keys are kept and used."""
    closed: ReleaseSet
    """Where unknown keys are refused; elsewhere they are dropped in silence."""


class MapOf(NamedTuple):
    """A mapping with free keys."""

    releases: ReleaseSet
    values: int


class ListOf(NamedTuple):
    """A list."""

    releases: ReleaseSet
    items: int


class Option(NamedTuple):
    """One branch of a tagged union."""

    tag: str
    releases: ReleaseSet
    shape: int


class Tagged(NamedTuple):
    """A mapping whose keys depend on the value of one of them, which must be written."""

    releases: ReleaseSet
    key: str
    options: Mapping[str, Option]


class Anything(NamedTuple):
    """No fact is known about the value."""

    releases: ReleaseSet


Variant: TypeAlias = Scalar | ObjectOf | MapOf | ListOf | Tagged | Anything


class Shape(NamedTuple):
    """The alternatives for one place; a value is right when it fits one of them."""

    variants: tuple[Variant, ...]

    def within(self, releases: ReleaseSet) -> tuple[Variant, ...]:
        """The alternatives of at least one of *releases*."""
        return tuple(variant for variant in self.variants if variant.releases & releases)

    def object(self, releases: ReleaseSet) -> ObjectOf | None:
        """The mapping with known keys among the alternatives."""
        for variant in self.variants:
            if isinstance(variant, ObjectOf) and variant.releases & releases:
                return variant
        return None

    def nullable(self, releases: ReleaseSet) -> ReleaseSet:
        """The part of *releases* in which an explicit null is accepted."""
        found = 0
        for variant in self.variants:
            if isinstance(variant, Anything) or (isinstance(variant, Scalar) and variant.kind == "null"):
                found |= variant.releases
        return found & releases

    def secret(self) -> bool:
        """Whether upstream declares the value a secret in any release."""
        return any(isinstance(variant, Scalar) and variant.format == "password" for variant in self.variants)
