"""Parts of the text that lead to a page."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint import suppress
from stacklint.knowledge import sources
from stacklint.report.words import rule_url
from stacklint.rules import BY_NAME
from stacklint.syntax.nodes import Scalar
from stacklint_lsp.ide.analysis import Analysis, View
from stacklint_lsp.ide.answers import Link


def links(analysis: Analysis) -> tuple[Link, ...]:
    """All links of the file, in file order."""
    found = [*_around(analysis)]
    for view in analysis.views:
        found += _of_rules(view)
        found += _of_types(view)
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


def _of_types(view: View) -> Iterator[Link]:
    """From the type of a provider to its sources in the newest release that the file may be for."""
    document = view.document
    pages: dict[tuple[str, str], tuple[str, str] | None] = {}
    for provider in document.stack.providers:
        node = provider.node.get("provider_type")
        spec = provider.spec
        if spec is None or not isinstance(node, Scalar):
            continue
        key = (spec.api, spec.name)
        if key not in pages:
            pages[key] = sources(document, spec)
        page = pages[key]
        if page is not None:
            yield Link(view.outer(node.span), *page)


def _named(directives: suppress.Directives) -> Iterator[Link]:
    for suppression in directives.suppressions:
        for rule in suppression.rules:
            if url := rule_url(rule.name):
                yield Link(rule.span, url, f"What {rule.name} is about")
