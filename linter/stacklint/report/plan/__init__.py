"""What a migration does and means, as text, JSON or Markdown: one module per form, loaded when it is asked for."""

from __future__ import annotations

from collections import Counter

from stacklint.migrate.record import Layout, Migrated, Migration
from stacklint.report.plan.words import headline, is_affected, tally
from stacklint.text.phrases import counted
from stacklint_schemas.typed import Literal, NamedTuple, TypeAlias

__all__ = ["FORMS", "Plan", "PlannedFile", "Status", "concise", "render", "summary_line"]

FORMS = ("text", "json", "markdown")
"""Names of the forms; the first one is used unless another is asked for."""

Status: TypeAlias = Literal["changed", "unchanged", "refused", "skipped", "unreadable", "failed"]


class PlannedFile(NamedTuple):
    """One file on its way to another release."""

    path: str
    status: Status
    """Of its text; `refused` when no configuration in it could be migrated, `failed` when stacklint itself did."""
    reason: str = ""
    """Why it could not be read or migrated; empty where it could."""
    migrated: Migrated | None = None
    """None for a file that was not read."""
    written: str = ""
    """The file that has the new text now; empty for none."""
    not_written: str = ""
    """Why no file has it although one was to."""

    @property
    def migrations(self) -> tuple[Migration, ...]:
        """What became of each configuration in it."""
        return self.migrated.migrations if self.migrated else ()

    @property
    def affected(self) -> bool:
        """Whether somebody has to know: text changes, data is not simply found again, or something is left over."""
        return self.status == "changed" or any(each.affects_data or each.left for each in self.migrations)

    @property
    def partly_refused(self) -> bool:
        """Whether some of its configurations were refused, and others were not."""
        return self.status != "refused" and any(each.refused for each in self.migrations)

    @property
    def in_order(self) -> bool:
        """Whether all that was asked for was done."""
        done = self.status in {"changed", "unchanged", "skipped"} and not self.not_written
        return done and not self.partly_refused


class Plan(NamedTuple):
    """The outcome of one run."""

    files: tuple[PlannedFile, ...]
    """In the order of their paths, without what is somebody else's YAML."""
    layout: Layout
    others: int = 0
    """How many files were somebody else's YAML."""
    problems: tuple[str, ...] = ()
    """What could not be read at all, in words."""
    differences: bool = False
    """Whether people are to see the difference of each text below its plan."""


def render(form: str, plan: Plan, *, color: bool = False) -> str:
    """The *plan* in the form of this name; empty, or ended by a line break."""
    match form:
        case "text":
            from stacklint.report.plan import text

            return text.render(plan, color=color)
        case "json":
            from stacklint.report.plan import structured

            return structured.render(plan)
        case "markdown":
            from stacklint.report.plan import markdown

            return markdown.render(plan)
    raise ValueError(f"no form of a plan is called '{form}'")


def concise(plan: Plan) -> str:
    """A line for each configuration that is affected."""
    lines = []
    for file in plan.files:
        migrated = [each for each in file.migrations if not each.refused]
        # The comment that pins the release can be all that changes.
        some = [each for each in migrated if is_affected(each)] or (migrated if file.affected else [])
        lines += [f"{headline(file.path, each)}: {tally(each)}\n" for each in some]
    return "".join(lines)


def summary_line(plan: Plan, changed: str) -> str:
    """`2 to migrate, 1 in order, 1 refused, 1 skipped (Helm template), 212 other YAML files`.

    *changed* says what became of the files whose text changes: `to migrate`, `migrated`.
    """
    files = plan.files
    counts = Counter(file.status for file in files)
    stuck = [file for file in files if file.not_written and file.status in {"changed", "unchanged"}]
    resting = [file for file in files if file.status == "unchanged" and file not in stuck]
    skipped = Counter(file.reason.partition(";")[0] for file in files if file.status == "skipped")
    numbers = {
        changed: sum(file.status == "changed" and file not in stuck for file in files),
        "not written": len(stuck),
        "with nothing to write but something to know": sum(file.affected for file in resting),
        "in order": sum(not file.affected and not file.partly_refused for file in resting),
        "refused": counts["refused"],
        "refused in part": sum(file.partly_refused for file in files),
        **{f"skipped ({reason})": number for reason, number in skipped.items()},
        "failed": counts["failed"],
        "that could not be read": counts["unreadable"] + len(plan.problems),
    }
    parts = [f"{number} {words}" for words, number in numbers.items() if number]
    parts += [counted(plan.others, "other YAML file")] if plan.others else []
    return ", ".join(parts) or "no configuration was found"
