"""Applies the fixes that rules offer, in rounds, and leaves out every fix that would not keep its promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stacklint.configurations import find
from stacklint.diagnose import enabled_rules
from stacklint.engine import Diagnostic, DocumentLabel, FileReport, check, check_offering_fixes
from stacklint.fixing.generated import why_not_edited
from stacklint.fixing.selection import Candidate, candidates_of, disjoint
from stacklint.rules.record import Safety
from stacklint.settings import FileSettings
from stacklint.syntax.comments import scalars_in
from stacklint.text.edit import apply_edits
from stacklint.text.lines import LineIndex
from stacklint_schemas.typed import NamedTuple, TypeAlias

__all__ = ["Applied", "Fixed", "Left", "fix", "fixed_text"]

Place: TypeAlias = tuple[str, "DocumentLabel | None", str]
"""A rule and the node that it speaks of, in which document."""

MAXIMUM_ROUNDS = 50
"""Each accepted fix ends a finding and brings only milder ones, so this many are never needed; a guard all the same."""


class Applied(NamedTuple):
    """A fix that was made, with how often."""

    rule: str
    title: str
    safety: Safety
    times: int


class Left(NamedTuple):
    """A fix that was allowed and not made."""

    rule: str
    title: str
    reason: str
    """What it would have done: `it would bring a finding of 'duplicate-table'`."""


class Fixed(NamedTuple):
    """A text after its fixes."""

    text: str
    """The text as it was when nothing could be applied."""
    applied: tuple[Applied, ...]
    left: tuple[Left, ...]
    report: FileReport
    """On `text`."""
    settled: bool
    """Whether the fixes came to an end; if not, `text` is unchanged."""
    reason: str
    """Why nothing was changed although there are fixes; empty otherwise."""


def fix(text: str, path: str, settings: FileSettings, safety: Safety, *, named: bool = True) -> Fixed:
    """Fix what can be fixed in one text.

    *safety* is `SAFE`, or `UNSAFE` for both kinds. A generated text is left alone, with the reason.
    Of several fixes of one finding the first allowed one is taken.
    """
    report = check(text, path, settings, named=named)
    if not candidates_of(report.diagnostics, safety):
        return Fixed(text, (), (), report, settled=True, reason="")
    if reason := _why_left_alone(report, named=named):
        return Fixed(text, (), (), report, settled=True, reason=reason)
    rounds = _Rounds(path, settings, safety, named=named)
    result = rounds.run(text)
    left = tuple(rounds.left.values())
    if result is None:
        return Fixed(text, (), left, report, settled=False, reason=rounds.quarrel())
    if result == text:
        return Fixed(text, (), left, report, settled=True, reason="")
    fixed = check(result, path, settings, named=named)
    return Fixed(result, rounds.applied(), left, fixed, settled=True, reason="")


def fixed_text(report: FileReport, settings: FileSettings, safety: Safety, *, named: bool = True) -> str:
    """The text of `fix`, for those who want nothing else and have the *report* on the text, with fixes or without."""
    if _why_left_alone(report, named=named):
        return report.text
    result = _Rounds(report.path, settings, safety, named=named).run(report.text)
    return report.text if result is None else result


def _why_left_alone(report: FileReport, *, named: bool) -> str:
    """Why nothing is done to a text; empty when there is no reason."""
    if report.crashed:
        return "a rule failed here, so its fixes cannot be judged"
    return why_not_edited(report.text) or _broken(report.text, named=named)


def _broken(text: str, *, named: bool) -> str:
    """Why a text that is no YAML is left alone: what stands behind the mistake may be meant otherwise than it reads."""
    for configuration in find(text, named=named).configurations:
        for problem in configuration.problems:
            if problem.kind == "syntax":
                offset, embedded = problem.span.start, configuration.embedded
                line = LineIndex(text).position(offset if embedded is None else embedded.outer_offset(offset)).line
                return f"line {line + 1} has to be mended first: {problem.message}"
    return ""


class _State(NamedTuple):
    """What is known of a text on the way."""

    text: str
    report: FileReport
    """Of all rules that are not ignored: a fix of the selected ones must not harm what the others look at."""
    faults: Counter[str]
    """How much of it is no YAML, by kind."""
    configurations: int
    empty: int
    """How many keys and items have nothing behind them."""


class _Rounds:
    """Fixes one text until nothing is left to do."""

    def __init__(self, path: str, settings: FileSettings, safety: Safety, *, named: bool) -> None:
        self._path = path
        self._settings = settings._replace(selected=None)
        self._enabled = enabled_rules(settings)
        self._safety = safety
        self._named = named
        self._made: list[Candidate] = []
        self.left: dict[tuple[str, str], Left] = {}
        """By fingerprint and title; they are not tried again while nothing else is made."""
        self._changed_since = False
        """Whether something was made since one was left."""

    def run(self, text: str) -> str | None:
        """The text with its fixes; None when they come to no end."""
        state = self._look(text)
        for _ in range(MAXIMUM_ROUNDS):
            chosen = disjoint(self._candidates(state.report))
            if chosen:
                state = self._round(state, chosen)
            elif self._changed_since:
                # What was harmful before the others were made need not be so any more.
                self._changed_since = False
                self.left.clear()
            else:
                return state.text
        return None

    def applied(self) -> tuple[Applied, ...]:
        """What was made, counted, in the order of the first ones."""
        counts = Counter((each.diagnostic.rule, each.fix.title, each.fix.safety) for each in self._made)
        return tuple(Applied(*made, count) for made, count in counts.items())

    def quarrel(self) -> str:
        """Why there is no end."""
        rules = ", ".join(sorted({each.diagnostic.rule for each in self._made}))
        return f"the fixes of {rules} come to no end, so none of them was made"

    def _candidates(self, report: FileReport) -> list[Candidate]:
        enabled = (each for each in report.diagnostics if each.rule in self._enabled)
        found = [each for each in candidates_of(enabled, self._safety) if each.key not in self.left]
        # What is sure comes first, then what is worst: they may take away the ground for the others. What seems to be
        # left over, above all, may still be of use to them.
        first = min((_urgency(each) for each in found), default=None)
        return [each for each in found if _urgency(each) == first]

    def _look(self, text: str) -> _State:
        found = find(text, named=self._named)
        faults = Counter[str](problem.kind for each in found.configurations for problem in each.problems)
        report = check_offering_fixes(text, self._path, self._settings, named=self._named)
        roots = [configuration.root for configuration in found.configurations]
        empty = sum(scalar.start == scalar.end for scalar in scalars_in(roots))
        return _State(text, report, faults, len(roots), empty)

    def _round(self, start: _State, chosen: list[Candidate]) -> _State:
        """Make all of *chosen* but the harmful ones, which halving finds without trying each alone."""
        state, accepted = start, list[Candidate]()
        pending = [chosen]
        while pending:
            some = pending.pop(0)
            # All edits are in places of the text at the start; an equal edit may answer several findings.
            edits = dict.fromkeys(edit for each in (*accepted, *some) for edit in each.fix.edits)
            after = self._look(apply_edits(start.text, edits))
            fault = _fault(state, after, some)
            if not fault:
                state = after
                accepted += some
            elif len(some) > 1:
                half = len(some) // 2
                pending[:0] = [some[:half], some[half:]]
            elif not accepted:
                # Beside others it may only be in their way, and has another turn when they are made.
                self.left[some[0].key] = Left(some[0].diagnostic.rule, some[0].fix.title, fault)
        self._made += accepted
        self._changed_since |= bool(accepted and self.left)
        return state


def _urgency(candidate: Candidate) -> tuple[bool, int]:
    return candidate.fix.safety is not Safety.SAFE, candidate.diagnostic.severity.rank


def _fault(before: _State, after: _State, made: Sequence[Candidate]) -> str:
    """What speaks against having *made* these fixes; empty for nothing."""
    if after.report.status != "checked" or after.configurations < before.configurations:
        return "the file would not be recognised any more"
    if any(number > before.faults[kind] for kind, number in after.faults.items()):
        return "the result would not be valid YAML"
    if after.empty > before.empty:
        # Each takes one entry out of a mapping and leaves another one: together they would leave no mapping.
        return "a key would be left without a value"
    mildest = max(each.diagnostic.severity.rank for each in made)
    had, has = _counts(before.report, mildest), _counts(after.report, mildest)
    places, still = _places(before.report, mildest), _places(after.report, mildest)
    answered_places = {_place(each.diagnostic) for each in made}
    for diagnostic in after.report.diagnostics:
        key, place = (diagnostic.rule, diagnostic.message), _place(diagnostic)
        # What was there before may be said in other words: of a provider that has got its name, for one.
        reworded = still[place] <= places[place] and place not in answered_places
        if has[key] > had[key] and not reworded:
            return f"it would bring a new finding of '{diagnostic.rule}'"
    answered = Counter((each.diagnostic.rule, each.diagnostic.message) for each in made)
    if any(has[key] > max(0, had[key] - number) for key, number in answered.items()):
        return "its finding would stay"
    return ""


def _counts(report: FileReport, rank: int) -> Counter[tuple[str, str]]:
    """How often each rule says each thing, of those at least as bad as *rank*."""
    return Counter((each.rule, each.message) for each in report.diagnostics if each.severity.rank <= rank)


def _places(report: FileReport, rank: int) -> Counter[Place]:
    """How often each rule says something of each place, of what is at least as bad as *rank*."""
    return Counter(_place(each) for each in report.diagnostics if each.severity.rank <= rank)


def _place(diagnostic: Diagnostic) -> Place:
    return diagnostic.rule, diagnostic.document, diagnostic.pointer
