"""Environment expressions: names that the file uses already, in the forms that the release reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacklint.syntax.env import parse_expressions
from stacklint.text.span import Span
from stacklint_lsp.ide.answers import Item, ItemKind
from stacklint_lsp.ide.completion import backends
from stacklint_lsp.ide.completion import names as file_names
from stacklint_lsp.ide.completion.place import Place
from stacklint_lsp.ide.completion.texts import Hole, Template, plain, snippet
from stacklint_lsp.ide.cursor import Cursor, Typing
from stacklint_schemas.shapes import Anything, Scalar

_OPEN = re.compile(
    r"\$(?:\{(?:e(?:n(?:v(?:\.(?P<name>[A-Za-z0-9_]*)(?:(?P<operator>:[=+]?|\+)(?P<operand>[^}]*))?)?)?)?)?)?"
)
_REST = re.compile(r"[A-Za-z0-9_.:=+-]*\}?")


def opened(cursor: Cursor) -> re.Match[str] | None:
    """The expression that is being typed right before the cursor, not yet closed."""
    at = cursor.prefix.rfind("$")
    return None if at < 0 else _OPEN.fullmatch(cursor.prefix, at)


def operand(cursor: Cursor) -> Cursor | None:
    """The cursor as in a value of its own where a default or a conditional value is being typed; None elsewhere."""
    found = opened(cursor)
    if found is None or not found["operator"] or (found["operator"] == ":" and not found["operand"]):
        return None
    start = cursor.span.start + found.start("operand")
    closing = cursor.rows.text.find("}", cursor.offset, cursor.span.end)
    return cursor._replace(span=Span(start, cursor.span.end if closing < 0 else closing), within=True)


def items(place: Place) -> Iterator[Item]:
    """`${env.NAME}` for every name in use, and the forms with a default and with a conditional value."""
    cursor = place.cursor
    if cursor.typing not in {Typing.VALUE, Typing.ITEM} or not _takes_single(place):
        return
    found = opened(cursor)
    if found is None and (cursor.prefix or _is_choice(place)):
        return
    if found is not None and found["operator"]:
        return
    start = cursor.span.start + (found.start() if found else 0)
    rest = _REST.match(cursor.rows.text, cursor.offset, cursor.span.end)
    span = Span(start, rest.end() if rest is not None and found is not None else cursor.offset)
    if found is None:
        span = cursor.span
    for name in names(place):
        yield _item(place, span, f"${{env.{name}}}", [f"${{env.{name}}}"], ItemKind.VARIABLE, "8")
    # Where a name is wanted, the variables in use are most likely about something else.
    group = "9" if _referred(place) is None else "7"
    for label, template, detail in _forms(place):
        yield _item(place, span, label, template, ItemKind.SNIPPET, group, detail)


def names(place: Place) -> list[str]:
    """The variables that the file names, without the one that is just being typed and stands nowhere else."""
    found: set[str] = set()
    for scalar in place.document.with_dollar:
        expressions = parse_expressions(scalar.text)
        opening = opened(place.cursor) if scalar.span.covers(place.cursor.offset) else None
        typed = "" if opening is None else opening["name"]
        found.update(each.name for each in expressions if each.name != typed)
    return sorted(found)


def _is_choice(place: Place) -> bool:
    """Whether the value is one of a few; an expression is then offered only to those who begin one."""
    if _referred(place) is not None:
        return True
    variants = place.variants(place.known(place.cursor.path).shape)
    found = [each for each in variants if not (isinstance(each, Scalar) and each.kind == "null")]
    return bool(found) and all(isinstance(each, Scalar) and (each.values or each.kind == "boolean") for each in found)


def _forms(place: Place) -> Iterator[tuple[str, Template, str]]:
    modern = place.knowledge.env_modern_grammar & place.releases
    default, conditional = (":=", ":+") if modern else (":", "+")
    wanted = _referred(place)
    if wanted is not None:
        # Whatever is not the name of something leads nowhere.
        for name in wanted[:1]:
            yield f"${{env.NAME{default}{name}}}", ["${env.", Hole("NAME"), f"{default}{name}}}"], "or a default"
        return
    yield "${env.NAME}", ["${env.", Hole("NAME"), "}"], "the variable's value"
    yield f"${{env.NAME{default}default}}", ["${env.", Hole("NAME"), default, Hole("default"), "}"], "or a default"
    yield f"${{env.NAME{conditional}value}}", ["${env.", Hole("NAME"), conditional, Hole("value"), "}"], "only if set"


def _referred(place: Place) -> list[str] | None:
    """What the value at the cursor may name; None where it is no name of something else."""
    path = place.cursor.path
    slot = place.slot(path[:-1]) if path and path[-1] == "backend" else None
    if slot is not None:
        return [name for name, _ in backends.names(place, slot.family)]
    if next(place.targets(path), None) is not None:
        return [name for name, _ in file_names.names(place, path)]
    return None


def _item(
    place: Place, span: Span, label: str, template: Template, kind: ItemKind, group: str, detail: str = ""
) -> Item:
    cursor = place.cursor
    whole = span == cursor.span or span.start == cursor.span.start
    lead = " " if cursor.space else ""
    # Braces and commas end a word between brackets.
    opening = '"' if cursor.flow and not cursor.quote and whole else ""
    closing = opening
    if cursor.quote and not cursor.rows.text.startswith(cursor.quote, cursor.span.end):
        closing = cursor.quote if span.end == cursor.span.end else ""
    with_holes = any(isinstance(part, Hole) for part in template)
    full: Template = [lead + opening, *template, closing]
    return Item(
        label,
        kind,
        span,
        snippet(full) if with_holes else plain(full),
        is_snippet=with_holes,
        plain=plain(full) if with_holes else "",
        detail=detail,
        sort=f"{group}{label}",
    )


def _takes_single(place: Place) -> bool:
    """Whether a single value may stand at the cursor; also where nothing is known of the place."""
    known = place.known(place.cursor.path)
    path = place.cursor.path
    if place.tags(path) or (path[:1] == ("providers",) and len(path) == 4 and path[3] == "provider_type"):
        return False
    if known.shape is None:
        return place.cursor.typing is Typing.VALUE and isinstance(path[-1], str)
    variants = place.variants(known.shape)
    return place.is_single(known.shape) or any(isinstance(each, Anything) for each in variants)
