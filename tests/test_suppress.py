"""Comments that switch findings off: what they cover, what is wrong with them, when they are of no use."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from stacklint.suppress import Applied, Directives, apply, read
from stacklint.syntax.comments import comments
from stacklint.syntax.parse import parse
from stacklint.text.span import Span

RULES = ("dangling-backend", "env-syntax", "internal-error", "legacy-inline-store")
TODAY = "2026-06-15"


class Found(NamedTuple):
    """As much of a diagnostic as matters here."""

    rule: str
    span: Span


def directives(text: str) -> Directives:
    trees = parse(text)
    roots = [document.root for document in trees.documents]
    return read(text, comments(text, roots), roots[0] if roots else None, RULES)


def applied(text: str, **options: object) -> Applied[Found]:
    """Findings of `dangling-backend` stand at every `HERE` of *text*."""
    found = [Found("dangling-backend", Span(at, at + 4)) for at in range(len(text)) if text.startswith("HERE", at)]
    return apply(text, found, directives(text), TODAY, **options)  # type: ignore[arg-type]  # checked by the tests that use it


def kept_lines(text: str) -> list[int]:
    return [text.count("\n", 0, found.span.start) + 1 for found in applied(text).kept]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("a: HERE\n", [1], id="no comment"),
        pytest.param("a: HERE # stacklint: ignore[dangling-backend] known\n", [], id="trailing"),
        pytest.param("a: HERE #stacklint:ignore[dangling-backend]\n", [], id="without spaces"),
        pytest.param("a: HERE # see 12 # stacklint: ignore[dangling-backend]\n", [], id="behind another comment"),
        pytest.param("a: HERE # stacklint: ignore[env-syntax]\n", [1], id="another rule"),
        pytest.param("a: HERE # stacklint: ignore[env-syntax, dangling-backend]\n", [], id="two rules"),
        pytest.param("a: HERE # stacklint: ignore[dangling-backend]\nb: HERE\n", [2], id="trailing is one line"),
        pytest.param("# stacklint: ignore[dangling-backend]\na: HERE\nb: HERE\n", [3], id="own line is one entry"),
        pytest.param(
            "# stacklint: ignore[dangling-backend]\na:\n  b: HERE\n  c: [HERE]\nd: HERE\n", [5], id="the whole sub-tree"
        ),
        pytest.param(
            "# stacklint: ignore[dangling-backend]\n\n# another comment\n\na: HERE\nb: HERE\n", [6], id="blanks between"
        ),
        pytest.param(
            "l:\n  # stacklint: ignore[dangling-backend]\n  - a: HERE\n    b: HERE\n  - HERE\n", [5], id="a list item"
        ),
        pytest.param(
            "l:\n  - a: HERE\n    # stacklint: ignore[dangling-backend]\n    b: HERE\n    c: HERE\n",
            [2, 5],
            id="inside a list item",
        ),
        pytest.param(
            "l:\n  -\n    # stacklint: ignore[dangling-backend]\n    a: HERE\n    b: HERE\n", [5], id="below the dash"
        ),
        pytest.param(
            "l:\n- - HERE\n  # stacklint: ignore[dangling-backend]\n  - HERE\n- HERE\n", [2, 5], id="a list in a list"
        ),
        pytest.param(
            "l:\n# stacklint: ignore[dangling-backend]\n- &a {b: HERE}\n- HERE\n", [4], id="an item with an anchor"
        ),
        pytest.param("a: {\n  # stacklint: ignore[dangling-backend]\n  b: HERE,\n  c: HERE}\n", [4], id="flow style"),
        pytest.param("# stacklint: ignore[dangling-backend]\n---\na: HERE\nb: HERE\n", [4], id="above the start mark"),
        pytest.param("a: HERE\nb:\n  c: HERE\n# stacklint: file-ignore[dangling-backend]\n", [], id="the whole file"),
        pytest.param("a: HERE\n# stacklint: ignore[dangling-backend]\n", [1], id="nothing below"),
        pytest.param("a: HERE # stacklint: ignore[dangling-backend] until=2026-06-15\n", [], id="the last day"),
        pytest.param("a: HERE # stacklint: ignore[dangling-backend] until=2026-06-14\n", [1], id="the day after"),
        pytest.param("a: 'HERE # stacklint: ignore[dangling-backend]'\n", [1], id="inside quotes"),
        pytest.param("a: |\n  HERE # stacklint: ignore[dangling-backend]\n", [2], id="inside a block scalar"),
        pytest.param("a: HERE # stacklint: ignore[dangling-backend\n", [1], id="never closed"),
        pytest.param("a: HERE # stacklint: ignore\n", [1], id="bare"),
        pytest.param("a: HERE # stacklint: ignore[]\n", [1], id="bare with brackets"),
        pytest.param("a: HERE\r\nb: HERE # stacklint: ignore[dangling-backend]\r\nc: HERE\r\n", [1, 3], id="CR LF"),
    ],
)
def test_what_a_comment_covers(text: str, kept: list[int]) -> None:
    assert kept_lines(text) == kept


@pytest.mark.parametrize(
    ("comment", "place", "words"),
    [
        ("# stacklint: ignore", "# stacklint: ignore", "no rule is named"),
        ("# stacklint: ignore[] because", "# stacklint: ignore[] because", "no rule is named"),
        ("# stacklint: ignore[env-syntax", "# stacklint: ignore[env-syntax", "not closed"),
        ("# stacklint: ignore[env-sintax] why", "env-sintax", "did you mean 'env-syntax'?"),
        ("# stacklint: ignore[env-syntax, nonsense]", "nonsense", "no rule is called 'nonsense'"),
        ("# stacklint: ignore[env-syntax] until=tomorrow", "tomorrow", "no date like 2026-12-31"),
        ("# stacklint: ignore[env-syntax] until=2026-02-30", "2026-02-30", "no date like 2026-12-31"),
        ("# stacklint: ingore[env-syntax]", "ingore", "did you mean 'ignore'?"),
        ("# stacklint: target", "# stacklint: target", "no release is named"),
        ("# stacklint:", "# stacklint:", "nothing is said"),
    ],
)
def test_what_is_wrong_with_a_comment(comment: str, place: str, words: str) -> None:
    text = f"a: 1 {comment}\n"
    (problem,) = directives(text).problems
    assert problem.span.of(text) == place
    assert words in problem.message


def test_an_unknown_rule_beside_a_known_one_leaves_that_in_force() -> None:
    assert kept_lines("a: HERE # stacklint: ignore[nonsense, dangling-backend]\n") == []


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        ("# stacklint: ignore[env-syntax] read by a script", "read by a script"),
        ("# stacklint: ignore[env-syntax]: read by a script", "read by a script"),
        ("# stacklint: ignore[env-syntax] until=2026-12-31 moves in winter", "moves in winter"),
        ("# stacklint: ignore[env-syntax] moves in winter until=2026-12-31", "moves in winter"),
        ("# stacklint: ignore[env-syntax]", ""),
    ],
)
def test_the_reason_is_kept(comment: str, reason: str) -> None:
    (suppression,) = directives(f"a: 1 {comment}\n").suppressions
    assert suppression.reason == reason


def test_a_suppressed_finding_keeps_its_reason() -> None:
    ((finding, reason),) = applied("a: HERE # stacklint: ignore[dangling-backend] on purpose\n").suppressed
    assert (finding.rule, reason) == ("dangling-backend", "on purpose")


def unused_words(text: str, **options: object) -> list[tuple[str, str]]:
    return [(remark.span.of(text), remark.message) for remark in applied(text, **options).unused]


def test_a_suppression_without_a_finding_is_unused() -> None:
    text = "a: 1 # stacklint: ignore[dangling-backend]\nb: HERE\n"
    assert unused_words(text) == [("dangling-backend", "'dangling-backend' finds nothing on this line")]


def test_of_two_rules_the_idle_one_is_named() -> None:
    text = "a: HERE # stacklint: ignore[dangling-backend, env-syntax]\n"
    assert [place for place, _ in unused_words(text)] == ["env-syntax"]


def test_two_comments_for_one_finding_are_both_used() -> None:
    text = "# stacklint: file-ignore[dangling-backend]\na: HERE # stacklint: ignore[dangling-backend]\n"
    assert unused_words(text) == []


def test_nothing_is_unused_where_its_rule_did_not_run() -> None:
    text = "a: 1 # stacklint: ignore[env-syntax]\n"
    assert unused_words(text, enabled={"dangling-backend"}) == []
    assert len(unused_words(text, enabled={"env-syntax"})) == 1


def test_nothing_is_unused_where_something_was_not_read() -> None:
    text = "a: 1\n# stacklint: ignore[env-syntax]\nb:\n  c: 1\n  d: 2\n"
    assert unused_words(text, unread=(Span(text.index("d:"), len(text)),)) == []
    assert len(unused_words(text, unread=(Span(0, 3),))) == 1


def test_a_day_that_is_over_is_reported() -> None:
    text = "a: HERE # stacklint: ignore[dangling-backend] until=2026-06-14\n"
    ((place, message),) = unused_words(text)
    assert place.startswith("# stacklint: ignore")
    assert "2026-06-14" in message


def test_a_crash_of_the_tool_cannot_be_suppressed() -> None:
    text = "# stacklint: file-ignore[internal-error]\na: 1\n"
    crash = Found("internal-error", Span(0, 0))
    assert apply(text, [crash], directives(text), TODAY).kept == (crash,)


def test_the_first_target_counts() -> None:
    text = "# stacklint: target=0.2.24 as deployed\na: 1 # stacklint: target=ogx-1.5.0\n"
    target = directives(text).target
    assert target is not None
    assert target[0] == "0.2.24" == target[1].of(text)


def test_a_file_can_say_that_it_is_not_ours() -> None:
    assert directives("# stacklint: not-a-stack-config\na: 1\n").not_ours
    assert not directives("a: '# stacklint: not-a-stack-config'\n").not_ours
