"""One run of one of PyYAML's parsers: its events as trees with exact spans."""

from __future__ import annotations

from collections.abc import Callable

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
from yaml.scanner import Scanner as _YamlScanner

from stacklint.syntax.build import (
    BLOCK_STYLES,
    check_container_tag,
    check_keys,
    declare,
    end_of_block_scalar,
    end_of_key,
    has_comment_in_header,
    is_merged,
    number_value,
    pair_up,
    refusal,
    skip_properties,
    tagged_value,
)
from stacklint.syntax.nodes import Alias, DecoratedScalar, Mapping, Node, Plain, Scalar, Sequence, plain_scalar
from stacklint.syntax.problems import Problem
from stacklint.syntax.scalars import BEHIND_NUMBERS, NUMERIC_STARTS, REFUSED_WORDS, WORDS
from stacklint.text.span import Span
from stacklint_schemas.typed import Any, Final, Protocol

MAXIMUM_DEPTH: Final = 300
"""Deeper nesting is not read. Upstream's own reader gives up between 400 and 490 levels (Python's recursion limit)."""


class Run:
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
    def dispose(self) -> None: ...


class PurePython(_YamlReader, _YamlScanner, _YamlParser):
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
        return PurePython
    return CParser


FAST = _fast_parser()


def read(make_parser: Callable[[str], _EventSource], readable: str, text: str) -> Run:
    """Read *readable*, which is *text* with unreadable characters replaced."""
    run = Run()
    try:
        # Libyaml does not count a byte order mark, so its indices are one too small behind it.
        run.shift = 1 if make_parser is not PurePython and text.startswith("\ufeff") else 0
        parser = make_parser(readable)
        try:
            _build(parser.get_event, text, run)
        finally:
            # The reader in Python keeps itself alive through the method that it would go on with.
            parser.dispose()
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        # Its traceback holds this frame, and with it the tree: a ring that only the collector frees, one for each key
        # that the user of a server types.
        run.error = error.with_traceback(None)
    return run


def _build(get_event: Callable[[], Event | None], text: str, run: Run) -> None:
    # One long loop, as every call in it would be paid for each of a file's thousands of nodes.
    shift = run.shift
    length, exclaims = len(text), "!" in text
    get_word = WORDS.get
    problems = run.problems
    stack: list[tuple[list[Node], Mapping | Sequence]] = []
    children: list[Node] = []
    append = children.append
    anchors: dict[str, Node] = {}
    open_anchors: set[str] = set()
    # Whether a key may be anything but plain text; it is asked once for all mappings that end later.
    odd_keys = False
    while True:
        event: Any = get_event()  # the classes share no useful base
        kind = type(event)
        if kind is ScalarEvent:
            start, end = event.start_mark.index + shift, event.end_mark.index + shift
            value, anchor = event.value, event.anchor
            # Only plain scalars without a tag are resolved by their text, and those with the tag "!".
            if anchor is not None or not event.implicit[0] or (exclaims and text[start : start + 1] == "!"):
                start = skip_properties(text, start, end, bool(stack) and stack[-1][1].flow)
                is_key = bool(stack) and type(stack[-1][1]) is Mapping and not len(children) % 2
                odd_keys = odd_keys or is_key
                scalar = _decorated_scalar(event, text, start, end, is_key, run)
                append(scalar)
                if anchor is not None:
                    declare(scalar, anchors, problems)
                continue
            if value >= BEHIND_NUMBERS:
                append(plain_scalar(start, end, value, get_word(value, value)))
                continue
            if start == end and children and text[start - 1] not in ":-?":
                # An omitted value is reported where the next token stands; it belongs behind its key.
                start = end = end_of_key(text, children[-1].end, start)
            if value[:1] not in NUMERIC_STARTS:
                append(plain_scalar(start, end, value, get_word(value, value)))
            elif value in REFUSED_WORDS and stack and type(stack[-1][1]) is Mapping and not len(children) % 2:
                append(plain_scalar(start, end, value, value))  # as a key it is accepted
                odd_keys = True
            else:
                append(plain_scalar(start, end, value, number_value(value, Span(start, end), problems)))
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            start = event.start_mark.index + shift
            if len(stack) >= MAXIMUM_DEPTH:
                run.too_deep_at = start
                return
            anchor, tag = event.anchor or "", event.tag or ""
            if tag or anchor:
                start = skip_properties(text, start, length, bool(stack) and stack[-1][1].flow)
                run.is_odd = run.is_odd or bool(tag)
            nested: list[Node] = []
            flow, tag = bool(event.flow_style), "" if tag == "!" else tag
            if stack and type(stack[-1][1]) is Mapping and not len(children) % 2:
                odd_keys = True
            node: Mapping | Sequence
            if kind is MappingStartEvent:
                node = Mapping(start, start, [], flow, anchor, tag)
            else:
                node = Sequence(start, start, nested, flow, anchor, tag)
            append(node)
            stack.append((children, node))
            children = nested
            append = children.append
            if anchor:
                declare(node, anchors, problems)
                open_anchors.add(anchor)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            nested = children
            children, node = stack.pop()
            append = children.append
            end = event.end_mark.index + shift
            if nested and (not node.flow or text[end - 1 : end] not in "]}"):
                # A block collection is closed by what follows it, as is a lone pair in a flow sequence.
                end = nested[-1].end
            elif not stack or not stack[-1][1].flow:
                run.is_odd = run.is_odd or text.find("?", node.start, end) >= 0
            node.end = end
            if isinstance(node, Mapping):
                node.entries = pair_up(nested)
                if odd_keys:
                    check_keys(node.entries, problems)
            if node.anchor:
                open_anchors.discard(node.anchor)
            if node.tag and (node.anchor or not is_merged(children, stack)):
                check_container_tag(node, problems)
        elif kind is AliasEvent:
            start, end, name = event.start_mark.index + shift, event.end_mark.index + shift, event.anchor
            odd_keys = True
            meant, inside = anchors.get(name), name in open_anchors
            append(Alias(start, end, name, None if inside else meant, meant if inside else None))
            if name not in anchors:
                problems.append(refusal(Span(start, end), f"no anchor '&{name}' stands before this alias"))
        elif kind is DocumentStartEvent:
            children, anchors, open_anchors = [], {}, set()
            append = children.append
            run.is_odd = run.is_odd or bool(event.version or event.tags)
            run.documents.append((event.start_mark.index + shift, None))
        elif kind is DocumentEndEvent:
            run.documents[-1] = (run.documents[-1][0], children[0])
        elif kind is StreamEndEvent or event is None:
            return


def _decorated_scalar(event: Any, text: str, start: int, end: int, is_key: bool, run: Run) -> Scalar:
    """A scalar with quotes, a block style, an anchor or a tag."""
    style, tag, value = event.style or "", event.tag or "", event.value
    if style in BLOCK_STYLES:
        run.is_odd = run.is_odd or has_comment_in_header(text, start, end)
        end = end_of_block_scalar(text, start, end)
    span = Span(start, end)
    plain: Plain = value
    if tag and tag != "!":
        run.is_odd = True
        plain = tagged_value(value, tag, span, run.problems)
    elif is_key and value in REFUSED_WORDS:
        plain = value
    elif event.implicit[0] or tag == "!":
        plain = number_value(value, span, run.problems) if value[:1] in NUMERIC_STARTS else WORDS.get(value, value)
    return DecoratedScalar(start, end, value, plain, style, tag, event.anchor or "")
