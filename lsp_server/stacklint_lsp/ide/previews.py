"""What an editor shows of a whole file: what a migration would make of it, and which release it is for."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate import Layout, migrate
from stacklint.migrate.places import without_secrets
from stacklint.migrate.reading import content_signals
from stacklint.model.release import find_release
from stacklint.report.plan import Plan, PlannedFile, render
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_lsp.ide.actions.pin import pin_edits, written_pin
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_schemas import Release, load
from stacklint_schemas.typed import NamedTuple


class Reason(NamedTuple):
    """Why a file is read for its releases."""

    text: str
    """For people, without full stop: `'storage' is known since 0.3.0`."""
    span: Span | None
    """Where it was seen; None for settings."""


class ReleaseStatus(NamedTuple):
    """Which release a configuration is for."""

    label: str
    """`ogx 1.5.0, pinned` or `0.7.0 to 0.8.0, inferred`."""
    pinned: bool
    reasons: tuple[Reason, ...]
    """In the order of the file; what contradicts the others last."""
    releases: tuple[str, ...]
    """The names that a pin can have, the newest first."""
    fitting: tuple[str, ...]
    """Those of them that the file can be for as it is."""
    newest: str
    """The newest of `fitting`."""


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
    plan = without_secrets(render("markdown", Plan((file,), Layout.KEEP)))
    if migrated.not_edited:
        plan += f"\nThis file should not be changed by hand: {migrated.not_edited}.\n"
    return migrated.text, plan


def release(analysis: Analysis, offset: int | None = None) -> ReleaseStatus | None:
    """Which release the configuration at *offset* is for, or the first one of the file; None for foreign texts."""
    view = _view(analysis, offset)
    if view is None:
        return None
    reading, catalogue = view.document.reading, view.document.knowledge.catalogue
    reasons = tuple(_why_pinned(analysis, view) if reading.pinned else _why_inferred(view))
    every, fitting = (
        tuple(each.name for each in reversed(tuple(catalogue.members(releases))))
        for releases in (catalogue.every, reading.releases)
    )
    return ReleaseStatus(reading.label, reading.pinned, reasons, every, fitting, view.newest.name)


def pinning(analysis: Analysis, offset: int | None, name: str) -> tuple[Edit, ...]:
    """The edits that say that the configuration is for the release of this *name*; none where that cannot be."""
    view = _view(analysis, offset)
    return () if view is None or analysis.not_edited else pin_edits(analysis, view, name)


def _view(analysis: Analysis, offset: int | None) -> View | None:
    found = None if offset is None else analysis.view_at(offset)
    return found or next(iter(analysis.views), None)


def _why_pinned(analysis: Analysis, view: View) -> Iterator[Reason]:
    comment = None if analysis.settings.forced_target else written_pin(analysis, view)
    if comment is not None:
        yield Reason(f"a comment says '{comment[0]}'", comment[1])
    else:
        yield Reason("the settings say so", None)


def _why_inferred(view: View) -> Iterator[Reason]:
    """What bounds the range, and what was left over from other releases."""
    document, reading = view.document, view.document.reading
    catalogue = document.knowledge.catalogue
    stale = {signal.place.span for signal in reading.stale}
    signals = sorted(content_signals(view.configuration, document.knowledge), key=lambda signal: signal.place.span)
    for is_stale in (False, True):
        for signal in signals:
            if (signal.place.span in stale) == is_stale:
                words = f"{signal.reason} is for {catalogue.describe(signal.releases)}"
                end = ", so it is left over" if is_stale else ""
                yield Reason(words + end, view.outer(signal.place.span))
