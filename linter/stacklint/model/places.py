"""What upstream expects at a place of a document, as far as its schemas say."""

from __future__ import annotations

from stacklint.model.stack import Stack
from stacklint.syntax.path import Path
from stacklint_schemas import NO_RELEASE, Knowledge, ReleaseSet
from stacklint_schemas.shapes import Anything, ListOf, MapOf, ObjectOf, Plain, Scalar, Shape


def wants_text(stack: Stack, path: Path, releases: ReleaseSet) -> bool:
    """Whether only text is right at *path* in some of *releases*; False where nothing is known of the place."""
    shape = _shape(stack, path, releases)
    if shape is None:
        return False
    kinds = {each.kind if isinstance(each, Scalar) else "other" for each in shape.within(releases)}
    return "string" in kinds and kinds <= {"string", "null"}


def accepts(stack: Stack, path: Path, releases: ReleaseSet, value: Plain) -> bool:
    """Whether every one of *releases* takes a single *value* at *path*; True where nothing is known of the place."""
    known, taken = _taken(stack, path, releases, value)
    return not known & ~taken


def refuses(stack: Stack, path: Path, releases: ReleaseSet, value: Plain) -> bool:
    """Whether every one of *releases* refuses a single *value* at *path*; False where nothing is known of the place."""
    known, taken = _taken(stack, path, releases, value)
    return known == releases and not taken


def _taken(stack: Stack, path: Path, releases: ReleaseSet, value: Plain) -> tuple[ReleaseSet, ReleaseSet]:
    """The part of *releases* of which the place is known, and the part of that which takes the value."""
    from stacklint_schemas.lax import accepts as takes

    shape = _shape(stack, path, releases)
    known, taken = NO_RELEASE, NO_RELEASE
    for variant in shape.within(releases) if shape is not None else ():
        known |= variant.releases & releases
        if isinstance(variant, Anything) or (isinstance(variant, Scalar) and takes(variant.kind, value)):
            taken |= variant.releases & releases
    return known, taken


def _shape(stack: Stack, path: Path, releases: ReleaseSet) -> Shape | None:
    shape, inner = _start(stack, path)
    for step in inner:
        shape = None if shape is None else _below(shape, step, stack.knowledge, releases)
    return shape


def _start(stack: Stack, path: Path) -> tuple[Shape | None, Path]:
    """The shape that a path begins at, and the rest of the path: what has a type has a shape of its own."""
    knowledge = stack.knowledge
    for provider in stack.providers:
        base = provider.config_path
        if path[: len(base)] == base:
            return (knowledge.shape(provider.spec.shape) if provider.spec else None), path[len(base) :]
    for backend in stack.backends:
        if path[: len(backend.path)] == backend.path:
            return (knowledge.shape(backend.spec.shape) if backend.spec else None), path[len(backend.path) :]
    return knowledge.shape(knowledge.stack_shape), path


def _below(shape: Shape, step: str | int, knowledge: Knowledge, releases: ReleaseSet) -> Shape | None:
    for variant in shape.within(releases):
        if isinstance(variant, ObjectOf) and step in variant.properties:
            found = variant.properties[str(step)]
            # What is changed before its type is looked at may be written in ways that the type does not tell.
            return None if found.prepared & releases else knowledge.shape(found.shape)
        if isinstance(variant, MapOf) and isinstance(step, str):
            return knowledge.shape(variant.values)
        if isinstance(variant, ListOf) and isinstance(step, int):
            return knowledge.shape(variant.items)
    return None
