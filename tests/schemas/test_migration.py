"""Every breaking change of upstream's has a step, and addresses get the path that they now need."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generate import handkept
from generate.differences import losses, plain
from generate.migration import owner_of, steps
from stacklint_schemas import catalog_migration, load
from stacklint_schemas.reading import DATA

knowledge = load()
catalogue = knowledge.catalogue
migration = knowledge.migration

ADDRESSES = {
    "remote::azure": "/openai/v1",
    "remote::cerebras": "/v1",
    "remote::databricks": "/serving-endpoints",
    "remote::fireworks": "",
    "remote::groq": "/openai/v1",
    "remote::llama-openai-compat": "",
    "remote::nvidia": "/v1",
    "remote::ollama": "/v1",
    "remote::passthrough": "",
    "remote::runpod": "",
    "remote::sambanova": "",
    "remote::tgi": "/v1",
    "remote::together": "",
    "remote::vllm": "",
    "remote::watsonx": "",
}


def renames() -> list[tuple[str, str, str]]:
    """Owner, old key, first release that does not read it any more."""
    return [
        (f"{api}/{name}", ".".join(rename.old), catalogue.first(rename.releases).version)
        for api in knowledge.apis
        for name in knowledge.provider_types(api)
        if (provider := knowledge.provider(api, name)) is not None
        for rename in provider.renames
    ]


def test_the_file_is_well_typed() -> None:
    catalog_migration.MigrationData.model_validate_json((Path(DATA) / "migration.json").read_bytes())


def test_steps_stand_in_release_order_under_names_of_their_own() -> None:
    assert [step.since.index for step in migration.steps] == sorted(step.since.index for step in migration.steps)
    assert len({step.name for step in migration.steps}) == len(migration.steps)
    assert all(migration.step(step.name) is step for step in migration.steps)


@pytest.mark.parametrize(("owner", "old", "since"), renames())
def test_every_renamed_key_has_its_step(owner: str, old: str, since: str) -> None:
    found = [step.since.version for step in migration.steps_for("key", owner, (old,))]
    assert since in found


@pytest.mark.parametrize(
    ("api", "old", "gone"), [(api, old, gone) for api, old, gone, *_ in knowledge.type_replacements]
)
def test_every_replaced_type_has_its_step(api: str, old: str, gone: int) -> None:
    (step,) = migration.steps_for("type", f"{api} {old}")
    assert step.since is catalogue.first(gone)


def test_every_api_that_is_gone_has_its_step() -> None:
    gone = {api: releases for api, releases in knowledge.apis.items() if not releases & catalogue.newest.only}
    with_types = {api for api in gone if knowledge.provider_types(api)}
    assert with_types == {"agents", "datasetio", "eval", "post_training", "safety", "scoring", "telemetry"}
    for api in with_types:
        (step,) = migration.steps_for("api", api)
        assert step.since.index == catalogue.last(gone[api]).index + 1


def test_every_type_that_is_gone_has_its_step() -> None:
    for api in knowledge.apis:
        for name in knowledge.provider_types(api):
            releases = knowledge.provider_releases(api, name)
            if not releases & catalogue.newest.only:
                assert migration.steps_for("type", f"{api} {name}"), (api, name)


def test_every_inline_store_has_its_step() -> None:
    owners = [("stack", knowledge.stack_legacy_slots)]
    for api in knowledge.apis:
        for name in knowledge.provider_types(api):
            provider = knowledge.provider(api, name)
            assert provider is not None
            owners.append((f"{api}/{name}", provider.legacy_slots))
    found = [(owner, slot) for owner, slots in owners for slot in slots if slot.releases]
    assert len(found) > 20
    for owner, slot in found:
        assert migration.steps_for("store", owner, slot.path) == (migration.step("named-backends"),)


def test_a_list_that_is_read_elsewhere_has_its_step() -> None:
    for resource in knowledge.resources:
        if resource.top_level:
            (step,) = migration.steps_for("key", "stack", (resource.key,))
            assert step.since.version == "0.3.0"


def test_what_nobody_took_away_has_no_step() -> None:
    assert migration.steps_for("api", "inference") == ()
    assert migration.steps_for("key", "inference/remote::vllm", ("base_url",)) == ()


def test_a_difference_without_step_is_found() -> None:
    entries = handkept.read().tables["step"]
    with pytest.raises(ValueError, match=r"no step of 1\.4\.0 explains: api inference"):
        owner_of(catalogue, entries, "api inference", catalogue.releases[-3])


def test_a_pattern_that_fits_nothing_is_found() -> None:
    with pytest.raises(ValueError, match="patterns of steps that fit nothing"):
        steps(catalogue, handkept.read(), [])


def test_what_comes_back_at_once_is_no_loss() -> None:
    parse = catalogue.parse
    assert [release.version for release in losses(catalogue, parse("0.2.0-0.3.5"), catalogue.every)] == ["0.4.0"]
    assert [release.version for release in losses(catalogue, parse("0.2.0-1.2.5,1.3.1+"), catalogue.every)] == ["1.3.0"]
    assert list(losses(catalogue, parse("0.4.0+"), catalogue.every)) == []
    assert list(losses(catalogue, parse("0.4.0-0.4.7"), parse("0.4.0-0.4.7"))) == []


def test_every_renamed_address_has_its_suffix() -> None:
    renamed = {
        owner.split("/")[1]
        for owner, old, _ in renames()
        if migration.steps_for("key", owner, (old,))[0].name == "base-url"
    }
    assert renamed == {name for (_, name), change in migration.urls.items() if change.old != "base_url"}
    assert {name: change.suffix for (_, name), change in migration.urls.items()} == ADDRESSES


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_a_suffix_agrees_with_the_defaults_of_both_sides(name: str) -> None:
    change = migration.urls["inference", name]
    provider = knowledge.provider("inference", name)
    assert provider is not None
    properties = knowledge.shape(provider.shape).object(catalogue.every)
    assert properties is not None
    earlier = change.since.only - 1
    before = {text for releases, text in properties.properties[change.old].defaults if releases & earlier} - {None}
    after = {text for releases, text in properties.properties["base_url"].defaults if releases & ~earlier} - {None}
    if before and after:
        ((start,), (whole,)) = before, after
        assert f"{start}{ADDRESSES[name]}" == whole


def test_changed_defaults_are_known() -> None:
    found = {
        (each.owner, ".".join(each.path)): (each.since.version, each.before, each.now) for each in migration.defaults
    }
    assert found["stack", "server.auth.provider_config.audience"] == ("0.8.0", "llama-stack", "ogx")
    assert found["inference/remote::vertexai", "location"] == ("0.5.0", "us-central1", "global")
    for each in migration.defaults:
        (step,) = migration.steps_for("default", each.owner, each.path)
        assert step.since is each.since


def test_another_way_to_write_a_default_is_no_change() -> None:
    assert plain(60) == plain(60.0) == plain("60")
    assert plain("") == plain(None) == plain([]) == plain("\u200b")
    assert plain("us-central1") != plain("global")


def test_only_azure_loses_the_path_it_had() -> None:
    assert [name for (_, name), change in migration.urls.items() if change.replaces_path] == ["remote::azure"]


def test_an_address_that_was_never_read_is_known_as_such() -> None:
    unread = {name for (_, name), change in migration.urls.items() if change.unread}
    assert unread == {"remote::fireworks", "remote::together"}


def test_the_suffix_of_nvidia_hangs_on_a_switch() -> None:
    assert migration.urls["inference", "remote::nvidia"].unless == ("append_api_version", False)


def test_every_source_is_there() -> None:
    record = json.loads((Path(DATA) / "migration.json").read_bytes())
    plain_tables = ("inline_tables", "inline_defaults", "ended")
    tables = [record["steps"], record["urls"]]
    tables += [table for name, table in record["stored"].items() if name not in plain_tables]
    assert all(entry["source"] for table in tables for entry in table)
