"""What is known of the place where something is typed: its release, its shape, and how the file is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from stacklint.model.values import read_value
from stacklint.syntax.nodes import plain_scalar
from stacklint.syntax.path import Path
from stacklint_lsp.ide.analysis import View
from stacklint_lsp.ide.cursor import Cursor, Typing
from stacklint_schemas import Family, KeyPath, Knowledge, ProviderType, ReleaseSet, Slot
from stacklint_schemas.shapes import ListOf, MapOf, ObjectOf, Property, Scalar, Shape, Tagged, Variant

_STEP = re.compile(r"^( *)(?![\s#-])[^\r\n#]*:[ \t]*\r?\n( +)(?![\s#-])", re.MULTILINE)
_DASH = re.compile(r"^( *)(?![\s#-])[^\r\n#]*:[ \t]*\r?\n( *)-[ \t]", re.MULTILINE)


class Known(NamedTuple):
    """What upstream expects at a path."""

    shape: Shape | None
    help_path: KeyPath | None
    """For `Knowledge.help`; None inside the configuration of a provider."""
    key: Property | None = None
    """Of the last step, where it is a known key."""


class Place:
    """A place where something is typed, with everything that the kinds of completion ask of it."""

    def __init__(self, view: View, cursor: Cursor) -> None:
        self.view = view
        self.cursor = cursor
        self.document = view.document
        self.knowledge: Knowledge = view.document.knowledge
        self.releases: ReleaseSet = view.newest.only
        """One release: the newest that the file is read for."""

    # How the file is written -----------------------------------------------------------------------------------------

    @cached_property
    def step(self) -> int:
        """Columns from a key to the keys below it."""
        found = _STEP.search(self.cursor.rows.text)
        return max(len(found[2]) - len(found[1]), 1) if found and len(found[2]) > len(found[1]) else 2

    @cached_property
    def dash(self) -> int:
        """Columns from a key to the dashes below it."""
        found = _DASH.search(self.cursor.rows.text)
        return min(max(len(found[2]) - len(found[1]), 0), self.step) if found else self.step

    def indented(self, lines: list[str]) -> str:
        """Lines, relative to the cursor's column, as an editor wants them that indents them like the line it is on."""
        margin = " " * (self.cursor.column - self.cursor.leading)
        return "\n".join(margin + line if number and line else line for number, line in enumerate(lines))

    # What stands around ----------------------------------------------------------------------------------------------

    def value_of(self, path: Path, key: str) -> str:
        """The single value of a key of a mapping around the cursor, with the defaults of its variables filled in."""
        text = self.cursor.keys_at(path).get(key, "")
        return read_value(plain_scalar(0, 0, text, text)).text if "${" in text else text

    @cached_property
    def provider_type(self) -> ProviderType | None:
        """The type of the provider whose entry the cursor is in; None outside of one, or where it is not known."""
        path = self.cursor.path
        if len(path) < 3 or path[0] != "providers" or not isinstance(path[1], str):
            return None
        found = self.knowledge.provider(path[1], self.value_of(path[:3], "provider_type"))
        return found if found is not None and found.releases & self.releases else None

    @property
    def config_path(self) -> Path:
        """The path of the configuration of the provider that the cursor is in; empty outside of one."""
        path = self.cursor.path
        return path[:4] if len(path) >= 4 and path[0] == "providers" and path[3] == "config" else ()

    @cached_property
    def apis(self) -> list[str]:
        """The APIs of the release by name, last those that have no provider in it."""
        found = sorted(name for name, releases in self.knowledge.apis.items() if releases & self.releases)
        return sorted(found, key=lambda api: not self._has_providers(api))

    def _has_providers(self, api: str) -> bool:
        types = self.knowledge.provider_types(api)
        return any(self.knowledge.provider_releases(api, name) & self.releases for name in types)

    @cached_property
    def provider_titles(self) -> dict[str, set[str]]:
        """How the providers of each API are called."""
        found: dict[str, set[str]] = {}
        for provider in self.document.stack.providers:
            found.setdefault(provider.api, set()).add(provider.title)
        return found

    # Shapes ----------------------------------------------------------------------------------------------------------

    def known(self, path: Path) -> Known:
        """What upstream expects at *path*, which leads to the cursor or begins so."""
        found = Known(self.knowledge.shape(self.knowledge.stack_shape), ())
        for length, step in enumerate(path):
            if length == 3 and path[0] == "providers" and step == "config":
                kind = self.provider_type
                found = Known(None if kind is None else self.knowledge.shape(kind.shape), None)
            else:
                found = self._below(found, path[:length], step)
        return found

    def _below(self, known: Known, path: Path, step: str | int) -> Known:
        names = known.help_path
        free = None if names is None else (*names, "*")
        named = None if names is None else (*names, str(step))
        for variant in self.variants(known.shape):
            if isinstance(variant, ListOf) and isinstance(step, int):
                return Known(self.knowledge.shape(variant.items), free)
            if isinstance(variant, MapOf) and isinstance(step, str):
                return Known(self.knowledge.shape(variant.values), free)
            if isinstance(variant, ObjectOf | Tagged) and isinstance(step, str):
                key = self.properties(variant, path).get(step)
                if key is not None:
                    return Known(self.knowledge.shape(key.shape), named, key)
        return Known(None, named)

    def variants(self, shape: Shape | None) -> tuple[Variant, ...]:
        """The alternatives in the release."""
        return () if shape is None else shape.within(self.releases)

    def properties(self, variant: Variant, path: Path) -> dict[str, Property]:
        """The keys in the release of a mapping at *path*; empty for what is no mapping of known keys."""
        if isinstance(variant, ObjectOf):
            return {name: key for name, key in variant.properties.items() if key.releases & self.releases}
        if isinstance(variant, Tagged):
            option = variant.options.get(self.value_of(path, variant.key))
            if option is not None and option.releases & self.releases:
                inner = self.knowledge.shape(option.shape).object(self.releases)
                return {} if inner is None else self.properties(inner, path)
        return {}

    def tags(self, path: Path) -> list[str]:
        """The values by which the mapping at *path* is told from its alternatives, where the last step is that key."""
        if not path or not isinstance(path[-1], str):
            return []
        return [
            tag
            for variant in self.variants(self.known(path[:-1]).shape)
            if isinstance(variant, Tagged) and variant.key == path[-1]
            for tag, option in variant.options.items()
            if option.releases & self.releases
        ]

    def is_single(self, shape: Shape | None) -> bool:
        """Whether a single value, other than null, is right."""
        return any(isinstance(each, Scalar) and each.kind != "null" for each in self.variants(shape))

    # Slots -----------------------------------------------------------------------------------------------------------

    @cached_property
    def taken_names(self) -> dict[Family, set[tuple[Path, str]]]:
        """The namespaces and table names of the file, also those that upstream assumes, each with its slot's path."""
        found: dict[Family, set[tuple[Path, str]]] = {"kv": set(), "sql": set()}
        for origin in self.document.references.origins:
            if origin.releases & self.releases:
                found[origin.slot.family].add((origin.path, origin.name.text))
        return found

    def slot(self, path: Path) -> Slot | None:
        """The place for a reference to a backend at *path*."""
        base = self.config_path
        if base and path[: len(base)] == base:
            slots = self.provider_type.slots if self.provider_type else ()
            return self._slot(slots, path[len(base) :])
        return self._slot(self.knowledge.stack_slots, path)

    def _slot(self, slots: tuple[Slot, ...], path: Path) -> Slot | None:
        fitting = (slot for slot in slots if slot.releases & self.releases)
        return next((slot for slot in fitting if matches(slot.path, path)), None)

    def targets(self, path: Path) -> Iterator[str]:
        """What the value at *path* may name, as in `ReferencePath.target`."""
        base = self.config_path
        kind = self.provider_type
        inside = bool(base) and path[: len(base)] == base
        references = (kind.references if kind else ()) if inside else self.knowledge.stack_references
        for reference in references:
            if reference.releases & self.releases and matches(reference.path, path[len(base) :] if inside else path):
                yield reference.target

    def is_obsolete(self, path: Path) -> bool:
        """Whether a file for the release has no use for the key at *path*: nothing reads it, or it is of old times."""
        slot = self.slot(path)
        if slot is not None:
            return bool(slot.unread & ~slot.required & self.releases)
        match path:
            case (str(name),):
                return bool(self.knowledge.obsolete_keys.get(name, 0) & self.releases)
            case ("registered_resources", str(name)):
                kinds = (kind for kind in self.knowledge.resources if kind.key == name)
                return any(not (kind.registered | kind.automatic) & self.releases for kind in kinds)
        return False

    # What is typed ---------------------------------------------------------------------------------------------------

    @property
    def types_value(self) -> bool:
        """Whether a single value can stand at the cursor."""
        return self.cursor.typing in {Typing.VALUE, Typing.ITEM, Typing.BLOCK}

    @property
    def begins_mapping(self) -> bool:
        """Whether a key of the mapping at the cursor's path can stand at the cursor."""
        return self.cursor.typing in {Typing.KEY, Typing.ITEM, Typing.BLOCK} and not (
            self.cursor.flow and self.cursor.typing is not Typing.KEY
        )


def matches(pattern: KeyPath, path: Path) -> bool:
    """Whether a generated path, in which `*` stands for any key or item, is that of a place."""
    return len(pattern) == len(path) and all(wanted in ("*", step) for wanted, step in zip(pattern, path, strict=True))
