"""Reading what is left of a text with a syntax error: the offending line is blanked and the text read again.

Blanked, not removed, so every other place stays where it was. What the blanked lines may have belonged to is marked
`incomplete`, because nothing may be said about what is absent there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from stacklint.syntax.comments import scalars_in
from stacklint.syntax.nodes import Entry, Mapping, Node, Sequence
from stacklint.syntax.parse import CONFLICT_MARK, Parsed, Stop, parse, parse_quickly
from stacklint.text.lines import LineIndex
from stacklint.text.pattern import lazy_pattern
from stacklint_schemas.typed import Final

MAXIMUM_ROUNDS: Final = 8
"""How many places of a text may be broken before the rest is given up."""

MAXIMUM_WORK: Final = 4_000_000
"""How many characters are read again in all, about half a second; the first round is always tried."""


def read(text: str, edited_line: int | None = None) -> Parsed:
    """As `parse`, with the readable rest of a text that has a syntax error; problems and stop are those of `parse`.

    *edited_line* (counted from 0) is the line that an editor's user is typing in; it is blanked first.
    """
    parsed = parse(text)
    if parsed.stop is None:
        return parsed
    lines = LineIndex(text)
    blanked, documents = _reread(text, parsed.stop, lines, edited_line)
    spans = tuple(lines.line_span(line) for line in sorted(blanked))
    for tree in documents.documents:
        for line in sorted(blanked):
            if tree.span.covers(lines.starts[line]):
                _mark(tree.root, text, lines, line)
    return Parsed(documents.documents, parsed.problems, parsed.stop, spans)


def _reread(text: str, stop: Stop, lines: LineIndex, edited_line: int | None) -> tuple[set[int], Parsed]:
    """The lines that had to be blanked, and what the rest gave."""
    if "<<<<<<< " in text:
        marks = {lines.position(match.start()).line for match in CONFLICT_MARK.finditer(text)}
        tried = parse_quickly(_without(text, lines, sorted(marks)))
        if tried.stop is None:
            return marks, tried
    if edited_line is not None and 0 <= edited_line < lines.count:
        for readable in _without_line(text, lines, edited_line):
            tried = parse_quickly(readable)
            if tried.stop is None:
                return {edited_line}, tried
    blanked: set[int] = set()
    current, work = text, 0
    best: Parsed | None = None
    for _ in range(MAXIMUM_ROUNDS):
        attempts = []
        for line in _suspects(current, stop, lines):
            for readable in _without_line(current, lines, line):
                attempts.append((line, readable, parse_quickly(readable)))
                work += len(text)
            if work > MAXIMUM_WORK:
                break
        if not attempts:
            break
        line, current, best = max(attempts, key=_success)
        blanked.add(line)
        if best.stop is None:
            return blanked, best
        stop = best.stop
        if work > MAXIMUM_WORK:
            break
    return _cut(current, stop, lines, blanked, best)


def _success(attempt: tuple[int, str, Parsed]) -> tuple[bool, int]:
    """An error further down is progress; of two texts without one the one with more in it has lost less."""
    parsed = attempt[2]
    if parsed.stop is not None:
        return False, parsed.stop.offset
    return True, sum(1 for _ in scalars_in(tree.root for tree in parsed.documents))


def _cut(text: str, stop: Stop, lines: LineIndex, blanked: set[int], best: Parsed | None) -> tuple[set[int], Parsed]:
    """The last resort: everything from the error on is left out, or from where the broken construct began."""
    for offset in (stop.offset, stop.context):
        if offset < 0:
            continue
        rest = range(lines.position(offset).line, lines.count)
        tried = parse_quickly(_without(text, lines, rest))
        if tried.stop is None:
            return blanked | {line for line in rest if lines.line_text(line).strip()}, tried
    return blanked, best if best is not None else Parsed((), ())


def _suspects(text: str, stop: Stop, lines: LineIndex) -> Iterator[int]:
    """Lines that may be the broken one, the likeliest first; none that is blank already."""
    named = lines.position(stop.offset).line
    context = lines.position(stop.context).line if stop.context >= 0 else named
    before = _nearest_before(text, lines, named, _has_content)
    # A quote that was never closed swallows lines up to the next quote, and the error shows after that one.
    unbalanced = _nearest_before(text, lines, named, _has_odd_quotes)
    for line in dict.fromkeys((named, context, before, unbalanced)):
        if line >= 0 and _has_content(lines.line_span(line).of(text)):
            yield line


def _nearest_before(text: str, lines: LineIndex, line: int, accepts: Callable[[str], bool]) -> int:
    """The nearest accepted line above *line*; -1 when there is none within a few hundred."""
    for candidate in range(line - 1, max(line - 400, -1), -1):
        if accepts(lines.line_span(candidate).of(text)):
            return candidate
    return -1


def _has_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _has_odd_quotes(line: str) -> bool:
    content = line.partition(" #")[0]
    return bool(content.count("'") % 2 or (content.count('"') - content.count('\\"')) % 2)


def _without(text: str, lines: LineIndex, blank: Iterable[int]) -> str:
    """The text with some lines turned into spaces; every other place stays where it is."""
    pieces = []
    done = 0
    for line in blank:
        span = lines.line_span(line)
        pieces += [text[done : span.start], " " * (span.end - span.start)]
        done = span.end
    pieces.append(text[done:])
    return "".join(pieces)


def _without_line(text: str, lines: LineIndex, line: int) -> Iterator[str]:
    """The ways to leave one line out, the best first.

    What the line opens still begins there where that can be, so that the lines below it stay its own. They would else
    be taken for parts of what stands above: stores for backends, the keys of an item for its parent's.
    """
    span = lines.line_span(line)
    content = span.of(text)
    match = _OPENING.match(content)
    assert match is not None, "it matches everything"
    dashes, word, colon = match[1], match[2], match[3]
    opened = content[: match.end(3)] if colon else dashes + _NAMELESS
    # A key with a sound value opens nothing: what stands below is indented too far.
    opens = not colon or _PLAIN.match(content, match.end(3)) is None
    if opens and _has_deeper_below(text, lines, line, len(dashes)) and len(opened) <= len(content):
        yield text[: span.start] + opened.ljust(len(content)) + text[span.end :]
    if "-" in dashes and (word or colon):
        yield text[: span.start] + dashes.ljust(len(content)) + text[span.end :]
    yield _without(text, lines, [line])


_OPENING: Final = lazy_pattern(r"([ ]*(?:-[ ]+)*)([^\s:#'\"]*)(:(?=\s|$))?")
_PLAIN: Final = lazy_pattern(r"\s*[\w$./~]")
"""How a value begins that needs no quotes and no brackets."""
_NAMELESS: Final = "?"
"""Makes what stands below it a key, which is no text, so that nobody takes it for one of upstream's."""


def _has_deeper_below(text: str, lines: LineIndex, line: int, indent: int) -> bool:
    """Whether the next line with something on it begins further in than at *indent*."""
    for below in range(line + 1, lines.count):
        content = lines.line_span(below).of(text)
        if _has_content(content):
            return len(content) - len(content.lstrip(" ")) > indent
    return False


# What the blanked line may have belonged to --------------------------------------------------------------------------


def _mark(root: Node | None, text: str, lines: LineIndex, line: int) -> None:
    """Mark everything that the line may have been a part of, from the root down."""
    span = lines.line_span(line)
    content = span.of(text)
    indent = len(content) - len(content.lstrip(" "))
    node, limit = root, len(text)
    while isinstance(node, Mapping | Sequence):
        node.incomplete = True
        children: list[Entry] | list[Node] = node.entries if isinstance(node, Mapping) else node.items
        inside: Entry | Node | None = None
        for index, child in enumerate(children):
            start = child.key.start if isinstance(child, Entry) else child.start
            following = children[index + 1] if index + 1 < len(children) else None
            end = limit if following is None else following.span.start
            if start <= span.end and span.start < end:
                inside, limit = child, end
        if inside is None:
            return
        if span.start > inside.span.end and not node.flow and indent <= _column(lines, node.start):
            # It stands behind the child and no deeper than its neighbours, so it was a neighbour itself.
            return
        if isinstance(inside, Entry):
            inside.incomplete = True
            node = inside.value
        else:
            node = inside


def _column(lines: LineIndex, offset: int) -> int:
    return lines.position(offset).column
