"""Migrations made by hand, so that plans and the command line can be tested without any step."""

from __future__ import annotations

import re

import pytest

from stacklint.configurations import DocumentLabel
from stacklint.migrate import DataEffect, Fault, Layout, Left, Made, Migrated, Migration
from stacklint.migrate.record import Told
from stacklint.settings import FileSettings
from stacklint_schemas import Release, load
from stacklint_schemas.migration import Step

CATALOGUE = load().catalogue


def release(version: str) -> Release:
    found = CATALOGUE.by_version(version)
    assert found is not None
    return found


STORES = Step("stores", release("0.3.0"), "Name the stores", "stores got names", "PR 1", ())
ADDRESSES = Step("addresses", release("0.4.0"), "Write base_url", "url is called base_url", "PR 2; a file", ())
TABLES = Step("tables", release("0.4.0"), "Name the tables", "tables are honoured", "PR 3", ())

KEPT = DataEffect("provider 'faiss'", "kept", "/data/faiss.db", "/data/faiss.db", "", "cp /data/faiss.db /b")
LOST = DataEffect(
    "'metadata_store'", "not carried", "/a.db", "", "since 0.3.0, nothing reads it", "cp /a.db /b", "if it ran on 0.3.0"
)
MOVED = DataEffect("'prompts'", "moved", "/p.db", "/q.db", "the server moves it", "")
HIDDEN = DataEffect(
    "'batches'", "not visible", "/a.db", "/a.db, table 'x'", "another name", "cp /a.db /b", cure="sqlite3 /a.db 'x'"
)


def migration(
    made: tuple[Made, ...] = (),
    left: tuple[Left, ...] = (),
    effects: tuple[DataEffect, ...] = (),
    refused: str = "",
    told: tuple[Told, ...] = (),
    faults: tuple[Fault, ...] = (),
    *,
    label: DocumentLabel | None = None,
    origin: tuple[str, str] = ("0.2.13", "0.2.24"),
    target: str = "1.5.0",
    reasons: tuple[str, str] = ("inferred", "the newest known"),
) -> Migration:
    """A migration with everything that does not matter filled in."""
    return Migration(
        label=label,
        origin=CATALOGUE.between(*origin),
        origin_reason=reasons[0],
        target=release(target),
        target_reason=reasons[1],
        made=made,
        left=left,
        effects=effects,
        refused=refused,
        told=told,
        faults=faults,
    )


def migrated(
    *migrations: Migration, path: str = "run.yaml", before: str = "old\n", text: str = "old\n", not_edited: str = ""
) -> Migrated:
    """A migrated file."""
    return Migrated(path, before, text, migrations, "migrated", "", not_edited)


# A library that obeys ----------------------------------------------------------------------------------------------


def migrate(
    text: str,
    path: str,
    settings: FileSettings,
    *,
    origin: Release | None = None,
    target: Release | None = None,
    layout: Layout = Layout.KEEP,
    named: bool = True,
) -> Migrated:
    """Does what the words in *text* say: `old` becomes `new`, `loses` data, `leaves` something, and so on.

    `foreign`, `helm`, `crash`, `refuse` and `generated` are what they say; `two` is a second configuration.
    """
    if "crash" in text:
        raise ValueError("a step failed")
    if "foreign" in text:
        return Migrated(path, text, text, (), "foreign", "")
    if "helm" in text:
        return Migrated(path, text, text, (), "skipped", "Helm template; try helm template .")
    changed = re.sub(r"\bold\b", "new", text)
    made = tuple(Made(STORES, f"Change {word}", "", ("a", 0)) for word in re.findall(r"\bold\b", text))
    left = tuple(Left(STORES, "decide it", ("b",), 1) for _ in re.findall("leaves", text))
    effects = tuple((LOST if word == "loses" else KEPT) for word in re.findall("loses|keeps", text))
    one = migration(made, left, effects, label=DocumentLabel("ConfigMap", "", "a", "b") if "two" in text else None)
    if origin is not None:
        one = one._replace(origin=origin.only, origin_reason="given")
    if target is not None:
        one = one._replace(target=target, target_reason="given")
    if layout is Layout.UPSTREAM:
        changed = changed.replace("new", "upstream")
    refused = migration(refused="it needs more")
    migrations = (one, refused) if "refuse" in text and "two" in text else (refused,) if "refuse" in text else (one,)
    if migrations == (refused,):
        changed = text
    return Migrated(path, text, changed, migrations, "migrated", "", "it is generated" if "generated" in text else "")


def install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `stacklint migrate` use this library."""
    monkeypatch.setattr("stacklint.cli.migrate.migrate_text", migrate)
