"""Reads JSON Schemas as pydantic writes them: references, optional values, unions by a tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, foreign data."""
Path: TypeAlias = tuple[str, ...]


class Described(NamedTuple):
    """A class's schema with the definitions that it refers to, and defaults that functions make."""

    root: Schema
    definitions: dict[str, Schema]
    computed_defaults: dict[str, dict[str, Any]]
    other_names: dict[str, dict[str, list[str]]]
    """By class and key, other names that the key is read from."""
    early_validators: dict[str, list[str]]
    """By class, keys whose value a function may change before its type is checked."""

    @classmethod
    def of(cls, facts: dict[str, Any]) -> Described:
        """From what the probe says of one class."""
        schema = facts["schema"]
        return cls(
            schema,
            schema.get("$defs", {}),
            facts["computed_defaults"],
            facts["other_names"],
            facts["early_validators"],
        )

    def resolve(self, schema: Schema) -> tuple[str, Schema]:
        """The class name and schema behind a reference; the name is empty for a plain schema."""
        reference = schema.get("$ref")
        if reference is None:
            return "", schema
        name = reference.rsplit("/", 1)[-1]
        return name, self.definitions[name]

    def alternatives(self, schema: Schema) -> Iterator[tuple[str, Schema]]:
        """The schemas a value may follow, unions and references taken apart."""
        name, resolved = self.resolve(schema)
        options = resolved.get("anyOf") or resolved.get("oneOf")
        if options is None:
            if len(resolved.get("allOf", ())) == 1:
                yield from self.alternatives(resolved["allOf"][0])
            else:
                yield name, resolved
            return
        for option in options:
            yield from self.alternatives(option)

    def default(self, owner: str, key: str, schema: Schema) -> tuple[bool, Any]:
        """Whether a key of class *owner* has a default, and which."""
        if "default" in schema:
            return True, schema["default"]
        computed = self.computed_defaults.get(owner, {})
        return key in computed, computed.get(key)


class Place(NamedTuple):
    """One key somewhere below a class."""

    path: Path
    owner: str
    """The class that has the key."""
    schema: Schema
    required: bool
    default: tuple[bool, Any]
    classes: tuple[str, ...]
    """Names of the classes its value may have."""
    nullable: bool


def places(described: Described, root_class: str) -> Iterator[Place]:
    """Every key that a schema names, at any depth; `*` stands for list items and free keys."""
    yield from places_below(described, root_class, described.root, (), ())


def places_below(
    described: Described, owner: str, schema: Schema, path: Path, above: tuple[str, ...]
) -> Iterator[Place]:
    required = schema.get("required", ())
    for key, value in schema.get("properties", {}).items():
        yield from place_and_below(
            described,
            Place((*path, key), owner, value, key in required, described.default(owner, key, value), (), False),
            above,
        )
    for inner in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from place_and_below(
                described, Place((*path, "*"), owner, inner, False, (False, None), (), False), above
            )


def place_and_below(described: Described, place: Place, above: tuple[str, ...]) -> Iterator[Place]:
    alternatives = list(described.alternatives(place.schema))
    classes = tuple(name for name, _ in alternatives if name)
    nullable = any(schema.get("type") == "null" for _, schema in alternatives)
    yield place._replace(classes=classes, nullable=nullable)
    for name, schema in alternatives:
        if name and name in above:
            continue
        inner_above = (*above, name) if name else above
        yield from places_below(described, name or place.owner, schema, place.path, inner_above)
