"""Records what became of every old file on its way to every release, and writes `docs/migration-coverage.md` from it.

The files are not ours to commit, so each outcome is recorded by the hash of the file's text, without any of it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from upstream import found_again, migrations, runs
from upstream.migrations import TARGETS, Case, Outcome
from upstream.verdicts import FOLDER, Verdicts

PAGE = Path(__file__).resolve().parents[2] / "docs" / "migration-coverage.md"
KINDS = ("migration", "migration-corpus")
"""Our own files, and the real ones."""


class Record(NamedTuple):
    """One outcome as it is kept."""

    file: str
    """The hash of the old text."""
    label: str
    target: str
    status: str
    reason: str
    configurations: tuple[str, ...]
    """The keys of the questions about the migrated text."""
    errors: tuple[str, ...]
    """Rules that still find something."""
    comments: int
    lost: int
    stable: bool
    left: tuple[str, ...]
    """Steps that left something to a person."""


class Judged(NamedTuple):
    """An outcome with what the release said."""

    record: Record
    refused: tuple[str, ...]
    """Why the release does not load it, with every condition as in a bare environment."""
    refused_when_on: tuple[str, ...]
    """Why it does not load it with every conditional provider switched on."""
    external: bool
    """Whether it names providers from outside of the release, which were not looked at."""

    @property
    def loads(self) -> bool:
        """Whether the release takes it either way."""
        return not self.refused and not self.refused_when_on


def record_of(kind: str, case: Case, outcome: Outcome) -> Record:
    """An outcome without any text of the file."""
    asked = (migrations.question(kind, case.label, text, outcome.target) for text in outcome.configurations)
    return Record(
        file_key(case),
        case.label,
        outcome.target,
        outcome.status,
        outcome.reason,
        tuple(question.key for question in asked),
        tuple(sorted({error.split(":")[0] for error in outcome.errors})),
        outcome.comments,
        len(outcome.lost),
        outcome.stable,
        tuple(sorted({left.split(":")[0] for left in outcome.left})),
    )


def file_key(case: Case) -> str:
    """Names an old text."""
    return hashlib.sha256(case.text.encode()).hexdigest()[:20]


def record_all(kind: str, cases: Sequence[Case]) -> int:
    """Migrate every case to every release, ask the releases what was never asked; how many questions that were."""
    by_label = {case.label: case for case in cases}
    found = list(migrations.outcomes(cases))
    asked = migrations.questions_of(kind, found)
    count = runs.record_missing(kind, asked)
    records = [record_of(kind, by_label[outcome.label], outcome) for outcome in found]
    lines = [json.dumps(record._asdict(), ensure_ascii=False, separators=(",", ":")) for record in sorted(records)]
    _path(kind).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return count


def recorded(kind: str) -> list[Record]:
    """All recorded outcomes of our own files or of the real ones."""
    if not _path(kind).exists():
        return []
    return [_read(json.loads(line)) for line in _path(kind).read_text(encoding="utf-8").splitlines()]


def judged(kind: str, records: Iterable[Record]) -> Iterator[Judged]:
    """Every outcome with the answers of the releases."""
    verdicts = Verdicts(kind)
    for record in records:
        answers = [verdicts.by_key(key, record.target) for key in record.configurations]
        yield Judged(
            record,
            tuple(refusal for answer in answers for refusal in answer.get("refused", ())),
            tuple(refusal for answer in answers for refusal in answer.get("refused when all are on", ())),
            any(answer.get("external") for answer in answers),
        )


def render() -> str:
    """The page, from what is recorded."""
    return "".join(line + "\n" for line in _page())


def _path(kind: str) -> Path:
    return FOLDER / f"{kind}-outcomes.jsonl"


def _read(line: dict[str, Any]) -> Record:
    fields: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in line.items()}
    return Record(**fields)


OWN_FAULTS = {
    "inline::tool-guard": "names a provider type that no release ever had",
    "registered_resources.datasets": "describes datasets as before 0.2.0, without what is asked for now",
    "server.port int_parsing": "has words where the port should be",
    "inline::meta-reference: model value_error": "runs a model by name, and a made-up value for its variable is none",
}
"""What releases refuse for a reason that was in the file before, and that nothing is written above."""


def explanation(judged_one: Judged) -> str:
    """Why a release does not load a migrated file; empty where nothing explains it."""
    if judged_one.record.left:
        return f"left to a person by {', '.join(judged_one.record.left)}"
    refusals = judged_one.refused + judged_one.refused_when_on
    found = {words for fault, words in OWN_FAULTS.items() for refusal in refusals if fault in refusal}
    return " and ".join(sorted(found))


INTRODUCTION = (
    "Generated by `make test-upstream` from recorded verdicts; a test keeps it true. Real public files from before",
    "named backends, and half-migrated ones, were migrated with `--layout keep` to four releases. `loads`: the",
    "release itself parsed the text, its own resolver sorted the providers and found what they depend on, and every",
    "provider's configuration class accepted its part, once with nothing set but what must be, and once with every",
    "conditional provider on. Variables without a value were given a typed one. `clean`: our own rules find no error",
    "for the release. `comments`: every comment is still there. `stable`: migrating again changes nothing. That 1.2.0",
    "and later want a certificate is no matter of loading; the plan says it.",
)


def _page() -> Iterator[str]:
    yield "# What migration achieves"
    yield ""
    yield from INTRODUCTION
    titles = {"migration-corpus": "Real files", "migration": "Our own old files"}
    for kind, title in titles.items():
        all_judged = list(judged(kind, recorded(kind)))
        yield ""
        yield f"## {title}"
        yield ""
        yield from _table(all_judged)
        yield from _not_migrated(all_judged)
        yield from _not_loading(all_judged)
        yield from _others(all_judged)
    yield from _data()
    yield ""
    yield "What people made by hand of the same files stands in [migration-pairs.md](migration-pairs.md)."


def _table(all_judged: list[Judged]) -> Iterator[str]:
    yield "| to | files | migrated | loads | clean | comments | stable | with parts from outside |"
    yield "|---|---|---|---|---|---|---|---|"
    for target in TARGETS:
        here = [each for each in all_judged if each.record.target == target]
        done = [each for each in here if each.record.status == "migrated"]
        kept = sum(each.record.comments - each.record.lost for each in done)
        cells = (
            len(here),
            len(done),
            sum(each.loads for each in done),
            sum(not each.record.errors for each in done),
            f"{kept} of {sum(each.record.comments for each in done)}",
            sum(each.record.stable for each in done),
            sum(each.external for each in done),
        )
        yield f"| {target} | {' | '.join(map(str, cells))} |"


def _not_migrated(all_judged: list[Judged]) -> Iterator[str]:
    reasons: dict[str, Counter[str]] = {}
    for each in all_judged:
        if each.record.status != "migrated":
            reason = _reason_class(each.record)
            reasons.setdefault(reason, Counter())[each.record.target] += 1
    if reasons:
        yield ""
        yield "Not migrated:"
        yield ""
        yield from _counted("reason", reasons)


def _reason_class(record: Record) -> str:
    if record.status == "skipped":
        return "a Helm template, no YAML before it is rendered"
    if "has to be mended first" in record.reason:
        return "broken YAML, to be mended first"
    if "there is no way back" in record.reason:
        return "it needs a later release than the target"
    if record.status == "foreign":
        return "values of a Helm chart, no configuration"
    return record.reason or record.status


def _not_loading(all_judged: list[Judged]) -> Iterator[str]:
    files: dict[str, Counter[str]] = {}
    refusals: dict[str, Counter[str]] = {}
    for each in all_judged:
        if each.record.status == "migrated" and not each.loads:
            files.setdefault(explanation(each) or "unexplained", Counter())[each.record.target] += 1
            for refusal in dict.fromkeys(each.refused + each.refused_when_on):
                refusals.setdefault(refusal, Counter())[each.record.target] += 1
    if files:
        yield ""
        yield "Files that the release refuses, by what explains it (what is left to a person is marked in them):"
        yield ""
        yield from _counted("the file", files)
        yield ""
        yield "What it refuses in them:"
        yield ""
        yield from _counted("refused", refusals)


def _others(all_judged: list[Judged]) -> Iterator[str]:
    rules: dict[str, Counter[str]] = {}
    for each in all_judged:
        for rule in each.record.errors:
            rules.setdefault(rule, Counter())[each.record.target] += 1
    if rules:
        yield ""
        yield "Errors of our own that remain, by rule:"
        yield ""
        yield from _counted("rule", rules)


def _counted(what: str, rows: dict[str, Counter[str]]) -> Iterator[str]:
    yield f"| {what} | {' | '.join(TARGETS)} |"
    yield f"|{'---|' * (len(TARGETS) + what.count('|') + 1)}"
    for row, counts in sorted(rows.items(), key=lambda item: (-item[1].total(), item[0])):
        yield f"| {row} | {' | '.join(str(counts[target] or '') for target in TARGETS)} |"


def _data() -> Iterator[str]:
    yield ""
    yield "## Data found again"
    yield ""
    yield "The old release was started, one thing of every kind was put into it over HTTP, its file was migrated, the"
    yield "new release was started on it and asked for the things, and again after the commands that the plan advises."
    yield "`yes`: found at once; `cured`: found after the commands; `no`: not found; `-`: the old release has none."
    yield ""
    kinds = ("file", "chat completion", "response", "conversation", "prompt", "batch", "vector store")
    yield f"| server | {' | '.join(kinds)} |"
    yield f"|{'---|' * (len(kinds) + 1)}"
    verdicts = Verdicts(found_again.KIND)
    for label, _, answer in verdicts.everything():
        after, cured = answer["after"], answer.get("after the cures", answer["after"])
        cells = []
        for kind in kinds:
            if not answer["before"].get(kind):
                cells.append("-")
            elif after.get(kind):
                cells.append("yes")
            else:
                cells.append("cured" if cured.get(kind) else "no")
        remark = "" if after["start"] == "ok" else ", which starts only after the commands"
        yield f"| {label}{remark} | {' | '.join(cells)} |"
