"""Every provider type, slot and release of the generated data: storage rules speak exactly where they should."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from stacklint import engine
from stacklint.settings import FileSettings
from stacklint_schemas import LegacySlot, ProviderType, Release, Slot, load

KNOWLEDGE = load()
CATALOGUE = KNOWLEDGE.catalogue
Node = dict[str, object]

TYPES = [
    (api, name)
    for api in KNOWLEDGE.apis
    for name in KNOWLEDGE.provider_types(api)
    if (spec := KNOWLEDGE.provider(api, name)) and (spec.slots or spec.legacy_slots)
]
STORAGE: Node = {
    "backends": {
        "kv_default": {"type": "kv_sqlite", "db_path": "/data/kv.db"},
        "sql_default": {"type": "sql_sqlite", "db_path": "/data/sql.db"},
    },
    "stores": {
        "metadata": {"backend": "kv_default", "namespace": "registry"},
        "inference": {"backend": "sql_default", "table_name": "inference_store"},
        "conversations": {"backend": "sql_default", "table_name": "openai_conversations"},
    },
}
PROVIDERS: Node = {"inference": [{"provider_id": "vllm", "provider_type": "remote::vllm", "config": {}}]}
RIGHT = {"kv": "kv_default", "sql": "sql_default"}
WRONG = {"kv": "sql_default", "sql": "kv_default"}


def put(tree: Node, path: tuple[str, ...], value: object) -> None:
    for step in path[:-1]:
        inner = tree.setdefault(step, {})
        assert isinstance(inner, dict)
        tree = inner
    tree[path[-1]] = value


def findings(document: Node, release: Release) -> set[tuple[str, str, str]]:
    """Severity, rule and pointer of every warning and error for one release."""
    report = engine.check(json.dumps(document), "run.yaml", FileSettings(forced_target=release.name))
    assert report.status == "checked"
    return {
        (each.severity.value, each.rule, each.pointer)
        for each in report.diagnostics
        if each.severity.value in ("error", "warning")
    }


def with_provider(spec: ProviderType, config: Node) -> Node:
    entry = {"provider_id": "it", "provider_type": spec.name, "config": config}
    return {"providers": {spec.api: [entry]}, "storage": STORAGE}


def live_slots(spec: ProviderType, release: Release) -> Iterator[Slot]:
    return (slot for slot in spec.slots if slot.releases & spec.releases & release.only)


def config_with(spec: ProviderType, release: Release, backends: dict[str, str]) -> tuple[Node, set[str]]:
    """A configuration in which every slot of the type is written, and the pointers to the backend names."""
    config: Node = {}
    pointers: set[str] = set()
    for slot in live_slots(spec, release):
        put(config, slot.path, {"backend": backends[slot.family], slot.name_key: f"mine_{slot.path[-1]}"})
        pointers.add("/".join(("", "providers", spec.api, "0", "config", *slot.path, "backend")))
    return config, pointers


def spec_of(api: str, name: str) -> ProviderType:
    spec = KNOWLEDGE.provider(api, name)
    assert spec is not None
    return spec


@pytest.mark.parametrize(("api", "name"), TYPES, ids=[f"{api} {name}" for api, name in TYPES])
def test_references_of_a_provider(api: str, name: str) -> None:
    spec = spec_of(api, name)
    for release in CATALOGUE.members(spec.releases & KNOWLEDGE.storage_known):
        config, pointers = config_with(spec, release, RIGHT)
        assert findings(with_provider(spec, config), release) == set(), release.name
        config, pointers = config_with(spec, release, {"kv": "nowhere", "sql": "nowhere"})
        dangling = {("error", "dangling-backend", pointer) for pointer in pointers}
        assert findings(with_provider(spec, config), release) == dangling, release.name
        config, pointers = config_with(spec, release, WRONG)
        mismatched = {("error", "backend-family-mismatch", pointer) for pointer in pointers}
        assert findings(with_provider(spec, config), release) == mismatched, release.name


def inline(slot: LegacySlot | Slot) -> Node:
    return {"type": "sqlite", "db_path": f"/data/{slot.path[-1]}.db"}


@pytest.mark.parametrize(("api", "name"), TYPES, ids=[f"{api} {name}" for api, name in TYPES])
def test_inline_stores_of_a_provider(api: str, name: str) -> None:
    spec = spec_of(api, name)
    for release in CATALOGUE.members(spec.releases):
        old = not release.only & KNOWLEDGE.storage_known
        paths = {slot.path: slot for slot in spec.legacy_slots if slot.releases & release.only or not old}
        more: dict[tuple[str, ...], LegacySlot | Slot] = {**paths}
        if not old:
            more |= {slot.path: slot for slot in live_slots(spec, release)}
        config: Node = {}
        for path, slot in more.items():
            put(config, path, inline(slot))
        expected = {
            ("error", "legacy-inline-store", "/".join(("", "providers", api, "0", "config", *path))) for path in more
        }
        assert findings(with_provider(spec, config), release) == (set() if old else expected), release.name


STACK_SLOTS = [(slot, release) for slot in KNOWLEDGE.stack_slots for release in CATALOGUE.members(slot.releases)]


@pytest.mark.parametrize(
    ("slot", "release"), STACK_SLOTS, ids=[f"{'.'.join(slot.path)} {release.version}" for slot, release in STACK_SLOTS]
)
def test_slots_of_the_server(slot: Slot, release: Release) -> None:
    def said(backend: str) -> set[tuple[str, str, str]]:
        document: Node = {"providers": PROVIDERS, "storage": json.loads(json.dumps(STORAGE))}
        put(document, slot.path, {"backend": backend, slot.name_key: f"mine_{slot.path[-1]}"})
        return findings(document, release)

    pointer = "/".join(("", *slot.path, "backend"))
    assert said(RIGHT[slot.family]) == set()
    assert said("nowhere") == {("error", "dangling-backend", pointer)}
    assert said(WRONG[slot.family]) == {("error", "backend-family-mismatch", pointer)}


@pytest.mark.parametrize("release", CATALOGUE.releases, ids=lambda release: release.name)
def test_null_and_missing_slots(release: Release) -> None:
    base: Node = {"providers": PROVIDERS, "storage": json.loads(json.dumps(STORAGE))}
    assert findings(base, release) == set()
    for slot in KNOWLEDGE.stack_slots:
        if slot.path[0] != "storage" or not slot.releases & release.only:
            continue
        document = json.loads(json.dumps(base))
        put(document, slot.path, None)
        fatal = bool(slot.null_is_fatal & release.only)
        expected = {("error", "missing-store", "/".join(("", *slot.path)))} if fatal else set()
        assert findings(document, release) == expected, slot.path
        document = json.loads(json.dumps(base))
        document["storage"]["stores"].pop(slot.path[-1], None)
        required = bool(slot.required & release.only)
        expected = {("error", "missing-store", "/storage/stores")} if required else set()
        assert findings(document, release) == expected, slot.path


@pytest.mark.parametrize("release", CATALOGUE.releases, ids=lambda release: release.name)
def test_resources_at_top_level(release: Release) -> None:
    for kind in KNOWLEDGE.resources:
        if not kind.top_level:
            continue
        document: Node = {"providers": PROVIDERS, kind.key: [{kind.id_key: "one"}]}
        if release.only & KNOWLEDGE.storage_known:
            document["storage"] = STORAGE
        misplaced = release.only & KNOWLEDGE.storage_known & ~kind.top_level & ~kind.automatic
        expected = {("error", "misplaced-resources", f"/{kind.key}")} if misplaced else set()
        assert findings(document, release) == expected, kind.key
