"""Asks for actions on behalf of the tests: by a marked text, by title."""

from __future__ import annotations

from ide.cursor import at
from stacklint.text.edit import apply_edits
from stacklint.text.span import Span
from stacklint_lsp.ide.actions import actions
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Action, ActionKind

STORAGE = """\
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: /data/kv.db}
    sql_default: {type: sql_sqlite, db_path: /data/sql.db}
  stores:
    metadata: {backend: kv_default, namespace: registry}
    inference: {backend: sql_default, table_name: inference_store}
    conversations: {backend: sql_default, table_name: openai_conversations}
    prompts: {backend: kv_default, namespace: prompts}
"""


def offered(
    marked: str,
    *,
    kinds: frozenset[ActionKind] | None = None,
    rules: frozenset[str] | None = None,
    target: str | None = "llama-stack-0.4.0",
) -> tuple[Analysis, tuple[Action, ...]]:
    """The analysis of a marked text and what is offered at its mark."""
    analysis, offset = at(marked, target=target)
    return analysis, actions(analysis, Span(offset, offset), rules, kinds)


def titles(marked: str, *, target: str | None = "llama-stack-0.4.0") -> list[str]:
    """What the menu shows, the preferred ones with a star."""
    return [("* " if each.preferred else "") + each.title for each in offered(marked, target=target)[1]]


def after(marked: str, title: str, *, target: str | None = "llama-stack-0.4.0") -> str:
    """The text after the one action of this title."""
    analysis, found = offered(marked, target=target)
    (action,) = [each for each in found if each.title == title]
    return apply_edits(analysis.text, action.edits())
