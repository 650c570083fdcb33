"""Types of values in words."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.knowledge.places import Place
from stacklint.knowledge.records import code, listed
from stacklint.knowledge.releases import part
from stacklint_schemas import Knowledge, ReleaseSet
from stacklint_schemas.shapes import ListOf, MapOf, ObjectOf, Scalar, Shape, Tagged, Variant

_FORMATS = {"password": "secret", "path": "path", "uri": "URL"}


def typed_as(shape: Shape, place: Place, releases: ReleaseSet) -> str:
    """`integer from 1024 to 65535`, `string or null`, `list of string (from 0.4.0 on)`; empty where anything goes."""
    knowledge = place.document.knowledge
    words: dict[str, ReleaseSet] = {}
    for variant in shape.variants:
        here = variant.releases & releases
        if here:
            for each in _words(variant, knowledge, here):
                words[each] = words.get(each, 0) | here
    if "secret" in words:
        # In its first releases a secret was a plain text.
        words["secret"] |= words.pop("string", 0)
    if "null" in words:
        words["null"] = words.pop("null")
    whole = releases
    return " or ".join(
        f"{text} ({when})" if (when := part(knowledge.catalogue, where, whole)) else text
        for text, where in words.items()
    )


def _words(variant: Variant, knowledge: Knowledge, releases: ReleaseSet) -> Iterator[str]:
    match variant:
        case Scalar():
            yield _scalar(variant, knowledge, releases)
        case ListOf():
            inner = " or ".join(_all_words(knowledge.shape(variant.items), knowledge, releases))
            yield f"list of {inner}" if inner else "list"
        case MapOf():
            inner = " or ".join(_all_words(knowledge.shape(variant.values), knowledge, releases))
            yield f"mapping to {inner}" if inner and inner != "mapping" else "mapping"
        case ObjectOf():
            yield "mapping"
        case Tagged():
            tags = [code(tag) for tag, option in variant.options.items() if option.releases & releases]
            yield f"mapping, {code(variant.key)} one of {listed(tags)}"
        case _:
            return


def _all_words(shape: Shape, knowledge: Knowledge, releases: ReleaseSet) -> list[str]:
    found = (word for variant in shape.within(releases) for word in _words(variant, knowledge, releases))
    return list(dict.fromkeys(found))


def _scalar(scalar: Scalar, knowledge: Knowledge, releases: ReleaseSet) -> str:
    if scalar.values:
        values = []
        for value, where in scalar.values:
            if where & releases:
                when = part(knowledge.catalogue, where, releases)
                text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                values.append(f"{code(text)} ({when})" if when else code(text))
        return values[0] if len(values) == 1 else f"one of {listed(values)}"
    name = _FORMATS.get(scalar.format, scalar.kind)
    low = scalar.minimum if scalar.minimum is not None else scalar.exclusive_minimum
    bounds = []
    if low is not None:
        bounds.append(f"{'from' if scalar.minimum is not None else 'above'} {low:g}")
    if scalar.maximum is not None:
        bounds.append(f"to {scalar.maximum:g}" if scalar.minimum is not None else f"up to {scalar.maximum:g}")
    return " ".join((name, *bounds))
