"""Lenses: how often a backend is used, and the way to the newest release."""

from __future__ import annotations

from ide.cursor import analyse
from stacklint_lsp.ide.answers import Lens
from stacklint_lsp.ide.lens import lenses

STACK = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {namespace: a, backend: kv_default}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /x.db}
    sql_default: {type: sql_sqlite, db_path: /y.db}
    spare: {type: kv_redis}
  stores:
    metadata: {namespace: b, backend: kv_default}
"""

LEGACY = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      kvstore: {type: sqlite, db_path: /x.db}
"""


def drawn(text: str, target: str | None = None) -> list[tuple[str, str, str, list[str]]]:
    """Each lens: above what, its title, its command, and the lines it leads to."""
    analysis = analyse(text, target=target)
    return [(lens.span.of(text), lens.title, lens.command, _lines(text, lens)) for lens in lenses(analysis)]


def _lines(text: str, lens: Lens) -> list[str]:
    return [text[: place.start].rsplit("\n", 1)[-1].lstrip() + place.of(text) for place in lens.places]


def test_backends_say_how_often_they_are_used() -> None:
    assert drawn(STACK, "ogx-1.5.0") == [
        (
            "kv_default",
            "2 uses",
            "show-references",
            ["persistence: {namespace: a, backend: kv_default", "metadata: {namespace: b, backend: kv_default"],
        ),
        # All four by slots that are left out, which is the section's doing.
        ("sql_default", "4 uses", "show-references", ["stores"]),
        ("spare", "0 uses", "show-references", []),
    ]


def test_a_file_of_an_older_time_can_be_migrated() -> None:
    assert drawn(LEGACY) == [("version", "Migrate to ogx 1.5.0", "migrate", [])]
    assert drawn(LEGACY, "llama-stack-0.3.5") == [("version", "Migrate to llama-stack 0.3.5", "migrate", [])]


def test_nothing_to_migrate_where_the_old_release_is_wanted_or_the_file_is_new() -> None:
    assert drawn(LEGACY, "llama-stack-0.2.24") == []
    assert all(lens[2] != "migrate" for lens in drawn(STACK))


def test_one_migration_for_all_configurations_of_a_file() -> None:
    inner = "".join(f"    {line}\n" for line in LEGACY.splitlines())
    text = f"apiVersion: v1\nkind: ConfigMap\ndata:\n  a.yaml: |\n{inner}  b.yaml: |\n{inner}"
    assert [lens[1] for lens in drawn(text)] == ["Migrate to ogx 1.5.0"]


def test_nothing_in_a_file_of_somebody_else() -> None:
    assert drawn("services: {web: {image: nginx}}\n") == []
