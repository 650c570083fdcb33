"""A plain JSON Schema of one release's configuration, for any editor that can use one.

It accepts whatever upstream loads, environment expressions included, and leaves out what only a
language that knows the document can judge.
"""

from __future__ import annotations

import json

from stacklint_schemas.knowledge import KeyPath
from stacklint_schemas.lax import BOOLEAN_TEXT, INTEGER_TEXT, NUMBER_TEXT
from stacklint_schemas.reading import Knowledge, load
from stacklint_schemas.releases import Release
from stacklint_schemas.shapes import Anything, ListOf, MapOf, ObjectOf, Option, Property, Scalar, Tagged, Variant
from stacklint_schemas.typed import Any, TypeAlias

JsonSchema: TypeAlias = dict[str, Any]
"""`Any` is whatever JSON can hold."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ENVIRONMENT = r"\$\{env\."
"""Pattern of a text that upstream replaces before it looks at types."""
EXPRESSION: JsonSchema = {"type": "string", "pattern": ENVIRONMENT}
LAX_TEXTS = {"integer": INTEGER_TEXT, "number": NUMBER_TEXT, "boolean": BOOLEAN_TEXT}
LAX_TYPES = {"integer": ["integer", "boolean"], "number": ["number", "boolean"], "boolean": ["boolean", "number"]}
LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "minimum_length": "minLength",
    "maximum_length": "maxLength",
}


def json_schema(release: Release) -> JsonSchema:
    """The schema of a whole configuration in *release*, draft 2020-12, without references to elsewhere."""
    projection = Projection(load(), release)
    content = projection.variant(projection.stack(), ())
    properties = content["properties"]
    properties["providers"] = projection.providers()
    heading = {"$schema": DIALECT, "title": f"Configuration of {release.name}"}
    return {**heading, **content, "type": "object", "$defs": dict(sorted(projection.definitions.items()))}


def dumps(schema: JsonSchema) -> str:
    """The text of a schema file; the same schema gives the same text."""
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"


class Projection:
    """Writes shapes as JSON Schemas, objects once each as a definition."""

    def __init__(self, knowledge: Knowledge, release: Release) -> None:
        self.knowledge = knowledge
        self.release = release
        self.definitions: dict[str, JsonSchema] = {}

    def stack(self) -> ObjectOf:
        """The document itself."""
        found = self.knowledge.shape(self.knowledge.stack_shape).object(self.release.only)
        assert found is not None, "the stack is an object in every release"
        return found

    def shape(self, number: int, path: KeyPath | None = None) -> JsonSchema:
        """What fits one of the alternatives, or is an environment expression.

        A place of the stack has a *path* and help on its keys, so it has a definition of its own.
        """
        name = ".".join(path) if path else f"shape{number}"
        if name in self.definitions:
            return {"$ref": f"#/$defs/{name}"}
        variants = self.knowledge.shape(number).within(self.release.only)
        if not any(isinstance(variant, (ObjectOf, Tagged)) for variant in variants):
            return self.alternatives(variants, path)
        self.definitions[name] = {}
        self.definitions[name] = self.alternatives(variants, path)
        return {"$ref": f"#/$defs/{name}"}

    def alternatives(self, variants: tuple[Variant, ...], path: KeyPath | None) -> JsonSchema:
        """One flat schema where the alternatives differ in type, so that a message points at the very place."""
        if any(isinstance(variant, Anything) for variant in variants):
            return {}
        options = [self.variant(variant, path) for variant in variants]
        types = [kind for option in options for kind in option.get("type", ["enum"])]
        others = [kind for kind in types if kind != "string"]
        if len(set(others)) < len(others) or "enum" in others:
            return {"anyOf": [*options, EXPRESSION]}
        texts = [option.pop("pattern", None) for option in options if "string" in option["type"]]
        merged: JsonSchema = {}
        for option in options:
            merged |= option
        merged["type"] = sorted({*types, "string"}) if others else "string"
        if None not in texts:
            merged["pattern"] = "|".join([*dict.fromkeys(texts), ENVIRONMENT])
        return merged

    def variant(self, variant: Variant, path: KeyPath | None) -> JsonSchema:
        """One alternative; its types are a list."""
        match variant:
            case Scalar():
                return self.scalar(variant)
            case ObjectOf():
                return self.object(variant, path)
            case MapOf():
                return {"type": ["object"], "additionalProperties": self.shape(variant.values, below(path, "*"))}
            case ListOf():
                return {"type": ["array"], "items": self.shape(variant.items, below(path, "*"))}
            case Tagged():
                return self.tagged(variant, path)
            case Anything():
                return {}

    def scalar(self, variant: Scalar) -> JsonSchema:
        """A single value as pydantic's lax mode takes it; texts by pattern."""
        values = [value for value, releases in variant.values if releases & self.release.only]
        if values:
            return {"enum": values}
        schema: JsonSchema = {"type": [variant.kind]}
        schema |= {written: value for name, written in LIMITS.items() if (value := getattr(variant, name)) is not None}
        if variant.format == "password":
            schema |= {"format": "password", "writeOnly": True}
        if variant.kind in LAX_TEXTS:
            schema |= {"type": [*LAX_TYPES[variant.kind], "string"], "pattern": LAX_TEXTS[variant.kind]}
        if variant.kind == "boolean":
            schema |= {"minimum": 0, "maximum": 1, "multipleOf": 1}
        return schema

    def object(self, variant: ObjectOf, path: KeyPath | None) -> JsonSchema:
        """A mapping with known keys."""
        only = self.release.only
        known = {key: found for key, found in variant.properties.items() if found.releases & only}
        aliased = {found.alias_of for found in known.values()}
        schema: JsonSchema = {
            "type": ["object"],
            "properties": {key: self.property(found, below(path, key)) for key, found in known.items()},
        }
        required = [key for key, found in known.items() if found.required & only and key not in aliased]
        if required:
            schema["required"] = required
        if variant.closed & only:
            schema["additionalProperties"] = False
        return schema

    def property(self, found: Property, path: KeyPath | None) -> JsonSchema:
        """One key; nothing about its type where upstream changes the value first."""
        only = self.release.only
        schema: JsonSchema = {} if found.prepared & only else dict(self.shape(found.shape, path))
        if path and (line := self.knowledge.help(path)):
            schema["description"] = line
        for releases, default in found.defaults:
            if releases & only and default is not None:
                schema["default"] = default
        if found.deprecated & only:
            schema["deprecated"] = True
        return schema

    def tagged(self, variant: Tagged, path: KeyPath | None) -> JsonSchema:
        """A mapping whose keys depend on a tag; a tag that the environment gives fits."""
        options = {tag: found for tag, found in variant.options.items() if found.releases & self.release.only}
        return {
            "type": ["object"],
            "properties": {variant.key: {"anyOf": [{"enum": list(options)}, EXPRESSION]}},
            "required": [variant.key],
            "allOf": [branch({variant.key: tag}, self.tagged_option(found, path)) for tag, found in options.items()],
        }

    def tagged_option(self, option: Option, path: KeyPath | None) -> JsonSchema:
        """A branch has the path of its union, so its definition is named by the tag as well."""
        if path is None:
            return self.shape(option.shape)
        name = f"{'.'.join(path)}({option.tag})"
        self.definitions[name] = self.alternatives(self.knowledge.shape(option.shape).within(self.release.only), path)
        return {"$ref": f"#/$defs/{name}"}

    def providers(self) -> JsonSchema:
        """Providers by API; the configuration of an in-tree type is checked unless it is off or brought along."""
        lists = self.knowledge.shape(self.stack().properties["providers"].shape).within(self.release.only)
        (by_api,) = (variant for variant in lists if isinstance(variant, MapOf))
        (items,) = (variant for variant in self.knowledge.shape(by_api.values).variants if isinstance(variant, ListOf))
        return {
            "type": "object",
            "properties": {
                api: {"type": "array", "items": self.provider(items.items, api)}
                for api, releases in self.knowledge.apis.items()
                if releases & self.release.only
            },
            "additionalProperties": self.shape(by_api.values, ("providers", "*")),
        }

    def provider(self, number: int, api: str) -> JsonSchema:
        """One entry of an API, a branch for each in-tree type."""
        base = self.shape(number, ("providers", "*", "*"))
        names = [
            name
            for name in self.knowledge.provider_types(api)
            if self.knowledge.provider_releases(api, name) & self.release.only
        ]
        return {"allOf": [base, *(self.provider_branch(api, name) for name in names)]}

    def provider_branch(self, api: str, name: str) -> JsonSchema:
        """What holds of entries with one in-tree type."""
        provider = self.knowledge.provider(api, name)
        assert provider is not None, "it has releases"
        found = branch({"provider_type": name}, {"properties": {"config": self.shape(provider.shape)}})
        switched_on = {"type": "string", "not": {"enum": ["", self.knowledge.disabled_marker[0]]}}
        found["if"]["properties"]["provider_id"] = switched_on
        found["if"]["not"] = {"required": ["module"]}
        return found


def below(path: KeyPath | None, key: str) -> KeyPath | None:
    """The path of a key; None stays None, for places outside the stack."""
    return None if path is None else (*path, key)


def branch(values: dict[str, str], then: JsonSchema) -> JsonSchema:
    """What holds where keys have certain values."""
    properties = {key: {"const": value} for key, value in values.items()}
    return {"if": {"type": "object", "properties": properties, "required": list(values)}, "then": then}
