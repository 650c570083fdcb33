"""The comment that pins the release of a migrated configuration."""

from __future__ import annotations

from stacklint import suppress
from stacklint.configurations import Configuration, Found
from stacklint.migrate.marks import takes_comments
from stacklint.migrate.reading import content_signals
from stacklint.migrate.record import Made
from stacklint.model.release import find_release, infer
from stacklint.rules import BY_NAME
from stacklint.syntax.surgery import Surgeon
from stacklint.text.edit import Edit, apply_edits
from stacklint_schemas import Knowledge, Release
from stacklint_schemas.migration import Step


def pinned(
    found: Found, number: int, target: Release, knowledge: Knowledge, *, elsewhere: bool
) -> tuple[str, tuple[Made, ...]]:
    """The text with a pin that is up to date, and what was done to it.

    A pin is written where there was one, and where the content alone would be read as another release than the
    *target*, as it is when something had to stay: the next one who reads the file would take it for an old one.
    *elsewhere* says that settings or an outer comment pin it.
    """
    configuration = found.configurations[number]
    written = suppress.read(configuration.text, configuration.comments, configuration.root, BY_NAME).target
    if written is not None:
        name, span = written
        if find_release(name, knowledge.catalogue) in (target, None) or _is_newer(name, knowledge):
            return found.text, ()
        return _edited(found, configuration, (Edit(span, target.name),), f"Pin {target.name} instead of {name}", target)
    content = infer(content_signals(configuration, knowledge), knowledge.catalogue)
    is_told = elsewhere or bool(content.releases & target.only)
    if is_told or not configuration.root.entries or not takes_comments(configuration):
        return found.text, ()
    comment = f"# stacklint: target={target.name}"
    edits = Surgeon(configuration.text, configuration.root).comment(configuration.root.entries[0], comment)
    reading = knowledge.catalogue.describe(content.releases)
    title = f"Pin {target.name}, as the content alone would be read as {reading}"
    return _edited(found, configuration, edits or (), title, target)


def _is_newer(name: str, knowledge: Knowledge) -> bool:
    """Whether it is a release after all that are known, which only its maker can take back."""
    return isinstance(find_release(name, knowledge.catalogue), str)


def _edited(
    found: Found, configuration: Configuration, edits: tuple[Edit, ...], title: str, target: Release
) -> tuple[str, tuple[Made, ...]]:
    if not edits:
        return found.text, ()
    if configuration.embedded is not None:
        edits = tuple(configuration.embedded.outer_edit(found.text, edit) for edit in edits)
    step = Step("pin", target, "Say which release the file is for", "this is stacklint's own comment", "", ())
    return apply_edits(found.text, edits), (Made(step, title, "", ()),)
