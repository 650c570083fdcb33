"""Reads what comments say; loaded only for a text that speaks to stacklint at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from stacklint.suppress import Remark
from stacklint.syntax.nodes import Entry, Mapping, Node
from stacklint.syntax.nodes import Sequence as ListNode
from stacklint.text.similar import nearest
from stacklint.text.span import Span
from stacklint_schemas.typed import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from stacklint.rules.record import Fix
    from stacklint.suppress import CommentLike

_START = re.compile(r"#\s*stacklint\s*:[ \t]*")
_WORD = re.compile(r"[A-Za-z][\w-]*")
_RULES = re.compile(r"\s*\[([^\]\n]*)(\]?)")
_UNTIL = re.compile(r"(?:^|\s)until\s*=\s*(\S*)")
_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]+|#[^\r\n]*|---(?=\s))*")
_LINE_END = re.compile(r"[\r\n]|\Z")

DIRECTIVES = ("ignore", "file-ignore", "target", "not-a-stack-config")


class NamedRule(NamedTuple):
    """A rule as a comment names it."""

    name: str
    span: Span


class Suppression(NamedTuple):
    """One `ignore[...]` or `file-ignore[...]`."""

    span: Span
    """From the `#` to the end of the directive."""
    rules: tuple[NamedRule, ...]
    """Known ones only; unknown names are problems."""
    reason: str
    until: str
    """ISO date of the last day it holds, or empty."""
    scope: Literal["line", "node", "file"]
    covered: Span
    """Findings that start in here are meant."""


class Reader:
    """Collects what the comments of one text say."""

    def __init__(self, text: str, root: Node | None, known_rules: frozenset[str]) -> None:
        self.text = text
        self.root = root
        self.known = known_rules
        self.suppressions: list[Suppression] = []
        self.target: tuple[str, Span] | None = None
        self.not_ours = False
        self.problems: list[Remark] = []

    def read(self, comment: CommentLike) -> None:
        """Take in one comment; it may hold several directives, each with its own `# stacklint:`."""
        starts = list(_START.finditer(self.text, comment.span.start, comment.span.end))
        if not starts:
            return
        ends = [start.start() for start in starts[1:]] + [comment.span.end]
        for start, end in zip(starts, ends, strict=True):
            self._directive(comment, Span(start.start(), end), start.end())

    def _directive(self, comment: CommentLike, whole: Span, at: int) -> None:
        word = _WORD.match(self.text, at, whole.end)
        name = word[0] if word else ""
        match name:
            case "ignore" | "file-ignore":
                assert word is not None
                self._suppression(comment, whole, word.end(), in_file=name == "file-ignore")
            case "target":
                assert word is not None
                self._target(whole, word.end())
            case "not-a-stack-config":
                self.not_ours = True
            case "":
                self._problem(whole, f"nothing is said to stacklint here; it knows {_listed(DIRECTIVES)}")
            case _:
                assert word is not None
                self._unknown(Span(*word.span()), f"stacklint knows no '{name}'", name, DIRECTIVES)

    def _target(self, whole: Span, at: int) -> None:
        value = re.compile(r"\s*=\s*(\S+)").match(self.text, at, whole.end)
        if value is None:
            self._problem(whole, "no release is named; write `target=` and the release")
        elif self.target is None:
            self.target = (value[1], Span(*value.span(1)))

    def _suppression(self, comment: CommentLike, whole: Span, at: int, *, in_file: bool) -> None:
        brackets = _RULES.match(self.text, at, whole.end)
        if brackets is None or not brackets[1].strip():
            self._problem(whole, "no rule is named, so nothing is suppressed; write `ignore[rule]`")
            return
        if not brackets[2]:
            self._problem(whole, "the list of rules is not closed with ']', so nothing is suppressed")
            return
        rest = self.text[brackets.end() : whole.end]
        until = _UNTIL.search(rest)
        if until is not None and not _is_date(until[1]):
            place = Span(*until.span(1)).shifted(brackets.end())
            self._problem(place, f"'{until[1]}' is no date like 2026-12-31, so nothing is suppressed")
            return
        reason = (rest[: until.start()] + rest[until.end() :] if until else rest).strip(" \t-:")
        scope, covered = self._scope(comment, in_file=in_file)
        rules = tuple(self._rules(brackets))
        if rules:
            day = until[1] if until else ""
            self.suppressions.append(Suppression(whole, rules, reason, day, scope, covered))

    def _rules(self, brackets: re.Match[str]) -> Iterator[NamedRule]:
        for written in re.finditer(r"[^,\s][^,]*", brackets[1]):
            name = written[0].rstrip()
            span = Span(written.start(), written.start() + len(name)).shifted(brackets.start(1))
            if name in self.known:
                yield NamedRule(name, span)
            else:
                self._unknown(span, f"no rule is called '{name}'", name, self.known)

    def _scope(self, comment: CommentLike, *, in_file: bool) -> tuple[Literal["line", "node", "file"], Span]:
        if in_file:
            return "file", Span(0, len(self.text))
        if comment.own_line:
            return "node", self._below(comment.span.end)
        line_start = max(self.text.rfind(mark, 0, comment.span.start) for mark in "\r\n") + 1
        line_end = _LINE_END.search(self.text, comment.span.start)
        assert line_end is not None
        return "line", Span(line_start, line_end.start())

    def _below(self, offset: int) -> Span:
        """The entry or list item that stands next after *offset*; an empty span when none does."""
        blank = _BLANK.match(self.text, offset)
        start = blank.end() if blank else offset
        found = _node_at(self.root, start, self.text)
        return Span(start, found) if found is not None else Span(offset, offset)

    def _unknown(self, span: Span, message: str, name: str, known: Iterable[str]) -> None:
        similar = nearest(name, sorted(known), 0.6)
        advice = f"; did you mean '{similar}'?" if similar else ""
        self.problems.append(Remark(span, message + advice, _renamed(span, similar)))

    def _problem(self, span: Span, message: str) -> None:
        self.problems.append(Remark(span, message))


def _node_at(root: Node | None, start: int, text: str) -> int | None:
    """Where the outermost entry or list item that starts at *start* ends.

    A list item starts at its dash, which is in no span: it is the item whose text begins right after it.
    """
    node = root
    while isinstance(node, (Mapping, ListNode)):
        inner: Node | None = None
        if isinstance(node, Mapping):
            for entry in node.entries:
                if entry.span.start == start:
                    return entry.span.end
                if entry.span.start < start < entry.span.end:
                    inner = _part_at(entry, start)
        else:
            for item in node.items:
                if text[start : start + 1] == "-" and _follows(text, start, item):
                    return item.span.end
                if item.span.start == start and not _starts_with_key(item):
                    return item.span.end
                if item.span.start <= start < item.span.end:
                    inner = item
        node = inner
    return None


def _part_at(entry: Entry, start: int) -> Node:
    return entry.key if start < entry.key.span.end else entry.value


def _starts_with_key(item: Node) -> bool:
    # Below the dash of an item its first key can have a comment of its own.
    return isinstance(item, Mapping) and bool(item.entries) and item.entries[0].span.start == item.span.start


def _follows(text: str, dash: int, item: Node) -> bool:
    """Whether only blanks, comments, an anchor or a tag stand between *dash* and *item*."""
    between = re.sub(r"#[^\r\n]*|[&!]\S*", "", text[dash + 1 : item.span.start])
    return item.span.start > dash and not between.strip()


def _is_date(text: str) -> bool:
    from datetime import date

    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _renamed(span: Span, name: str) -> tuple[Fix, ...]:
    """Write the *name* that was probably meant. For people only: it may hide what somebody should see."""
    from stacklint.rules.record import Fix, Safety
    from stacklint.text.edit import Edit

    return (Fix(f"Change to '{name}'", Safety.DISPLAY, (Edit(span, name),)),) if name else ()
