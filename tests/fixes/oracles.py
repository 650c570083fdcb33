"""What every fix must keep, and every run of fixes: proved on a text, whatever the fix is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
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


def faults_of_fix(before: FileReport, diagnostic: Diagnostic, fix: Fix, settings: FileSettings = PLAIN) -> list[str]:
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
        *_findings(before, report, diagnostic, fix),
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


def _findings(before: FileReport, after: FileReport, answered: Diagnostic, fix: Fix) -> Iterator[str]:
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
    # What was there is said in other words where the fix narrows down the releases, and elsewhere after a move.
    known = Counter(each.fingerprint for each in before.diagnostics)
    there = Counter(each.fingerprint for each in after.diagnostics)
    for diagnostic in after.diagnostics:
        said, name = (diagnostic.rule, diagnostic.message), diagnostic.fingerprint
        is_new = has[said] > had[said] and there[name] > known[name]
        if is_new and diagnostic.severity.at_least(answered.severity):
            yield f"it brings {diagnostic.severity.value}[{said[0]}] {said[1]}"


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
    had, has = (
        [sum(each.severity is severity for each in report.diagnostics) for severity in Severity]
        for report in (before, result.report)
    )
    if has > had:
        yield f"findings by severity were {had} and are {has}"


def safe_ones_come_first(text: str, settings: FileSettings = PLAIN) -> bool:
    """Whether all fixes are what the unsafe ones are after the safe ones."""
    return (
        run(run(text, Safety.SAFE, settings).text, Safety.UNSAFE, settings).text
        == run(text, Safety.UNSAFE, settings).text
    )


def run_one_at_a_time(text: str, safety: Safety, seed: int, settings: FileSettings = PLAIN) -> fixing.Fixed:
    """As `run`, one fix after the other in an order of its own."""
    chance = random.Random(seed)

    def one(candidates: list[Candidate]) -> list[Candidate]:
        return [chance.choice(candidates)] if candidates else []

    with mock.patch.object(fixing, "disjoint", one), mock.patch.object(fixing, "MAXIMUM_ROUNDS", 10_000):
        return run(text, safety, settings)


def same_but_for_the_order(one: str, other: str) -> bool:
    """Whether two texts mean the same and have the same lines, wherever new entries of a mapping were put."""
    lines = [sorted(line.strip(" ,") for line in each.splitlines()) for each in (one, other)]
    return _meaning(one) == _meaning(other) and lines[0] == lines[1]


def _meaning(text: str) -> list[object]:
    return [to_python(each.root) for each in configurations.find(text, named=True).configurations]


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
