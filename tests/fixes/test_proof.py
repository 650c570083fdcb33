"""Every fix that is found anywhere keeps every promise: alone, with the others, in any order, in any kind of file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixes.generated import by_chance, of_every_slot
from fixes.offered import texts
from fixes.oracles import Measure, faults_of
from requirements import CORPUS, require_corpus
from stacklint.settings import FileSettings
from stacklint.text.decode import decode

TEXTS = list(texts())
NEWEST = FileSettings(forced_target="ogx-1.5.0")


@pytest.mark.parametrize("text", [text for _, text in TEXTS], ids=[name for name, _ in TEXTS])
def test_the_repository_s_own_texts(text: str) -> None:
    assert faults_of(text) == []


SLOTS = list(of_every_slot())


@pytest.mark.parametrize("part", range(6))
def test_slots(part: int) -> None:
    _prove_slots(SLOTS[part::40])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6, 40))
def test_all_slots(part: int) -> None:
    _prove_slots(SLOTS[part::40])


def _prove_slots(some: list[tuple[str, str, str]]) -> None:
    for name, release, text in some:
        assert faults_of(text, FileSettings(forced_target=release)) == [], name


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(0, 1_000_000))
def test_configurations_by_chance(seed: int) -> None:
    assert faults_of(by_chance(seed), measure=Measure.AS_A_WHOLE) == [], by_chance(seed)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, 1_000_000))
def test_many_configurations_by_chance(seed: int) -> None:
    assert faults_of(by_chance(seed), measure=Measure.AS_A_WHOLE) == [], by_chance(seed)


# Real files -----------------------------------------------------------------------------------------------------------

FILES = sorted(CORPUS.rglob("*.y*ml")) if CORPUS.is_dir() else []
LATEST = list({path.name.partition("@")[0] + path.parent.name: path for path in FILES}.values())
"""One version of each file, where the corpus has many that hardly differ."""


def text_of(path: Path) -> str:
    return decode(path.read_bytes()).text


def test_a_few_real_files() -> None:
    require_corpus()
    _prove_files(FILES[::80], FileSettings())
    _prove_files(LATEST[::120], NEWEST)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_all_real_files(part: int) -> None:
    require_corpus()
    _prove_files(FILES[part::20], FileSettings())


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_real_files_for_the_newest_release(part: int) -> None:
    """Of most files nearly everything has to be mended then, so one in twenty says as much as all."""
    require_corpus()
    _prove_files(LATEST[part::120], NEWEST)


def _prove_files(paths: list[Path], how: FileSettings) -> None:
    faults = {path.relative_to(CORPUS).as_posix(): faults_of(text_of(path), how) for path in paths}
    assert {name: found for name, found in faults.items() if found} == {}
