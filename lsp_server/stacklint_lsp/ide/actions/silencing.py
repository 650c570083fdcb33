"""Comments that switch off a finding: on its line, below a comment, in the whole file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from stacklint.engine import Diagnostic
from stacklint.fixing import silencing as comments
from stacklint.fixing.silencing import Scope
from stacklint.rules.record import Fix
from stacklint.suppress.applying import NEVER_SUPPRESSED
from stacklint.text.edit import Edit
from stacklint_lsp.ide.actions.findings import Asked
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Action, ActionKind

MOST_FINDINGS = 5
"""Of more findings than these nobody wants to switch off one out of a list."""

_LONG = 40_000
"""Characters from which on it is not tried beforehand whether a comment can be written: that takes a look at the whole
text."""


def suppressions(analysis: Analysis, asked: Sequence[Asked]) -> Iterator[Action]:
    """The ways to switch off each finding, the narrowest first."""
    seen: set[tuple[str, tuple[Edit, ...]]] = set()
    for each in asked if len(asked) <= MOST_FINDINGS else ():
        for scope, edits in _ways(analysis, each):
            title = comments.title_of(scope, each.diagnostic.rule)
            if (title, edits or ()) in seen:
                continue
            seen.add((title, edits or ()))
            yield Action(
                title,
                ActionKind.QUICK_FIX,
                partial(edits_of, analysis, each.number, scope) if edits is None else partial(tuple, edits),
                dear=edits is None,
                diagnostics=(each.diagnostic,),
                data={"do": "suppress", "finding": each.number, "scope": scope},
            )


def _ways(analysis: Analysis, asked: Asked) -> Iterator[tuple[Scope, tuple[Edit, ...] | None]]:
    """The scopes of the comments that can be written, each with its edits; None where these are not made yet."""
    if len(analysis.text) > _LONG:
        known = () if asked.diagnostic.rule in NEVER_SUPPRESSED else comments.SCOPES
        yield from ((scope, None) for scope in known)
        return
    written = {fix.title: fix.edits for fix in _fixes(analysis, asked.diagnostic, comments.SCOPES)}
    for scope in comments.SCOPES:
        edits = written.get(comments.title_of(scope, asked.diagnostic.rule))
        if edits:
            yield scope, edits


def edits_of(analysis: Analysis, finding: int, scope: str) -> tuple[Edit, ...]:
    """The comment of one *scope*; none where it cannot be written."""
    if not 0 <= finding < len(analysis.report.diagnostics):
        return ()
    scopes = [known for known in comments.SCOPES if known == scope]
    fixes = _fixes(analysis, analysis.report.diagnostics[finding], scopes)
    return fixes[0].edits if fixes else ()


def _fixes(analysis: Analysis, diagnostic: Diagnostic, scopes: Sequence[Scope]) -> tuple[Fix, ...]:
    configuration = analysis.examined.found.at(diagnostic.span.start)
    if configuration is None:
        return ()
    return comments.suppressions_in(configuration, diagnostic.rule, diagnostic.span, scopes)
