"""What can be done to the file at a place: fixes first, then refactorings, then comments that silence."""

from __future__ import annotations

from collections.abc import Mapping

from stacklint.text.edit import Edit
from stacklint.text.span import Span
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Action, ActionKind

__all__ = ["actions", "resolve"]


def actions(
    analysis: Analysis, span: Span, rules: frozenset[str] | None, kinds: frozenset[ActionKind] | None
) -> tuple[Action, ...]:
    """What can be done at *span*, in the order in which it is shown.

    *rules* are those whose findings the editor asks about, None for all; *kinds* are the only ones wanted.
    """
    return ()


def resolve(analysis: Analysis, data: Mapping[str, str | int]) -> tuple[Edit, ...]:
    """The edits of the action with this *data* that `actions` gave for the same text."""
    return ()
