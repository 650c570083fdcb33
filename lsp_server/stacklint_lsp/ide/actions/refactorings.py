"""What can be done where nothing has to be mended: take a store out of a provider, go to another release."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from stacklint.migrate import migrate
from stacklint.migrate.reading import content_signals
from stacklint.model.inline import InlineStore
from stacklint.model.release import find_release, infer
from stacklint.report.full import MIGRATION_RULES
from stacklint.report.plan.words import release_words
from stacklint.rules.record import Safety
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_lsp.ide.actions.changes import changes
from stacklint_lsp.ide.actions.findings import Asked, fixes_of
from stacklint_lsp.ide.actions.fixes import of_fix
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Action, ActionKind
from stacklint_schemas import Release


def extractions(analysis: Analysis, span: Span, offered: Sequence[Asked]) -> Iterator[Action]:
    """An inline store becomes a backend, from anywhere in it: its finding is at its key only.

    Not again for findings that have all their fixes *offered*.
    """
    view = analysis.view_at(span.start)
    if view is None:
        return
    told = {each.number for each in offered}
    inside = view.inner(span.start)
    keys = [view.outer(store.entry.key.span) for store in view.document.inline_stores if _is_in(store, inside)]
    for number, diagnostic in enumerate(analysis.report.diagnostics):
        if diagnostic.rule in MIGRATION_RULES and diagnostic.span in keys and number not in told:
            for index, fix in enumerate(fixes_of(analysis, number)):
                if fix.safety is not Safety.DISPLAY:
                    yield of_fix(Asked(number, diagnostic), index, fix)._replace(kind=ActionKind.EXTRACT)


def migrations(
    analysis: Analysis, span: Span, asked: Sequence[Asked], kinds: frozenset[ActionKind] | None
) -> Iterator[Action]:
    """The whole file goes to another release: offered beside old stores, at the top of the file, and to who asks."""
    wanted = kinds is not None and ActionKind.QUICK_FIX not in kinds
    if not wanted and not _is_near_migration(analysis, span, asked):
        return
    targets = {
        target: is_pin
        for view in analysis.views
        if view.configuration.editable and not view.document.problems
        for target, is_pin in _targets(view)
    }
    for target, is_pin in targets.items():
        words = f"the pinned release, {release_words(target)}" if is_pin else release_words(target)
        yield Action(
            f"Migrate this file to {words}",
            ActionKind.REWRITE,
            partial(migration_edits, analysis, target.name),
            dear=True,
            diagnostics=tuple(each.diagnostic for each in asked if each.diagnostic.rule in MIGRATION_RULES),
            annotation=f"What {release_words(target)} needs; stored data may be affected, see `stacklint migrate`",
            data={"do": "migrate", "target": target.name},
        )


def migration_edits(analysis: Analysis, name: str) -> tuple[Edit, ...]:
    """The edits that bring the file to the release of this *name*; none where it is not known."""
    catalogue = analysis.views[0].document.knowledge.catalogue if analysis.views else None
    target = find_release(name, catalogue) if catalogue else None
    if not isinstance(target, Release):
        return ()
    migrated = migrate(analysis.text, analysis.path, analysis.settings, target=target, named=False)
    return changes(analysis.text, migrated.text)


def _targets(view: View) -> Iterator[tuple[Release, bool]]:
    """The releases to go to, each with whether it is the pinned one."""
    document, reading = view.document, view.document.reading
    catalogue = document.knowledge.catalogue
    if reading.pinned:
        pinned = view.newest
        content = infer(content_signals(view.configuration, document.knowledge), catalogue)
        is_older = not content.releases & ~(pinned.only - 1)
        if not document.is_legacy and (is_older or document.inline_stores):
            yield pinned, pinned is not catalogue.newest
        if pinned is not catalogue.newest and not reading.beyond:
            yield catalogue.newest, False
    elif document.inline_stores or reading.stale or not reading.releases & catalogue.newest.only:
        yield catalogue.newest, False


def _is_near_migration(analysis: Analysis, span: Span, asked: Sequence[Asked]) -> bool:
    if any(each.diagnostic.rule in MIGRATION_RULES for each in asked):
        return True
    view = analysis.view_at(span.start)
    if view is None or not view.document.root.entries:
        return False
    first = view.document.root.entries[0].key.span
    inside = view.inner(span.start)
    return inside <= first.end or any(_is_in(store, inside) for store in view.document.inline_stores)


def _is_in(store: InlineStore, offset: int) -> bool:
    return store.entry.span.covers(offset)
