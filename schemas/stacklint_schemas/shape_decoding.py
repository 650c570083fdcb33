"""Turns decoded JSON of the shapes file into records; apart, because most checks that end early never need it."""

from __future__ import annotations

from stacklint_schemas.releases import Catalogue, ReleaseSet
from stacklint_schemas.shapes import (
    Anything,
    ListOf,
    MapOf,
    ObjectOf,
    Option,
    Property,
    Scalar,
    Shape,
    Tagged,
    Variant,
)
from stacklint_schemas.typed import Any

# `Any` is what `json.loads` gives.


def shape(catalogue: Catalogue, variants: list[list[Any]]) -> Shape:
    """One line of `shapes.jsonl`."""
    return Shape(tuple(variant(catalogue, record) for record in variants))


def variant(catalogue: Catalogue, record: list[Any]) -> Variant:
    """One alternative."""
    releases = around(catalogue, record[1])
    match record[0]:
        case "object":
            properties = {key: shape_property(catalogue, entry) for key, entry in record[2].items()}
            opened, closed = record[3:] or ("", "")
            return ObjectOf(releases, properties, catalogue.parse(opened), catalogue.parse(closed))
        case "map":
            return MapOf(releases, record[2])
        case "list":
            return ListOf(releases, record[2])
        case "tagged":
            options = {tag: Option(tag, around(catalogue, found), inner) for tag, found, inner in record[3]}
            return Tagged(releases, record[2], options)
        case "any":
            return Anything(releases)
        case kind:
            return scalar(catalogue, kind, releases, record[2] if len(record) > 2 else {})


def scalar(catalogue: Catalogue, kind: Any, releases: ReleaseSet, facts: dict[str, Any]) -> Scalar:
    """A single value with its limits."""
    return Scalar(
        releases=releases,
        kind=kind,
        values=tuple((value, around(catalogue, found)) for value, found in facts.get("values", ())),
        minimum=facts.get("minimum"),
        maximum=facts.get("maximum"),
        exclusive_minimum=facts.get("exclusive_minimum"),
        minimum_length=facts.get("minimum_length"),
        maximum_length=facts.get("maximum_length"),
        format=facts.get("format", ""),
    )


def shape_property(catalogue: Catalogue, record: list[Any]) -> Property:
    """One key of an object."""
    facts = record[2] if len(record) > 2 else {}
    releases = around(catalogue, record[1])

    def part(name: str) -> ReleaseSet:
        text = facts.get(name)
        return 0 if text is None else releases & around(catalogue, text)

    return Property(
        releases=releases,
        required=part("required"),
        deprecated=part("deprecated"),
        prepared=part("prepared"),
        defaults=tuple((releases & around(catalogue, found), value) for found, value in facts.get("defaults", ())),
        alias_of=facts.get("alias_of", ""),
        shape=record[0],
    )


def around(catalogue: Catalogue, text: str) -> ReleaseSet:
    """In shapes an empty text stands for all releases of the place around it."""
    return catalogue.parse(text) if text else catalogue.every
