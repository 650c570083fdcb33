"""The committed data: typed, complete, reproducible, and free of what does not belong into them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
from pydantic import ValidationError

from generate import build, handkept
from generate.wheels import HANDKEPT, known_sources
from schemas.cache import require_wheels
from stacklint_schemas import catalog, load
from stacklint_schemas.reading import DATA
from stacklint_schemas.shapes import ListOf, MapOf, ObjectOf, Tagged

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

knowledge = load()
catalogue = knowledge.catalogue
FILES = sorted(Path(DATA).iterdir())
PLAIN_WORDS = 4
"""More words than this in one text look like upstream's prose; ours are names for messages."""


def lines(name: str) -> list[str]:
    return (Path(DATA) / name).read_text(encoding="ascii").splitlines()


def test_there_are_seven_files() -> None:
    assert [path.name for path in FILES] == [
        "catalogue.json",
        "core.json",
        "help.json",
        "migration.json",
        "providers.jsonl",
        "samples.jsonl",
        "shapes.jsonl",
    ]


def test_the_catalogue_is_well_typed() -> None:
    (text,) = lines("catalogue.json")
    catalog.CatalogueData.model_validate_json(text)


def test_the_core_is_well_typed() -> None:
    (text,) = lines("core.json")
    catalog.CoreData.model_validate_json(text)


def test_every_provider_is_well_typed_and_where_the_core_says() -> None:
    (text,) = lines("core.json")
    places = catalog.CoreData.model_validate_json(text).providers
    for number, line in enumerate(lines("providers.jsonl")):
        provider = catalog.ProviderData.model_validate_json(line)
        assert places[provider.api][provider.name] == (number, provider.releases)
    assert sum(len(types) for types in places.values()) == len(lines("providers.jsonl"))


def test_every_shape_is_well_typed_and_there_once() -> None:
    found = lines("shapes.jsonl")
    for line in found:
        catalog.ShapeData.model_validate_json(line)
    assert len(set(found)) == len(found)


def test_every_shape_is_used() -> None:
    seen: set[int] = set()
    waiting = [0, knowledge.stack_shape, *(backend.shape for backend in knowledge.backends.values())]
    for api in knowledge.apis:
        for name in knowledge.provider_types(api):
            provider = knowledge.provider(api, name)
            assert provider is not None
            waiting.append(provider.shape)
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            waiting.extend(inner_shapes(number))
    assert seen == set(range(len(lines("shapes.jsonl"))))


def inner_shapes(number: int) -> Iterator[int]:
    for variant in knowledge.shape(number).variants:
        match variant:
            case ObjectOf():
                yield from (found.shape for found in variant.properties.values())
            case MapOf():
                yield variant.values
            case ListOf():
                yield variant.items
            case Tagged():
                yield from (option.shape for option in variant.options.values())


def test_every_set_of_releases_is_written_in_one_way() -> None:
    def sets(value: Json) -> Iterator[str]:
        if isinstance(value, str) and re.fullmatch(r"\d+\.\d+\.\d+([-+,].*)?|\*", value):
            yield value
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from sets(inner)

    found = {text for path in FILES[1:] for line in lines(path.name) for text in sets(json.loads(line))}
    assert len(found) > 100
    assert {text for text in found if catalogue.write(catalogue.parse(text)) != text} == set()


def texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def test_the_help_is_well_typed_and_about_keys_that_exist() -> None:
    (text,) = lines("help.json")
    found = catalog.HelpData.model_validate_json(text).root
    places = known_places()
    assert {path for path in found if f"stack {path}" not in places} == set()


def test_every_line_of_help_is_used() -> None:
    (text,) = lines("help.json")
    used = set(json.loads(text).values())
    assert {entry["text"] for entry in handkept.read().tables["help"]} == used


def test_every_key_of_storage_and_server_has_help() -> None:
    covered = re.compile(r"stack ([^.]+|(storage|server|connectors|providers)\..+|registered_resources\.[^.]+)")
    asked = {place.removeprefix("stack ") for place in known_places() if covered.fullmatch(place)}
    lacking = {path for path in asked if not path.endswith("*") and not knowledge.help(tuple(path.split(".")))}
    assert len(asked) > 150
    assert lacking == set()


def test_what_people_read_is_in_our_own_words() -> None:
    """No five words in a row are upstream's."""
    wheels = require_wheels()
    theirs: set[tuple[str, ...]] = set()
    for source in known_sources():
        schema = json.loads(wheels.dump(source).read_bytes())["stack"]["schema"]
        theirs |= {run for text in descriptions(schema) for run in runs_of_words(text)}
    tables = handkept.read().tables
    ours = {entry["text"] for entry in tables["help"]}
    ours |= {entry[key] for entry in tables["step"] for key in ("title", "cause")}
    ours |= {entry[key] for entry in tables["data_break"] + tables["move"] for key in ("what", "cause")}
    assert len(theirs) > 1000
    assert {text for text in ours if theirs & set(runs_of_words(text))} == set()


def descriptions(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        text = value.get("description")
        if isinstance(text, str):
            yield text
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from descriptions(inner)


def runs_of_words(text: str) -> Iterator[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    yield from (tuple(words[start : start + 5]) for start in range(len(words) - 4))


WITH_PROSE = {"help.json", "migration.json"}


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in WITH_PROSE], ids=lambda path: path.name)
def test_no_prose(path: Path) -> None:
    found = {text for line in lines(path.name) for text in texts(json.loads(line))}
    ours = {reserved.owner for reserved in knowledge.reserved_tables}
    assert {text for text in found - ours if len(text.split()) > PLAIN_WORDS} == set()
    assert {text for text in found if "\n" in text or len(text) > 150} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_folder_of_the_builder(path: Path) -> None:
    found = {text for line in lines(path.name) for text in texts(json.loads(line))}
    leaks = ("/neutral", "/root", "/home", "/tmp/", str(Path.home()), "site-packages")
    # Three services of NVIDIA's have models below a folder of this name; nothing else may look like a place on a disk.
    assert {text for text in found if any(leak in text for leak in leaks)} == set()


def test_building_again_gives_the_same_bytes() -> None:
    wheels = require_wheels()
    assert build.build(wheels) == {path.name: path.read_bytes() for path in FILES}


def test_a_slip_in_a_hand_kept_fact_is_found(tmp_path: Path) -> None:
    text = (HANDKEPT / "slots.toml").read_text(encoding="utf-8")
    others = [path for path in HANDKEPT.glob("*.toml") if path.name != "slots.toml"]
    for path in others:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for wrong in (
        text.replace("keyspace", "keyspaces", 1),
        text.replace("source", "sauce", 1),
        text.replace('"0.', '"v0.', 1),
    ):
        assert wrong != text
        (tmp_path / "slots.toml").write_text(wrong, encoding="utf-8")
        with pytest.raises(ValidationError):
            handkept.read(tmp_path)


@cache
def known_places() -> frozenset[str]:
    """Every owner and path that the shapes know, written as hand-kept facts write them."""
    found = {f"stack {path}" for path in paths_below(knowledge.stack_shape, "")}
    for api in knowledge.apis:
        for name in knowledge.provider_types(api):
            provider = knowledge.provider(api, name)
            assert provider is not None
            found |= {f"{api}/{name} {path}" for path in paths_below(provider.shape, "")}
    return frozenset(found)


def paths_below(number: int, start: str) -> Iterator[str]:
    for variant in knowledge.shape(number).variants:
        match variant:
            case ObjectOf():
                for key, found in variant.properties.items():
                    yield start + key
                    yield from paths_below(found.shape, f"{start}{key}.")
            case MapOf() | ListOf():
                yield f"{start}*"
                yield from paths_below(variant.values if isinstance(variant, MapOf) else variant.items, f"{start}*.")
            case Tagged():
                for option in variant.options.values():
                    yield from paths_below(option.shape, start)


def test_every_hand_kept_path_exists_upstream() -> None:
    places = known_places() | {entry["at"] for entry in handkept.read().tables["never_read"]}
    for table in ("slot", "legacy_slot", "reference", "unlisted_key", "obsolete_key", "widened"):
        for entry in handkept.read().tables[table]:
            for pattern in entry["at"]:
                assert any(fnmatchcase(place, pattern) for place in places), (table, pattern)


def test_what_is_kept_as_never_read_is_in_no_schema() -> None:
    places = known_places()
    for entry in handkept.read().tables["never_read"]:
        assert entry["at"] not in places


def test_hand_kept_releases_lie_within_those_that_have_the_place() -> None:
    """A fact about releases without the slot would be a slip; open ends are cut where the slot ends."""
    slots = {(".".join(slot.path), slot.family): slot for slot in knowledge.stack_slots}
    for slot in slots.values():
        for part in (slot.required, slot.null_is_fatal, slot.checked, slot.unread, slot.honoured):
            assert part & ~slot.releases == 0


def test_hand_kept_provider_types_exist_upstream() -> None:
    tables = handkept.read().tables
    for entry in tables["replacement"]:
        for key in ("old", "new"):
            assert knowledge.provider(*entry[key].split()) is not None, entry
    for entry in tables["deprecated"]:
        assert knowledge.provider(*entry["type"].split()) is not None, entry


def test_hand_kept_backends_name_keys_that_exist() -> None:
    for entry in handkept.read().tables["backend"]:
        keys = set(paths_below(knowledge.backends[entry["name"]].shape, ""))
        named = {*entry["identity"], *entry.get("path_keys", ()), *entry.get("expands_home", ())}
        assert named <= keys
