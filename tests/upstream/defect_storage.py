"""The `storage` section as a whole: missing parts, renamed backends, rewritten references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from upstream import bases
from upstream.change import Change, Configuration, Steps, at, changed, drop, put, references, sqlite


def changes(release: str) -> Iterator[Change]:
    """All changes of the section."""
    yield from _missing_parts(release)
    yield from _renamed_backends(release)
    yield from _backends(release)
    yield from _migrated(release)
    if release == "1.5.0":
        yield from _invisible_references(release)
        yield from _called_for(release)


def _missing_parts(release: str) -> Iterator[Change]:
    parts: tuple[Steps, ...] = (("storage",), ("storage", "backends"), ("storage", "stores"))
    for steps in parts:
        label = ".".join(map(str, steps))
        yield Change("section left out", label, drop(bases.base(release), steps))
        yield Change("section null", label, put(bases.base(release), steps, None))
        yield Change("section empty", label, put(bases.base(release), steps, {}))
    for steps in parts[1:]:
        yield Change("section a list", ".".join(map(str, steps)), put(bases.base(release), steps, []))
    only_core = _core_only(release)
    yield Change("only the three first slots", "default names", only_core)
    without = _core_only(release)
    yield Change("no stores and no providers that store", "default names", drop(without, ("storage", "stores")))
    yield Change("section misspelt", "strage", _moved(bases.base(release), ("storage",), ("strage",)))
    for slot in at(bases.base(release), ("storage", "stores")):
        moved = _moved(bases.base(release), ("storage", "stores", slot), ("storage", "stores", f"{slot}s_"))
        yield Change("slot misspelt", slot, moved)


def _renamed_backends(release: str) -> Iterator[Change]:
    names = {"kv_default": "mykv", "sql_default": "mysql"}
    for kept in ((), ("kv_default",), ("sql_default",)):
        renames = {old: new for old, new in names.items() if old not in kept}
        label = " ".join(renames)
        yield Change("backends renamed, all slots follow", label, _renamed(bases.base(release), renames))
        yield Change("backends renamed, slots stay", label, _definitions_renamed(bases.base(release), renames))
        yield Change("backends renamed, only three slots written", label, _renamed(_core_only(release), renames))
        for slot in at(bases.base(release), ("storage", "stores")):
            configuration = _renamed(bases.base(release), renames)
            yield Change(
                "backends renamed, one slot left out",
                f"{label} {slot}",
                drop(configuration, ("storage", "stores", slot)),
            )


def _backends(release: str) -> Iterator[Change]:
    backends = ("storage", "backends")
    for kind in ("kv_sqlite", "sql_sqlite"):
        more = {"type": kind, "db_path": sqlite("unused")}
        yield Change("unused backend", kind, changed(release, ((*backends, "unused"), more)))
    spare = {"type": "kv_redis", "host": "localhost"}
    yield Change("unused backend", "kv_redis", changed(release, ((*backends, "unused"), spare)))
    for name in ("kv_default", "sql_default"):
        place = (*backends, name)
        yield Change("decorative namespace in backend", name, changed(release, ((*place, "namespace"), "x")))
        yield Change("legacy backend type", name, changed(release, ((*place, "type"), "sqlite")))
        yield Change("backend of the other family", name, changed(release, ((*place, "type"), _swapped(name))))
        yield Change("backend left out", name, drop(bases.base(release), place))
        yield Change("backend null", name, changed(release, (place, None)))
        yield Change("backend type left out", name, drop(bases.base(release), (*place, "type")))
        yield Change("backend path left out", name, drop(bases.base(release), (*place, "db_path")))
    yield Change(
        "backend named by a number",
        "kv",
        _renamed(bases.base(release), {"kv_default": "7"}),
    )


def _migrated(release: str) -> Iterator[Change]:
    """`prompts` and `connectors` in the KV and in the SQL form, on backends of many names."""
    for slot in ("prompts", "connectors"):
        steps = ("storage", "stores", slot)
        yield Change("prompts or connectors, SQL form", slot, _with_slot(release, steps, "sql_default", "table_name"))
        yield Change("prompts or connectors, KV form", slot, _with_slot(release, steps, "kv_default", "namespace"))
        yield Change(
            "prompts or connectors, both keys",
            slot,
            changed(release, (steps, {"backend": "sql_default", "namespace": "a", "table_name": "b"})),
        )
        for name in ("kv_x", "mykv", "my_kv_x", "kv_kv_x"):
            for partner in (None, "sql_" + name[3:], name.replace("kv_", "sql_")):
                configuration = _with_slot(release, steps, name, "namespace")
                put(configuration, ("storage", "backends", name), {"type": "kv_sqlite", "db_path": sqlite("own")})
                if partner is not None and partner != name:
                    more = {"type": "sql_sqlite", "db_path": sqlite("partner")}
                    put(configuration, ("storage", "backends", partner), more)
                label = f"{slot} {name} {partner or '-'}"
                yield Change("prompts or connectors, KV form on a named backend", label, configuration)
        yield Change(
            "prompts or connectors, KV form on an SQL backend",
            slot,
            _with_slot(release, steps, "sql_default", "namespace"),
        )
        yield Change(
            "prompts or connectors, SQL form on a KV backend",
            slot,
            _with_slot(release, steps, "kv_default", "table_name"),
        )


def _invisible_references(release: str) -> Iterator[Change]:
    interactions = ("providers", "interactions", 0, "config")
    for renames in ({"sql_default": "mysql"}, {"kv_default": "mykv"}):
        configuration = _renamed(bases.base(release), renames)
        yield Change("implicit provider reference", " ".join(renames), put(configuration, interactions, {}))
    agent_state = ("providers", "responses", 0, "config", "persistence", "agent_state")
    leftover = {"backend": "nope", "namespace": "agents"}
    yield Change("reference that nothing reads", "agent_state", changed(release, (agent_state, leftover)))


def _called_for(release: str) -> Iterator[Change]:
    """Settings elsewhere that make an optional store a required one."""
    rules = [{"permit": {"actions": ["read"]}}]
    auth = {"provider_config": {"type": "github_token"}}
    settings: tuple[tuple[str, Steps, object], ...] = (
        ("access rules", ("server", "auth"), {**auth, "access_policy": rules}),
        ("no access rules", ("server", "auth"), {**auth, "access_policy": []}),
        ("several tenants", ("server", "tenancy"), {"mode": "multi"}),
        ("no tenants", ("server", "tenancy"), {"mode": "disabled"}),
    )
    store = {"backend": "sql_default", "table_name": "vector_stores"}
    for label, steps, value in settings:
        # The base has no such store.
        without = put(bases.base(release), steps, value)
        yield Change("settings that call for a store", f"{label}, no store", without)
        given = put(put(bases.base(release), steps, value), ("storage", "stores", "vector_stores"), store)
        yield Change("settings that call for a store", f"{label}, with the store", given)


def _core_only(release: str) -> Configuration:
    """A base with the three first slots only and with no provider that has a store of its own."""
    configuration = bases.base(release)
    stores = configuration["storage"]["stores"]
    configuration["storage"]["stores"] = {key: stores[key] for key in ("metadata", "inference", "conversations")}
    providers = configuration["providers"]
    configuration["providers"] = {key: providers[key] for key in ("inference", "tool_runtime")}
    configuration["apis"] = ["inference", "tool_runtime"]
    return configuration


def _renamed(configuration: Configuration, renames: dict[str, str]) -> Configuration:
    for reference in references(configuration):
        place = at(configuration, reference.steps)
        place["backend"] = renames.get(place["backend"], place["backend"])
    return _definitions_renamed(configuration, renames)


def _definitions_renamed(configuration: Configuration, renames: dict[str, str]) -> Configuration:
    storage: Any = configuration["storage"]
    storage["backends"] = {renames.get(name, name): backend for name, backend in storage["backends"].items()}
    return configuration


def _moved(configuration: Configuration, old: tuple[str, ...], new: tuple[str, ...]) -> Configuration:
    value = at(configuration, old)
    return put(drop(configuration, old), new, value)


def _with_slot(release: str, steps: tuple[str, ...], backend: str, name_key: str) -> Configuration:
    return changed(release, (steps, {"backend": backend, name_key: steps[-1]}))


def _swapped(name: str) -> str:
    return "sql_sqlite" if name.startswith("kv") else "kv_sqlite"
