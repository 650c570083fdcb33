"""What is offered at a place, in which order, and what it does."""

from __future__ import annotations

import logging

import pytest

from ide.actions.offered import STORAGE, after, offered, titles
from ide.cursor import analyse, at
from stacklint.rules.record import Safety
from stacklint.text.edit import apply_edits
from stacklint.text.span import Span
from stacklint_lsp.ide.actions import actions, findings, kinds_of, resolve
from stacklint_lsp.ide.answers import ActionKind

FAISS = """\
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {{backend: {}, namespace: vector_io::faiss}}
"""
DANGLING = FAISS.format("kv_de<|>fualt") + STORAGE
TWICE = DANGLING.replace("metadata: {backend: kv_default", "metadata: {backend: kv_defualt")
INLINE = """\
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence:
        type: sqlite
        db_path: /data/<|>faiss.db
"""
OLD = """\
version: 2
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      kv<|>store: {type: sqlite, db_path: /data/faiss.db}
"""

QUICK_FIXES = frozenset({ActionKind.QUICK_FIX})

SUPPRESSIONS = [
    "Suppress 'dangling-backend' on this line",
    "Suppress 'dangling-backend' in what stands below",
    "Suppress 'dangling-backend' in this document",
]


def test_the_fixes_of_a_finding_come_first_and_suppressions_last() -> None:
    assert titles(DANGLING) == ["* Change to 'kv_default'", "Declare the backend 'kv_defualt'", *SUPPRESSIONS]


def test_what_more_findings_have_is_offered_for_all_of_them() -> None:
    assert titles(TWICE) == [
        "* Change to 'kv_default'",
        "Declare the backend 'kv_defualt'",
        "Fix all 'dangling-backend' findings in this file",
        "Make all safe fixes in this file",
        *SUPPRESSIONS,
    ]


def test_a_fix_does_what_its_title_says() -> None:
    fixed = DANGLING.replace("kv_de<|>fualt", "kv_default")
    assert after(DANGLING, "Change to 'kv_default'") == fixed


def test_all_findings_of_a_rule() -> None:
    fixed = TWICE.replace("<|>", "").replace("kv_defualt", "kv_default")
    assert after(TWICE, "Fix all 'dangling-backend' findings in this file") == fixed


def test_nothing_is_made_where_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editors ask at every move of the cursor."""
    for name in ("engine.check", "engine.check_offering_fixes", "syntax.surgery.Surgeon.__init__"):
        monkeypatch.setattr(f"stacklint.{name}", lambda *_, **__: pytest.fail("dear"))
    analysis, _ = at(DANGLING, target="llama-stack-0.4.0")
    assert analysis.report.diagnostics
    quiet = analysis.text.index("sql_default:")
    assert actions(analysis, Span(quiet, quiet), None, None) == ()


def test_only_the_rules_that_the_editor_names() -> None:
    assert offered(DANGLING, rules=frozenset({"unused-backend"}))[1] == ()
    found = offered(DANGLING, rules=frozenset({"dangling-backend"}))[1]
    assert [each.title for each in found] == [title.removeprefix("* ") for title in titles(DANGLING)]


def test_an_editor_asks_for_the_whole_document_and_names_one_place() -> None:
    analysis = analyse(TWICE.replace("<|>", ""), target="llama-stack-0.4.0")
    places = [each.span for each in analysis.report.diagnostics if each.rule == "dangling-backend"]
    whole = Span(0, len(analysis.text))
    found = actions(analysis, whole, None, None, [places[1]])
    assert found[0].title == "Change to 'kv_default'"
    assert [edit.span.start >= places[1].start for edit in found[0].edits()] == [True]


def test_an_editor_asks_from_elsewhere_in_the_line() -> None:
    analysis, offset = at(DANGLING, target="llama-stack-0.4.0")
    start = Span(offset - 40, offset - 40)
    assert actions(analysis, start, None, None) == ()
    assert actions(analysis, start, None, None, [Span(offset, offset + 1)]) != ()


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        ("source", {ActionKind.FIX_ALL}),
        ("source.fixAll", {ActionKind.FIX_ALL}),
        ("source.fixAll.stacklint", {ActionKind.FIX_ALL}),
        ("source.fixAll.other", set()),
        ("sourcery", set()),
        ("quickfix", {ActionKind.QUICK_FIX}),
        ("refactor", {ActionKind.REFACTOR, ActionKind.EXTRACT, ActionKind.REWRITE}),
        ("refactor.extract", {ActionKind.EXTRACT}),
        ("", set(ActionKind)),
    ],
)
def test_kinds_by_their_beginnings(only: str, kinds: set[ActionKind]) -> None:
    assert kinds_of([only]) == kinds


def test_fixing_all_on_save_from_anywhere() -> None:
    analysis, found = offered(
        TWICE.replace("<|>", "").replace("providers", "<|>providers", 1), kinds=kinds_of(["source"])
    )
    (action,) = found
    assert (action.kind, action.dear) == (ActionKind.FIX_ALL, True)
    assert apply_edits(analysis.text, action.edits()) == analysis.text.replace("kv_defualt", "kv_default")


def test_nothing_to_fix_on_save() -> None:
    _, found = offered("<|>" + FAISS.format("kv_default") + STORAGE, kinds=kinds_of(["source.fixAll"]))
    assert [each.edits() for each in found] in ([], [()])


TAKE_OUT = "Declare it as the backend 'kv_faiss'"


def test_a_store_is_taken_out_from_anywhere_in_it() -> None:
    _, found = offered(INLINE + STORAGE)
    assert [(each.kind, each.title) for each in found[:1]] == [(ActionKind.EXTRACT, TAKE_OUT)]
    text = after(INLINE + STORAGE, TAKE_OUT)
    assert "        backend: kv_faiss\n" in text
    assert "    kv_faiss:\n      type: kv_sqlite\n      db_path: /data/faiss.db\n" in text


def test_at_its_key_the_store_is_a_quick_fix_and_told_once() -> None:
    marked = INLINE.replace("<|>", "").replace("persistence:", "persist<|>ence:") + STORAGE
    assert titles(marked).count(TAKE_OUT) == 1
    _, found = offered(marked, kinds=frozenset({ActionKind.EXTRACT}))
    assert [each.title for each in found] == [TAKE_OUT]


def test_an_old_file_is_migrated_after_a_look() -> None:
    analysis, found = offered(OLD, target=None)
    action = next(each for each in found if each.kind is ActionKind.REWRITE)
    assert action.title == "Migrate this file to ogx 1.5.0"
    assert action.dear
    assert action.annotation
    text = apply_edits(analysis.text, action.edits())
    assert "storage:" in text
    assert "kvstore: {" not in text


def test_who_asks_for_refactorings_gets_the_migration_anywhere() -> None:
    marked = OLD.replace("<|>", "").replace("inline::faiss", "inline::fa<|>iss")
    assert offered(marked, target=None)[1] == ()
    _, found = offered(marked, target=None, kinds=kinds_of(["refactor"]))
    assert [each.title for each in found] == ["Migrate this file to ogx 1.5.0"]


def test_a_file_for_the_newest_release_has_nowhere_to_go() -> None:
    assert titles("# stacklint: target=ogx-1.5.0\n<|>" + FAISS.format("kv_default") + STORAGE, target=None) == []


def test_a_pinned_file_goes_to_its_release_or_to_the_newest() -> None:
    marked = "# stacklint: target=llama-stack-0.4.0\n" + OLD.replace("<|>", "").replace("kvstore", "kv<|>store")
    migrations = [each for each in titles(marked, target=None) if each.startswith("Migrate")]
    assert migrations == [
        "Migrate this file to the pinned release, llama-stack 0.4.0",
        "Migrate this file to ogx 1.5.0",
    ]


def test_the_whole_of_a_large_text_is_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Editors ask unasked, also then; each fix goes through the whole text."""
    text = TWICE.replace("<|>", "")
    monkeypatch.setattr(findings, "_EFFORT", len(text))
    found = actions(analyse(text, target="llama-stack-0.4.0"), Span(0, len(text)), None, QUICK_FIXES)
    made = [each.title for each in found if each.data["do"] == "fix"]
    assert made == ["Change to 'kv_default'", "Declare the backend 'kv_defualt'"]


def test_a_generated_file_gets_nothing() -> None:
    marked = "# Generated by build.py, do not edit\n" + DANGLING
    assert titles(marked) == []
    analysis, _ = at(marked)
    assert resolve(analysis, {"do": "fix-all"}) == ()


def test_somebody_elses_text_gets_nothing() -> None:
    analysis, offset = at("a: <|>b\n")
    assert actions(analysis, Span(offset, offset), None, None) == ()
    assert resolve(analysis, {"do": "fix-all"}) == ()


@pytest.mark.parametrize("marked", [DANGLING, TWICE, INLINE + STORAGE, OLD])
def test_actions_are_found_again_by_their_data(marked: str) -> None:
    analysis, found = offered(marked, target=None)
    assert found
    for action in found:
        assert resolve(analysis, action.data) == action.edits()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"do": "fix"},
        {"do": "fix", "finding": 99, "fix": 0},
        {"do": "fix", "finding": 0, "fix": 99},
        {"do": "fix", "finding": -1, "fix": -1},
        {"do": "fix-rule", "rule": "dangling-backend", "safety": "display"},
        {"do": "migrate", "target": "no-release"},
        {"do": "suppress", "finding": 99, "scope": "line"},
        {"do": "suppress", "finding": 0, "scope": "everywhere"},
        {"do": "pin", "offset": 0, "release": "no-release"},
    ],
)
def test_data_of_somebody_else(data: dict[str, str | int]) -> None:
    analysis, _ = at(DANGLING)
    assert resolve(analysis, data) == ()


def test_a_config_map_is_mended_where_it_stands() -> None:
    inner = "".join(f"    {line}" for line in DANGLING.splitlines(keepends=True))
    outer = f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  run.yaml: |\n{inner}"
    assert after(outer, "Change to 'kv_default'") == outer.replace("kv_de<|>fualt", "kv_default")


def test_windows_line_ends_stay() -> None:
    marked = TWICE.replace("\n", "\r\n")
    for title in (
        "Declare the backend 'kv_defualt'",
        "Fix all 'dangling-backend' findings in this file",
        SUPPRESSIONS[1],
    ):
        text = after(marked, title)
        assert text.count("\n") == text.count("\r\n") > 0


def test_a_fix_that_fails_costs_nobody_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from stacklint.rules.repair import choices

    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(choices, "for_unknown_name", fail)
    with caplog.at_level(logging.ERROR):
        assert titles(DANGLING) == SUPPRESSIONS
    assert "dangling-backend" in caplog.text


def test_a_choice_is_offered_and_not_preferred() -> None:
    """Two backends that could be meant are shown only by the command line; in a menu a person chooses."""
    marked = (FAISS.format("<|>nothing_like_it") + STORAGE).replace(
        "    sql_default", "    kv_other: {type: kv_sqlite, db_path: /data/other.db}\n    sql_default", 1
    )
    analysis, found = offered(marked)
    diagnostic = found[0].diagnostics[0]
    number = analysis.report.diagnostics.index(diagnostic)
    shown = [each.title for each in analysis.examined.offered[number] if each.safety is Safety.DISPLAY]
    assert shown
    assert [each.preferred for each in found if each.title in shown] == [False] * len(shown)


def test_a_release_that_decides_is_said() -> None:
    text = FAISS.format("kv_default") + "".join(STORAGE.splitlines(keepends=True)[:-2])
    analysis = analyse(text)
    (undecided,) = [each for each in analysis.report.diagnostics if each.depends_on_release]
    found = actions(analysis, undecided.span, None, None)
    (pin,) = [each for each in found if each.title.startswith("Say that this file is for")]
    assert apply_edits(text, pin.edits()) == f"{analysis.report.pin}\n{text}"
