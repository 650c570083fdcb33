"""What an editor shows before something is done to a whole file."""

from __future__ import annotations

from stacklint.migrate import Layout, migrate
from stacklint.model.release import find_release
from stacklint.report.plan import Plan, PlannedFile, render
from stacklint_lsp.ide.analysis import Analysis
from stacklint_schemas import Release, load


def migration(analysis: Analysis, target: str | None) -> tuple[str, str]:
    """The text for the release *target* (None for the file's pin, else the newest), and the plan as Markdown.

    The plan holds none of the file's lines, which may have secrets in them: the editor shows both texts beside each
    other. A text of somebody else stays as it is, with a plan that says so.
    """
    release = find_release(target, load().catalogue) if target else None
    if target and not isinstance(release, Release):
        return analysis.text, f"No release is called `{target}`.\n"
    wanted = release if isinstance(release, Release) else None
    migrated = migrate(analysis.text, analysis.path, analysis.settings, target=wanted, named=False)
    if migrated.status != "migrated":
        reason = migrated.reason or "it is no configuration of Llama Stack or OGX"
        return analysis.text, f"Nothing to migrate: {reason}.\n"
    # Said to be unchanged, so that the text is not shown below the plan once more.
    file = PlannedFile(analysis.path, "unchanged", migrated=migrated)
    plan = render("markdown", Plan((file,), Layout.KEEP))
    if migrated.not_edited:
        plan += f"\nThis file should not be changed by hand: {migrated.not_edited}.\n"
    return migrated.text, plan
