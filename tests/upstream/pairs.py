"""Holds our migration against what other people made by hand of the same files, and asks the releases about both.

The files are not ours to commit, so what is recorded has their names and hashes and none of their text.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml

from requirements import CORPUS
from stacklint.configurations import find
from stacklint.engine import check
from stacklint.migrate import Goal, Layout, Migrated, migrate
from stacklint.migrate.effects import effects_of
from stacklint.migrate.reading import content_signals
from stacklint.model.release import infer
from stacklint.rules.record import Severity
from stacklint.settings import FileSettings
from stacklint.syntax.comments import comments
from stacklint.syntax.parse import parse
from stacklint_schemas import load
from upstream import pair_differences, pair_page, runs
from upstream.verdicts import FOLDER, Question, Verdicts

KIND = "pairs"
OUTCOMES = FOLDER / "pairs-outcomes.jsonl"
STAND_INS = {"0.1": "0.2.24", "0.2": "0.2.24", "0.3": "0.3.5", "0.4": "0.4.7", "0.5": "0.6.1", "0.6": "0.6.1"}
"""The release that is asked for each series."""


class Pair(NamedTuple):
    """A file before and after somebody migrated it."""

    name: str
    repository: str
    path: str
    before: str
    after: str
    origin: str
    """What the file before is for."""
    release: str
    """What the hand-made file is for."""
    kind: str


def pairs() -> Iterator[Pair]:
    """Every pair of the corpus; nothing where there is no corpus."""
    if not (CORPUS / "PAIRS.tsv").is_file():
        return
    likely = {row["path"]: row["likely_release"] for row in _rows("INDEX.tsv")}
    for row in _rows("PAIRS.tsv"):
        before, after = (_text(row[side]) for side in ("before_file", "after_file"))
        origin = _stand_in(likely[row["before_file"]])
        release = _release(after, likely[row["after_file"]])
        yield Pair(row["pair"], row["repo"], row["source_path"], before, after, origin, release, row["kind"])


def compare(*, ask: bool = True) -> list[dict[str, Any]]:
    """Compare every pair.

    With *ask* the releases are asked what was never asked; else Unanswered is raised where an answer is missing.
    """
    tried = [(pair, _migrated(pair)) for pair in pairs()]
    questions = [each for pair, migrated in tried if not _why_not(migrated) for each in _questions(pair, migrated)]
    if ask:
        runs.record_missing(KIND, questions)
    verdicts, seen = Verdicts(KIND), dict[str, str]()
    return [_compared(pair, migrated, verdicts, seen) for pair, migrated in tried]


def write(compared: list[dict[str, Any]]) -> None:
    """Record the comparison and write the page about it."""
    lines = [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in compared]
    OUTCOMES.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    pair_page.PAGE.write_text(pair_page.render(compared), encoding="utf-8")


def recorded() -> list[dict[str, Any]]:
    """What was recorded."""
    if not OUTCOMES.exists():
        return []
    return [json.loads(line) for line in OUTCOMES.read_text(encoding="utf-8").splitlines()]


def _compared(pair: Pair, migrated: Migrated, verdicts: Verdicts, seen: dict[str, str]) -> dict[str, Any]:
    record: dict[str, Any] = {
        "pair": pair.name,
        "repository": pair.repository,
        "file": pair.path,
        "release": pair.release,
        "texts": [_hash(text) for text in (pair.before, migrated.text, pair.after)],
    }
    why_not = _why_not(migrated)
    key = _hash(f"{pair.release}\n{pair.before}\n{pair.after}")
    if key in seen:
        why_not = "the same two files as another pair"
    seen.setdefault(key, pair.name)
    if why_not:
        return {**record, "why not": why_not}
    was, ours, theirs = (verdicts.answer(question, question.releases[0]) for question in _questions(pair, migrated))
    record["ours"] = _judged(migrated.text, pair, ours, was)
    record["by hand"] = _judged(pair.after, pair, theirs, was)
    record["left"] = sum(len(each.left) for each in migrated.migrations)
    record["differences"] = dict(sorted(_differences(pair, migrated).items()))
    return record


def _judged(text: str, pair: Pair, answer: Mapping[str, Any], was: Mapping[str, Any]) -> dict[str, Any]:
    """What our rules and the release say about one side's file; *was* is what the origin said about the old file.

    `ignored` are settings of the old file that the release passes over, `lost` those of them that the origin read.
    """
    report = check(text, "run.yaml", FileSettings(forced_target=pair.release, target_source="--target"))
    found = Counter((each.severity, each.rule) for each in report.diagnostics)
    old = _comments(pair.before)
    ignored = set(answer.get("ignored", ())) & _settings(pair.before)
    return {
        "errors": {rule: count for (severity, rule), count in found.items() if severity is Severity.ERROR},
        "warnings": {rule: count for (severity, rule), count in found.items() if severity is Severity.WARNING},
        "refused": [*answer.get("refused", ()), *answer.get("refused when all are on", ())],
        "ignored": sorted(ignored),
        "lost": sorted(ignored - set(was.get("ignored", ()))),
        "data": _data(text, pair),
        "comments": [(old & _comments(text)).total(), old.total()],
    }


def _data(text: str, pair: Pair) -> dict[str, int]:
    """How many users of stores find their old data when the release runs with this text."""
    before, after = (find(each, named=True).configurations[0] for each in (pair.before, text))
    if after.problems:
        return {}
    knowledge = load()
    origin, target = (knowledge.catalogue.by_version(version) for version in (pair.origin, pair.release))
    assert origin is not None
    assert target is not None
    effects = effects_of(before, after, Goal(origin.only, target, Layout.KEEP), knowledge)
    found = Counter(
        "found" if each.verdict in {"kept", "moved"} else "found after a command" if each.cure else "not found"
        for each in effects
    )
    return dict(sorted(found.items()))


def _differences(pair: Pair, migrated: Migrated) -> Counter[str]:
    try:
        sides = [pair_differences.leaves(text) for text in (pair.before, migrated.text, pair.after)]
    except yaml.YAMLError:
        return Counter()
    left = frozenset(
        pair_differences.path_in(migrated.text, each.path) for one in migrated.migrations for each in one.left
    )
    return Counter(kind for kind, _ in pair_differences.differences(sides[0], sides[1], sides[2], left))


def _migrated(pair: Pair) -> Migrated:
    return migrate(pair.before, "run.yaml", FileSettings(), target=load().catalogue.by_version(pair.release))


def _why_not(migrated: Migrated) -> str:
    if migrated.status == "skipped":
        return "a Helm template, no YAML before it is rendered"
    if migrated.status == "foreign":
        return "values of a Helm chart, in which no configuration stands"
    refused = next((each.refused for each in migrated.migrations if each.refused), "")
    return "the old file is broken YAML and has to be mended first" if "mended first" in refused else refused


def _questions(pair: Pair, migrated: Migrated) -> list[Question]:
    """The old file to the release that it was for, then our file and theirs to the one that they are for."""
    asked = (
        ("before", pair.before, pair.origin),
        ("ours", migrated.text, pair.release),
        ("by hand", pair.after, pair.release),
    )
    return [Question(KIND, f"{pair.name} {which}", f"{release}\n{text}", (release,)) for which, text, release in asked]


def _settings(text: str) -> set[str]:
    """Every setting with a value, as the releases name those that they pass over."""
    configuration = yaml.safe_load(text)
    found = {str(key) for key in configuration}
    for api, entries in (configuration.get("providers") or {}).items():
        for entry in entries or []:
            found |= {f"{api} {entry.get('provider_type')} {key}" for key in entry.get("config") or {}}
    return found


def _release(after: str, likely: str) -> str:
    """The release that a hand-made file is for: what its history says, or its content where that says otherwise."""
    knowledge = load()
    catalogue = knowledge.catalogue
    first, last = (likely.removeprefix("date:").split("..") * 2)[:2]
    said = catalogue.between(first, last)
    for configuration in find(after, named=True).configurations:
        content = infer(content_signals(configuration, knowledge), catalogue).releases
        if not content & said:
            return _stand_in(catalogue.first(content).version)
    return _stand_in(likely)


def _stand_in(likely: str) -> str:
    series = ".".join(likely.removeprefix("date:").split("..")[-1].split(".")[:2])
    return STAND_INS[series]


def _comments(text: str) -> Counter[str]:
    return Counter(each.text for each in comments(text, [tree.root for tree in parse(text).documents]))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _rows(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def _text(path: str) -> str:
    return (CORPUS / path).read_text(encoding="utf-8")
