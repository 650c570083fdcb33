"""Comments of a text. No parser keeps them, so a line scanner finds them, guided by the tree's scalars."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from stacklint.syntax.nodes import Mapping, Node, Scalar, Sequence
from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Final, NamedTuple


class Comment(NamedTuple):
    """`# ...` up to the end of its line."""

    span: Span
    text: str
    """With the `#`, without trailing blanks."""
    own_line: bool
    """Whether nothing but blanks stands before it."""
    indent: int
    """The column of the `#`, counted from 0."""


def comments(text: str, roots: Iterable[Node | None]) -> tuple[Comment, ...]:
    """All comments of *text*; *roots* are the roots of all its documents, so that no quoted `#` is taken for one."""
    if "#" not in text:
        return ()
    return tuple(_comments(text, _covered(text, scalars_in(roots))))


def scalars_in(roots: Iterable[Node | None]) -> Iterator[Scalar]:
    """Every scalar of the trees, keys included, in the order of the text; aliases are not followed."""
    pending: list[Node | None] = list(roots)[::-1]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Mapping):
            for entry in reversed(node.entries):
                pending.append(entry.value)
                pending.append(entry.key)
        elif isinstance(node, Sequence):
            pending.extend(reversed(node.items))


def has_bare_tab(text: str, roots: Iterable[Node | None]) -> bool:
    """Whether a tab stands outside comments and quotes, where YAML's readers differ about it."""
    roots = list(roots)
    quoted = [scalar.span for scalar in scalars_in(roots) if scalar.style in {"'", '"'}]
    harmless = sorted([*quoted, *(comment.span for comment in comments(text, roots))])
    return any(not _inside(match.start(), harmless) for match in _TABS.finditer(text))


_TABS: Final = lazy_pattern(r"\t+")


def _inside(offset: int, spans: list[Span]) -> bool:
    index = bisect_right(spans, offset, key=_start) - 1
    return index >= 0 and spans[index].end > offset


def _start(span: Span) -> int:
    return span.start


def _covered(text: str, scalars: Iterable[Scalar]) -> list[Span]:
    """Where a `#` belongs to a value."""
    spans = []
    for scalar in scalars:
        # In a plain scalar no `#` can follow a blank, so it is never mistaken for a comment.
        if not scalar.style or text.find("#", scalar.start, scalar.end) < 0:
            continue
        span = scalar.span
        if scalar.style in {"|", ">"}:
            # The header line may end in a comment.
            newline = _LINE_END.search(text, span.start, span.end)
            span = Span(newline.start(), span.end) if newline is not None else Span(span.end, span.end)
        spans.append(span)
    return spans


_LINE_END: Final = lazy_pattern(r"[\r\n]")
_MARK: Final = lazy_pattern(r"#[^\r\n]*")


def _comments(text: str, covered: list[Span]) -> Iterator[Comment]:
    position = 0
    following = iter(covered)
    value = next(following, None)
    while (match := _MARK.search(text, position)) is not None:
        start = match.start()
        while value is not None and value.end <= start:
            value = next(following, None)
        if value is not None and value.start <= start:
            position = value.end
            continue
        line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
        before = text[line:start]
        if before and before[-1] not in " \t\ufeff":
            # Glued to what stands before it: no comment to any reader of YAML 1.1.
            position = start + 1
            continue
        content = match[0].rstrip()
        yield Comment(Span(start, start + len(content)), content, not before.strip(" \t\ufeff"), start - line)
        position = match.end()
