"""Only real comments are comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from requirements import require_corpus
from stacklint.syntax.comments import Comment, comments, has_bare_tab
from stacklint.syntax.loading import to_python
from stacklint.syntax.parse import parse
from stacklint.text import Span, decode


def found(text: str) -> list[str]:
    parsed = parse(text)
    assert parsed.problems == ()
    return [comment.text for comment in comments(text, [tree.root for tree in parsed.documents])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", []),
        ("# one\na: 1  # two\n\n  # three  \n", ["# one", "# two", "# three"]),
        ("a: b#c\nd: 'e # f'\ng: \"h # i\"  # j\n", ["# j"]),
        ("a: |  # header\n  # text\n  b\n# behind\n", ["# header", "# behind"]),
        ("a: >-\n  # text\n# behind\nc: d\n", ["# behind"]),
        ("a: |+\n  # text\n\n# behind\n", ["# behind"]),
        ("a: 'it''s # x\n  # y'\n# z\n", ["# z"]),
        ("[a, # one\n b] # two", ["# one", "# two"]),
        ("{'#a': '#b', c: d#e} #f", ["#f"]),
        ("---\n# one\na: 1\n--- # two\nb: '#'\n... # three\n", ["# one", "# two", "# three"]),
        ("a: &x # anchored\n  b: 1\n", ["# anchored"]),
        ("? a # key\n: b # value\n", ["# key", "# value"]),
        ("a: #value\r\n#crlf\r\nb: 1\r#cr\r", ["#value", "#crlf", "#cr"]),
        ("\ufeff# first\n", ["# first"]),
        ("a: https://b/#c\n", []),
        ("a: 1 # b # c '\nd: 2 # \"\n", ["# b # c '", '# "']),
        ("a: b\n  c\n  # d\n", ["# d"]),
        ("#", ["#"]),
    ],
)
def test_comments(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_where_a_comment_stands() -> None:
    text = "a: 1 # x\n  # y \n"
    parsed = parse(text)
    assert comments(text, [parsed.root]) == (
        Comment(Span(5, 8), "# x", own_line=False, indent=5),
        Comment(Span(11, 14), "# y", own_line=True, indent=2),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b", False),
        ("a: b # \t c", False),
        ("a: '\t'\nb: \"\t\"\n", False),
        ("a: b\tc", True),
        ("a: b\t# c", True),
        ("a: |\n  b\tc\n", True),
    ],
)
def test_tabs_that_readers_differ_about(text: str, expected: bool) -> None:
    assert has_bare_tab(text, [parse(text).root]) is expected


def without_comments(text: str) -> str:
    pieces = []
    done = 0
    for comment in comments(text, [tree.root for tree in parse(text).documents]):
        pieces += [text[done : comment.span.start], " " * len(comment.text)]
        done = comment.span.end
    return "".join(pieces) + text[done:]


def loaded(text: str) -> list[object]:
    return [to_python(tree.root) for tree in parse(text).documents if tree.root is not None]


def test_a_text_without_its_comments_means_the_same() -> None:
    texts = [(Path(__file__).parent / "many-providers.yaml").read_text(encoding="utf-8")]
    texts += [decode(path.read_bytes()).text for path in sorted(require_corpus().rglob("*.yaml"))]
    changed = 0
    for text in texts:
        if parse(text).problems:
            continue
        bare = without_comments(text)
        assert repr(loaded(bare)) == repr(loaded(text))
        assert comments(bare, [tree.root for tree in parse(bare).documents]) == ()
        changed += bare != text
    assert changed > 200
