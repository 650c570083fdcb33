"""Trees have exact places, whatever the text; what upstream refuses is a problem in plain words."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from stacklint.syntax.nodes import Alias, Mapping, Node, Scalar, Sequence
from stacklint.syntax.parse import parse
from stacklint.syntax.parse.events import MAXIMUM_DEPTH, PurePython
from stacklint.text import Span

MANY_PROVIDERS = (Path(__file__).parent / "many-providers.yaml").read_text(encoding="utf-8")


def shown(text: str, node: Node | None = None) -> object:
    """A tree as the pieces of text that its nodes cover."""
    root = node if node is not None else parse(text).root
    match root:
        case Scalar():
            return root.span.of(text)
        case Sequence():
            return [root.span.of(text), *(shown(text, item) for item in root.items)]
        case Mapping():
            return [
                root.span.of(text),
                *((shown(text, entry.key), shown(text, entry.value)) for entry in root.entries),
            ]
        case Alias():
            return root.span.of(text)
    return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\n", ["a: b", ("a", "b")]),
        # A byte order mark is not counted by libyaml.
        ("\ufeffa: b\n", ["a: b", ("a", "b")]),
        # A block collection's own end lies at the next token.
        ("a:\n  b: c\n\n# d\ne: f\n", ["a:\n  b: c\n\n# d\ne: f", ("a", ["b: c", ("b", "c")]), ("e", "f")]),
        ("a:\n- b\n- c\n\nd: e\n", ["a:\n- b\n- c\n\nd: e", ("a", ["- b\n- c", "b", "c"]), ("d", "e")]),
        # Anchors and tags are not part of a node.
        ("a: &x !!str b\n", ["a: &x !!str b", ("a", "b")]),
        ("a: !!str &x 'b'\n", ["a: !!str &x 'b'", ("a", "'b'")]),
        ("a: &x # why\n  b: c\n", ["a: &x # why\n  b: c", ("a", ["b: c", ("b", "c")])]),
        ("a: !!map {b: c}\n", ["a: !!map {b: c}", ("a", ["{b: c}", ("b", "c")])]),
        ("a: &x:1\n", ["a: &x:1", ("a", ":1")]),
        ("a: &x\nb: *x\n", ["a: &x\nb: *x", ("a", ""), ("b", "*x")]),
        ("- ! b\n- !<tag:yaml.org,2002:str> c\n", ["- ! b\n- !<tag:yaml.org,2002:str> c", "b", "c"]),
        # Block scalars swallow the blank lines behind them.
        ("a: |\n  b\n\n\nc: d\n", ["a: |\n  b\n\n\nc: d", ("a", "|\n  b"), ("c", "d")]),
        ("a: >-  # e\n  b\n  c \n\nd: |\n", ["a: >-  # e\n  b\n  c \n\nd: |", ("a", ">-  # e\n  b\n  c "), ("d", "|")]),
        # NEL, U+2028 and U+2029 are line ends for libyaml only.
        ('a: "\x85\u2028\u2029"\nb: c\n', ['a: "\x85\u2028\u2029"\nb: c', ("a", '"\x85\u2028\u2029"'), ("b", "c")]),
        # Values that are not there stand behind their colon, or behind the key.
        ("a:\nb: \n", ["a:\nb:", ("a", ""), ("b", "")]),
        ("? a\n\n# c\nb: d\n", ["? a\n\n# c\nb: d", ("a", ""), ("b", "d")]),
        ("{a, b: , c : }", ["{a, b: , c : }", ("a", ""), ("b", ""), ("c", "")]),
        ("-\n- a\n", ["-\n- a", "", "a"]),
        ("[a: b, {c: [d]}]", ["[a: b, {c: [d]}]", ["a: b", ("a", "b")], ["{c: [d]}", ("c", ["[d]", "d"])]]),
        # Lines that end otherwise, and multi-line scalars.
        ("a: b\r\nc: d\r\n", ["a: b\r\nc: d", ("a", "b"), ("c", "d")]),
        ("a: b\rc: d\r", ["a: b\rc: d", ("a", "b"), ("c", "d")]),
        ("a: b\n  c\nd: 'e\n\n  f'\n", ["a: b\n  c\nd: 'e\n\n  f'", ("a", "b\n  c"), ("d", "'e\n\n  f'")]),
        ("😀: é\n", ["😀: é", ("😀", "é")]),
    ],
)
def test_spans(text: str, expected: object) -> None:
    assert parse(text).problems == ()
    assert shown(text) == expected


def test_a_missing_value_stands_behind_the_colon() -> None:
    text = "a:\nb : \n"
    root = parse(text).root
    assert isinstance(root, Mapping)
    assert [entry.value.span for entry in root.entries] == [Span(2, 2), Span(6, 6)]


def test_styles_tags_and_anchors() -> None:
    text = "- a\n- 'b'\n- \"c\"\n- |\n  d\n- >\n  e\n- &f !!int '7'\n- *f\n- {g: []}\n"
    root = parse(text).root
    assert isinstance(root, Sequence)
    scalars = [item for item in root.items if isinstance(item, Scalar)]
    assert [scalar.style for scalar in scalars] == ["", "'", '"', "|", ">", "'"]
    assert (scalars[5].anchor, scalars[5].tag, scalars[5].value) == ("f", "tag:yaml.org,2002:int", 7)
    alias, flow = root.items[6], root.items[7]
    assert isinstance(alias, Alias)
    assert alias.node is scalars[5]
    assert isinstance(flow, Mapping)
    assert flow.flow
    assert not root.flow


def test_repeated_keys_are_kept_and_the_last_one_survives() -> None:
    root = parse("a: 1\nb: 2\na: 3\n").root
    assert isinstance(root, Mapping)
    assert [entry.name for entry in root.entries] == ["a", "b", "a"]
    assert list(root.effective()) == ["a", "b"]
    survivor = root.get("a")
    assert isinstance(survivor, Scalar)
    assert survivor.value == 3


def test_merge_keys_are_applied() -> None:
    text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  c: 5\n  <<: [*x, *y]\n"
    root = parse(text).root
    assert isinstance(root, Mapping)
    merged = root.get("z")
    assert isinstance(merged, Mapping)
    values = {name: entry.value.value for name, entry in merged.effective().items() if isinstance(entry.value, Scalar)}
    assert values == {"b": 2, "c": 5, "a": 1}


def test_an_alias_inside_its_own_anchor_does_not_lead_in_circles() -> None:
    parsed = parse("&a [*a]")
    assert parsed.problems == ()
    root = parsed.root
    assert isinstance(root, Sequence)
    (alias,) = root.items
    assert isinstance(alias, Alias)
    assert alias.node is None
    assert alias.enclosing is root


def test_documents_share_the_text_out() -> None:
    text = "# first\na: 1\n---\n# second\nb: 2\n...\n# after\n--- c\n"
    trees = parse(text).documents
    assert [tree.span.of(text) for tree in trees] == [
        "# first\na: 1\n",
        "---\n# second\nb: 2\n...\n# after\n",
        "--- c\n",
    ]
    assert [shown(text, tree.root) for tree in trees] == [["a: 1", ("a", "1")], ["b: 2", ("b", "2")], "c"]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "\ufeff", "   \n\n"])
def test_nothing_is_no_document(text: str) -> None:
    assert parse(text) == ((), (), None, ())
    assert parse(text).root is None


def test_an_explicit_empty_document_is_null() -> None:
    parsed = parse("---\n")
    assert isinstance(parsed.root, Scalar)
    assert parsed.root.is_null


@pytest.mark.parametrize(
    ("text", "place", "kind", "words"),
    [
        ("a: b: c\n", ":", "syntax", "': '"),
        ('a: "b\nc: d\n', '"', "syntax", "never closed"),
        ("a: [b\nc: d\n", "[", "syntax", "'['"),
        ("a: 1\n<<<<<<< ours\nb: 1\n=======\nb: 2\n>>>>>>> x\n", "<<<<<<< ours", "syntax", "merge conflict"),
        ("{a: b}\nc: d\n", "c:", "syntax", "what stands above"),
        ("a: {b\n", "{", "syntax", "'{'"),
        ("a:\n\tb: c\n", "\t", "syntax", "tab"),
        ("a: b\tc\n", "\t", "syntax", "tab"),
        ("a: @b\n", "@b", "syntax", "quotes"),
        ("a: 1\n b: 2\n", ":", "syntax", "': '"),
        ("a:\n  - 1\n - 2\n", "-", "syntax", "indentation"),
        ("a: |x\n  b\n", "x", "syntax", "header"),
        ("a: |#x\n  b\n", "#x", "syntax", "header"),
        ('a: "\\q"\n', "\\q", "syntax", "double the backslash"),
        ("a: &\n", "&", "syntax", "'&'"),
        ("a: 1\x00\n", "\x00", "syntax", "U+0000"),
        ("a: \x7f\n", "\x7f", "syntax", "U+007F"),
        ("a: \ud800\n", "\ud800", "syntax", "U+D800"),
        ("a: *b\n", "*b", "construct", "'&b'"),
        ("a: &b 1\nc: &b 2\n", "2", "construct", "'&b' exists already"),
        ("a: !b c\n", "c", "construct", "'!b'"),
        ("a: !b {c: d}\n", "{", "construct", "'!b'"),
        ("a: !!int b\n", "b", "construct", "int"),
        ("a: !!seq {b: c}\n", "{", "construct", "!!seq"),
        ("{[a]: b}\n", "[a]", "construct", "list cannot be a key"),
        ("? {a: b}\n: c\n", "{a: b}", "construct", "mapping cannot be a key"),
        ("a: {<<: 1}\n", "1", "construct", "merged"),
        ("a: {<<: [{}, 2]}\n", "2", "construct", "merged"),
        ("a: =\n", "=", "construct", "'='"),
        ("a: <<\n", "<<", "construct", "'<<'"),
        ("a: 2024-13-45\n", "2024-13-45", "construct", "date"),
        ("a: 0x_\n", "0x_", "construct", "number"),
        ("a: !!binary é\n", "é", "construct", "binary"),
        ("a: !!omap [b]\n", "b", "construct", "one key"),
    ],
)
def test_problems(text: str, place: str, kind: str, words: str) -> None:
    problems = parse(text).problems
    assert len(problems) == 1
    (problem,) = problems
    assert problem.span.of(text) == place
    assert problem.kind == kind
    assert words in problem.message
    # Fact plus effect, in our own words, without a full stop.
    assert "server cannot load" in problem.message
    assert not problem.message.endswith(".")


def test_a_broken_document_does_not_take_the_earlier_ones_along() -> None:
    parsed = parse("a: 1\n---\nb: [\n")
    first, second = parsed.documents
    assert isinstance(first.root, Mapping)
    assert second.root is None
    assert parsed.stop is not None


def test_two_megabytes_of_ascii_are_read_and_eleven_are_not() -> None:
    assert parse("a: " + "b" * 2_000_000).problems == ()
    (problem,) = parse("a: " + "b" * 11_000_000).problems
    assert problem.kind == "limits"
    assert "10 MB" in problem.message
    # A third of the characters and the same bytes.
    assert parse("a: " + "水" * 3_600_000).problems[0].kind == "limits"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_not_read(opening: str) -> None:
    assert [problem.kind for problem in parse(opening * 200_000).problems] == ["limits"]
    just_fine = "[" * MAXIMUM_DEPTH + "]" * MAXIMUM_DEPTH
    assert parse(just_fine).problems == ()
    assert parse(f"[{just_fine}]").problems[0].kind == "limits"


def test_quoted_and_commented_brackets_are_no_depth() -> None:
    text = "a: '" + "[" * 5000 + "'\n# " + "{" * 5000 + "\n"
    assert parse(text).problems == ()


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        parse("a: [")
        parse(MANY_PROVIDERS)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_without_libyaml_everything_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        MANY_PROVIDERS,
        "\ufeff" + MANY_PROVIDERS,
        "a: [\n",
        "a: b: c\n",
        "\ufeffa: *x\n",
        "- &a [*a]\n- |\n  x\n\n",
    ]
    usual = [(shown(text), [problem.span for problem in parse(text).problems]) for text in texts]
    monkeypatch.setattr("stacklint.syntax.parse.FAST", PurePython)
    assert [(shown(text), [problem.span for problem in parse(text).problems]) for text in texts] == usual


@pytest.mark.parametrize(
    ("text", "accepted"),
    [
        # libyaml refuses, upstream's reader accepts.
        ("%FOO bar\n---\na: b\n", True),
        ("a: [b:, c]\n", True),
        ("a: |\n \tb\n", True),
        # libyaml accepts, upstream's reader refuses.
        ("a: [http://x?y=z]\n", False),
        ("a: b\tc\n", False),
        ("a: |# c\n  b\n", False),
    ],
)
def test_upstreams_own_reader_has_the_last_word(text: str, accepted: bool) -> None:
    parsed = parse(text)
    assert (parsed.problems == ()) is accepted
    assert isinstance(parsed.root, Mapping)


def test_a_tab_in_comments_and_quotes_needs_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stacklint.syntax.parse.PurePython", None)  # asking it would fail
    assert parse("a: 'b\tc'  #\tcomment\nd: \"e\tf\"\n").problems == ()


def test_an_error_in_a_large_file_needs_no_second_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    # Asking upstream's reader takes thirty times as long as libyaml, at every keystroke of a half-typed line.
    monkeypatch.setattr("stacklint.syntax.parse.PurePython", None)
    for broken in ("a: [b\n", "a: {b\n", "a: 'b\n", "a b\n", "a: b: c\n"):
        text = "x: '!'\n" * 100 + "y: b\n" * 100 + broken + "y: b\n" * 50
        assert parse(text).stop is not None
