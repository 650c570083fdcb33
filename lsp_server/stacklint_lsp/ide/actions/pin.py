"""The comment that says which release a configuration is for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stacklint import suppress
from stacklint.migrate.marks import takes_comments
from stacklint.model.release import find_release
from stacklint.rules import BY_NAME
from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_lsp.ide.actions.findings import Asked
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Action, ActionKind


def pins(analysis: Analysis, span: Span, asked: Sequence[Asked]) -> Iterator[Action]:
    """The newest release that the content allows, where a finding depends on which one it is."""
    undecided = tuple(each.diagnostic for each in asked if each.diagnostic.depends_on_release)
    place = undecided[0].span.start if undecided else span.start
    view = analysis.view_at(place) if undecided else None
    if view is not None and (edits := pin_edits(analysis, view, view.newest.name)):
        yield Action(
            f"Say that this file is for {view.newest.name}",
            ActionKind.QUICK_FIX,
            lambda: edits,
            diagnostics=undecided,
            data={"do": "pin", "offset": place, "release": view.newest.name},
        )


def pin_edits(analysis: Analysis, view: View, release: str) -> tuple[Edit, ...]:
    """The edits of the file that pin a configuration to a *release*, instead of the one that it is pinned to.

    None where the release is not known, is pinned already, or where no comment can stand.
    """
    document, configuration = view.document, view.configuration
    if find_release(release, document.knowledge.catalogue) is None:
        return ()
    written = written_pin(analysis, view)
    if written is not None:
        name, span = written
        return () if name == release else (Edit(span, release),)
    if not document.root.entries or not takes_comments(configuration):
        return ()
    edits = document.surgeon.comment(document.root.entries[0], f"# stacklint: target={release}")
    return view.outer_edits(edits or ()) or ()


def written_pin(analysis: Analysis, view: View) -> tuple[str, Span] | None:
    """The release that a comment names, in the configuration or else around it, and where in the file."""
    configuration = view.configuration
    inner = suppress.read(configuration.text, configuration.comments, configuration.root, BY_NAME).target
    if inner is not None:
        return inner[0], view.outer(inner[1])
    return analysis.examined.found.directives(BY_NAME).target if configuration.embedded else None
