"""Parts of the text that lead to a page."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint import suppress
from stacklint.report.words import rule_url
from stacklint.rules import BY_NAME
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Link


def links(analysis: Analysis) -> tuple[Link, ...]:
    """All links of the file, in file order."""
    found = [*_around(analysis), *(link for view in analysis.views for link in _of_rules(view))]
    return tuple(sorted(set(found)))


def _around(analysis: Analysis) -> Iterator[Link]:
    """The rules that comments outside embedded configurations name."""
    if analysis.views:
        yield from _named(analysis.examined.found.directives(BY_NAME))


def _of_rules(view: View) -> Iterator[Link]:
    configuration = view.configuration
    directives = suppress.read(configuration.text, configuration.comments, configuration.root, BY_NAME)
    for link in _named(directives):
        yield link._replace(span=view.outer(link.span))


def _named(directives: suppress.Directives) -> Iterator[Link]:
    for suppression in directives.suppressions:
        for rule in suppression.rules:
            if url := rule_url(rule.name):
                yield Link(rule.span, url, f"What {rule.name} is about")
