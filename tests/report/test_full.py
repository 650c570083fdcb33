"""What people read."""

from __future__ import annotations

import pytest

from reports import diagnostic, place, report
from stacklint.engine import DocumentLabel
from stacklint.report import Run, render
from stacklint.report.snippet import show_columns
from stacklint.rules.record import Fix, Note, Safety, Severity
from stacklint.text.edit import Edit
from stacklint.text.span import Span

TEXT = """\
storage:
  backends:
    kv_default: {type: kv_sqlite}
  stores:
    metadata: {backend: kv_defualt}
    inference: {backend: sql_default}
    prompts: {backend: sql_default}
"""

CHANGE = Fix("Change to 'kv_default'", Safety.SAFE, (Edit(place(TEXT, "kv_defualt"), "kv_default"),))
MERGE = Fix("Merge the two stores", Safety.UNSAFE, ())


def shown(*diagnostics: object, text: str = TEXT, **options: object) -> str:
    run = Run((report(text, *diagnostics),), Severity.HINT, **options)  # type: ignore[arg-type]  # by the tests
    return render("full", run)


def test_a_finding_shows_its_line_its_note_and_the_way_out() -> None:
    found = diagnostic(
        place(TEXT, "kv_defualt"),
        "No backend is called 'kv_defualt', so the server does not start",
        notes=(Note(place(TEXT, "kv_default"), "the nearest one"),),
        fixes=(CHANGE, MERGE),
    )
    assert (
        shown(found)
        == """\
error[dangling-backend]: No backend is called 'kv_defualt', so the server does not start (ogx 1.5.0, pinned)
 --> run.yaml:5:25
  |
3 |     kv_default: {type: kv_sqlite}
  |     ---------- the nearest one
  :
5 |     metadata: {backend: kv_defualt}
  |                         ^^^^^^^^^^
  = help: Change to 'kv_default'
  = help: Merge the two stores (unsafe)

"""
    )


def test_findings_that_say_the_same_become_one_block() -> None:
    first = diagnostic(place(TEXT, "sql_default"), "Ignored since 0.3.0", "legacy-inline-store", Severity.WARNING)
    other = diagnostic(place(TEXT, "kv_defualt"), "Nothing like it")
    again = first._replace(span=place(TEXT, "sql_default", 2))
    assert (
        shown(other, first, again, commands=frozenset({"check", "migrate"}))
        == """\
error[dangling-backend]: Nothing like it (ogx 1.5.0, pinned)
 --> run.yaml:5:25
  |
5 |     metadata: {backend: kv_defualt}
  |                         ^^^^^^^^^^

warning[legacy-inline-store]: Ignored since 0.3.0 (ogx 1.5.0, pinned)
 --> run.yaml:6:26 (and 1 more place)
  |
6 |     inference: {backend: sql_default}
  |                          ^^^^^^^^^^^
7 |     prompts: {backend: sql_default}
  |                        ^^^^^^^^^^^
  = help: `stacklint migrate run.yaml` moves every inline store of this file

"""
    )


def test_a_command_that_is_not_there_is_not_recommended() -> None:
    found = diagnostic(place(TEXT, "sql_default"), "Ignored", "legacy-inline-store")
    assert "migrate" not in shown(found)


@pytest.mark.parametrize(
    "change",
    [{"severity": Severity.INFO}, {"target": "0.3.0 to 0.4.0, inferred"}, {"message": "Something else"}],
)
def test_what_differs_stays_apart(change: dict[str, object]) -> None:
    found = diagnostic(place(TEXT, "sql_default"))
    other = found._replace(span=place(TEXT, "sql_default", 2), **change)  # type: ignore[arg-type]  # fields above
    assert shown(found, other).count("-->") == 2


def test_an_embedded_document_is_named() -> None:
    label = DocumentLabel("ConfigMap", "demo", "stack", "run.yaml")
    assert " --> run.yaml:5:25, in ConfigMap demo/stack, key run.yaml\n" in shown(
        diagnostic(place(TEXT, "kv_defualt"), document=label)
    )


def test_hidden_severities_are_not_shown() -> None:
    run = Run((report(TEXT, diagnostic(Span(0, 1), severity=Severity.INFO)),))
    assert render("full", run) == ""


@pytest.mark.parametrize(
    ("text", "span", "lines"),
    [
        pytest.param("a:\n  b: 1\n", Span(3, 9), ["2 |   b: 1", "  |   ^^^^"], id="blanks before it"),
        pytest.param("a: {b: 1,\n  c: 2}\n", Span(3, 17), ["1 | a: {b: 1,", "  |    ^^^^^^"], id="several lines"),
        pytest.param("a: 1\n", Span(5, 5), ["2 |", "  | ^"], id="behind the last line"),
        pytest.param("", Span(0, 0), ["1 |", "  | ^"], id="an empty file"),
        pytest.param("a:\r\n\tb: cd\r\n", Span(8, 10), ["2 |     b: cd", "  |        ^^"], id="a tab and CR LF"),
        pytest.param("ä: 日本語 x\n", Span(7, 8), ["1 | ä: 日本語 x", "  |           ^"], id="wide characters"),
        pytest.param("a: 日本語\n", Span(3, 6), ["1 | a: 日本語", "  |    ^^^^^^"], id="wide characters marked"),
        pytest.param("e\u0301: x\n", Span(4, 5), ["1 | e\u0301: x", "  |    ^"], id="a combining accent"),
        pytest.param("a: \x1b[31mx\n", Span(8, 9), ["1 | a: ␛[31mx", "  |         ^"], id="an escape sequence"),
        pytest.param("a: \u202ex\n", Span(4, 5), ["1 | a: \ufffdx", "  |     ^"], id="a direction mark"),
        pytest.param("a: \u2028x\n", Span(4, 5), ["1 | a:  x", "  |     ^"], id="no line break to an editor"),
        pytest.param("a: \ud800x\n", Span(4, 5), ["1 | a: \ufffdx", "  |     ^"], id="half a character"),
        pytest.param("a: 1\rb: 2\r", Span(8, 9), ["2 | b: 2", "  |    ^"], id="CR alone"),
    ],
)
def test_the_place_is_underlined(text: str, span: Span, lines: list[str]) -> None:
    assert shown(diagnostic(span), text=text).splitlines()[3:5] == lines


def test_a_very_long_line_is_cut_around_the_mark() -> None:
    line = "a" * 5_000 + "HERE" + "b" * 1_000_000
    source, [(indent, length)] = show_columns(line, [Span(5_000, 5_004)])
    assert len(source) < 200
    assert source[indent : indent + length] == "HERE"
    assert (source[0], source[-1]) == ("…", "…")


def test_messages_cannot_steer_the_terminal() -> None:
    text = shown(diagnostic(Span(0, 1), "odd \x1b[2J name\nwith a break \u202e and half \ud800"))
    assert "odd \\x1b[2J name with a break \\u202e and half \\ud800" in text


def test_colours_are_only_added() -> None:
    run = Run((report(TEXT, diagnostic(place(TEXT, "kv_defualt"), fixes=(CHANGE,))),))
    colored = render("full", run, color=True)
    assert "\x1b[1;31merror[dangling-backend]\x1b[0m" in colored
    import re

    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == render("full", run)
