"""Which release a file is for, and why that is thought."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stacklint import suppress
from stacklint.model.release import find_release
from stacklint.model.signals import signals_of
from stacklint.rules import BY_NAME
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis, View


class Reason(NamedTuple):
    """Something that decides on the release."""

    text: str
    span: Span | None
    """Where it stands; None for what stands outside of the file."""


class ReleaseAnswer(NamedTuple):
    """The release of a file."""

    label: str
    """For people: `ogx 1.5.0, pinned`; empty for a file of somebody else."""
    pinned: bool
    reasons: tuple[Reason, ...]
    releases: tuple[str, ...]
    """Names of all known ones, the newest first: what can be chosen."""
    newest: str
    """The newest one that the file can be for; empty for a file of somebody else."""


def release(analysis: Analysis) -> ReleaseAnswer | None:
    """The release of the first configuration in a file; None for a file of somebody else."""
    if not analysis.views:
        return None
    view = analysis.views[0]
    reading, catalogue = view.document.reading, view.document.knowledge.catalogue
    reasons = tuple(_pins(analysis, view) if reading.pinned else _bounds(view))
    names = tuple(each.name for each in reversed(catalogue.releases))
    return ReleaseAnswer(reading.label, reading.pinned, reasons, names, view.newest.name)


def _pins(analysis: Analysis, view: View) -> Iterator[Reason]:
    configuration, catalogue = view.configuration, view.document.knowledge.catalogue
    comments = (
        suppress.read(configuration.text, configuration.comments, configuration.root, BY_NAME).target,
        analysis.examined.found.directives(BY_NAME).target,
    )
    inner, outer = comments
    if analysis.settings.forced_target is None:
        if inner is not None and find_release(inner[0], catalogue) is not None:
            yield Reason("a comment in the file", view.outer(inner[1]))
            return
        if outer is not None and find_release(outer[0], catalogue) is not None:
            yield Reason("a comment in the file", outer[1])
            return
    yield Reason(analysis.settings.target_source or "the settings", None)


def _bounds(view: View) -> Iterator[Reason]:
    """What makes the range as narrow as it is, each thing once."""
    document = view.document
    catalogue, releases = document.knowledge.catalogue, document.reading.releases
    first, last = catalogue.first(releases), catalogue.last(releases)
    said = set()
    for signal in signals_of(document.stack, document.text, document.inline_stores):
        begins = catalogue.first(signal.releases) == first != catalogue.first(catalogue.every)
        ends = catalogue.last(signal.releases) == last != catalogue.newest
        if signal in document.reading.stale or not (begins or ends) or signal.reason in said:
            continue
        said.add(signal.reason)
        yield Reason(f"{signal.reason}: {catalogue.describe(signal.releases)}", view.outer(signal.place.span))
