"""Environment expressions in both grammars, what they come to, and what only looks like one.

That `substitute` equals upstream's own function is proved in `tests/upstream`.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.syntax.env import lookalikes, parse_expressions
from stacklint.syntax.env.evaluation import Conditional, Default, Evaluation, Known, Unknowable, evaluate
from stacklint.syntax.env.substitution import Behaviour, UnsetVariable, convert, expand_home, substitute


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("${env.X}", [("${env.X}", "X", "", "", "both")]),
        ("a${env.X_1:=d}b", [("${env.X_1:=d}", "X_1", ":=", "d", "modern")]),
        ("${env.X:+v}", [("${env.X:+v}", "X", ":+", "v", "modern")]),
        ("${env.X:d}", [("${env.X:d}", "X", ":", "d", "old")]),
        ("${env.X+v}", [("${env.X+v}", "X", "+", "v", "old")]),
        ("${env.X:=}", [("${env.X:=}", "X", ":=", "", "modern")]),
        # The default ends at the first closing brace.
        ("${env.A:=${env.B:=x}}", [("${env.A:=${env.B:=x}", "A", ":=", "${env.B:=x", "modern")]),
        # Where the grammars differ the modern one is right.
        ("${env.A:-${env.B}}", [("${env.B}", "B", "", "", "both")]),
        ("$${env.X}", [("${env.X}", "X", "", "", "both")]),
        ("${env.x} ${env.} ${env.X ${ENV.X}", []),
        ("${env.A:1}${env.B:=2}", [("${env.A:1}", "A", ":", "1", "old"), ("${env.B:=2}", "B", ":=", "2", "modern")]),
    ],
)
def test_expressions(text: str, expected: list[tuple[str, ...]]) -> None:
    found = parse_expressions(text)
    assert [(each.span.of(text), each.name, each.operator, each.operand, each.grammar) for each in found] == expected
    assert all(each.operand_span.of(text) == each.operand for each in found)


def test_one_grammar_only() -> None:
    text = "${env.A:=1}${env.B:2}"
    assert [each.operator for each in parse_expressions(text, "modern")] == [":="]
    assert [(each.operator, each.operand) for each in parse_expressions(text, "old")] == [(":", "=1"), (":", "2")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", Known("plain")),
        ("12", Known("12")),
        ("${env.X}", Unknowable(("X",))),
        ("${env.X:=1}", Default(1, ("X",))),
        ("${env.X:=}", Default(None, ("X",))),
        ("a${env.X:=b}${env.Y:=c}", Default("abc", ("X", "Y"))),
        ("${env.X:=~/data}/x", Default("~/data/x", ("X",))),
        ("${env.X:+id}", Conditional("id", None, ("X",))),
        ("${env.X:+a}-${env.Y:=b}", Conditional("a-b", "-b", ("X",))),
        ("${env.X:+a}${env.Y}", Unknowable(("Y",))),
        ("${env.X:old}", Known("${env.X:old}")),
    ],
)
def test_without_an_environment(text: str, expected: Evaluation) -> None:
    assert evaluate(text) == expected


def test_the_old_grammar_makes_texts_only() -> None:
    assert evaluate("${env.X:1}", "old") == Default("1", ("X",))
    assert evaluate("${env.X:=1}", "old") == Default("=1", ("X",))
    assert evaluate("${env.X+v}", "old") == Conditional("v", "", ("X",))


def test_with_an_environment() -> None:
    environment = {"X": "007", "EMPTY": "", "HOME": "/home/someone/"}
    assert evaluate("${env.X}", environment=environment) == Known(7)
    assert evaluate("${env.EMPTY:=d}", environment=environment) == Known("d")
    assert evaluate("${env.EMPTY}", environment=environment) == Unknowable(("EMPTY",))
    assert evaluate("${env.NOT_SET:=~/a}", environment=environment) == Known("/home/someone/a")
    assert evaluate("${env.X:+on}", environment=environment) == Known("on")
    assert evaluate("${env.NOT_SET:+on}", environment=environment) == Known(None)


TEXTS = st.lists(
    st.sampled_from(
        ["${env.X}", "${env.N:=d}", "${env.X:+v}", "${env.N:+v}", "${env.N}", "${env.N:=~}", "a", "1", " ", "}"]
    ),
    max_size=4,
).map("".join)


@given(TEXTS, st.dictionaries(st.sampled_from(["X", "HOME"]), st.sampled_from(["", "v", "12", "/h"])))
def test_evaluation_agrees_with_substitution(text: str, environment: dict[str, str]) -> None:
    evaluated = evaluate(text, environment=environment)
    if isinstance(evaluated, Unknowable):
        with pytest.raises(UnsetVariable) as raised:
            substitute(text, environment, Behaviour())
        assert raised.value.name == evaluated.names[0]
    else:
        assert evaluated == Known(substitute(text, environment, Behaviour()))


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("TRUE", True), ("False", False), ("yes", "yes"), ("1_000", 1000), ("1e3", 1000.0), ("null", "null")],
)
def test_conversion(text: str, value: object) -> None:
    assert convert(text) == value
    assert type(convert(text)) is type(value)


def test_home() -> None:
    home = {"HOME": "/h"}
    assert [expand_home(text, home) for text in ("~", "~/a", "~b", "a~", "")] == ["/h", "/h/a", "~b", "a~", ""]
    assert expand_home("~/a", {}) == "~/a"
    assert expand_home("~", {"HOME": "/"}) == "/"


def test_what_differs_between_releases() -> None:
    item = {"provider_id": "${env.N:=__disabled__}", "url": "${env.N}"}
    kept = Behaviour(disabled_items="kept")
    assert substitute([item], {}, kept) == [{"provider_id": "__disabled__", "url": "${env.N}"}]
    assert substitute([item], {}, Behaviour()) == []
    with pytest.raises(UnsetVariable) as raised:
        substitute({"a": [item]}, {}, Behaviour(disabled_items="expanded"))
    assert (raised.value.name, raised.value.path) == ("N", "a[0].url")
    with pytest.raises(UnsetVariable):
        substitute("${env.N:=}", {}, Behaviour(empty_default="error"))
    assert substitute("12", {}, Behaviour(conversion="always")) == 12
    assert substitute("12", {}, Behaviour()) == "12"


@pytest.mark.parametrize(
    ("text", "kind", "piece", "name", "operand"),
    [
        ("${env.X:d}", "old-default", "${env.X:d}", "X", "d"),
        ("a ${env.X: d} b", "old-default", "${env.X: d}", "X", " d"),
        ("${env.X+v}", "old-conditional", "${env.X+v}", "X", "v"),
        ("${env.X:-v}", "shell-default", "${env.X:-v}", "X", "v"),
        ("${env.X-v}", "shell-default", "${env.X-v}", "X", "v"),
        ("${env.X=v}", "shell-default", "${env.X=v}", "X", "v"),
        ("${env.X:?v}", "shell-default", "${env.X:?v}", "X", "v"),
        ("${env.foo:=x}", "lower-case", "${env.foo:=x}", "FOO", "x"),
        ("${env.Foo}", "lower-case", "${env.Foo}", "FOO", ""),
        ("${env.X }", "spaces", "${env.X }", "X", ""),
        ("${ env.X}", "spaces", "${ env.X}", "X", ""),
        ("${env.X :=d}", "spaces", "${env.X :=d}", "X", "d"),
        ("${env.X: =d}", "spaces", "${env.X: =d}", "X", "d"),
        ("a ${env.X:=http://b/c d", "unclosed", "${env.X:=http://b/c", "X", "http://b/c"),
        ("${env.X", "unclosed", "${env.X", "X", ""),
        ("${env.X/${env.Y}", "unclosed", "${env.X/", "X", "/"),
        ("${env.A:=${env.B:=x}} z", "nested", "${env.A:=${env.B:=x}}", "A", "${env.B:=x}"),
        ("${NAME}", "no-prefix", "${NAME}", "NAME", ""),
        ("${NAME:-x}", "no-prefix", "${NAME:-x}", "NAME", "x"),
        ("${emv.X:=a}", "typo", "${emv.X:=a}", "X", "a"),
        ("${ENV.X}", "typo", "${ENV.X}", "X", ""),
        ("${env:X}", "typo", "${env:X}", "X", ""),
        ("$env.X", "typo", "$env.X", "X", ""),
        ("$(env.X)", "typo", "$(env.X)", "X", ""),
        ("${env.}", "name", "${env.}", "", ""),
        ("${env.X-Y:=z}", "name", "${env.X-Y:=z}", "X", "Y:=z"),
    ],
)
def test_lookalikes(text: str, kind: str, piece: str, name: str, operand: str) -> None:
    (found,) = lookalikes(text)
    assert (found.kind, found.span.of(text), found.name, found.operand) == (kind, piece, name, operand)


@pytest.mark.parametrize(
    "text",
    [
        "${env.X}",
        "$${env.X:=a}",
        "${env.X:= a}",
        "${env.X:=a:b$c}",
        "costs $5 or $140k",
        "${{P}} and ${{ P }}",
        "${allowed} ${message}",
        "$1 $name",
        "{env.X}",
        "environment.X",
        "a$",
        "${",
        "${}",
        "100${env.X:+%}",
    ],
)
def test_no_lookalikes(text: str) -> None:
    assert lookalikes(text) == ()


@given(st.text(alphabet="${}env.X:=+- ab(", max_size=30))
def test_lookalikes_are_disjoint_and_no_expressions(text: str) -> None:
    done = 0
    modern = [each.span for each in parse_expressions(text, "modern")]
    for found in lookalikes(text):
        assert done <= found.span.start < found.span.end <= len(text)
        done = found.span.end
        if found.kind != "nested":
            assert not any(found.span.overlaps(span) for span in modern)
