"""What every fix must keep, and every run of fixes: proved on a text, whatever the fix is."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from itertools import pairwise
from unittest import mock

import yaml

from stacklint import configurations, engine, fixing
from stacklint.diagnostics import Diagnostic, FileReport
from stacklint.fixing.selection import Candidate
from stacklint.rules.record import Fix, Safety, Severity
from stacklint.settings import FileSettings
from stacklint.syntax.comments import comments
from stacklint.syntax.loading import to_python
from stacklint.syntax.parse import parse
from stacklint.text.edit import apply_edits

PLAIN = FileSettings()

CHANGE_COMMENTS = frozenset({"unused-suppression", "invalid-suppression"})
"""What they find is a comment, so that is what their fixes change."""


# One fix --------------------------------------------------------------------------------------------------------------


class Measure(Enum):
    """How strictly new findings are judged."""

    NONE_NEW = "nothing new as bad as what was answered"
    AS_A_WHOLE = "only of whole runs; in a file with many mistakes one finding may have stood before another one"


def faults_of_fix(
    before: FileReport,
    diagnostic: Diagnostic,
    fix: Fix,
    settings: FileSettings = PLAIN,
    measure: Measure = Measure.NONE_NEW,
) -> list[str]:
    """What speaks against one fix alone; empty when it keeps every promise."""
    text = before.text
    edits = sorted(fix.edits)
    if not edits or any(not 0 <= edit.span.start <= edit.span.end <= len(text) for edit in edits):
        return ["it has no edits, or edits outside the text"]
    if any(later.span.start < earlier.span.end for earlier, later in pairwise(edits)):
        return ["its edits overlap"]
    after = apply_edits(text, edits)
    if after == text:
        return ["it changes nothing"]
    report = engine.check_without_fixes(after, before.path, settings)
    return [
        *_unreadable(text, after),
        *_findings(before, report, diagnostic, fix, measure),
        *([] if diagnostic.rule in CHANGE_COMMENTS else _comments(text, after)),
        *_line_ends(text, after),
    ]


def _unreadable(text: str, after: str) -> Iterator[str]:
    """Two readers: ours, and PyYAML's own, which upstream uses."""
    if len(parse(after).problems) > len(parse(text).problems):
        yield f"the result is not read: {parse(after).problems}"
    if _loads(text) and not _loads(after):
        yield "PyYAML refuses the result"


def _loads(text: str) -> bool:
    try:
        for _ in yaml.safe_load_all(text.removeprefix("\ufeff")):
            pass
    except (yaml.YAMLError, ValueError):
        return False
    return True


def _findings(before: FileReport, after: FileReport, answered: Diagnostic, fix: Fix, measure: Measure) -> Iterator[str]:
    if after.status != "checked" or after.crashed:
        yield f"the result is {after.status}, crashed: {after.crashed}"
        return
    key = (answered.rule, answered.message)
    had, has = _counts(before), _counts(after)
    if has[key] >= had[key]:
        yield "its finding stays"
    if fix.safety is Safety.DISPLAY:
        # A person chooses, and sees what comes next.
        return
    if measure is Measure.AS_A_WHOLE and fix.safety is Safety.UNSAFE:
        return
    # What was there is said in other words where the fix narrows down the releases, and elsewhere after a move.
    known = Counter(each.fingerprint for each in before.diagnostics)
    there = Counter(each.fingerprint for each in after.diagnostics)
    places = Counter((each.rule, each.pointer) for each in before.diagnostics)
    still = Counter((each.rule, each.pointer) for each in after.diagnostics)
    for diagnostic in after.diagnostics:
        said, name = (diagnostic.rule, diagnostic.message), diagnostic.fingerprint
        place = (diagnostic.rule, diagnostic.pointer)
        is_new = has[said] > had[said] and there[name] > known[name] and still[place] > places[place]
        if is_new and diagnostic.severity.at_least(answered.severity):
            yield f"it brings {diagnostic.severity.value}[{said[0]}] {said[1]}"


def _by_severity(report: FileReport) -> list[int]:
    """How many errors, warnings and so on; of two such lists the worse one is the greater one."""
    return [sum(each.severity is severity for each in report.diagnostics) for severity in Severity]


def _counts(report: FileReport) -> Counter[tuple[str, str]]:
    return Counter((each.rule, each.message) for each in report.diagnostics)


def _comments(text: str, after: str) -> Iterator[str]:
    lost = comments_of(text) - comments_of(after)
    if lost:
        yield f"comments are lost: {sorted(lost)}"
    more = comments_of(after) - comments_of(text)
    if more:
        yield f"comments are new: {sorted(more)}"


def comments_of(text: str) -> Counter[str]:
    """All comments of a text and of the configurations inside it."""
    found = configurations.find(text, named=True)
    inner = dict.fromkeys(each.text for each in found.configurations if each.embedded is not None)
    return Counter(
        comment.text.strip()
        for each in (text, *inner)
        for comment in comments(each, [tree.root for tree in parse(each).documents])
    )


def _line_ends(text: str, after: str) -> Iterator[str]:
    if text.startswith("\ufeff") != after.startswith("\ufeff"):
        yield "the byte order mark is not where it was"
    kinds = {line[len(line.rstrip("\r\n")) :] for line in text.splitlines(keepends=True)} - {""}
    new = {line[len(line.rstrip("\r\n")) :] for line in after.splitlines(keepends=True)} - {""} - kinds
    if kinds and new:
        yield f"new line ends: {new}"
    if text.endswith("\n") and not after.endswith("\n"):
        yield "the last line has no end any more"


# Whole runs -----------------------------------------------------------------------------------------------------------


def run(text: str, safety: Safety, settings: FileSettings = PLAIN) -> fixing.Fixed:
    """All fixes of a kind."""
    return fixing.fix(text, "run.yaml", settings, safety)


def faults_of_run(text: str, result: fixing.Fixed, safety: Safety, settings: FileSettings = PLAIN) -> list[str]:
    """What speaks against a whole run."""
    if not result.settled:
        return [f"it does not settle: {result.reason}"]
    if result.text == text:
        return []
    faults = [*_unreadable(text, result.text), *_line_ends(text, result.text), *_severities(text, result, settings)]
    if not any(each.rule in CHANGE_COMMENTS for each in result.applied):
        faults += _comments(text, result.text)
    again = run(result.text, safety, settings)
    if again.text != result.text or again.applied:
        faults.append(f"a second run changes it again: {again.applied}")
    return faults


def _severities(text: str, result: fixing.Fixed, settings: FileSettings) -> Iterator[str]:
    """Fewer of the worst, or as many and fewer of the next, and so on."""
    before = engine.check_without_fixes(text, "run.yaml", settings)
    if _by_severity(result.report) > _by_severity(before):
        yield f"findings by severity were {_by_severity(before)} and are {_by_severity(result.report)}"


def run_one_at_a_time(text: str, safety: Safety, seed: int, settings: FileSettings = PLAIN) -> fixing.Fixed:
    """As `run`, one fix after the other in an order of its own."""
    chance = random.Random(seed)

    def one(candidates: list[Candidate]) -> list[Candidate]:
        return [chance.choice(candidates)] if candidates else []

    with mock.patch.object(fixing, "disjoint", one), mock.patch.object(fixing, "MAXIMUM_ROUNDS", 10_000):
        return run(text, safety, settings)


def same_but_for_the_order(one: fixing.Fixed, other: fixing.Fixed) -> bool:
    """Whether two runs mean the same with the same lines, wherever new entries of a mapping were put.

    Where a store that was left out got a backend, which one it is may depend on what there was to choose from, and
    whether it is needed at all on what was converted before. Of two old stores in one file only one can keep the names
    of its keys. In such a case what is still found is the same.
    """
    if one.text == other.text:
        return True
    words = [sorted(re.findall(r"[^\s,{}\[\]]+", each.text)) for each in (one, other)]
    if _meaning(one.text) == _meaning(other.text) and words[0] == words[1]:
        return True
    chosen = any(each.rule in {"missing-store", "legacy-inline-store"} for each in (*one.applied, *other.applied))
    return chosen and _loud(one.report) == _loud(other.report)


def _loud(report: FileReport) -> Counter[tuple[str, str]]:
    return Counter((each.rule, each.message) for each in report.diagnostics if each.severity.at_least(Severity.WARNING))


def _meaning(text: str) -> list[object]:
    return [to_python(each.root) for each in configurations.find(text, named=True).configurations]


# All of it ------------------------------------------------------------------------------------------------------------


def faults_of(text: str, settings: FileSettings = PLAIN, measure: Measure = Measure.NONE_NEW) -> list[str]:
    """What speaks against the fixes of a text: each alone, all together, one after the other, in other files."""
    report = engine.check(text, "run.yaml", settings)
    if report.status != "checked" or report.crashed:
        return []
    faults = [
        f"{diagnostic.rule}: {fix.title} ({fix.safety.value}): {fault}"
        for diagnostic in report.diagnostics
        for fix in diagnostic.fixes
        for fault in faults_of_fix(report, diagnostic, fix, settings, measure)
    ]
    results = {safety: run(text, safety, settings) for safety in (Safety.SAFE, Safety.UNSAFE)}
    for safety, result in results.items():
        faults += [f"{safety.value} fixes: {fault}" for fault in faults_of_run(text, result, safety, settings)]
        # Where several things are wrong at one place, what is mended first decides what the rest can mean.
        free = measure is Measure.AS_A_WHOLE and safety is Safety.UNSAFE
        if (
            not free
            and len(result.applied) > 1
            and not same_but_for_the_order(result, run_one_at_a_time(text, safety, len(text), settings))
        ):
            faults.append(f"{safety.value} fixes in another order give another text")
        if result.applied:
            faults += _faults_of_variants(text, result, safety, settings)
    safe, both = results[Safety.SAFE], results[Safety.UNSAFE]
    if safe.applied and run(safe.text, Safety.UNSAFE, settings).text != both.text:
        faults.append("the unsafe fixes after the safe ones are not both together")
    return faults


def _faults_of_variants(text: str, result: fixing.Fixed, safety: Safety, settings: FileSettings) -> Iterator[str]:
    """The same fixes in the same configuration, in a file of another kind."""
    for name, variant in VARIANTS.items():
        if ("\r" in text and name == "CRLF") or (text.startswith("\ufeff") and name != "CRLF"):
            continue
        if name == "ConfigMap" and not _is_embedded(variant(text), text):
            continue
        there = run(variant(text), safety, settings)
        if _without_blanks(there.text) != _without_blanks(variant(result.text)):
            faults = [*there.left, there.reason]
            yield f"{safety.value} fixes differ with {name}: {faults}"


def _is_embedded(outer: str, text: str) -> bool:
    """Whether the whole of *outer* is one object with one configuration, and that is *text*, and seen as one."""
    found = configurations.find(outer, named=True).configurations
    return len(found) == 1 and found[0].embedded is not None and found[0].text == text


def _without_blanks(text: str) -> list[str]:
    """Lines without blanks at their ends: those of a blank line are not part of a block scalar."""
    return [line if line.strip() else "" for line in text.split("\n")]


# Variants -------------------------------------------------------------------------------------------------------------


def with_crlf(text: str) -> str:
    """The same in a file of another system."""
    return text.replace("\n", "\r\n")


def with_mark(text: str) -> str:
    """The same with a byte order mark."""
    return "\ufeff" + text


def in_config_map(text: str) -> str:
    """The same inside a Kubernetes object."""
    lines = ("    " + line if line.strip() else line for line in text.splitlines(keepends=True))
    return f"{CONFIG_MAP}{''.join(lines)}"


CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: stack  # ours\ndata:\n  run.yaml: |\n"
VARIANTS = {"CRLF": with_crlf, "BOM": with_mark, "ConfigMap": in_config_map}
