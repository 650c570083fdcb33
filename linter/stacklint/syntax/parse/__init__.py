"""The only door to PyYAML: from a text to its trees and what is wrong with it.

Reads libyaml's events, because upstream loads with PyYAML and libyaml gives the same events thirty times faster; where
the two are known to differ, PyYAML's own scanner is asked as well. Whatever the text, nothing is raised.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable

from yaml import MarkedYAMLError
from yaml.reader import ReaderError

from stacklint.syntax.comments import has_bare_tab
from stacklint.syntax.nodes import Node
from stacklint.syntax.parse.events import FAST, MAXIMUM_DEPTH, PurePython, Run, read
from stacklint.syntax.problems import EFFECT, Problem, in_plain_words
from stacklint.text.decode import MAXIMUM_BYTES, is_too_large
from stacklint.text.pattern import lazy_pattern
from stacklint.text.span import Span
from stacklint_schemas.typed import Final, NamedTuple

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
    if is_too_large(text):
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
    if FAST is not PurePython and len(text) <= SECOND_OPINION_LENGTH and _may_be_judged_differently(run, text):
        second = read(PurePython, readable, text)
        if second.error is None:
            run = second
        elif run.error is None:
            problems.append(_explain(second.error, text, 0)[0])
    return _result(run, text, problems)


def _readable_run(text: str) -> tuple[Run, str, list[Problem]]:
    """The fast parser's run, over the text with characters replaced that no parser accepts."""
    run = read(FAST, text, text)
    if not isinstance(run.error, UnicodeEncodeError | ReaderError):
        return run, text, []
    # Only now is the text searched: the parser looks at every character anyway.
    bad = _NOT_PRINTABLE.search(text)
    place = Span(*bad.span()) if bad else Span(0, 0)
    name = f"U+{ord(bad[0]):04X}" if bad else "here"
    problem = Problem(place, f"the character {name} is not allowed in YAML{EFFECT}", "syntax")
    readable = _NOT_PRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return read(FAST, readable, text), readable, [problem]


def _too_deep(run: Run, problems: list[Problem]) -> Parsed:
    message = f"nested deeper than {MAXIMUM_DEPTH} levels, so the file was not checked"
    place = Span(run.too_deep_at, run.too_deep_at + 1)
    return Parsed((), (*problems, Problem(place, message, "limits")))


def _result(run: Run, text: str, problems: list[Problem]) -> Parsed:
    problems.extend(run.problems)
    stop = None
    if run.error is not None:
        problem, stop = _explain(run.error, text, run.shift)
        problems.append(problem)
    return Parsed(_trees(run, text), tuple(problems), stop)


def _trees(run: Run, text: str) -> tuple[Tree, ...]:
    trees = []
    for index, (start, root) in enumerate(run.documents):
        following = run.documents[index + 1][0] if index + 1 < len(run.documents) else len(text)
        trees.append(Tree(root, Span(start if index else 0, following)))
    return tuple(trees)


# Where PyYAML's two parsers differ -----------------------------------------------------------------------------------

_NOT_PRINTABLE: Final = lazy_pattern(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # PyYAML's own set
)


def _may_be_judged_differently(run: Run, text: str) -> bool:
    """Whether the text holds something about which libyaml and PyYAML's own scanner are known to disagree."""
    if run.is_odd or text.find("\ufeff", 1) >= 0:
        return True
    if run.error is not None:
        # What libyaml refuses is refused by both, but for directives, tags, tabs and some signs between brackets; and
        # it stops where it meets one of these.
        at = _explain(run.error, text, run.shift)[1].offset
        return _ODD_REFUSALS.search(text, max(at - 200, 0), at + 100) is not None or "directive" in str(run.error)
    return "\t" in text and has_bare_tab(text, [root for _, root in run.documents])


_ODD_REFUSALS: Final = lazy_pattern(r"[\t!]|^%|[{\[][^\r\n{\[]*(?:\?|:,|:\])", re.MULTILINE)


# What went wrong -----------------------------------------------------------------------------------------------------


def _explain(error: Exception, text: str, shift: int) -> tuple[Problem, Stop]:
    """The problem of a parser's complaint, and where it gave up."""
    if not isinstance(error, MarkedYAMLError):
        return Problem(Span(0, 0), in_plain_words("", str(error)), "syntax"), Stop(0, -1)
    context, problem = error.context or "", error.problem or ""
    conflict = CONFLICT_MARK.search(text) if "<<<<<<< " in text else None
    context_at = error.context_mark.index + shift if error.context_mark else -1
    at = error.problem_mark.index + shift if error.problem_mark else max(context_at, 0)
    stop = Stop(min(at, len(text)), context_at)
    if conflict is not None:
        return Problem(Span(*conflict.span()), f"a merge conflict is left here{EFFECT}", "syntax"), stop
    unclosed = "quoted scalar" in context and "escape" not in problem and "hexdecimal" not in problem
    opened = context_at >= 0 and (unclosed or "flow" in context)
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


CONFLICT_MARK: Final = lazy_pattern(r"^(?:[<|>]{7} [^\r\n]*|={7}(?=\r?$))", re.MULTILINE)
"""The lines that version control puts around two versions of a piece of text."""

_WORD: Final = lazy_pattern(r"[^\s,\[\]{}\"']+|[^\s]")
