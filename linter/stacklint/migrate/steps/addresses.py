"""What an address of an inference server must be under its new name: most have to end in `/v1` now."""

from __future__ import annotations

import re

from stacklint.migrate.record import Goal
from stacklint.migrate.steps.common import property_of, text_of
from stacklint.model.document import Document
from stacklint.model.stack import Provider
from stacklint.syntax.env import parse_expressions
from stacklint.syntax.nodes import Entry, Scalar, target
from stacklint.syntax.surgery import Edits
from stacklint_schemas import KeyRename
from stacklint_schemas.migration import UrlChange
from stacklint_schemas.shapes import Default
from stacklint_schemas.typed import NamedTuple


class Rewritten(NamedTuple):
    """The value under its new key."""

    edits: Edits | None
    """What changes in it; None when it has to and cannot."""
    title: str = ""
    """The end of a title: ` and let it end in '/v1'`."""
    note: str = ""


def rewritten(document: Document, goal: Goal, provider: Provider, rename: KeyRename, entry: Entry) -> Rewritten | str:
    """What becomes of the value of a renamed key, or what only a person can say about it."""
    change = document.knowledge.migration.urls.get((provider.api, provider.type.text))
    node = target(entry.value)
    if change is None or not isinstance(node, Scalar) or node.is_null or rename.new != ("base_url",):
        return Rewritten(())
    if change.unread and _other_server(document, goal, change, provider, node):
        return (
            f"'{entry.name}' of provider '{provider.title}' was never read, so another server was asked;"
            f" write '{rename.new[-1]}' if this one is meant"
        )
    return with_suffix(document, goal, change, provider, entry)


def with_suffix(document: Document, goal: Goal, change: UrlChange, provider: Provider, entry: Entry) -> Rewritten:
    """The value with what the provider itself appended until *change*."""
    node = target(entry.value)
    if not isinstance(node, Scalar) or node.is_null or not _appended(goal, change, provider):
        return Rewritten(())
    return _with_suffix(document, change, node)


def _appended(goal: Goal, change: UrlChange, provider: Provider) -> bool:
    """Whether the provider itself completed the address."""
    if not change.suffix or not goal.origin & ~change.written_before:
        return False
    if change.unless is None or provider.config is None:
        return True
    key, value = change.unless
    switch = provider.config.get(key)
    return not (isinstance(switch, Scalar) and switch.value is value)


def _with_suffix(document: Document, change: UrlChange, node: Scalar) -> Rewritten:
    text, suffix = node.text, change.suffix
    title = f" and let it end in '{suffix}'"
    expressions = parse_expressions(text)
    if len(expressions) != 1 or expressions[0].span.of(text) != text:
        start = _end(text, change)
        if start is None:
            return Rewritten(())
        return Rewritten(document.surgeon.replace_part(node, start, len(text), suffix), title)
    expression = expressions[0]
    must = f"{expression.name} has to end in '{suffix}' now"
    start = _end(expression.operand, change) if expression.operand else None
    if start is None:
        return Rewritten((), note="" if expression.operator == ":+" else must)
    begin = expression.operand_span.start
    edits = document.surgeon.replace_part(node, begin + start, expression.operand_span.end, suffix)
    return Rewritten(edits, title, "" if expression.operator == ":+" else must)


def _end(address: str, change: UrlChange) -> int | None:
    """Where the suffix goes, up to the end of the address; None when it is there already."""
    bare = address.rstrip("/")
    if bare.endswith(change.suffix.rstrip("/")):
        return None
    if change.replaces_path:
        server = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]+", bare)
        return server.end() if server and "${" not in bare else len(bare)
    return len(bare)


def _other_server(document: Document, goal: Goal, change: UrlChange, provider: Provider, node: Scalar) -> bool:
    """Whether the address, which was not read before, is another than the one that was really asked."""
    expressions = parse_expressions(node.text)
    whole = len(expressions) == 1 and expressions[0].span.of(node.text) == node.text
    written = expressions[0].operand if whole else text_of(node)
    end = _end(written, change)
    address = written.rstrip("/") if end is None else written[:end] + change.suffix
    return address != _default(document, goal, provider)


def _default(document: Document, goal: Goal, provider: Provider) -> Default:
    found = property_of(document, provider, "base_url", goal.target.only)
    for releases, value in found.defaults if found else ():
        if releases & goal.target.only:
            return value
    return None
