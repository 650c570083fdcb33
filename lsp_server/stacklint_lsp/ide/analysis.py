"""One version of one text, read once for everything that an editor asks about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from stacklint.configurations import Configuration
from stacklint.engine import Examined, FileReport, examine
from stacklint.fixing.generated import why_none_of_it
from stacklint.model.document import Document
from stacklint.settings import FileSettings
from stacklint.syntax.location import Step, nodes_at
from stacklint.text.edit import Edit
from stacklint.text.lines import LineIndex
from stacklint.text.span import Span
from stacklint_schemas import Release


class View(NamedTuple):
    """One configuration of the file, read; everything in it is in places of its own text."""

    configuration: Configuration
    document: Document

    @property
    def newest(self) -> Release:
        """The release that completion and hover answer for."""
        return self.document.knowledge.catalogue.last(self.document.reading.releases)

    def inner(self, offset: int) -> int:
        """The place in its own text of a place in the file."""
        return self.configuration.inner_offset(offset)

    def outer(self, span: Span) -> Span:
        """The extent in the file of an extent in its own text."""
        return self.configuration.outer_span(span)

    def outer_edits(self, edits: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
        """Edits of its own text as edits of the file; None where they cannot be made there."""
        return self.configuration.outer_edits(edits) if self.configuration.editable else None

    def nodes_at(self, offset: int) -> tuple[Step, ...]:
        """The nodes around a place of the file, the root first."""
        return nodes_at(self.document.root, self.inner(offset))


class Analysis:
    """A text with its findings and its configurations. Immutable; parts that cost something are made when asked for."""

    def __init__(
        self,
        text: str,
        path: str,
        settings: FileSettings,
        *,
        named: bool = False,
        edited_line: int | None = None,
        pause: Callable[[], None] | None = None,
    ) -> None:
        """*path* is how the file is called in findings; *edited_line* (from 0) is where the user is typing.

        *named* says that the text was one of ours before the last edit, so that it stays ours while it is broken.
        *pause* is called every few milliseconds while the text is read and may raise `stacklint.engine.Abandoned`.
        """
        self.text = text
        self.path = path
        self.settings = settings
        self.lines = LineIndex(text)
        self.examined: Examined = examine(text, path, settings, named=named, edited_line=edited_line, pause=pause)

    @property
    def report(self) -> FileReport:
        """The findings, without their fixes."""
        return self.examined.report

    @cached_property
    def views(self) -> tuple[View, ...]:
        """The configurations of the file, in file order; none when the text is somebody else's."""
        return tuple(View(configuration, document) for configuration, document in self.examined.documents)

    @cached_property
    def not_edited(self) -> str:
        """Why nobody should edit the file by hand, as it is generated; empty if one may."""
        return why_none_of_it(self.examined.found)

    def view_at(self, offset: int) -> View | None:
        """The configuration that a place of the file is in."""
        wanted = self.examined.found.at(offset)
        return next((view for view in self.views if view.configuration is wanted), None)
