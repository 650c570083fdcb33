"""What becomes of stored data: every fact is about releases, keyspaces, types and slots that exist."""

from __future__ import annotations

import pytest

from generate.stored import known_steps
from stacklint_schemas import KeyPath, load
from stacklint_schemas.stored import Break

knowledge = load()
catalogue = knowledge.catalogue
stored = knowledge.migration.stored

PROVIDERS = [
    provider
    for api in knowledge.apis
    for name in knowledge.provider_types(api)
    if (provider := knowledge.provider(api, name)) is not None
]
KEYSPACES = {slot.keyspace for provider in PROVIDERS for slot in provider.slots}
KEYSPACES |= {slot.keyspace for slot in knowledge.stack_slots}


def harms(keyspace: str, written: str, sought: str, provider_type: str = "") -> list[str]:
    """What happens to data, most of it seen by writing with one real release and asking another."""
    old, new = catalogue.by_version(written), catalogue.by_version(sought)
    assert old is not None
    assert new is not None
    return [
        each.harm + (" unless " + ".".join(each.unless) if each.unless else "")
        for each in stored.breaks
        if keyspace in each.keyspaces
        and each.written & old.only
        and each.sought & new.only
        and (not each.types or provider_type in each.types)
        and not each.when
    ]


@pytest.mark.parametrize(
    ("keyspace", "written", "sought", "expected"),
    [
        ("registry", "0.2.24", "0.3.5", ["hidden"]),
        ("registry", "0.3.5", "1.5.0", []),
        ("inference", "0.2.24", "0.3.5", []),
        ("inference", "0.2.24", "0.4.7", ["hidden unless server.auth"]),
        ("inference", "0.2.24", "1.5.0", ["hidden unless server.auth"]),
        ("inference", "0.3.5", "1.5.0", []),
        ("files", "0.2.24", "1.5.0", ["hidden unless server.auth"]),
        ("files", "0.4.7", "1.5.0", []),
        ("conversations", "0.3.5", "1.5.0", []),
        ("responses", "0.2.24", "0.3.5", []),
        ("responses", "0.3.5", "0.4.7", []),
        ("responses", "0.4.7", "0.7.3", ["fails"]),
        ("responses", "0.4.7", "1.5.0", ["fails"]),
        ("responses", "0.7.3", "1.5.0", []),
        ("batches", "0.2.24", "0.7.3", []),
        ("prompts", "0.3.5", "0.4.7", []),
    ],
)
def test_what_the_real_releases_found(keyspace: str, written: str, sought: str, expected: list[str]) -> None:
    assert harms(keyspace, written, sought) == expected


@pytest.mark.parametrize(
    ("written", "sought", "expected"),
    [
        ("0.2.24", "0.3.5", ["hidden"]),
        ("0.2.24", "0.4.7", ["hidden", "fails"]),
        ("0.2.24", "1.5.0", ["hidden", "fails"]),
        ("0.3.5", "0.4.7", ["stops", "fails"]),
        ("0.3.5", "1.5.0", ["stops", "fails"]),
        ("0.4.7", "1.5.0", []),
        ("0.7.3", "1.5.0", []),
    ],
)
def test_what_the_real_releases_found_of_faiss(written: str, sought: str, expected: list[str]) -> None:
    assert harms("vector_io", written, sought, "inline::faiss") == expected


@pytest.mark.parametrize("written", ["0.2.24", "0.3.5"])
@pytest.mark.parametrize("sought", ["0.4.7", "1.0.4", "1.5.0"])
def test_what_faiss_lost_can_be_repaired_as_a_whole(written: str, sought: str) -> None:
    """One repair alone would stop the start: renamed keys are read there, and their chunks lack a field."""
    old, new = catalogue.by_version(written), catalogue.by_version(sought)
    assert old is not None
    assert new is not None
    found = [
        each
        for each in stored.breaks
        if "vector_io" in each.keyspaces and each.written & old.only and each.sought & new.only and not each.when
    ]
    faiss = [each for each in found if not each.types or "inline::faiss" in each.types]
    for backend in ("kv_sqlite", "kv_postgres"):
        cures = [each.cures[backend] for each in faiss]
        assert any("stored_chunk_id" in cure and "faiss_index" in cure for cure in cures)


def test_an_old_index_stops_the_start_only_when_its_store_is_listed() -> None:
    (listed,) = (each for each in stored.breaks if each.when)
    assert listed.when == ("registered_resources", "vector_stores")
    assert listed.harm == "stops"
    read = next(resource for resource in knowledge.resources if resource.key == "vector_stores").registered
    assert listed.sought == read


@pytest.mark.parametrize("each", stored.breaks, ids=lambda each: f"{sorted(each.keyspaces)} {each.since.version}")
def test_a_break_is_about_things_that_exist(each: Break) -> None:
    assert each.keyspaces <= KEYSPACES
    assert each.written
    assert each.sought
    assert each.written & each.sought == 0
    for provider_type in each.types:
        assert knowledge.provider_releases("vector_io", provider_type)
    for path in (each.when, each.unless):
        assert not path or path[0] in knowledge.top_level_keys
    assert all("{table}" in cure for cure in each.cures.values())
    assert set(each.cures) <= set(knowledge.backends)


def test_every_other_fact_is_about_a_keyspace_that_exists() -> None:
    named = {each.keyspace for table in (stored.rebuilt, stored.moves, stored.dependents) for each in table}
    named |= {each.on for each in stored.dependents}
    named |= {each.keyspace for each in stored.implied} - {""}
    named |= {*stored.inline_tables, *stored.ended}
    assert named <= KEYSPACES


def slot_releases(owner: str, path: KeyPath) -> int:
    """Where a slot in SQL is there and read."""
    slots = [slot for provider in PROVIDERS if provider.api == "vector_io" for slot in provider.slots]
    found = 0
    for slot in knowledge.stack_slots if owner == "stack" else slots:
        if slot.path == path and slot.family == "sql":
            found |= slot.releases & ~slot.unread
    return found


def test_a_move_goes_to_a_slot_that_is_read() -> None:
    for move in stored.moves:
        assert move.releases == slot_releases(move.owner, move.to)


def test_implied_backends_are_those_that_upstream_assumes() -> None:
    for releases, name, kind in knowledge.default_backends:
        covered = 0
        for each in stored.implied:
            if each.backend == name:
                assert each.family == knowledge.backends[kind].family
                assert each.releases & covered == 0
                covered |= each.releases
        assert covered == releases


def test_an_implied_store_is_a_file_or_follows_a_slot() -> None:
    for each in stored.implied:
        assert bool(each.path) != bool(each.follows)
        assert bool(each.keyspace) != bool(each.backend)


def test_own_paths_are_keys_of_providers_with_a_slot() -> None:
    for each in stored.own_paths:
        for name in each.types:
            provider = knowledge.provider(each.api, name)
            assert provider is not None
            shape = knowledge.shape(provider.shape).object(provider.releases)
            assert shape is not None
            assert each.key[0] in shape.properties
            assert each.keyspace in {slot.keyspace for slot in provider.slots}
        assert bool(each.cures) <= bool(each.cause)


def test_the_folder_moves_with_the_name_of_the_project() -> None:
    (folder,) = stored.folders
    assert folder.since is knowledge.migration.step("ogx").since
    assert folder in knowledge.migration.folders


def test_inline_stores_had_defaults() -> None:
    found = stored.inline_defaults
    assert {(family, kind) for family, kinds in knowledge.legacy_store_types.items() for kind in kinds} == set(found)
    assert found["kv", "sqlite"] == {"db_path": "~/.llama/runtime/kvstore.db"}
    assert found["sql", "sqlite"] == {"db_path": "~/.llama/runtime/sqlstore.db"}
    assert found["kv", "postgres"]["table_name"] == "llamastack_kvstore"
    assert found["sql", "postgres"]["db"] == "llamastack"


def test_a_step_that_does_not_exist_is_found() -> None:
    with pytest.raises(ValueError, match="no-such-step"):
        known_steps({"quota": "no-such-step"}, {"server-limits"})
