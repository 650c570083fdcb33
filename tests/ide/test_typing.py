"""Half-typed text: what is asked at each moment of typing is answered, and nothing else of the file is lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ide.completion.accepting import accepted, items_at
from ide.cursor import MARK, analyse, at
from ide.starters import starter
from requirements import REPOSITORY, require_corpus
from stacklint.engine import check_without_fixes
from stacklint.settings import FileSettings
from stacklint.syntax.nodes import Mapping, Node, Sequence
from stacklint.syntax.path import Path
from stacklint.text.decode import decode
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.completion import complete
from stacklint_lsp.ide.hover import hover

NO_SETTINGS = FileSettings()


BROKEN_ELSEWHERE = frozenset({"an indentation that is one too small", "a tab before the name"})
"""What stands before the word is wrong, and no completion of the word can help."""


class State(NamedTuple):
    """What the line `backend: kv_default` of a vector store's `persistence` looks like at some moment."""

    name: str
    line: str
    offered: frozenset[str]
    """Some of what must be offered; nothing at all may be where it is empty."""
    inserted: bool = False
    """Whether it is a line of its own below."""


KEY = frozenset({"backend"})
NAME = frozenset({"kv_default"})
ENV = frozenset({"${env.NAME:=kv_default}"})
TYPES = frozenset({"inline::faiss", "remote::pgvector"})
NOTHING: frozenset[str] = frozenset()

STATES = (
    State("an empty line", "        <|>", KEY),
    State("half a key", "        back<|>", KEY),
    State("a key without its colon", "        backend<|>", KEY),
    State("a key with its colon", "        backend:<|>", NAME),
    State("a key and a space", "        backend: <|>", NAME),
    State("half a name", "        backend: kv_<|>", NAME),
    State("an open double quote", '        backend: "kv_<|>', NAME),
    State("an open single quote", "        backend: 'kv_<|>", NAME),
    State("a quote, closed by the editor", '        backend: "<|>"', NAME),
    State("a key's open quote", '        "back<|>', KEY),
    # Whatever came behind a tab, the file could not be read.
    State("a tab before the key", "\tbackend: <|>", NOTHING),
    State("a tab before the name", "        backend:\t<|>", NAME),
    State("an open brace", "        backend: {<|>", NOTHING),
    State("an open bracket", "        backend: [<|>", NOTHING),
    State("an expression begun", "        backend: ${env.<|>", ENV),
    State("an expression with a colon", "        backend: ${env.X:<|>", NOTHING),
    State("an expression with half a default", "        backend: ${env.X:=kv<|>", NAME),
    State("an indentation that is one too small", "       backend: <|>", NAME),
    # Deeper than a key that has a value: whatever came here, the file could not be read.
    State("an indentation that is too large", "          backend: <|>", NOTHING),
    State("an alias", "        backend: *<|>", NOTHING),
    State("an anchor", "        backend: &<|>", NOTHING),
    State("an at sign", "        backend: @<|>", NAME),
    State("a block scalar", "        backend: |<|>", NOTHING),
    State("a second colon", "        backend: kv: <|>", NOTHING),
    State("a conflict marker", "<<<<<<< HEAD<|>", NOTHING),
    State("a new item", "  - <|>", TYPES, inserted=True),
    State("a new item without its space", "  -<|>", TYPES, inserted=True),
    State("a new item's type", "  - provider_type: <|>", TYPES, inserted=True),
)


def real_starter() -> str:
    return decode((require_corpus() / "upstream/starter/1.5.0-config.yaml").read_bytes()).text


def marked(text: str, state: State) -> str:
    """The text in that state at the first `backend` of a vector store."""
    begin = text.index("namespace: vector_io::faiss")
    start = text.index("        backend: kv_default\n", begin - 60)
    end = text.index("\n", start)
    if state.inserted:
        return text[:end] + "\n" + state.line + text[end:]
    return text[:start] + state.line + text[end:]


def key_paths(node: Node | None, path: Path = ()) -> Iterator[Path]:
    """The paths of all keys; items of lists are not told from each other, as a new one moves those behind it."""
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield (*path, entry.name)
            yield from key_paths(entry.value, (*path, entry.name))
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from key_paths(item, (*path, 0))


def test_there_are_the_states_of_the_measurements_and_a_few_more() -> None:
    assert len({state.line for state in STATES}) >= 26


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
@pytest.mark.parametrize("real", [False, True], ids=["own", "upstream's"])
def test_a_half_typed_line_is_completed_and_nothing_else_is_lost(state: State, real: bool) -> None:
    text = real_starter() if real else starter()
    half = marked(text, state)
    items = items_at(half)
    assert state.offered <= items.keys()
    assert state.offered or not items
    if state.offered in (NAME, ENV):
        assert "sql_default" not in items

    analysis, _ = at(half)
    whole = analyse(text)
    (document,) = [view.document for view in analysis.views]
    (unbroken,) = [view.document for view in whole.views]
    assert document.references.names() == unbroken.references.names()
    known = Counter(key_paths(unbroken.root))
    assert (known & Counter(key_paths(document.root))).total() >= 0.9 * known.total()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_what_is_accepted_makes_the_line_readable(state: State) -> None:
    analysis, _ = at(marked(starter(), state))
    items = items_at(marked(starter(), state))
    for label in state.offered if state.name not in BROKEN_ELSEWHERE else ():
        assert_readable(accepted(analysis, items[label]))


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("    kv_n<|>", "kv_redis"),
        ("    <|>", "sql_postgres"),
        ("    kv_new:<|>", ""),
        ("    kv_new: {ty<|>", "type"),
        ("    kv_new: {type: <|>", "kv_redis"),
        ("    kv_new: {type: kv_redis, po<|>", "port"),
        ("    kv_new: {type: kv_redis, host: ${env.<|>", "${env.NAME}"),
    ],
)
@pytest.mark.parametrize("real", [False, True], ids=["own", "upstream's"])
def test_a_half_typed_backend_hides_none_of_the_others(line: str, offered: str, real: bool) -> None:
    text = real_starter() if real else starter()
    half = text.replace("  backends:\n", f"  backends:\n{line}\n")
    assert {offered} <= items_at(half).keys() | {""}
    analysis, _ = at(half)
    (view,) = analysis.views
    assert {"kv_default", "sql_default"} <= set(view.document.references.names())
    elsewhere = text.rindex("backend: sql_default") + len("backend: sql_default") + len(half) - len(MARK) - len(text)
    labels = {item.label for item in complete(analysis, elsewhere).items}
    assert "sql_default" in labels
    assert "kv_default" not in labels


def assert_readable(text: str) -> None:
    report = check_without_fixes(text, "run.yaml", NO_SETTINGS)
    assert not [each for each in report.diagnostics if each.rule == "yaml-syntax"]


def test_the_mark_is_not_part_of_the_text() -> None:
    analysis, offset = at(f"version: 2\n{MARK}")
    assert (analysis.text, offset) == ("version: 2\n", 11)


# Typing --------------------------------------------------------------------------------------------------------------

FILES = 60
CHARACTERS = 40
"""How many of each file are typed one by one; the rest comes in twenty pieces."""


def look(text: str, offset: int) -> Analysis:
    """What an editor asks at each moment; none of it may fail."""
    line = text.count("\n", 0, offset)
    analysis = analyse(text, edited_line=line)
    assert not analysis.report.crashed, text[max(0, offset - 200) : offset]
    complete(analysis, offset)
    hover(analysis, offset)
    return analysis


def moments(text: str, chance: random.Random) -> Iterator[tuple[str, int]]:
    """The text as it grows: from nothing in large pieces, and once more letter by letter somewhere in its middle."""
    step = max(len(text) // 20, 1)
    for end in range(step, len(text), step):
        yield text[:end], end
    start = chance.randrange(max(len(text) - CHARACTERS, 1))
    start = text.rfind("\n", 0, start) + 1
    for end in range(start, min(start + CHARACTERS, len(text))):
        yield text[:end] + text[text.find("\n", start + CHARACTERS) :], end
    yield text, len(text)


@pytest.mark.slow
def test_real_files_can_be_typed() -> None:
    chance = random.Random(6)
    files = sorted(require_corpus().rglob("*.y*ml"))
    for path in chance.sample(files, FILES):
        text = decode(path.read_bytes()).text
        for typed, offset in moments(text, chance):
            analysis = look(typed, offset)
            assert_fresh(analysis)


def assert_fresh(analysis: Analysis) -> None:
    """Where the text can be read, nothing is left of the moments before: its findings are those of a check."""
    broken = any(configuration.problems for configuration in analysis.examined.found.configurations)
    fresh = check_without_fixes(analysis.text, analysis.path, analysis.settings, named=False)
    # Of a broken text more can be read where the edited line is known, even whose it is.
    if not broken and not any(finding.rule == "yaml-syntax" for finding in fresh.diagnostics):
        assert analysis.report.diagnostics == fresh.diagnostics


PIECES = st.one_of(
    st.sampled_from(
        [
            "\n",
            "  ",
            ": ",
            "- ",
            "{",
            "}",
            "[",
            '"',
            "'",
            "${env.",
            "}",
            "#",
            "&a ",
            "*a",
            "|",
            ">",
            "\t",
            "\r\n",
            "\u2028",
            "?",
            ",",
        ]
    ),
    st.text(max_size=4),
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), PIECES), min_size=1, max_size=6)


@given(EDITS, st.sampled_from(("clean.yaml", "half-migrated.yaml", "kubernetes/configmap.yaml")))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_edits_break_nothing_and_leave_nothing_behind(edits: list[tuple[float, int, str]], name: str) -> None:
    original = (REPOSITORY / "examples" / name).read_text(encoding="utf-8")
    text = original
    for where, removed, added in edits:
        start = int(where * len(text))
        text = text[:start] + added + text[start + removed :]
        assert_fresh(look(text, start + len(added)))
    assert look(original, 0).report.diagnostics == check_without_fixes(original, "run.yaml", NO_SETTINGS).diagnostics
