"""Real files: whatever is asked at whatever place, the answers hold together."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from ide.cursor import analyse
from ide.test_outline import loose
from requirements import CORPUS, require_corpus
from stacklint.model.names import Name, NameKind, Role
from stacklint.text.edit import apply_edits
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import RenameRefused
from stacklint_lsp.ide.folding import folds
from stacklint_lsp.ide.navigation import definition, highlights, references
from stacklint_lsp.ide.outline import find, symbols
from stacklint_lsp.ide.rename import prepare, rename
from stacklint_lsp.ide.selection import ranges

PLACES = 12
"""How many places of each file are asked about."""

PARTS = 8
"""The files in as many tests, so that a failure says roughly where."""

EVERY_PART = [pytest.param(part, marks=pytest.mark.slow if part else ()) for part in range(PARTS)]
"""The first one is a sample that is always run."""


def files(part: int) -> list[Path]:
    require_corpus()
    return sorted(CORPUS.rglob("*.y*ml"))[part::PARTS]


def read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


@pytest.mark.parametrize("part", EVERY_PART)
def test_every_question_at_many_places(part: int) -> None:
    for path in files(part):
        text = read(path)
        analysis = analyse(text)
        chosen = random.Random(path.name)
        for offset in sorted(chosen.randrange(len(text) + 1) for _ in range(PLACES)):
            _ask(analysis, offset)
        if analysis.views:
            _ask_all(analysis)
        else:
            assert (symbols(analysis), find(analysis, ""), folds(analysis)) == ((), (), ()), path


def _ask(analysis: Analysis, offset: int) -> None:
    places = references(analysis, offset, declarations=True)
    shown = highlights(analysis, offset)
    assert places == tuple(each.span for each in shown)
    uses = tuple(each.span for each in shown if not each.declares)
    assert references(analysis, offset, declarations=False) == uses
    if (renaming := prepare(analysis, offset)) is not None:
        assert renaming.span in places
    for each in definition(analysis, offset):
        assert each.origin.start - 1 <= offset <= each.origin.end
        assert each.span.contains(each.name)
    around = ranges(analysis, offset)
    assert bool(around) <= bool(analysis.views)
    assert all(outer.contains(inner) and outer != inner for inner, outer in itertools.pairwise(around))
    if not analysis.views:
        assert (places, shown, renaming) == ((), (), None)


def _ask_all(analysis: Analysis) -> None:
    found = symbols(analysis)
    assert found
    assert not list(loose(found))
    assert len(find(analysis, "")) >= len(found)
    starts = [analysis.lines.position(fold.span.start).line for fold in folds(analysis)]
    assert starts == sorted(set(starts))
    for fold in folds(analysis):
        assert not fold.span.of(analysis.text)[-1].isspace()
    for view in analysis.views:
        for name in view.document.names:
            for mention in name.mentions:
                if mention.role is Role.SPELT and (mention.scalar is None or not mention.scalar.style):
                    assert mention.span.of(view.document.text) == name.text


def _findings(analysis: Analysis, names: tuple[str, str]) -> list[tuple[str, str, str]]:
    """The findings, with both names called the same."""
    found = []
    for each in analysis.report.diagnostics:
        message = each.message
        for name in names:
            message = message.replace(f"'{name}'", "'NAME'")
        found.append((each.rule, each.severity.value, message))
    return sorted(found)


def _names(analysis: Analysis, kind: NameKind) -> Iterator[tuple[View, Name]]:
    for view in analysis.views:
        for name in view.document.names.of(kind):
            if name.declarations and name.declarations[0].role is Role.SPELT:
                yield view, name


REFUSALS = (
    "in some releases and",
    "as its form depends on the release",
    "has to be mended first",
)
"""Why a backend of a real file is not renamed: nothing else may keep one from it."""


@pytest.mark.parametrize("part", EVERY_PART)
def test_every_backend_gets_a_new_name_and_the_old_one_back_but_no_other(part: int) -> None:
    done = 0
    refusals: set[str] = set()
    for path in files(part):
        text = read(path)
        if "backends:" not in text:
            continue
        analysis = analyse(text)
        backends = list(_names(analysis, NameKind.BACKEND))
        for view, name in backends:
            offset = view.outer(name.declarations[0].span).start
            for other in (each.text for within, each in backends if within is view and each is not name):
                with pytest.raises(RenameRefused):
                    rename(analysis, offset, other)
            try:
                there = apply_edits(text, rename(analysis, offset, "fresh_name"))
            except RenameRefused as refused:
                refusals.add(str(refused))
                continue
            done += 1
            again = analyse(there)
            before, after = (_findings(each, (name.text, "fresh_name")) for each in (analysis, again))
            if name.assumed:
                # What had been left out is written out, so less is missing.
                before, after = ([each for each in found if each[0] != "missing-store"] for found in (before, after))
            assert after == before, path
            (place,) = (
                view.outer(each.declarations[0].span)
                for view, each in _names(again, NameKind.BACKEND)
                if each.text == "fresh_name"
            )
            back = apply_edits(there, rename(again, place.start, name.text))
            # What was written besides the name stays.
            spelt = all(each.role is Role.SPELT for each in name.mentions)
            assert back == text or name.assumed or not spelt, path
    assert done > 10
    assert not [each for each in refusals if not any(reason in each for reason in REFUSALS)]


OTHERS = (NameKind.PROVIDER, NameKind.RESOURCE, NameKind.VARIABLE, NameKind.ANCHOR)


@pytest.mark.parametrize("part", EVERY_PART)
def test_one_name_of_every_other_kind_renamed_and_renamed_back(part: int) -> None:
    for path in files(part)[::4]:
        text = read(path)
        analysis = analyse(text)
        for kind in OTHERS:
            for view in analysis.views[:1]:
                name = next((each for each in view.document.names.of(kind) if _is_spelt(each)), None)
                if name is None or view.document.problems:
                    continue
                offset = view.outer(name.mentions[0].span).start
                there = apply_edits(text, rename(analysis, offset, "FRESH_NAME"))
                assert there.count("FRESH_NAME") == len(name.mentions)
                back = apply_edits(there, rename(analyse(there), offset, name.text))
                assert back == text, path


def _is_spelt(name: Name) -> bool:
    return bool(name.mentions) and all(each.role is Role.SPELT for each in name.mentions)
