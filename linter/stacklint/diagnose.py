"""Runs the rules over one configuration, judges what they find and places it in the whole file."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from stacklint import suppress
from stacklint.configurations import Configuration, Found
from stacklint.diagnostics import Diagnostic
from stacklint.judge import Fingerprints, judge
from stacklint.model.document import Document
from stacklint.model.release import Reading, find_release, infer, pin
from stacklint.model.signals import signals_of
from stacklint.model.stack import Stack
from stacklint.rules import BY_NAME, RULES
from stacklint.rules.record import Finding, Fix, Note, Rule, Severity
from stacklint.settings import FileSettings
from stacklint.syntax.path import to_pointer
from stacklint_schemas import Knowledge, load
from stacklint_schemas.typed import NamedTuple


class Outcome(NamedTuple):
    """Everything the rules say of one configuration, in places of the whole file."""

    kept: list[Diagnostic]
    suppressed: list[tuple[Diagnostic, str]]
    """Each with the reason its comment gives."""


class Run:
    """All rules over one configuration."""

    def __init__(self, configuration: Configuration, found: Found, settings: FileSettings) -> None:
        self.configuration = configuration
        self.whole_text = found.text
        self.settings = settings
        self.knowledge: Knowledge = load()
        self.crashed = False
        self.pin = ""
        known = frozenset(BY_NAME)
        self.directives = suppress.read(configuration.text, configuration.comments, configuration.root, known)
        self.outer_directives = found.directives(known) if configuration.embedded else suppress.Directives()
        self.remarks: list[suppress.Remark] = list(self.directives.problems)
        stack = Stack(configuration.root, self.knowledge)
        self.document = Document(
            configuration.text,
            stack,
            configuration.problems,
            self._reading(stack),
            neighbours=configuration.neighbours,
            in_template=configuration.in_template,
        )
        self.fingerprints = Fingerprints(self.document, " ".join(configuration.label or ()))
        wanted = settings.selected if settings.selected is not None else known
        self.enabled = wanted - settings.ignored

    def diagnose(self) -> Outcome:
        """What is to be said in places of the whole file, and what comments have silenced."""
        found = [each for rule in RULES if rule.name in self.enabled for each in self._of_rule(rule)]
        found.extend(self._remarks("invalid-suppression", self.remarks))
        today = time.strftime("%Y-%m-%d")
        applied = suppress.apply(found, self.directives, today, self.enabled, self.configuration.unread)
        kept = [*applied.kept, *self._remarks("unused-suppression", applied.unused)]
        if any(each.depends_on_release for each in kept):
            newest = self.knowledge.catalogue.last(self.document.reading.releases)
            self.pin = f"# stacklint: target={newest.name}"
        placed = [self._placed(each) for each in kept]
        silenced = [(self._placed(each), why) for each, why in applied.suppressed]
        if not self.outer_directives.suppressions:
            return Outcome(placed, silenced)
        outer = suppress.apply(placed, self.outer_directives, today, self.enabled)
        return Outcome(list(outer.kept), [*silenced, *outer.suppressed])

    def _reading(self, stack: Stack) -> Reading:
        """The release of the command line, of a comment, of the settings, or what the content tells."""
        catalogue = self.knowledge.catalogue
        wanted = [self.settings.forced_target, None, self.settings.target]
        comment = self.directives.target or self.outer_directives.target
        if comment is not None:
            written = find_release(comment[0], catalogue)
            if written is None and self.directives.target is not None:
                message = f"no release is called '{comment[0]}', so this comment has no effect"
                self.remarks.append(suppress.Remark(comment[1], message))
            wanted[1] = comment[0]
        for name in wanted:
            release = find_release(name, catalogue) if name else None
            if release is not None:
                return pin(release, catalogue)
        return infer(signals_of(stack), catalogue)

    def _of_rule(self, rule: Rule) -> Iterator[Diagnostic]:
        try:
            findings = list(rule.check(self.document))
        except Exception as error:  # noqa: BLE001 one broken rule must cost nobody the findings of the others
            self.crashed = True
            message = f"the rule '{rule.name}' failed with {type(error).__name__}, so what it looks for was not checked"
            failure = Finding(self.document.root_place, message, operand=rule.name)
            yield self._diagnostic(BY_NAME["internal-error"], failure, Severity.ERROR, message, depends=False)
            return
        for finding in findings:
            verdict = judge(finding, rule, self.document.reading, self.knowledge.catalogue, self.settings.severities)
            if verdict is not None:
                yield self._diagnostic(
                    rule, finding, verdict.severity, verdict.message, depends=verdict.depends_on_release
                )

    def _remarks(self, name: str, remarks: Iterable[suppress.Remark]) -> Iterator[Diagnostic]:
        if name not in self.enabled:
            return
        rule = BY_NAME[name]
        for remark in remarks:
            finding = Finding(remark.span, remark.message, operand=remark.message)
            severity = self.settings.severities.get(name, rule.severity)
            yield self._diagnostic(rule, finding, severity, remark.message, depends=False)

    def _diagnostic(
        self, rule: Rule, finding: Finding, severity: Severity, message: str, *, depends: bool
    ) -> Diagnostic:
        """Still in places of the configuration's own text."""
        return Diagnostic(
            rule=rule.name,
            severity=severity,
            message=message,
            span=finding.span,
            notes=finding.notes,
            fixes=finding.fixes,
            document=self.configuration.label,
            path=finding.path,
            pointer=to_pointer(finding.path),
            target=self.document.reading.label,
            fingerprint=self.fingerprints.of(rule.name, finding),
            depends_on_release=depends,
        )

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """The same in places of the whole file."""
        configuration = self.configuration
        if configuration.embedded is None:
            return diagnostic
        outer = configuration.outer_span
        embedded = configuration.embedded
        return diagnostic._replace(
            span=outer(diagnostic.span),
            notes=tuple(Note(outer(note.span), note.message) for note in diagnostic.notes),
            fixes=tuple(
                Fix(fix.title, fix.safety, tuple(embedded.outer_edit(self.whole_text, edit) for edit in fix.edits))
                for fix in diagnostic.fixes
                if embedded.editable
            ),
        )
