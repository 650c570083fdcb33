"""Forms of releases before named backends, left over or never translated.

Every inline store here has a file name that begins with `legacy_`: a store whose file never appears was ignored.
"""

from __future__ import annotations

from collections.abc import Iterator

from upstream import bases
from upstream.change import Change, Configuration, Steps, changed, drop, put, references, sqlite

OLD_KEYS = {
    "providers.vector_io.config.persistence": ("kvstore",),
    "providers.agents.config.persistence.agent_state": ("..", "persistence_store"),
    "providers.agents.config.persistence.responses": ("..", "responses_store"),
    "providers.responses.config.persistence.responses": ("..", "responses_store"),
    "providers.responses.config.persistence.agent_state": ("..", "persistence_store"),
    "providers.batches.config.sqlstore": ("kvstore",),
}
"""Slots whose key was another one in the legacy form; `..` climbs out of a nested slot."""


def inline(name: str) -> Configuration:
    """A legacy inline store."""
    return {"type": "sqlite", "db_path": sqlite(f"legacy_{name}")}


def changes(release: str) -> Iterator[Change]:
    """All legacy forms."""
    yield from _provider_stores(release)
    yield from _server_stores(release)
    yield from _resources(release)
    yield from _whole_files(release)
    if release == "1.5.0":
        quota = {"kvstore": {"backend": "kv_default", "namespace": "quota"}}
        yield Change("quota where it is no key", "reference", changed(release, (("server", "quota"), quota)))


def _provider_stores(release: str) -> Iterator[Change]:
    for reference in references(bases.base(release)):
        old = OLD_KEYS.get(reference.label)
        if old is None:
            continue
        place = _old_place(reference.steps, old)
        beside = put(bases.base(release), place, inline("provider"))
        yield Change("legacy provider store beside the new slot", reference.label, beside)
        instead = put(drop(bases.base(release), reference.steps), place, inline("provider"))
        yield Change("legacy provider store instead of the new slot", reference.label, instead)
        alone = put(drop(bases.base(release), reference.steps), place, inline("provider"))
        yield Change("legacy provider store, no storage section", reference.label, drop(alone, ("storage",)))
    for kind in ("redis", "postgres", "mongodb"):
        store = {"type": kind, "host": "localhost", "port": 1, "user": "u", "password": "${env.P:=p}"}
        persistence = ("providers", "vector_io", 0, "config", "persistence")
        yield Change("legacy inline store of another kind", kind, changed(release, (persistence, store)))


def _old_place(steps: Steps, old: tuple[str, ...]) -> Steps:
    return (*steps[:-2], old[1]) if old[0] == ".." else (*steps[:-1], old[0])


def _server_stores(release: str) -> Iterator[Change]:
    wrapped = {"sql_store_config": inline("inference"), "max_write_queue_size": 10, "num_writers": 1}
    for key, store in (
        ("metadata_store", inline("metadata")),
        ("inference_store", inline("inference")),
        ("inference_store", wrapped),
        ("conversations_store", inline("conversations")),
    ):
        label = f"{key}{' wrapped' if store is wrapped else ''}"
        yield Change("legacy server store beside storage", label, changed(release, ((key,), store)))
        without = drop(changed(release, ((key,), store)), ("storage",))
        yield Change("legacy server store without storage", label, without)
        new = {"backend": "kv_default", "namespace": "x"}
        yield Change("server store key with a reference", label, changed(release, ((key,), new)))
    both = changed(release, (("metadata_store",), inline("metadata")), (("inference_store",), inline("inference")))
    yield Change("legacy server store without storage", "both", drop(both, ("storage",)))
    for slot in ("metadata", "inference", "conversations"):
        empty = {"type": "sqlite"}
        yield Change("legacy store in a server slot", slot, changed(release, (("storage", "stores", slot), empty)))
    yield Change(
        "legacy store in the quota",
        "kvstore",
        changed(release, (("server", "quota"), {"kvstore": inline("quota"), "anonymous_max_requests": 5})),
    )


def _whole_files(release: str) -> Iterator[Change]:
    """What people have who upgrade: nothing of the file was translated."""
    configuration = drop(bases.base(release), ("storage",))
    configuration.update(configuration.pop("registered_resources"))
    put(put(configuration, ("metadata_store",), inline("metadata")), ("inference_store",), inline("inference"))
    for api in ("vector_io", "batches", "files", "datasetio"):
        if api not in configuration["providers"]:
            continue
        config = configuration["providers"][api][0]["config"]
        for slot in [key for key, value in config.items() if isinstance(value, dict)]:
            del config[slot]
        config["metadata_store" if api == "files" else "kvstore"] = inline(api)
    for api in ("agents", "responses"):
        for entry in configuration["providers"].get(api, ()):
            entry["config"] = {"persistence_store": inline("agents"), "responses_store": inline("responses")}
    yield Change("wholly legacy file", "with stores in providers", configuration)
    bare = bases.base(release)
    for api in [api for api in bare["providers"] if api not in ("inference", "tool_runtime")]:
        del bare["providers"][api]
    bare["apis"] = sorted(bare["providers"])
    bare.update(drop(bare, ("storage",)).pop("registered_resources"))
    put(put(bare, ("metadata_store",), inline("metadata")), ("inference_store",), inline("inference"))
    yield Change("wholly legacy file", "with server stores only", bare)


def _resources(release: str) -> Iterator[Change]:
    model = {**bases.base(release)["registered_resources"]["models"][0], "metadata": {"note": "misplaced"}}
    yield Change("resources at top level", "models", changed(release, (("models",), [model])))
    moved = drop(changed(release, (("models",), [model])), ("registered_resources",))
    yield Change("resources at top level", "models, no section", moved)
    placed = changed(release, (("registered_resources", "models", 0), model))
    yield Change("resources where they belong", "models", placed)
    for key in ("models", "shields", "vector_dbs", "datasets", "scoring_fns", "benchmarks", "tool_groups"):
        yield Change("empty resource list at top level", key, changed(release, ((key,), [])))
        yield Change("null resource list at top level", key, changed(release, ((key,), None)))
        yield Change("empty registered list", key, changed(release, (("registered_resources", key), [])))
