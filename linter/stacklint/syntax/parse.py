"""The only door to PyYAML: from a text to its trees and what is wrong with it.

Reads libyaml's events, because upstream loads with PyYAML and libyaml gives the same events thirty times faster; where
the two are known to differ, PyYAML's own scanner is asked as well. Whatever the text, nothing is raised.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser as _YamlParser
from yaml.reader import Reader as _YamlReader
from yaml.reader import ReaderError as _YamlReaderError
from yaml.scanner import Scanner as _YamlScanner

from stacklint.syntax.build import (
    BLOCK_STYLES,
    check_container_tag,
    declare,
    end_of_block_scalar,
    end_of_key,
    has_comment_in_header,
    number_value,
    pair_up,
    refusal,
    skip_properties,
    tagged_value,
)
from stacklint.syntax.comments import has_bare_tab
from stacklint.syntax.nodes import Alias, DecoratedScalar, Mapping, Node, Plain, Scalar, Sequence
from stacklint.syntax.problems import EFFECT, Problem, in_plain_words
from stacklint.syntax.scalars import NUMERIC_STARTS, REFUSED_WORDS, WORDS
from stacklint.text.decode import MAXIMUM_BYTES
from stacklint.text.span import Span

MAXIMUM_DEPTH: Final = 300
"""Deeper nesting is not read. Upstream's own reader gives up between 400 and 490 levels (Python's recursion limit)."""

SECOND_OPINION_LENGTH: Final = 1_000_000
"""Above this many characters PyYAML's own scanner is not asked, as it would take a second and more."""


class Tree(NamedTuple):
    """One document of a text."""

    root: Node | None
    """None when nothing of it could be read."""
    span: Span
    """From the document's start (its `---`, if it has one) to the start of the next one; all spans of a text touch."""


class Stop(NamedTuple):
    """Where a parser gave up; for recovery, people get a Problem."""

    offset: int
    context: int
    """Where the construct began that the parser was in; -1 when it did not say."""


class Parsed(NamedTuple):
    """What a text is as YAML."""

    documents: tuple[Tree, ...]
    """In file order; a text with nothing but comments has none."""
    problems: tuple[Problem, ...]
    """Empty exactly when upstream's `yaml.safe_load_all` accepts every document."""
    stop: Stop | None = None
    """Set when the rest of the text was not read."""
    blanked: tuple[Span, ...] = ()
    """What recovery left out; always empty from `parse`."""

    @property
    def root(self) -> Node | None:
        """The first document's root."""
        return self.documents[0].root if self.documents else None


def parse(text: str) -> Parsed:
    """The trees of *text* and what upstream would refuse; a text too large or too deep is not read but reported."""
    # A character takes one to four bytes, so the exact count is needed only between a quarter and the whole limit.
    if len(text) * 4 > MAXIMUM_BYTES and len(text.encode("utf-8", "surrogatepass")) > MAXIMUM_BYTES:
        message = f"the file is larger than {MAXIMUM_BYTES // 1024 // 1024} MB, so it was not checked"
        return Parsed((), (Problem(Span(0, 0), message, "limits"),))
    return _uncollected(_parse, text)


def parse_quickly(text: str) -> Parsed:
    """As `parse`, for a text just read a little differently: no second opinion and no check of the size."""
    return _uncollected(_parse_quickly, text)


def _uncollected(function: Callable[[str], Parsed], text: str) -> Parsed:
    # Thousands of new objects make the collector run again and again, and none of them is garbage.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return function(text)
    finally:
        if collecting:
            gc.enable()


def _parse_quickly(text: str) -> Parsed:
    run, _, problems = _readable_run(text)
    return _too_deep(run, problems) if run.too_deep_at >= 0 else _result(run, text, problems)


def _parse(text: str) -> Parsed:
    run, readable, problems = _readable_run(text)
    if run.too_deep_at >= 0:
        return _too_deep(run, problems)
    if _FAST is not _PurePython and len(text) <= SECOND_OPINION_LENGTH and _may_be_judged_differently(run, text):
        second = _read(_PurePython, readable, text)
        if second.error is None:
            run = second
        elif run.error is None:
            problems.append(_explain(second.error, text, 0)[0])
    return _result(run, text, problems)


def _readable_run(text: str) -> tuple[_Run, str, list[Problem]]:
    """The fast parser's run, over the text with characters replaced that no parser accepts."""
    run = _read(_FAST, text, text)
    if not isinstance(run.error, UnicodeEncodeError | _YamlReaderError):
        return run, text, []
    # Only now is the text searched: the parser looks at every character anyway.
    bad = _NOT_PRINTABLE.search(text)
    place = Span(*bad.span()) if bad else Span(0, 0)
    name = f"U+{ord(bad[0]):04X}" if bad else "here"
    problem = Problem(place, f"the character {name} is not allowed in YAML{EFFECT}", "syntax")
    readable = _NOT_PRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return _read(_FAST, readable, text), readable, [problem]


def _too_deep(run: _Run, problems: list[Problem]) -> Parsed:
    message = f"nested deeper than {MAXIMUM_DEPTH} levels, so the file was not checked"
    place = Span(run.too_deep_at, run.too_deep_at + 1)
    return Parsed((), (*problems, Problem(place, message, "limits")))


def _result(run: _Run, text: str, problems: list[Problem]) -> Parsed:
    problems.extend(run.problems)
    stop = None
    if run.error is not None:
        problem, stop = _explain(run.error, text, run.shift)
        problems.append(problem)
    return Parsed(_trees(run, text), tuple(problems), stop)


# One run of one parser ----------------------------------------------------------------------------------------------


class _Run:
    """What one parser made of a text."""

    __slots__ = ("documents", "error", "is_odd", "problems", "shift", "too_deep_at")

    def __init__(self) -> None:
        self.documents: list[tuple[int, Node | None]] = []
        """Start offset and root of every document that was read to its end."""
        self.problems: list[Problem] = []
        self.error: Exception | None = None
        self.too_deep_at = -1
        self.shift = 0
        """What must be added to the parser's indices."""
        self.is_odd = False
        """Whether there was something that parsers judge differently: a tag, a directive, a `#` in the header of a
        block scalar, a `?` between brackets."""


class _EventSource(Protocol):
    def get_event(self) -> Event | None: ...


class _PurePython(_YamlReader, _YamlScanner, _YamlParser):
    """The reader upstream itself uses."""

    def __init__(self, text: str) -> None:
        _YamlReader.__init__(self, text)
        _YamlScanner.__init__(self)
        _YamlParser.__init__(self)


def _fast_parser() -> Callable[[str], _EventSource]:
    # PyYAML is installed without libyaml on some platforms; then everything is the same, only slower.
    try:
        from yaml._yaml import CParser
    except ImportError:
        return _PurePython
    return CParser


_FAST = _fast_parser()


def _read(make_parser: Callable[[str], _EventSource], readable: str, text: str) -> _Run:
    """Read *readable*, which is *text* with unreadable characters replaced."""
    run = _Run()
    try:
        # Libyaml does not count a byte order mark, so its indices are one too small behind it.
        run.shift = 1 if make_parser is not _PurePython and text.startswith("\ufeff") else 0
        _build(make_parser(readable).get_event, text, run)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        run.error = error
    return run


def _build(get_event: Callable[[], Event | None], text: str, run: _Run) -> None:
    # One long loop, as every call in it would be paid for each of a file's thousands of nodes.
    shift = run.shift
    length, exclaims = len(text), "!" in text
    get_word = WORDS.get
    problems = run.problems
    stack: list[tuple[list[Node], Mapping | Sequence]] = []
    children: list[Node] = []
    anchors: dict[str, Node] = {}
    open_anchors: set[str] = set()
    while True:
        event: Any = get_event()  # the classes share no useful base
        kind = type(event)
        if kind is ScalarEvent:
            start, end = event.start_mark.index + shift, event.end_mark.index + shift
            value, anchor, tag = event.value, event.anchor, event.tag
            if event.style or anchor is not None or tag is not None or (exclaims and text[start : start + 1] == "!"):
                scalar = _decorated_scalar(event, text, start, end, run)
                children.append(scalar)
                if anchor is not None:
                    declare(scalar, anchors, problems)
                continue
            if start == end and children and text[start - 1] not in ":-?":
                # An omitted value is reported where the next token stands; it belongs behind its key.
                start = end = end_of_key(text, children[-1].end, start)
            if value[:1] not in NUMERIC_STARTS:
                children.append(Scalar(start, end, value, get_word(value, value)))
            elif value in REFUSED_WORDS and stack and type(stack[-1][1]) is Mapping and not len(children) % 2:
                children.append(Scalar(start, end, value, value))  # as a key it is accepted
            else:
                children.append(Scalar(start, end, value, number_value(value, Span(start, end), problems)))
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            start = event.start_mark.index + shift
            if len(stack) >= MAXIMUM_DEPTH:
                run.too_deep_at = start
                return
            anchor, tag = event.anchor or "", event.tag or ""
            if tag or anchor:
                start = skip_properties(text, start, length)
                run.is_odd = run.is_odd or bool(tag)
            nested: list[Node] = []
            flow, tag = bool(event.flow_style), "" if tag == "!" else tag
            span = Span(start, start)
            node: Mapping | Sequence
            if kind is MappingStartEvent:
                node = Mapping(span, [], flow, anchor, tag)
            else:
                node = Sequence(span, nested, flow, anchor, tag)
            children.append(node)
            stack.append((children, node))
            children = nested
            if anchor:
                declare(node, anchors, problems)
                open_anchors.add(anchor)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            nested = children
            children, node = stack.pop()
            end = event.end_mark.index + shift
            if nested and (not node.flow or text[end - 1 : end] not in "]}"):
                # A block collection is closed by what follows it, as is a lone pair in a flow sequence.
                end = nested[-1].end
            elif not stack or not stack[-1][1].flow:
                run.is_odd = run.is_odd or text.find("?", node.start, end) >= 0
            node.end = end
            if isinstance(node, Mapping):
                node.entries = pair_up(nested, problems)
            if node.anchor:
                open_anchors.discard(node.anchor)
            if node.tag:
                check_container_tag(node, problems)
        elif kind is AliasEvent:
            start, end, name = event.start_mark.index + shift, event.end_mark.index + shift, event.anchor
            meant, inside = anchors.get(name), name in open_anchors
            children.append(Alias(start, end, name, None if inside else meant, meant if inside else None))
            if name not in anchors:
                problems.append(refusal(Span(start, end), f"no anchor '&{name}' stands before this alias"))
        elif kind is DocumentStartEvent:
            children, anchors, open_anchors = [], {}, set()
            run.is_odd = run.is_odd or bool(event.version or event.tags)
            run.documents.append((event.start_mark.index + shift, None))
        elif kind is DocumentEndEvent:
            run.documents[-1] = (run.documents[-1][0], children[0])
        elif kind is StreamEndEvent or event is None:
            return


def _decorated_scalar(event: Any, text: str, start: int, end: int, run: _Run) -> Scalar:
    """A scalar with quotes, a block style, an anchor or a tag."""
    style, tag, value = event.style or "", event.tag or "", event.value
    if tag or event.anchor or text[start : start + 1] == "!":
        start = skip_properties(text, start, end)
    if style in BLOCK_STYLES:
        run.is_odd = run.is_odd or has_comment_in_header(text, start, end)
        end = end_of_block_scalar(text, start, end)
    span = Span(start, end)
    plain: Plain = value
    if tag and tag != "!":
        run.is_odd = True
        plain = tagged_value(value, tag, span, run.problems)
    elif event.implicit[0]:
        plain = number_value(value, span, run.problems) if value[:1] in NUMERIC_STARTS else WORDS.get(value, value)
    return DecoratedScalar(start, end, value, plain, style, tag, event.anchor or "")


def _trees(run: _Run, text: str) -> tuple[Tree, ...]:
    trees = []
    for index, (start, root) in enumerate(run.documents):
        following = run.documents[index + 1][0] if index + 1 < len(run.documents) else len(text)
        trees.append(Tree(root, Span(start if index else 0, following)))
    return tuple(trees)


# Where PyYAML's two parsers differ -----------------------------------------------------------------------------------

_NOT_PRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # PyYAML's own set
)


def _may_be_judged_differently(run: _Run, text: str) -> bool:
    """Whether the text holds something about which libyaml and PyYAML's own scanner are known to disagree."""
    if run.is_odd or text.find("\ufeff", 1) >= 0:
        return True
    if run.error is not None:
        # What libyaml refuses is refused by both, but for directives, tags, tabs and the brackets' inside.
        return _ODD_REFUSALS.search(text) is not None or "flow" in str(run.error)
    return "\t" in text and has_bare_tab(text, [root for _, root in run.documents])


_ODD_REFUSALS: Final = re.compile(r"[\t!]|^%|[{\[][^\r\n]*(?:\?|:,|:\])", re.MULTILINE)


# What went wrong -----------------------------------------------------------------------------------------------------


def _explain(error: Exception, text: str, shift: int) -> tuple[Problem, Stop]:
    """The problem of a parser's complaint, and where it gave up."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem(Span(0, 0), in_plain_words("", str(error)), "syntax"), Stop(0, -1)
    context, problem = error.context or "", error.problem or ""
    context_at = error.context_mark.index + shift if error.context_mark else -1
    at = error.problem_mark.index + shift if error.problem_mark else max(context_at, 0)
    stop = Stop(min(at, len(text)), context_at)
    opened = context_at >= 0 and any(part in context for part in ("quoted scalar", "flow sequence", "flow mapping"))
    place = context_at if opened else stop.offset
    if text[place : place + 1] == "\t":
        context, problem = "", "found a tab character"
    return Problem(_visible(text, place), in_plain_words(context, problem), "syntax"), stop


def _visible(text: str, offset: int) -> Span:
    """The word at *offset*; at a line's end the last character before it, so that there is something to underline."""
    match = _WORD.match(text, offset)
    if text[offset : offset + 1] == "\t":
        return Span(offset, offset + 1)
    if match is not None:
        return Span(offset, match.end())
    before = len(text[:offset].rstrip())
    return Span(before - 1, before) if before else Span(0, min(1, len(text)))


_WORD: Final = re.compile(r"[^\s,\[\]{}\"']+|[^\s]")
