"""One reference at a time is wrong, missing, null, odd or harmlessly unusual."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from upstream import bases
from upstream.change import Change, Configuration, Reference, at, changed, drop, put, references

_QUOTA = Reference(("server", "quota", "kvstore"), "kv")
_RESPONSES = Reference(("storage", "stores", "responses"), "sql")

OPTIONAL = {
    "0.3.5": (_RESPONSES, _QUOTA),
    "0.7.3": (_RESPONSES, _QUOTA),
    "1.5.0": (
        _RESPONSES,
        Reference(("storage", "stores", "vector_stores"), "sql"),
        Reference(("providers", "vector_io", 0, "config", "metadata_store"), "sql"),
    ),
}
"""Slots that the base leaves out."""


def changes(release: str) -> Iterator[Change]:
    """Every slot of the release's base, and those it leaves out, changed in every way."""
    for reference in references(bases.base(release)):
        yield from _of_slot(reference, partial(bases.base, release))
    for reference in OPTIONAL[release]:
        yield Change("clean slot", reference.label, _with(release, reference))
        yield from _of_slot(reference, partial(_with, release, reference))
    yield from _in_sleeping_providers(release)


def _with(release: str, reference: Reference) -> Configuration:
    return changed(release, (reference.steps, _good(reference)))


def _good(reference: Reference) -> Configuration:
    return {"backend": f"{reference.family}_default", reference.name_key: "extra"}


def _of_slot(reference: Reference, base: Callable[[], Configuration]) -> Iterator[Change]:
    steps, label = reference.steps, reference.label
    backend = (*steps, "backend")
    family, other = reference.family, reference.other_family
    for group, value in (
        ("dangling", f"{family}_defualt"),
        ("dangling, by env default", f"${{env.NO_SUCH:={family}_defualt}}"),
        ("wrong family", f"{other}_default"),
        ("wrong family, by env default", f"${{env.NO_SUCH:={other}_default}}"),
        ("right, by env default", f"${{env.NO_SUCH:={family}_default}}"),
        ("wrong case", f"{family.upper()}_DEFAULT"),
        ("empty backend name", ""),
        ("null backend name", None),
    ):
        yield Change(group, label, put(base(), backend, value))
    yield Change("backend name left out", label, drop(base(), backend))
    yield Change("slot left out", label, drop(base(), steps))
    yield Change("slot null", label, put(base(), steps, None))
    yield Change("slot empty", label, put(base(), steps, {}))
    yield Change("backend name as slot", label, put(base(), steps, f"{family}_default"))
    inline = {"type": "sqlite", "db_path": "${env.SQLITE_STORE_DIR:=/tmp/stacklint}/legacy_slot.db"}
    yield Change("legacy inline store in slot", label, put(base(), steps, inline))
    extra = {**at(base(), steps), "type": f"{family}_sqlite"}
    yield Change("decorative type beside backend", label, put(base(), steps, extra))


def _in_sleeping_providers(release: str) -> Iterator[Change]:
    for reference in references(bases.base(release)):
        if reference.steps[0] != "providers" or reference.steps[1] != "vector_io":
            continue
        entry = reference.steps[:3]
        for group, provider_id in (
            ("dangling in a disabled provider", "__disabled__"),
            ("dangling in a disabled provider, by env", "${env.NO_SUCH:=__disabled__}"),
            ("dangling in a provider without id", None),
            ("dangling in a conditional provider that is off", "${env.NO_SUCH:+faiss}"),
            ("dangling in a conditional provider that is on", "${env.SQLITE_STORE_DIR:+faiss}"),
        ):
            configuration = put(bases.base(release), (*reference.steps, "backend"), "kv_defualt")
            yield Change(group, reference.label, put(configuration, (*entry, "provider_id"), provider_id))
