"""Runs the rules over one configuration, judges what they find and places it in the whole file."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum

from stacklint import suppress
from stacklint.configurations import Configuration
from stacklint.diagnostics import Diagnostic
from stacklint.judge import Fingerprints, Verdict, fingerprint_of, judge
from stacklint.model.document import Document
from stacklint.model.inline import InlineStore, inline_stores_of
from stacklint.model.release import Reading, find_release, infer, pin
from stacklint.model.signals import signals_of
from stacklint.model.stack import Stack
from stacklint.rules import BY_NAME, RULES
from stacklint.rules.record import Finding, Fix, Fixes, Note, Rule, Safety, Severity
from stacklint.settings import FileSettings
from stacklint.syntax.path import to_pointer
from stacklint.text.span import Span
from stacklint_schemas import Knowledge, load
from stacklint_schemas.typed import NamedTuple, TypeAlias

Wish: TypeAlias = tuple[str, Span]
"""A release as a comment names it, and where."""


class Outcome(NamedTuple):
    """Everything the rules say of one configuration, in places of the whole file."""

    kept: list[Diagnostic]
    suppressed: list[tuple[Diagnostic, str]]
    """Each with the reason its comment gives."""


class Abandoned(Exception):
    """Nobody wants the answer any more: a newer text is there, or the question was taken back."""


class Fixing(Enum):
    """When the fixes of findings are made."""

    AT_ONCE = "at once"
    """So that a fix that fails is seen as a failure of its rule."""
    WHEN_ASKED = "when asked"


class Run:
    """All rules over one configuration."""

    def __init__(
        self,
        configuration: Configuration,
        settings: FileSettings,
        around: Wish | None,
        fixing: Fixing = Fixing.WHEN_ASKED,
    ) -> None:
        """*around* is the release that a comment outside an embedded configuration asks for."""
        self._fixing = fixing
        self.configuration = configuration
        self.settings = settings
        self.knowledge: Knowledge = load()
        self.crashed = False
        self.pin = ""
        self.directives = suppress.read(configuration.text, configuration.comments, configuration.root, BY_NAME)
        self.remarks: list[suppress.Remark] = list(self.directives.problems)
        stack = Stack(configuration.root, self.knowledge)
        inline_stores = tuple(inline_stores_of(stack, configuration.text))
        self.document = Document(
            configuration.text,
            stack,
            configuration.problems,
            self._reading(stack, inline_stores, around),
            inline_stores=inline_stores,
            neighbours=configuration.neighbours,
            in_template=configuration.in_template,
        )
        self.fingerprints = Fingerprints(self.document, " ".join(configuration.label or ()))

    def diagnose(self, pause: Callable[[], None] | None = None) -> Outcome:
        """What is to be said in places of the whole file, and what comments have silenced.

        *pause* is called before each rule and may raise.
        """
        enabled = enabled_rules(self.settings)
        found = []
        for rule in RULES:
            if rule.name in enabled:
                if pause is not None:
                    pause()
                found.extend(self._of_rule(rule))
        found.extend(self._remarks("invalid-suppression", self.remarks, enabled))
        applied = suppress.apply(
            self.configuration.text, found, self.directives, today(), enabled, self.configuration.unread
        )
        kept = [*applied.kept, *self._remarks("unused-suppression", applied.unused, enabled)]
        if any(each.depends_on_release for each in kept):
            newest = self.knowledge.catalogue.last(self.document.reading.releases)
            self.pin = f"# stacklint: target={newest.name}"
        return Outcome(
            [self._placed(each) for each in kept], [(self._placed(each), why) for each, why in applied.suppressed]
        )

    def _reading(self, stack: Stack, inline_stores: tuple[InlineStore, ...], around: Wish | None) -> Reading:
        """The release of the command line, of a comment, of the settings, or what the content tells."""
        catalogue = self.knowledge.catalogue
        comment = self.directives.target
        if comment is not None and find_release(comment[0], catalogue) is None:
            message = f"no release is called '{comment[0]}', so this comment has no effect"
            self.remarks.append(suppress.Remark(comment[1], message))
        comments = [wish[0] for wish in (comment, around) if wish is not None]
        for name in (self.settings.forced_target, *comments, self.settings.target):
            release = find_release(name, catalogue) if name else None
            if release is not None:
                return pin(release, catalogue)
        return infer(signals_of(stack, self.configuration.text, inline_stores), catalogue)

    def _of_rule(self, rule: Rule) -> list[Diagnostic]:
        try:
            return [each for finding in rule.check(self.document) for each in self._judged(rule, finding)]
        except Exception as error:  # noqa: BLE001 one broken rule must cost nobody the findings of the others
            self.crashed = True
            message = f"the rule '{rule.name}' failed with {type(error).__name__}, so what it looks for was not checked"
            finding = Finding(self.document.root_place, message, operand=rule.name)
            return [self._diagnostic(BY_NAME["internal-error"], finding, Verdict(Severity.ERROR, message, False))]

    def _judged(self, rule: Rule, finding: Finding) -> Iterator[Diagnostic]:
        verdict = judge(finding, rule, self.document.reading, self.knowledge.catalogue, self.settings.severities)
        if verdict is not None:
            found = self._diagnostic(rule, finding, verdict)
            at_once = self._fixing is Fixing.AT_ONCE
            yield found._replace(fixes=tuple(found.fixes)) if at_once else found

    def _remarks(self, name: str, remarks: Iterable[suppress.Remark], enabled: frozenset[str]) -> Iterator[Diagnostic]:
        if name not in enabled:
            return
        rule = BY_NAME[name]
        for remark in remarks:
            finding = Finding(remark.span, remark.message, fixes=remark.fixes, operand=remark.message)
            severity = self.settings.severities.get(name, rule.severity)
            yield self._diagnostic(rule, finding, Verdict(severity, remark.message, False))

    def _diagnostic(self, rule: Rule, finding: Finding, verdict: Verdict) -> Diagnostic:
        """Still in places of the configuration's own text."""
        return Diagnostic(
            rule=rule.name,
            severity=verdict.severity,
            message=verdict.message,
            span=finding.span,
            notes=finding.notes,
            fixes=Fixes(self._fixes, finding),
            document=self.configuration.label,
            path=finding.path,
            pointer=to_pointer(finding.path),
            target=self.document.reading.label,
            fingerprint=self.fingerprints.of(rule.name, finding),
            depends_on_release=verdict.depends_on_release,
        )

    def _fixes(self, finding: Finding) -> Iterable[Fix]:
        """Its fixes, none of them safe where the file may be for a release in which nothing is wrong."""
        releases = self.document.reading.releases
        if finding.releases is None or finding.releases & releases == releases:
            return finding.fixes
        return (fix._replace(safety=Safety.UNSAFE) if fix.safety is Safety.SAFE else fix for fix in finding.fixes)

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The same in places of the whole file."""
        configuration = self.configuration
        if configuration.embedded is None:
            return diagnostic
        outer = configuration.outer_span
        return diagnostic._replace(
            span=outer(diagnostic.span),
            notes=tuple(Note(outer(note.span), note.message) for note in diagnostic.notes),
            fixes=Fixes(self._outer, diagnostic.fixes),
        )

    def _outer(self, fixes: Sequence[Fix]) -> Iterator[Fix]:
        if self.configuration.editable:
            for fix in fixes:
                yield fix._replace(edits=self.configuration.outer_edits(fix.edits))


def outside(text: str, directives: suppress.Directives, settings: FileSettings, outcomes: Iterable[Outcome]) -> Outcome:
    """What is left of the *outcomes* of a file after the comments that stand around its configurations."""
    kept: list[Diagnostic] = []
    suppressed: list[tuple[Diagnostic, str]] = []
    for outcome in outcomes:
        kept.extend(outcome.kept)
        suppressed.extend(outcome.suppressed)
    if not directives.suppressions and not directives.problems:
        return Outcome(kept, suppressed)
    enabled = enabled_rules(settings)
    applied = suppress.apply(text, kept, directives, today(), enabled)
    kept = list(applied.kept)
    for name, remarks in (("invalid-suppression", directives.problems), ("unused-suppression", applied.unused)):
        if name in enabled:
            severity = settings.severities.get(name, BY_NAME[name].severity)
            kept.extend(_around(name, remark, severity) for remark in remarks)
    return Outcome(kept, [*suppressed, *applied.suppressed])


def failure(error: Exception) -> Diagnostic:
    """The one finding in a file that could not be checked because of a mistake of ours outside of the rules."""
    from traceback import extract_tb

    place = extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}:{place.lineno}"
    message = f"stacklint itself failed with {type(error).__name__} ({where}), so this file was not checked"
    return _around("internal-error", suppress.Remark(Span(0, 0), message), Severity.ERROR)


def enabled_rules(settings: FileSettings) -> frozenset[str]:
    """The names of the rules that run."""
    wanted = settings.selected if settings.selected is not None else frozenset(BY_NAME)
    return wanted - settings.ignored


def today() -> str:
    """The day that decides which suppressions are over, as an ISO date."""
    return time.strftime("%Y-%m-%d")


def _around(name: str, remark: suppress.Remark, severity: Severity) -> Diagnostic:
    return Diagnostic(
        rule=name,
        severity=severity,
        message=remark.message,
        span=remark.span,
        notes=(),
        fixes=remark.fixes,
        document=None,
        path=(),
        pointer="",
        target="",
        fingerprint=fingerprint_of(name, remark.message),
        depends_on_release=False,
    )
