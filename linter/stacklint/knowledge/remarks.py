"""Comments that speak to stacklint."""

from __future__ import annotations

from stacklint.knowledge.records import Explanation, Fact, code, listed
from stacklint.knowledge.release import explain_release
from stacklint.model.document import Document
from stacklint.rules import BY_NAME
from stacklint.suppress.reading import Reader, Suppression
from stacklint.syntax.comments import Comment
from stacklint.syntax.location import nodes_at
from stacklint.syntax.nodes import Node, Scalar
from stacklint.text.span import Span


def explain_comment(
    document: Document, offset: int, text: str | None = None, root: Node | None = None
) -> Explanation | None:
    """What a comment of ours around *offset* does; None where there is none.

    With a *text* and its *root* it is a comment there: of the file around an embedded *document*.
    """
    if text is None:
        text, root = document.text, document.root
    comment = comment_at(text, root, offset)
    if comment is None:
        return None
    reader = Reader(text, root, frozenset(BY_NAME))
    reader.read(comment)
    if reader.target is not None and not reader.suppressions:
        return explain_release(document, comment.span)
    for suppression in reader.suppressions:
        if suppression.span.covers(offset):
            return _suppression(suppression, offset)
    if reader.not_ours:
        return Explanation(comment.span, "not-a-stack-config", "comment", "Keeps stacklint away from this document.")
    return None


def comment_at(text: str, root: Node | None, offset: int) -> Comment | None:
    """The comment to stacklint around *offset*, without a look at the rest of the text."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    end = min(ends, default=len(text))
    at = start
    while (at := text.find("#", at, end)) >= 0:
        before = text[start:at]
        if not before or before[-1] in " \t\ufeff":
            steps = nodes_at(root, at)
            # The `#` of a value is inside its node, and not where it ends.
            inside = steps and isinstance(steps[-1].node, Scalar) and at < steps[-1].node.end
            if not inside:
                span = Span(at, at + len(text[at:end].rstrip()))
                ours = "stacklint" in span.of(text) and span.covers(offset)
                return Comment(span, span.of(text), not before.strip(" \t\ufeff"), at - start) if ours else None
        at += 1
    return None


def _suppression(suppression: Suppression, offset: int) -> Explanation:
    named = [rule for rule in suppression.rules if rule.span.covers(offset)]
    where = {"line": "on this line", "node": "in what stands below", "file": "in the whole document"}[suppression.scope]
    until = f" until {suppression.until}" if suppression.until else ""
    summary = f"Switches {listed([code(rule.name) for rule in suppression.rules])} off {where}{until}."
    facts = [Fact(code(rule.name), BY_NAME[rule.name].summary) for rule in (named or suppression.rules)]
    if suppression.reason:
        facts.append(Fact("Reason", code(suppression.reason)))
    span = named[0].span if named else suppression.span
    return Explanation(span, named[0].name if named else "suppression", "comment", summary, tuple(facts))
