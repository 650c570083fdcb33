"""What a tree needs besides a parser's events: exact spans, and what upstream refuses to load from sound YAML."""

from __future__ import annotations

import re

from stacklint.syntax.nodes import Alias, Entry, Mapping, Node, Plain, Scalar, Sequence, is_merge_key, target
from stacklint.syntax.problems import EFFECT, Problem
from stacklint.syntax.scalars import TAG_PREFIX, CannotConstruct, construct, number, short_tag
from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Final

# Spans ---------------------------------------------------------------------------------------------------------------


BLOCK_STYLES: Final = frozenset("|>")


def skip_properties(text: str, start: int, end: int, in_flow: bool) -> int:
    """Where the content of a node begins whose anchor or tag stands at *start*."""
    match = (_FLOW_PROPERTIES if in_flow else _PROPERTIES).match(text, start, end)
    return start if match is None else match.end()


def _properties(tag_end: str) -> re.Pattern[str]:
    """At most one anchor and one tag, with the blanks and comments after each; a tag may stand in angle brackets."""
    blanks = r"(?:\s|(?<=\s)#[^\r\n]*)*"
    tag = rf"(?:!<[^>\s]*>|![^\s{tag_end}]*){blanks}"
    anchor = rf"&[0-9A-Za-z_-]+{blanks}"
    return lazy_pattern(rf"{anchor}(?:{tag})?|{tag}(?:{anchor})?")


# Between brackets a tag ends before what closes or separates.
_PROPERTIES: Final = _properties("{}")
_FLOW_PROPERTIES: Final = _properties(r",\[\]{}")


def end_of_block_scalar(text: str, start: int, end: int) -> int:
    """The end of the last line with content; a parser's own end lies behind the blank lines that follow."""
    last = start + len(text[start:end].rstrip(" \t\r\n\x85\u2028\u2029"))
    newline = _LINE_END.search(text, last, end)
    return newline.start() if newline is not None else end


def end_of_key(text: str, end: int, limit: int) -> int:
    """Behind the colon that follows a key, when one does before *limit*; else the key's own end."""
    colon = len(text[end:limit]) - len(text[end:limit].lstrip()) + end
    return colon + 1 if text[colon:limit].startswith(":") else end


def has_comment_in_header(text: str, start: int, end: int) -> bool:
    """Whether a `#` stands in the first line of a block scalar."""
    newline = _LINE_END.search(text, start, end)
    return "#" in text[start : newline.start() if newline is not None else end]


_LINE_END: Final = lazy_pattern(r"[\r\n]")

# Values --------------------------------------------------------------------------------------------------------------


def refusal(span: Span, reason: str) -> Problem:
    """A problem of sound YAML that `yaml.safe_load` refuses all the same."""
    return Problem(span, reason + EFFECT, "construct")


def number_value(text: str, span: Span, problems: list[Problem]) -> Plain:
    """Upstream's value of a plain scalar that begins like a number; its text where upstream refuses it."""
    try:
        return number(text)
    except CannotConstruct as reason:
        problems.append(refusal(span, str(reason)))
        return text


def tagged_value(text: str, tag: str, span: Span, problems: list[Problem]) -> Plain:
    """Upstream's value of a scalar with a tag; its text where upstream refuses it."""
    try:
        return construct(tag, text)
    except CannotConstruct as reason:
        problems.append(refusal(span, str(reason)))
        return text


# Containers ----------------------------------------------------------------------------------------------------------


def declare(node: Scalar | Mapping | Sequence, anchors: dict[str, Node], problems: list[Problem]) -> None:
    """Remember an anchored node; a name used twice in one document is refused by upstream."""
    if node.anchor in anchors:
        problems.append(refusal(Span(node.start, node.end), f"the anchor '&{node.anchor}' exists already"))
    anchors[node.anchor] = node


def pair_up(nodes: list[Node]) -> list[Entry]:
    """The entries of a mapping whose keys and values were met in turn."""
    following = iter(nodes)
    return list(map(Entry, following, following))


def check_keys(entries: list[Entry], problems: list[Problem]) -> None:
    """Report what upstream cannot use as a key, or merge."""
    for entry in entries:
        key = entry.key
        if not isinstance(key, Scalar):
            _check_odd_key(key, problems)
        elif is_merge_key(key):
            _check_merge(entry.value, problems)


def _check_odd_key(key: Node, problems: list[Problem]) -> None:
    found = key.enclosing if isinstance(key, Alias) and key.enclosing is not None else target(key)
    if isinstance(found, Mapping | Sequence):
        kind = "mapping" if isinstance(found, Mapping) else "list"
        problems.append(refusal(key.span, f"a {kind} cannot be a key"))


def _check_merge(value: Node, problems: list[Problem]) -> None:
    merged = target(value)
    for source in merged.items if isinstance(merged, Sequence) else [value]:
        found = target(source)
        # An alias without a node has its own problem, or is recursive, which upstream accepts.
        if found is not None and not isinstance(found, Mapping):
            problems.append(refusal(source.span, "only a mapping can be merged with '<<'"))


_KNOWN_KINDS: Final = frozenset(
    ("map", "set", "seq", "omap", "pairs", "str", "int", "float", "bool", "null", "binary", "timestamp")
)


def is_merged(siblings: list[Node], above: list[tuple[list[Node], Mapping | Sequence]]) -> bool:
    """Whether the last of *siblings* is merged, itself or in a list: upstream then never looks at its tag."""
    for outer, parent in reversed(above):
        if isinstance(parent, Mapping):
            key = siblings[-2] if not len(siblings) % 2 else None
            return isinstance(key, Scalar) and is_merge_key(key)
        siblings = outer
    return False


def check_container_tag(node: Mapping | Sequence, problems: list[Problem]) -> None:
    """Report what upstream cannot make; called for containers with a tag only."""
    kind = node.tag.removeprefix(TAG_PREFIX) if node.tag.startswith(TAG_PREFIX) else ""
    if kind in ({"map", "set"} if isinstance(node, Mapping) else {"seq"}):
        return
    if isinstance(node, Sequence) and kind in {"omap", "pairs"}:
        for item in node.items:
            found = target(item)
            if found is not None and not (isinstance(found, Mapping) and len(found.entries) == 1):
                problems.append(refusal(item.span, f"every item of a '!!{kind}' must be a mapping with one key"))
        return
    if kind in _KNOWN_KINDS:
        reason = f"a {'mapping' if isinstance(node, Mapping) else 'list'} cannot be a '{short_tag(node.tag)}'"
    else:
        reason = f"the tag '{short_tag(node.tag)}' is unknown to the server"
    problems.append(refusal(Span(node.span.start, node.span.start + 1), reason))
