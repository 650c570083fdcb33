"""Turns a configuration of one release into one that another release loads, and says what becomes of its data.

The text is changed in small steps, each for one change of upstream's, in the order of the releases; after every edit
the text is read again, so a step sees what the ones before it made, and a half-migrated file is healed by the same
steps as an old one.
"""

from __future__ import annotations

from stacklint.configurations import Configuration, find
from stacklint.diagnose import Run
from stacklint.engine import check
from stacklint.fixing.generated import why_not_edited
from stacklint.migrate.chain import Chain
from stacklint.migrate.effects import effects_of
from stacklint.migrate.pinning import pinned
from stacklint.migrate.reading import content_signals
from stacklint.migrate.record import DataEffect, Fault, Goal, Layout, Left, Made, Migrated, Migration, Told
from stacklint.model.release import Signal, infer
from stacklint.rules import BY_NAME
from stacklint.rules.record import Severity
from stacklint.settings import FileSettings
from stacklint.text.lines import LineIndex
from stacklint_schemas import Catalogue, Release, ReleaseSet, load

__all__ = ["DataEffect", "Fault", "Goal", "Layout", "Left", "Made", "Migrated", "Migration", "migrate"]


def migrate(
    text: str,
    path: str,
    settings: FileSettings,
    *,
    origin: Release | None = None,
    target: Release | None = None,
    layout: Layout = Layout.KEEP,
    named: bool = True,
) -> Migrated:
    """Migrate every configuration in one text.

    *origin* is the release that the file is from; by default the pinned one where it agrees with the content, else
    all that the content allows. *target* is by default the pinned release, else the newest known.
    """
    before = text
    found = find(text, named=named)
    if found.skipped:
        return Migrated(path, text, text, (), "skipped", found.skipped)
    around = found.directives(BY_NAME)
    runs = [Run(configuration, settings, around.target) for configuration in found.configurations]
    if not runs or around.not_ours or all(run.directives.not_ours for run in runs):
        return Migrated(path, text, text, (), "foreign", "")
    migrations: list[Migration] = []
    for number, run in enumerate(runs):
        if run.directives.not_ours:
            continue
        plan = _Plan(run, origin, target, layout)
        if plan.refused:
            migrations.append(plan.result((), (), ()))
            continue
        text, migration = _migrated(text, number, plan, named=named)
        migrations.append(migration)
    told = tuple(_with_faults(each, text, path, settings, named=named) for each in migrations)
    return Migrated(path, before, text, told, "migrated", "", why_not_edited(before))


def _with_faults(migration: Migration, text: str, path: str, settings: FileSettings, *, named: bool) -> Migration:
    """The record with what a check of the new *text* for the target calls an error."""
    if migration.refused:
        return migration
    report = check(text, path, settings._replace(forced_target=migration.target.name), named=named)
    lines = LineIndex(text)
    told = [left.path for left in migration.left]
    faults = tuple(
        Fault(each.rule, each.message, each.path, lines.position(each.span.start).line + 1)
        for each in report.diagnostics
        if each.severity is Severity.ERROR
        and each.document == migration.label
        # What is left to a person is told once.
        and not any(path[: len(each.path)] == each.path or each.path[: len(path)] == path for path in told)
    )
    return migration._replace(faults=faults)


class _Plan:
    """What one configuration is and is to become."""

    def __init__(self, run: Run, origin: Release | None, target: Release | None, layout: Layout) -> None:
        catalogue = run.knowledge.catalogue
        reading = run.document.reading
        signals = content_signals(run.configuration, run.knowledge)
        content = infer(signals, catalogue).releases
        self.configuration = run.configuration
        self.is_pinned = reading.pinned
        self.origin, self.origin_reason = content, "inferred"
        if origin is not None:
            self.origin, self.origin_reason = origin.only, "given"
        elif reading.pinned and (reading.releases & content or _is_said(run, content)):
            self.origin, self.origin_reason = reading.releases, "pinned"
        self.target, self.target_reason = catalogue.newest, "the newest known"
        if target is not None:
            self.target, self.target_reason = target, "given"
        elif reading.pinned:
            self.target, self.target_reason = catalogue.last(reading.releases), "pinned"
        self.goal = Goal(self.origin, self.target, layout)
        self.refused = _refusal(run.configuration, self, signals, catalogue)

    def result(
        self,
        made: tuple[Made, ...],
        left: tuple[Left, ...],
        effects: tuple[DataEffect, ...],
        told: tuple[Told, ...] = (),
    ) -> Migration:
        """The record of what was done."""
        return Migration(
            label=self.configuration.label,
            origin=self.origin,
            origin_reason=self.origin_reason,
            target=self.target,
            target_reason=self.target_reason,
            made=made,
            left=left,
            effects=effects,
            refused=self.refused,
            told=told,
        )


def _is_said(run: Run, content: ReleaseSet) -> bool:
    """Whether the file itself says its release and has nothing of the old form that says otherwise.

    So it is with one that was migrated before and in which something had to stay.
    """
    is_old = bool(content & ~run.knowledge.storage_known) or bool(run.document.inline_stores)
    return run.directives.target is not None and not is_old


def _refusal(configuration: Configuration, plan: _Plan, signals: list[Signal], catalogue: Catalogue) -> str:
    if configuration.problems:
        problem = configuration.problems[0]
        offset = problem.span.start
        text = configuration.text
        if configuration.embedded is not None:
            offset, text = configuration.embedded.outer_offset(offset), configuration.file_text
        line = LineIndex(text).position(offset).line + 1
        return f"line {line} has to be mended first: {problem.message}"
    if configuration.embedded is not None and not configuration.embedded.editable:
        return "it stands in a text that is not a literal block ('|'), which cannot be changed in place"
    lowest = catalogue.first(plan.origin)
    if plan.target.index >= lowest.index:
        return ""
    if plan.origin_reason != "inferred":
        return f"it is for {lowest.name} ({plan.origin_reason}), and there is no way back to {plan.target.name}"
    seen = [signal.reason for signal in signals if catalogue.first(signal.releases).index > plan.target.index]
    why = f" ({', '.join(dict.fromkeys(seen))})" if seen else ""
    return f"it needs {lowest.name} at least{why}, and there is no way back to {plan.target.name}"


def _migrated(text: str, number: int, plan: _Plan, *, named: bool) -> tuple[str, Migration]:
    chain = Chain(number, plan.goal, named=named)
    before = find(text, named=named).configurations[number]
    result = chain.run(text)
    after = find(result, named=named).configurations[number]
    knowledge = load()
    effects = tuple(effects_of(before, after, plan.goal, knowledge))
    text, pins = pinned(find(result, named=named), number, plan.target, knowledge, elsewhere=plan.is_pinned)
    return text, plan.result((*chain.made, *pins), tuple(chain.left), effects, tuple(chain.told))
