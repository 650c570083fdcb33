"""Merges one place's schemas of all releases into a shape, and keeps equal shapes once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from generate.schema import Described, Schema
from stacklint_schemas.releases import Catalogue, ReleaseSet

ANYTHING: list[Any] = [["any", ""]]
SCALARS = ("string", "integer", "number", "boolean", "null")
LIMITS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "minLength": "minimum_length",
    "maxLength": "maximum_length",
}
FORMATS = {"password": "password", "path": "path", "file-path": "path", "directory-path": "path", "uri": "uri"}
LONGEST_DEFAULT = 100
MOST_WORDS = 3
"""A default with more words is upstream's prose."""


class Source(NamedTuple):
    """What some releases say about a place."""

    releases: ReleaseSet
    described: Described
    class_name: str
    schema: Schema


class Pool:
    """All shapes by content; an id is a line number in the data. Shape 0 fits anything."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.lines: list[str] = []
        self._ids: dict[str, int] = {}
        self.add(ANYTHING)

    def add(self, shape: list[Any]) -> int:
        line = json.dumps(shape, separators=(",", ":"), ensure_ascii=True)
        found = self._ids.setdefault(line, len(self.lines))
        if found == len(self.lines):
            self.lines.append(line)
        return found

    def merge(self, releases: ReleaseSet, sources: Iterable[Source], above: tuple[str, ...] = ()) -> int:
        """The id of the shape that a place with *releases* has, given the schemas of all of them."""
        return self.add(Merger(self, releases, above).merge(list(sources)))

    def relative(self, found: ReleaseSet, around: ReleaseSet) -> str:
        """A set as text, empty when it is all of the set around it."""
        return "" if found == around else self.catalogue.write(found)


class Merger:
    """Collects the alternatives of one place over its releases."""

    def __init__(self, pool: Pool, releases: ReleaseSet, above: tuple[str, ...]) -> None:
        self.pool = pool
        self.releases = releases
        self.above = above
        self.scalars: dict[str, dict[str, Any]] = {}
        self.collected: dict[str, list[Source]] = {}

    def merge(self, sources: list[Source]) -> list[Any]:
        for source in sources:
            for option in options(source.schema):
                self.collect(source._replace(schema=option))
        return [*self.scalar_variants(), *self.collected_variants()]

    def collect(self, source: Source) -> None:
        name, schema = source.described.resolve(source.schema)
        if name and (inner := options(schema)) != [schema]:
            for option in inner:
                self.collect(source._replace(schema=option))
            return
        source = source._replace(schema=schema, class_name=name or source.class_name)
        kind = schema.get("type")
        if "discriminator" in schema:
            self.collected.setdefault(f"tagged {schema['discriminator']['propertyName']}", []).append(source)
        elif kind in SCALARS or "enum" in schema or "const" in schema:
            self.collect_scalar(source)
        elif kind == "array":
            self.collected.setdefault("list", []).append(source)
        elif name in self.above:
            self.collected.setdefault("any", []).append(source)
        elif "properties" in schema or (kind == "object" and "additionalProperties" not in schema):
            self.collected.setdefault("object", []).append(source)
        elif kind == "object":
            self.collected.setdefault("map", []).append(source)
        else:
            self.collected.setdefault("any", []).append(source)

    def collect_scalar(self, source: Source) -> None:
        schema = source.schema
        facts: dict[str, Any] = {new: schema[old] for old, new in LIMITS.items() if old in schema}
        written_format = FORMATS.get(schema.get("format", ""))
        if written_format:
            facts["format"] = written_format
        values = schema.get("enum", [schema["const"]] if "const" in schema else None)
        kind = schema.get("type") or json_kind(values[0] if values else None)
        key = json.dumps([kind, values is not None, facts])
        found = self.scalars.setdefault(key, {"kind": kind, "releases": 0, "facts": facts, "values": {}})
        found["releases"] |= source.releases
        for value in values or ():
            found["values"][value] = found["values"].get(value, 0) | source.releases

    def scalar_variants(self) -> Iterable[list[Any]]:
        for key in sorted(self.scalars, key=lambda key: (SCALARS.index(self.scalars[key]["kind"]), key)):
            found = self.scalars[key]
            facts = dict(found["facts"])
            if found["values"]:
                facts["values"] = [
                    [value, self.pool.relative(releases, found["releases"])]
                    for value, releases in found["values"].items()
                ]
            yield [found["kind"], self.pool.relative(found["releases"], self.releases), *([facts] if facts else [])]

    def collected_variants(self) -> Iterable[list[Any]]:
        for kind, sources in sorted(self.collected.items()):
            releases = union(sources)
            variant: list[Any] = [kind.split()[0], self.pool.relative(releases, self.releases)]
            if kind == "object":
                variant += self.object_parts(releases, sources)
            elif kind == "map":
                variant.append(self.inner(releases, sources, "additionalProperties"))
            elif kind == "list":
                variant.append(self.inner(releases, sources, "items"))
            elif kind.startswith("tagged"):
                variant += [kind.split()[1], self.tagged_options(releases, sources)]
            yield variant

    def inner(self, releases: ReleaseSet, sources: list[Source], key: str) -> int:
        schemas = [source.schema.get(key) for source in sources]
        return self.pool.merge(
            releases,
            [
                source._replace(schema=schema if isinstance(schema, dict) else {})
                for source, schema in zip(sources, schemas, strict=True)
            ],
            self.above,
        )

    def tagged_options(self, releases: ReleaseSet, sources: list[Source]) -> list[list[Any]]:
        branches: dict[str, list[Source]] = {}
        for source in sources:
            for tag, reference in source.schema["discriminator"]["mapping"].items():
                branches.setdefault(tag, []).append(source._replace(schema={"$ref": reference}))
        return [
            [tag, self.pool.relative(union(branch), releases), self.pool.merge(union(branch), branch, self.above)]
            for tag, branch in sorted(branches.items())
        ]

    def object_parts(self, releases: ReleaseSet, sources: list[Source]) -> list[Any]:
        """The properties by key, and where unknown keys are kept or refused."""
        above = (*self.above, *sorted({source.class_name for source in sources if source.class_name}))
        keys: dict[str, PropertyMerger] = {}
        kept = refused = 0
        for source in sources:
            extra = source.schema.get("additionalProperties")
            kept |= source.releases * (extra is not None and extra is not False)
            refused |= source.releases * (extra is False)
            for key, schema in source.schema.get("properties", {}).items():
                inner = source._replace(schema=schema)
                keys.setdefault(key, PropertyMerger()).add(inner, key, source.schema)
                for other in source.described.other_names.get(source.class_name, {}).get(key, ()):
                    keys.setdefault(other, PropertyMerger()).add_name(inner, key)
        properties = {key: found.finish(self.pool, releases, above) for key, found in sorted(keys.items())}
        ends = [self.pool.catalogue.write(kept), self.pool.catalogue.write(refused)]
        return [properties, *(ends if any(ends) else [])]


class PropertyMerger:
    """Collects one key of an object over releases."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.required = self.deprecated = self.prepared = 0
        self.defaults: dict[str, ReleaseSet] = {}
        self.alias_of = ""

    def add_name(self, source: Source, key: str) -> None:
        """In these releases the key is another name of *key*."""
        self.sources.append(source)
        self.alias_of = key

    def add(self, source: Source, key: str, owner: Schema) -> None:
        self.sources.append(source)
        self.required |= source.releases * (key in owner.get("required", ()))
        self.deprecated |= source.releases * bool(source.schema.get("deprecated"))
        early = source.described.early_validators.get(source.class_name, ())
        self.prepared |= source.releases * (key in early)
        known, default = source.described.default(source.class_name, key, source.schema)
        if known and is_short(default):
            written = json.dumps(neutral(default), sort_keys=True)
            self.defaults[written] = self.defaults.get(written, 0) | source.releases

    def finish(self, pool: Pool, around: ReleaseSet, above: tuple[str, ...]) -> list[Any]:
        releases = union(self.sources)
        facts: dict[str, Any] = {}
        if self.required:
            facts["required"] = pool.relative(self.required, releases)
        if self.deprecated:
            facts["deprecated"] = pool.relative(self.deprecated, releases)
        if self.prepared:
            facts["prepared"] = pool.relative(self.prepared, releases)
        if self.alias_of:
            facts["alias_of"] = self.alias_of
        if self.defaults:
            facts["defaults"] = [
                [pool.relative(found, releases), json.loads(written)] for written, found in self.defaults.items()
            ]
        return [
            pool.merge(releases, self.sources, above),
            pool.relative(releases, around),
            *([facts] if facts else []),
        ]


def options(schema: Schema) -> list[Schema]:
    """The alternatives written out in a schema; a tagged union is one."""
    if "discriminator" in schema:
        return [schema]
    found = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    return [inner for option in found for inner in options(option)] if found else [schema]


def union(sources: Iterable[Source]) -> ReleaseSet:
    found = 0
    for source in sources:
        found |= source.releases
    return found


def json_kind(value: Any) -> str:
    if value is None:
        return "null"
    return {bool: "boolean", int: "integer", float: "number"}.get(type(value), "string")


def is_short(value: Any) -> bool:
    """Whether a default is a plain fact and not a text of upstream's or a whole object."""
    if isinstance(value, str):
        return len(value) <= LONGEST_DEFAULT and len(value.split()) <= MOST_WORDS and "\n" not in value
    if isinstance(value, list):
        return len(value) <= 4 and all(is_short(item) and not isinstance(item, (list, dict)) for item in value)
    return not isinstance(value, dict) or not value


def neutral(value: Any) -> Any:
    """A default with the probe's home folder written as people would."""
    if isinstance(value, str):
        return value.replace("/neutral/", "~/")
    return [neutral(item) for item in value] if isinstance(value, list) else value
