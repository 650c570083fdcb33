"""Comments that switch off a finding: on its line, below a comment, in the whole file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from stacklint.suppress import writing
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
    long = len(analysis.text) > _LONG
    seen: set[tuple[str, str]] = set()
    for each in asked[:MOST_FINDINGS] if len(asked) <= MOST_FINDINGS else ():
        rule = each.diagnostic.rule
        if rule in NEVER_SUPPRESSED:
            continue
        for scope in writing.SCOPES:
            title = writing.title_of(scope, rule)
            edits = () if long else edits_of(analysis, each.number, scope)
            key = title, ("" if long else repr(edits))
            if key in seen or not (long or edits):
                continue
            seen.add(key)
            yield Action(
                title,
                ActionKind.QUICK_FIX,
                partial(edits_of, analysis, each.number, scope),
                dear=long,
                diagnostics=(each.diagnostic,),
                data={"do": "suppress", "finding": each.number, "scope": scope},
            )


def edits_of(analysis: Analysis, finding: int, scope: str) -> tuple[Edit, ...]:
    """The comment of one *scope*; none where it cannot be written."""
    if not 0 <= finding < len(analysis.report.diagnostics):
        return ()
    diagnostic = analysis.report.diagnostics[finding]
    configuration = analysis.examined.found.at(diagnostic.span.start)
    if configuration is None:
        return ()
    for known in writing.SCOPES:
        if known == scope:
            fix = writing.suppression(configuration, diagnostic.rule, diagnostic.span, known)
            return fix.edits if fix else ()
    return ()
