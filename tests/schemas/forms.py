"""One plain form for what a schema of upstream's and a merged shape say of one release, to compare them."""

from __future__ import annotations

from typing import Any, TypeAlias

from stacklint_schemas import Knowledge, ReleaseSet
from stacklint_schemas.shapes import Anything, ListOf, MapOf, ObjectOf, Property, Scalar, Tagged, Variant

Form: TypeAlias = list[Any]
"""Alternatives in a fixed order; nested lists and dicts of plain values."""
Facts: TypeAlias = dict[str, Any]
"""Foreign JSON."""

LIMITS = ("minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength")


def raw_form(schema: Facts, root: Facts) -> Form:
    """What a JSON Schema as pydantic writes it says."""
    return sorted((raw_option(option, root) for option in raw_options(schema, root)), key=repr)


def raw_options(schema: Facts, root: Facts) -> list[Facts]:
    if "$ref" in schema:
        return raw_options(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
    if "discriminator" in schema:
        return [schema]
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return [found for option in schema[word] for found in raw_options(option, root)]
    return [schema]


def raw_option(schema: Facts, root: Facts) -> Form:
    if "discriminator" in schema:
        union = schema["discriminator"]
        options = {tag: raw_form({"$ref": reference}, root) for tag, reference in union["mapping"].items()}
        return ["tagged", union["propertyName"], options]
    kind = schema.get("type")
    if kind == "array":
        return ["list", raw_form(schema["items"], root) if schema.get("items") else [["any"]]]
    if kind == "object" and "properties" not in schema and "additionalProperties" in schema:
        values = schema["additionalProperties"]
        return ["map", raw_form(values, root) if isinstance(values, dict) and values else [["any"]]]
    if kind == "object":
        required = schema.get("required", ())
        properties = schema.get("properties", {})
        keys = {
            key: [raw_form(value, root), key in required, bool(value.get("deprecated"))]
            for key, value in properties.items()
        }
        return ["object", keys, schema.get("additionalProperties")]
    if kind is None and "enum" not in schema and "const" not in schema:
        return ["any"]
    values = schema["enum"] if "enum" in schema else [schema["const"]] if "const" in schema else []
    secret = schema.get("format") == "password"
    return [kind, sorted(values, key=repr), [schema.get(limit) for limit in LIMITS], secret]


def shape_form(knowledge: Knowledge, number: int, only: ReleaseSet) -> Form:
    """What a shape says of the one release in *only*."""
    variants = knowledge.shape(number).within(only)
    return sorted((variant_form(knowledge, variant, only) for variant in variants), key=repr)


def variant_form(knowledge: Knowledge, variant: Variant, only: ReleaseSet) -> Form:
    match variant:
        case Anything():
            return ["any"]
        case ListOf():
            return ["list", shape_form(knowledge, variant.items, only)]
        case MapOf():
            return ["map", shape_form(knowledge, variant.values, only)]
        case Tagged():
            options = {
                tag: shape_form(knowledge, option.shape, only)
                for tag, option in variant.options.items()
                if option.releases & only
            }
            return ["tagged", variant.key, options]
        case ObjectOf():
            keys = {
                key: property_form(knowledge, found, only)
                for key, found in variant.properties.items()
                if found.releases & only and not is_other_name(variant, found, only)
            }
            return ["object", keys, True if variant.open & only else False if variant.closed & only else None]
        case Scalar():
            return scalar_form(variant, only)


def property_form(knowledge: Knowledge, found: Property, only: ReleaseSet) -> Form:
    return [shape_form(knowledge, found.shape, only), bool(found.required & only), bool(found.deprecated & only)]


def is_other_name(variant: ObjectOf, found: Property, only: ReleaseSet) -> bool:
    """Whether the key is only another name in this release; a JSON Schema does not know those."""
    return bool(found.alias_of and variant.properties[found.alias_of].releases & only)


def scalar_form(variant: Scalar, only: ReleaseSet) -> Form:
    limits = [
        variant.minimum,
        variant.maximum,
        variant.exclusive_minimum,
        variant.minimum_length,
        variant.maximum_length,
    ]
    values = sorted((value for value, releases in variant.values if releases & only), key=repr)
    return [variant.kind, values, limits, variant.format == "password"]
