"""Environment expressions of the old grammar, which the releases since then take literally."""

from __future__ import annotations

from collections.abc import Iterator

from stacklint.migrate.record import Change, Goal, Leftover
from stacklint.migrate.steps.common import changed, changed_locally, doomed_apis, dotted, provider_at
from stacklint.model.document import Document
from stacklint.model.places import wants_text
from stacklint.syntax.env import Expression, lookalikes, parse_expressions
from stacklint.syntax.env.substitution import convert
from stacklint.syntax.nodes import Scalar
from stacklint.syntax.path import Path
from stacklint.syntax.surgery import Edits
from stacklint.text.span import Span


def changes(document: Document, goal: Goal) -> Iterator[Change | Leftover]:
    """One value after the other, with all of its expressions."""
    doomed = doomed_apis(document, goal)
    for scalar, path in document.scalars:
        if "${env." not in scalar.text or (path[:1] == ("providers",) and not doomed.isdisjoint(path[1:2])):
            continue
        modern = {each.span for each in parse_expressions(scalar.text, "modern")}
        old = [each for each in parse_expressions(scalar.text, "old") if each.operator and each.span not in modern]
        if old:
            yield from _change(document, goal, scalar, path, old)


def _change(
    document: Document, goal: Goal, scalar: Scalar, path: Path, old: list[Expression]
) -> Iterator[Change | Leftover]:
    meant = {each.span: each.meant for each in lookalikes(scalar.text)}
    text = scalar.text
    for expression in reversed(old):
        new = meant.get(expression.span, "")
        if not new:
            message = f"the expression of '{expression.name}' has no form that the releases of today know"
            yield Leftover(scalar, path, message)
            return
        text = text[: expression.span.start] + new + text[expression.span.end :]
    problem = _problem(document, path, text)
    if problem:
        yield Leftover(scalar, path, problem)
        return
    names = " and ".join(dict.fromkeys(f"'{each.name}'" for each in old))
    provider = provider_at(document, path)
    place = f"provider '{provider.title}'" if provider else f"'{dotted(path)}'"
    title = f"Write the expression of {names} in {place} in today's form"
    literal = not goal.origin & document.knowledge.env_old_grammar
    note = "until now the server took it as plain text" if literal else ""
    edits = _rewritten(document, scalar, old, meant)
    # The name or type of a thing decides how others are read; no other setting of a provider does.
    is_setting = provider is not None and path[len(provider.path)] == "config" and path[-1] != "type"
    yield from (changed_locally if is_setting else changed)(title, (edits,), scalar, path, note)


def _rewritten(document: Document, scalar: Scalar, old: list[Expression], meant: dict[Span, str]) -> Edits | None:
    if len(old) == 1:
        span = old[0].span
        return document.surgeon.replace_part(scalar, span.start, span.end, meant[span])
    start, end = old[0].span.start, old[-1].span.end
    pieces: list[str] = []
    done = start
    for expression in old:
        pieces += [scalar.text[done : expression.span.start], meant[expression.span]]
        done = expression.span.end
    return document.surgeon.replace_part(scalar, start, end, "".join(pieces))


def _problem(document: Document, path: Path, text: str) -> str:
    """Why the new text would not be the text that is wanted: values of today's expressions become numbers and such."""
    expressions = parse_expressions(text, "modern")
    if not all(each.operator == ":=" for each in expressions):
        return ""
    filled = text
    for expression in reversed(expressions):
        filled = filled[: expression.span.start] + expression.operand + filled[expression.span.end :]
    value = convert(filled)
    if value is None or isinstance(value, str) or not wants_text(document.stack, path, document.reading.releases):
        return ""
    kind = "a truth value" if isinstance(value, bool) else "a number"
    name = expressions[0].name
    return f"the default of '{name}' would become {kind} in today's form, ':=', and text is wanted here"
