"""Hints: what they say, where they stand, and that they keep quiet elsewhere."""

from __future__ import annotations

import pytest

from ide.cursor import analyse
from requirements import require_corpus
from stacklint.text.span import Span
from stacklint_lsp.ide.inlay import hints

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
    kv_redis: {type: kv_redis}
    sql_default: {type: sql_sqlite, db_path: /y.db}
  stores:
    metadata: {namespace: b, backend: kv_redis}
"""


def drawn(text: str, target: str | None = None, span: Span | None = None) -> str:
    """The text with its hints between angle quotes."""
    analysis = analyse(text, target=target)
    for hint in reversed(hints(analysis, span or Span(0, len(text)))):
        text = f"{text[: hint.offset]}\u2039{hint.label}\u203a{text[hint.offset :]}"
    return text


def test_all_hints_of_a_file() -> None:
    assert (
        drawn(STACK)
        == """\
version: 2\u20390.3.0 to 1.5.0, inferred\u203a
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {namespace: a, backend: kv_default\u2039kv_sqlite\u203a}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /x.db}
    kv_redis: {type: kv_redis}
    sql_default: {type: sql_sqlite, db_path: /y.db}
  stores:\u2039left out: conversations, inference, connectors, prompts in sql_default\u203a
    metadata: {namespace: b, backend: kv_redis}
"""
    )


@pytest.mark.parametrize(
    "line",
    ["version: 2", "version: '2'", 'version:   "2"', "version: 2  # the only one", "version:", "version: # none"],
)
def test_the_release_stands_behind_the_first_value(line: str) -> None:
    hint = "\u20390.3.0 to 1.5.0, inferred\u203a"
    value, comment, rest = line.partition("  #")
    value, no_value, none = value.partition(" #")
    said = f"{value}{hint}{no_value}{none}{comment}{rest}\n"
    assert drawn(STACK.replace("version: 2", line)).startswith(said)


def test_the_release_stands_behind_a_key_with_a_section() -> None:
    assert drawn(STACK.replace("version: 2\n", "")).startswith("providers:\u20390.3.0 to 1.5.0, inferred\u203a\n")


def test_one_who_has_said_the_release_is_not_told_it() -> None:
    assert "inferred" not in drawn(STACK, "ogx-1.5.0")


def test_the_wrong_family_shows_its_type_and_an_unknown_name_nothing() -> None:
    assert "backend: sql_default\u2039sql_sqlite\u203a}" in drawn(
        STACK.replace("backend: kv_default", "backend: sql_default")
    )
    assert "backend: nowhere}" in drawn(STACK.replace("backend: kv_default", "backend: nowhere"))


def test_a_reference_that_upstream_reads_as_another_one() -> None:
    text = STACK + "    prompts: {namespace: prompts, backend: kv_default}\n"
    assert "backend: kv_default\u2039sql_default: sql_sqlite\u203a}\n" in drawn(text)
    assert "backend: kv_default\u2039kv_sqlite\u203a}\n" in drawn(text, "llama-stack-0.7.3").split("prompts:")[1]


def test_only_hints_of_the_part_that_is_asked_about() -> None:
    start = STACK.index("storage:")
    assert drawn(STACK, span=Span(start, len(STACK))).count("\u2039") == 1


def test_a_tooltip_says_where_the_data_lie_and_why_the_release() -> None:
    found = {hint.label: hint.tooltip for hint in hints(analyse(STACK), Span(0, len(STACK)))}
    assert found["kv_sqlite"] == "db_path /x.db"
    assert found["0.3.0 to 1.5.0, inferred"] == "Because of\n'storage' (since 0.3.0)"


def test_hints_of_an_embedded_configuration() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\ndata:\n  run.yaml: |\n" + "".join(
        f"    {line}\n" for line in STACK.splitlines()
    )
    assert drawn(text).replace("\n    ", "\n").endswith(drawn(STACK))


@pytest.mark.parametrize("text", ["services: {}\n", "", "version: 2\n"])
def test_no_hints_in_what_is_not_ours(text: str) -> None:
    assert drawn(text) == text


def test_hints_of_real_files_stand_in_the_text_in_order() -> None:
    seen = 0
    for path in sorted(require_corpus().rglob("*.y*ml")):
        text = path.read_bytes().decode("utf-8", "replace")
        found = hints(analyse(text, path=path.name), Span(0, len(text)))
        seen += len(found)
        assert [hint.offset for hint in found] == sorted(hint.offset for hint in found)
        for hint in found:
            # Never inside a word.
            assert hint.offset <= len(text)
            assert not text[hint.offset : hint.offset + 1].isalnum() or not text[hint.offset - 1].isalnum(), path
    assert seen > 1000
