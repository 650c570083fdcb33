"""Real files: the same fixes as on the command line, and nothing that an editor could stumble over."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from requirements import require_corpus
from stacklint import engine
from stacklint.rules.record import Safety, Severity
from stacklint.settings import FileSettings
from stacklint.syntax.parse import parse
from stacklint.text.decode import decode
from stacklint.text.edit import Edit, apply_edits
from stacklint.text.span import Span
from stacklint_lsp.ide.actions import actions, resolve
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Action, ActionKind

SETTINGS = FileSettings()
QUICK_FIXES = frozenset({ActionKind.QUICK_FIX})

PARTS = [
    pytest.param(40, id="some"),
    pytest.param(1, id="all", marks=pytest.mark.slow),
]
"""One file of so many."""


def texts(one_of: int) -> Iterator[tuple[str, str]]:
    """Names and texts of files, the same ones in every run."""
    corpus = require_corpus()
    for path in sorted(corpus.rglob("*.y*ml")):
        name = path.relative_to(corpus).as_posix()
        if zlib.crc32(name.encode()) % one_of == 0:
            yield name, decode(path.read_bytes()).text


def is_suppression(action: Action) -> bool:
    return action.data["do"] == "suppress"


@pytest.mark.parametrize("one_of", PARTS)
def test_the_fixes_are_those_of_the_command_line(one_of: int, caplog: pytest.LogCaptureFixture) -> None:
    compared = 0
    for name, text in texts(one_of):
        checked = engine.check(text, name, SETTINGS, named=False)
        analysis = Analysis(text, name, SETTINGS)
        assert analysis.report.diagnostics == tuple(each._replace(fixes=()) for each in checked.diagnostics), name
        if analysis.not_edited:
            continue
        for known, diagnostic in zip(checked.diagnostics, analysis.report.diagnostics, strict=True):
            found = actions(analysis, diagnostic.span, frozenset({diagnostic.rule}), QUICK_FIXES)
            offered = {
                (each.title, tuple(each.edits()), each.preferred)
                for each in found
                if each.data["do"] == "fix" and diagnostic in each.diagnostics
            }
            safe = [fix for fix in known.fixes if fix.safety is Safety.SAFE]
            expected = {(fix.title, fix.edits, safe == [fix]) for fix in known.fixes if fix.edits}
            assert offered == expected, (name, diagnostic.message)
            compared += len(expected)
    assert compared
    assert not caplog.records


@pytest.mark.parametrize("one_of", PARTS)
def test_any_place_can_be_asked_about(one_of: int, caplog: pytest.LogCaptureFixture) -> None:
    for name, text in texts(one_of):
        analysis = Analysis(text, name, SETTINGS)
        places = {diagnostic.span.start for diagnostic in analysis.report.diagnostics[:3]}
        places |= {len(text) * part // 7 for part in range(8)}
        for place in sorted(places):
            found = actions(analysis, Span(place, place), None, None)
            told = Counter((each.title, each.diagnostics) for each in found)
            assert not found or max(told.values()) == 1, (name, place)
            for action in found:
                edits = () if action.dear else action.edits()
                assert action.dear or edits, (name, place, action.title)
                assert are_apart(text, edits), (name, place, action.title)
    assert not caplog.records


@pytest.mark.parametrize("one_of", PARTS)
def test_half_typed_texts_are_nothing_special(one_of: int, caplog: pytest.LogCaptureFixture) -> None:
    for name, text in texts(one_of):
        for part in (2, 5):
            end = len(text) * part // 7
            for rest in ("", text[text.find("\n", end) + 1 :] if "\n" in text[end:] else ""):
                analysis = Analysis(text[:end] + "\n" + rest, name, SETTINGS, edited_line=text.count("\n", 0, end))
                for action in actions(analysis, Span(end, end), None, None):
                    assert action.dear or are_apart(analysis.text, action.edits()), (name, end)
    assert not caplog.records


@pytest.mark.parametrize("one_of", [pytest.param(80, id="some"), pytest.param(16, id="more", marks=pytest.mark.slow)])
def test_what_is_offered_makes_a_text_that_is_no_worse(one_of: int) -> None:
    for name, text in texts(one_of):
        analysis = Analysis(text, name, SETTINGS)
        before = errors(text)
        faults = len(parse(text).problems)
        seen: set[tuple[Edit, ...]] = set()
        for diagnostic in analysis.report.diagnostics[:12]:
            for action in actions(analysis, diagnostic.span, None, None):
                edits = () if is_suppression(action) else action.edits()
                if not edits or edits in seen:
                    continue
                seen.add(edits)
                assert edits == resolve(analysis, action.data), (name, action.title)
                assert are_apart(text, edits), (name, action.title)
                after = apply_edits(text, edits)
                assert len(parse(after).problems) <= faults, (name, action.title)
                # Another release has other errors, which is why people migrate step by step and pin.
                if action.data["do"] not in {"migrate", "pin"}:
                    worse = errors(after) - before
                    assert not worse or not is_by_machine(analysis, action), (name, action.title, worse)


@pytest.mark.parametrize("one_of", [pytest.param(80, id="some"), pytest.param(8, id="more", marks=pytest.mark.slow)])
def test_a_suppression_takes_its_finding_away_and_brings_none(one_of: int) -> None:
    for name, text in texts(one_of):
        analysis = Analysis(text, name, SETTINGS)
        before = findings(text)
        for diagnostic in analysis.report.diagnostics[:6]:
            for action in filter(is_suppression, actions(analysis, diagnostic.span, None, QUICK_FIXES)):
                (answered,) = action.diagnostics
                after = findings(apply_edits(text, action.edits()))
                key = answered.rule, answered.message
                assert after[key] < before[key], (name, action.title)
                assert not after - before, (name, action.title)


def is_by_machine(analysis: Analysis, action: Action) -> bool:
    """Whether it is one that a machine makes too; what only people choose may well be the wrong choice."""
    if action.data["do"] != "fix":
        return True
    fixes = [fix for fix in analysis.examined.offered[int(action.data["finding"])] if fix.edits]
    return fixes[int(action.data["fix"])].safety is not Safety.DISPLAY


def errors(text: str) -> Counter[tuple[str, str]]:
    report = engine.check_without_fixes(text, "run.yaml", SETTINGS, named=False)
    return Counter((each.rule, each.message) for each in report.diagnostics if each.severity is Severity.ERROR)


def findings(text: str) -> Counter[tuple[str, str]]:
    report = engine.check_without_fixes(text, "run.yaml", SETTINGS, named=False)
    return Counter((each.rule, each.message) for each in report.diagnostics)


def are_apart(text: str, edits: tuple[Edit, ...]) -> bool:
    """Whether an editor can make all of them at once."""
    ordered = sorted(edits)
    return all(first.span.end <= second.span.start for first, second in pairwise(ordered)) and all(
        0 <= edit.span.start <= edit.span.end <= len(text) for edit in edits
    )
