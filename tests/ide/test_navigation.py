"""Definition, references and highlights, from declarations and uses alike."""

from __future__ import annotations

import pytest

from ide import named
from ide.cursor import analyse, at
from ide.marks import unmarked
from stacklint.text.span import Span
from stacklint_lsp.ide.answers import Highlight
from stacklint_lsp.ide.navigation import definition, highlights, references

EVERY = {**named.ALL, **named.FIXED}
FOREIGN = "services:\n  web: {image: &a x, backend: kv_default, namespace: *a}\n"


def declared(marked: str, *, target: str | None = None) -> list[str]:
    """What is declared where definition leads to from the cursor: the lines that the names stand in."""
    analysis, offset = at(marked, target=target)
    return [
        analysis.lines.line_text(analysis.lines.position(each.name.start).line).strip()
        for each in definition(analysis, offset)
    ]


@pytest.mark.parametrize("marked", EVERY.values(), ids=list(EVERY))
def test_all_places_of_a_name_from_each_of_them(marked: str) -> None:
    expected = unmarked(marked)
    analysis = analyse(expected.text)
    for span in expected.all:
        for offset in (span.start, (span.start + span.end) // 2, span.end):
            assert sorted(references(analysis, offset, declarations=True)) == expected.all
            assert sorted(references(analysis, offset, declarations=False)) == expected.uses
            assert sorted(highlights(analysis, offset)) == [
                Highlight(each, each in expected.declarations) for each in expected.all
            ]


@pytest.mark.parametrize("marked", EVERY.values(), ids=list(EVERY))
def test_the_declaration_from_each_place(marked: str) -> None:
    expected = unmarked(marked)
    analysis = analyse(expected.text)
    for span in expected.all:
        found = definition(analysis, span.end)
        assert [each.name for each in found] == expected.declarations
        assert all(each.origin == span and each.span.contains(each.name) for each in found)


def test_a_declaration_is_the_whole_entry_or_item() -> None:
    analysis, offset = at(
        "storage:\n  backends:\n    kv: {type: kv_sqlite}\n  stores:\n    metadata: {backend: kv<|>, namespace: r}\n"
        "providers:\n  files: [{provider_id: f, provider_type: 'inline::localfs'}]\n"
    )
    (found,) = definition(analysis, offset)
    assert found.span.of(analysis.text) == "kv: {type: kv_sqlite}"


STORAGE = """\
version: 2
providers:
  vector_io:
  - {provider_id: faiss, provider_type: 'inline::faiss', config: {persistence: {backend: USE, namespace: v}}}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: a}
    sql_default: {type: sql_sqlite, db_path: b}
  stores:
    metadata: {backend: kv_default, namespace: r}
"""


def test_a_slot_left_out_leads_to_the_backend_that_upstream_takes() -> None:
    found = declared(STORAGE.replace("USE", "kv_default").replace("stores:", "sto<|>res:"), target="ogx-1.5.0")
    assert found == ["sql_default: {type: sql_sqlite, db_path: b}"]


def test_a_name_that_is_not_declared_leads_to_where_it_should_be() -> None:
    assert declared(STORAGE.replace("USE", "kv_<|>other")) == ["backends:"]


def test_a_provider_that_is_not_declared_leads_to_those_of_its_api() -> None:
    text = "registered_resources:\n  models:\n  - {model_id: m, provider_id: oth<|>er}\n"
    assert declared("providers:\n  inference:\n  - {provider_id: p, provider_type: t}\n" + text) == ["inference:"]


def test_an_assumed_name_that_is_not_declared_leads_to_where_it_should_be() -> None:
    text = STORAGE.replace("USE", "kv_default").replace("    sql_default:", "    sql_other:")
    assert declared(text.replace("stores:", "sto<|>res:"), target="ogx-1.5.0") == ["backends:"]


def test_without_backends_there_is_no_place_to_go_to() -> None:
    assert declared(STORAGE.replace("USE", "kv_<|>default").partition("storage:")[0]) == []


def test_a_merge_key_leads_to_what_is_merged() -> None:
    marked = unmarked(named.ANCHOR)
    analysis = analyse(marked.text)
    (found,) = definition(analysis, marked.text.index("<<"))
    assert [found.name] == marked.declarations


def test_several_merged_anchors() -> None:
    items = "  - <<<|>: [*a, *b]\n    provider_type: t\n    provider_id: p\n"
    text = f"x: &a {{b: 1}}\ny: &b {{c: 1}}\nproviders:\n  files:\n{items}"
    assert declared(text) == ["x: &a {b: 1}", "y: &b {c: 1}"]


def test_an_anchor_is_found_by_its_sign_too() -> None:
    marked = unmarked(named.ANCHOR)
    analysis = analyse(marked.text)
    for span in marked.all:
        assert [each.name for each in definition(analysis, span.start - 1)] == marked.declarations


def test_an_anchor_given_twice_is_two_names() -> None:
    text = "x: &a 1\ny: *a\nz: &a 2\nw: *<|>a\nproviders:\n  files: [{provider_id: p, provider_type: t}]\n"
    assert declared(text) == ["z: &a 2"]


def test_the_model_of_the_provider_that_stands_beside_it() -> None:
    text = """\
providers:
  inference:
  - {provider_id: a, provider_type: 'remote::vllm'}
  - {provider_id: b, provider_type: 'remote::vllm'}
registered_resources:
  models:
  - {model_id: m, provider_id: a}
  - {model_id: m, provider_id: b}
vector_stores:
  default_embedding_model: {provider_id: b, model_id: <|>m}
"""
    assert declared(text) == ["- {model_id: m, provider_id: b}"]


def test_a_model_by_what_its_provider_calls_it() -> None:
    text = """\
providers:
  inference:
  - {provider_id: a, provider_type: 'remote::vllm'}
registered_resources:
  models:
  - {model_id: m, provider_id: a, provider_model_id: org/m}
vector_stores:
  default_embedding_model: {provider_id: a, model_id: org<|>/m}
"""
    assert declared(text) == ["- {model_id: m, provider_id: a, provider_model_id: org/m}"]


@pytest.mark.parametrize("place", ["kv_default", "image", "*a"])
def test_foreign_text_has_no_names(place: str) -> None:
    analysis = analyse(FOREIGN)
    offset = FOREIGN.index(place) + 1
    assert definition(analysis, offset) == ()
    assert references(analysis, offset, declarations=True) == ()
    assert highlights(analysis, offset) == ()


@pytest.mark.parametrize(
    "marked",
    ["<|>", "providers:<|>", "providers:\n  inference:\n  - provider_id: <|>\n    provider_type: remote::vllm\n"],
)
def test_nothing_where_there_is_nothing(marked: str) -> None:
    analysis, offset = at(marked)
    assert definition(analysis, offset) == ()
    assert references(analysis, offset, declarations=True) == ()


def test_names_are_found_while_another_line_is_being_typed() -> None:
    marked = named.BACKEND.replace("  stores:\n", "  stores:\n    inf\n")
    expected = unmarked(marked)
    line = expected.text[: expected.text.index("    inf\n")].count("\n")
    analysis = analyse(expected.text, edited_line=line)
    assert list(references(analysis, expected.declarations[0].start, declarations=True)) == expected.all


def test_places_are_those_of_the_whole_file() -> None:
    marked = unmarked(named.embedded(named.BACKEND))
    analysis = analyse(marked.text)
    found: tuple[Span, ...] = references(analysis, marked.uses[0].start, declarations=True)
    assert {span.of(marked.text) for span in found} == {"kv_main"}
