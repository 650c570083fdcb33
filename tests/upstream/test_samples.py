"""Every configuration that upstream ships is silent: pinned to its release, and without a target."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from requirements import CORPUS, require_corpus
from stacklint.engine import Diagnostic, check
from stacklint.rules.record import Severity
from stacklint.settings import FileSettings
from stacklint_schemas import load

pytestmark = pytest.mark.slow

FOLDERS = ("templates", "distributions")
"""Where upstream keeps its samples inside the package: before and after 0.2.17."""


SAID_OF_LEGACY = frozenset({"legacy-inline-store", "legacy-server-store"})
"""The one thing that a file from before named backends hears when it does not say its release: upgrading breaks it."""


class Sample(NamedTuple):
    """One shipped file."""

    name: str
    release: str
    path: Path


def _wheel_cache() -> Path:
    configured = os.environ.get("STACKLINT_CACHE")
    if configured is None:
        return Path.home() / ".cache" / "stacklint" / "wheels" / "trees"
    nested = Path(configured) / "wheels" / "trees"
    return nested if nested.is_dir() else Path(configured) / "trees"


def _of_wheel(version: str) -> list[Sample]:
    module = load().catalogue.by_version(version)
    assert module is not None
    name = module.package.replace("-", "_")
    root = _wheel_cache() / f"{name}-{version}" / name
    files = (path for folder in FOLDERS for path in sorted((root / folder).glob("**/*.yaml")))
    return [Sample(str(path.relative_to(root)), version, path) for path in files]


def _of_corpus() -> Iterator[Sample]:
    index = CORPUS / "INDEX.tsv"
    if not index.is_file():
        return
    known = {release.version for release in load().catalogue.releases}
    with index.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            version = row["commit"].removeprefix("v")
            shipped = re.match(r"(src/)?(llama_stack|ogx)/(templates|distributions)/", row["source_path"])
            if row["path"].startswith("upstream/") and shipped and version in known:
                yield Sample(row["path"], version, CORPUS / row["path"])


VERSIONS = [release.version for release in load().catalogue.releases]


@pytest.mark.parametrize("version", VERSIONS)
def test_samples_of_a_wheel_are_silent(version: str) -> None:
    if not _wheel_cache().is_dir():
        pytest.skip("upstream's wheels are not in the cache; `make schemas` fetches them")
    samples = _of_wheel(version)
    assert sum(check(_text(sample), sample.name, FileSettings()).status == "checked" for sample in samples) >= 3
    assert [line for sample in samples for line in _loud(sample)] == []


def test_samples_of_the_corpus_are_silent() -> None:
    require_corpus()
    samples = list(_of_corpus())
    assert len(samples) > 100
    assert [line for sample in samples for line in _loud(sample)] == []


def _loud(sample: Sample) -> list[str]:
    return [
        f"{sample.release} {sample.name} {how}: {diagnostic.severity.value} {diagnostic.rule}: {diagnostic.message}"
        for how, diagnostic in _warned(sample)
    ]


def _warned(sample: Sample) -> Iterator[tuple[str, Diagnostic]]:
    release = load().catalogue.by_version(sample.release)
    assert release is not None
    legacy = not load().storage_known & release.only
    pinned = FileSettings(forced_target=sample.release, target_source="--target")
    for how, settings in (("pinned", pinned), ("inferred", FileSettings())):
        for diagnostic in check(_text(sample), sample.name, settings).diagnostics:
            expected = legacy and how == "inferred" and diagnostic.rule in SAID_OF_LEGACY
            least = Severity.ERROR if expected else Severity.WARNING
            if diagnostic.severity.at_least(least):
                yield how, diagnostic


def _text(sample: Sample) -> str:
    return sample.path.read_text(encoding="utf-8")
