"""What upstream expects at a place of a document, as far as its schemas say."""

from __future__ import annotations

from stacklint.model.stack import Stack
from stacklint.syntax.path import Path
from stacklint_schemas import Knowledge, ReleaseSet
from stacklint_schemas.shapes import ListOf, MapOf, ObjectOf, Scalar, Shape


def wants_text(stack: Stack, path: Path, releases: ReleaseSet) -> bool:
    """Whether only text is right at *path* in some of *releases*; False where nothing is known of the place."""
    shape, inner = _start(stack, path)
    for step in inner:
        shape = None if shape is None else _below(shape, step, stack.knowledge, releases)
    if shape is None:
        return False
    kinds = {each.kind if isinstance(each, Scalar) else "other" for each in shape.within(releases)}
    return "string" in kinds and kinds <= {"string", "null"}


def _start(stack: Stack, path: Path) -> tuple[Shape | None, Path]:
    """The shape that a path begins at, and the rest of the path: a provider's `config` has a shape of its own."""
    knowledge = stack.knowledge
    for provider in stack.providers:
        base = provider.config_path
        if path[: len(base)] == base:
            return (knowledge.shape(provider.spec.shape) if provider.spec else None), path[len(base) :]
    return knowledge.shape(knowledge.stack_shape), path


def _below(shape: Shape, step: str | int, knowledge: Knowledge, releases: ReleaseSet) -> Shape | None:
    for variant in shape.within(releases):
        if isinstance(variant, ObjectOf) and step in variant.properties:
            return knowledge.shape(variant.properties[str(step)].shape)
        if isinstance(variant, MapOf) and isinstance(step, str):
            return knowledge.shape(variant.values)
        if isinstance(variant, ListOf) and isinstance(step, int):
            return knowledge.shape(variant.items)
    return None
