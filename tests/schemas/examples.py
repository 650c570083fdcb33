"""Examples of what fits a shape in one release: a smallest one, and keys to add to it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, TypeAlias

from stacklint_schemas import Knowledge, ReleaseSet
from stacklint_schemas.shapes import Anything, ListOf, MapOf, ObjectOf, Property, Scalar, Tagged, Variant

Value: TypeAlias = Any
"""A value as YAML gives it."""
Place: TypeAlias = tuple[str, ...]
"""Keys, and indexes written as text."""

ODD: tuple[Value, ...] = (
    *(True, 0, 1, 7, -1, 1.0, 1.5, "", "text", "8321", " 12", "yes", "1.5", None, [], {}, ["a"], {"a": 1}),
)


def smallest(knowledge: Knowledge, number: int, only: ReleaseSet) -> Value:
    """The first alternative that is not null, with required keys only."""
    variants = knowledge.shape(number).within(only)
    some = [variant for variant in variants if not (isinstance(variant, Scalar) and variant.kind == "null")]
    return example(knowledge, (some or list(variants))[-1], only)


def example(knowledge: Knowledge, variant: Variant, only: ReleaseSet) -> Value:
    match variant:
        case Scalar():
            return scalar(variant, only)
        case ObjectOf():
            return {
                key: smallest(knowledge, found.shape, only)
                for key, found in known(variant, only).items()
                if found.required & only
            }
        case ListOf():
            return [smallest(knowledge, variant.items, only)]
        case MapOf():
            return {"key": smallest(knowledge, variant.values, only)}
        case Tagged():
            tag, option = next((tag, option) for tag, option in variant.options.items() if option.releases & only)
            return {**smallest(knowledge, option.shape, only), variant.key: tag}
        case Anything():
            return "text"


def scalar(variant: Scalar, only: ReleaseSet) -> Value:
    for value, releases in variant.values:
        if releases & only:
            return value
    match variant.kind:
        case "string":
            return {"uri": "http://host", "path": "/tmp"}.get(variant.format, "text")
        case "integer" | "number":
            return max(variant.minimum or 0, (variant.exclusive_minimum or 0) + 1)
        case "boolean":
            return True
        case "null":
            return None


def known(variant: ObjectOf, only: ReleaseSet) -> dict[str, Property]:
    """Keys whose values are judged in a release, under their main name."""
    return {
        key: found
        for key, found in variant.properties.items()
        if found.releases & only
        and not found.prepared & only
        and not (found.alias_of and variant.properties[found.alias_of].releases & only)
    }


def additions(knowledge: Knowledge, number: int, only: ReleaseSet, place: Place = ()) -> Iterator[tuple[Place, Value]]:
    """Every key below a shape with a smallest value; outer ones first."""
    for variant in knowledge.shape(number).within(only):
        match variant:
            case ObjectOf():
                for key, found in known(variant, only).items():
                    if not found.required & only:
                        yield (*place, key), smallest(knowledge, found.shape, only)
                    yield from additions(knowledge, found.shape, only, (*place, key))
            case ListOf():
                yield from additions(knowledge, variant.items, only, (*place, "0"))
            case MapOf():
                yield from additions(knowledge, variant.values, only, (*place, "key"))
            case Tagged():
                for option in variant.options.values():
                    if option.releases & only:
                        yield from additions(knowledge, option.shape, only, place)


def changes(document: Value, place: Place = ()) -> Iterator[Place]:
    """Every place inside a document."""
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in items:
        yield (*place, str(key))
        yield from changes(value, (*place, str(key)))


def value_at(document: Value, place: Place) -> Value:
    for step in place:
        document = document[int(step)] if isinstance(document, list) else document[step]
    return document


def changed(document: Value, place: Place, value: Value) -> Value:
    """A copy with another value at a place."""
    copied = copy.deepcopy(document)
    around = value_at(copied, place[:-1])
    around[int(place[-1]) if isinstance(around, list) else place[-1]] = value
    return copied


def without(document: Value, place: Place) -> Value:
    """A copy without the key or item at a place."""
    copied = copy.deepcopy(document)
    around = value_at(copied, place[:-1])
    del around[int(place[-1]) if isinstance(around, list) else place[-1]]
    return copied
