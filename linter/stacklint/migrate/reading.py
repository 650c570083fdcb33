"""Reads one configuration for one release, as the steps of a migration want it."""

from __future__ import annotations

from stacklint.configurations import Configuration
from stacklint.model.document import Document
from stacklint.model.inline import inline_stores_of
from stacklint.model.release import Signal, pin
from stacklint.model.signals import signals_of
from stacklint.model.stack import Stack
from stacklint_schemas import Knowledge, Release


def at_release(configuration: Configuration, release: Release, knowledge: Knowledge) -> Document:
    """The configuration as if *release* were pinned."""
    stack = Stack(configuration.root, knowledge)
    return Document(
        configuration.text,
        stack,
        configuration.problems,
        pin(release, knowledge.catalogue),
        inline_stores=tuple(inline_stores_of(stack, configuration.text)),
        neighbours=configuration.neighbours,
        in_template=configuration.in_template,
    )


def content_signals(configuration: Configuration, knowledge: Knowledge) -> list[Signal]:
    """What in the content bounds the releases that it can be for."""
    stack = Stack(configuration.root, knowledge)
    return list(signals_of(stack, configuration.text, tuple(inline_stores_of(stack, configuration.text))))
