"""Environment expressions to compare our evaluation with upstream's: every form, every odd default, whole structures.

The lists are crossed, not drawn at random, so that a run tomorrow asks the same questions.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

from upstream.verdicts import Question

RELEASES = (
    *("0.2.12", "0.2.13", "0.2.14", "0.2.15", "0.2.19", "0.2.24", "0.3.5"),
    *("0.4.7", "0.6.1", "0.7.3", "0.8.0", "1.0.4", "1.2.5", "1.5.0"),
)
"""At least one for every version of upstream's code that ever replaced expressions."""

HOME = "/home/neutral"

VARIABLES = {
    "X": "v",
    "EMPTY": "",
    "SPACE": " ",
    "TILDE": "~/data",
    "TILDE_USER": "~nobody-here/x",
    "TILDE_MIDDLE": "a/~/b",
    "NUM": "0042",
    "NEGATIVE": "-7",
    "YES": "yes",
    "TRUE": "TRUE",
    "FALSE": "False",
    "FLOAT": "1e3",
    "NAN": "nan",
    "UNDER": "1_000",
    "BRACE": "a}b",
    "REF": "${env.X}",
    "DISABLED": "__disabled__",
    "UNICODE": "é水",
    "LINES": "a\nb",
    "BACKSLASH": "\\1\\g<0>",
    "_A9": "under",
    "9A": "digit first",
    "HOME": HOME,
}

UNSET = "NOT_SET"

DEFAULTS = (
    "",
    "d",
    "~",
    "~/x",
    "a~",
    "true",
    "False",
    "yes",
    "null",
    "~null",
    "12",
    "-5",
    "+5",
    "007",
    "0x10",
    "1_000",
    "1.50",
    "1e3",
    ".5",
    "inf",
    "-Infinity",
    "nan",
    "１２",
    " 12 ",
    " ",
    "a b",
    "a:b",
    ":=x",
    ":+y",
    "=x",
    "+x",
    "http://h:1/v1?a=b&c=d",
    "[a,b]",
    '{"a": 1',
    "{",
    "$",
    "$X",
    "${env.X",
    "${env.X:=y",
    "__disabled__",
    "é",
    "a\nb",
    "\\1",
    "\\n",
    "'q'",
    '"q"',
    "# c",
    "a,b",
)

OPERATORS = (":=", ":+", ":", "+", ":-", "-", "=", ":?", ":=:", ": =", " :=", "::=")

FRAMES = ("{}", "a{}", "{}b", "a {} b", "{}{}", "{}/x/{}", "${}", "{{{}}}", " {}", "{}\n", "${{{}}}")

ODD = (
    "${env.}",
    "${env.:=x}",
    "${env.x:=y}",
    "${env.Xy:=z}",
    "${env.X-Y:=z}",
    "${env.X Y}",
    "${env. X}",
    "${env.X }",
    "${ env.X}",
    "${ENV.X}",
    "${Env.X:=y}",
    "$env.X",
    "${X}",
    "${X:=y}",
    "{env.X}",
    "${env.X",
    "${env.X:=",
    "${env.X:=a",
    "${env.NOT_SET:=${env.X:=a}}",
    "${env.NOT_SET:=${env.X}}",
    "${env.NOT_SET:=${env.NOT_SET2}}",
    "${env.X:+${env.TILDE}}",
    "${env.NOT_SET:+${env.TILDE}}",
    "${env.${env.X}}",
    "${env.NOT_SET:={a}}",
    "${env.NOT_SET:=}}",
    "$${env.X}",
    "\\${env.X}",
    "${env.X}${env.NOT_SET}",
    "${env.NOT_SET:=1}${env.NOT_SET:=2}",
    "${env.NOT_SET:=tr}ue",
    "${env.NOT_SET:=}1",
    "-${env.NOT_SET:=1}",
    "${env.NOT_SET:=}",
    "${env.NOT_SET:=}${env.NOT_SET:+}",
    " ${env.NOT_SET:=} ",
    "${env.NOT_SET:=${env.NOT_SET:=}}",
    "${env.X:=a}:${env.NUM}",
    "${env.REF}",
    "${env.X:=${env.X}",
    "plain",
    "",
    "12",
    "true",
    "~/x",
    "~",
    "${{P}}",
    "{{ .Values.x }}",
    "${env.ÄX:=y}",
    "${env.X\n:=y}",
    "${env.NOT_SET:=\n}",
    "${env.X:=a}${env.X:+b}${env.NOT_SET:+c}",
)


def questions() -> list[Question]:
    """All questions of the kind `substitution`."""
    found: dict[str, Question] = {}
    for label, value, variables in _inputs():
        text = json.dumps({"value": value, "variables": variables}, ensure_ascii=False)
        question = Question("substitution", label, text, RELEASES)
        found.setdefault(question.key, question)
    return list(found.values())


def _inputs() -> Iterator[tuple[str, object, dict[str, str]]]:
    for label, text in _texts():
        yield label, text, VARIABLES
    for number, text in enumerate(ODD):
        yield f"odd/{number}/bare", text, {"HOME": HOME}
    for label, value in _structures():
        yield label, value, VARIABLES
        yield f"{label}/bare", value, {"HOME": HOME}


def _texts() -> Iterator[tuple[str, str]]:
    names = [*VARIABLES, UNSET]
    for name in names:
        for number, frame in enumerate(FRAMES):
            yield f"bare/{name}/{number}", frame.replace("{}", f"${{env.{name}}}")
    for operator, default in itertools.product(OPERATORS, DEFAULTS):
        for name in (UNSET, "X"):
            yield f"form/{name}{operator}{DEFAULTS.index(default)}", f"${{env.{name}{operator}{default}}}"
    for name, operator, default in itertools.product(names, (":=", ":+", ":", "+"), ("", "d", "~/x")):
        yield f"name/{name}{operator}{DEFAULTS.index(default)}", f"${{env.{name}{operator}{default}}}"
    for number, (operator, default) in enumerate(itertools.product((":=", ":+", ":"), DEFAULTS)):
        frame = FRAMES[number % len(FRAMES)]
        name = names[number % len(names)]
        yield f"framed/{number}", frame.replace("{}", f"${{env.{name}{operator}{default}}}")
    for number, text in enumerate(ODD):
        yield f"odd/{number}", text


ID_KEYS = (
    "provider_id",
    "vector_store_id",
    "model_id",
    "shield_id",
    "dataset_id",
    "scoring_fn_id",
    "benchmark_id",
    "toolgroup_id",
    "connector_id",
    "vector_db_id",
)

ID_VALUES: tuple[object, ...] = (
    "p",
    "",
    None,
    0,
    False,
    True,
    [],
    "__disabled__",
    "${env.DISABLED}",
    "${env.NOT_SET:=__disabled__}",
    "${env.X:+__disabled__}",
    "${env.NOT_SET:+p}",
    "${env.X:+p}",
    "${env.NOT_SET:=}",
    "${env.NOT_SET}",
    "${env.EMPTY}",
    "__dis${env.NOT_SET:=abled__}",
    " __disabled__",
)


def _structures() -> Iterator[tuple[str, object]]:
    for key, (number, value) in itertools.product(ID_KEYS, enumerate(ID_VALUES)):
        yield f"item/{key}/{number}", [{key: value, "config": {"a": "${env.NOT_SET}"}}, {key: "other"}]
        yield f"quiet-item/{key}/{number}", {"list": [{key: value, "config": {"a": "${env.NOT_SET:=1}"}}]}
        yield f"mapping/{key}/{number}", {key: value, "rest": "${env.X}"}
    for number, value in enumerate(ID_VALUES):
        yield f"nested/{number}", [[{"provider_id": value}], {"x": [{"model_id": value, "provider_id": value}]}]
        yield f"two-ids/{number}", [{"model_id": "m", "shield_id": value}, {"provider_id": value, "model_id": ""}]
        yield f"auth/{number}", {"server": {"auth": {"provider_config": {"type": value, "url": "${env.NOT_SET}"}}}}
        yield (
            f"auth-quiet/{number}",
            {"server": {"auth": {"provider_config": {"type": value}, "access_policy": ["${env.X}"]}}},
        )
        yield f"auth-elsewhere/{number}", {"auth": {"provider_config": {"type": value, "url": "${env.NOT_SET:=u}"}}}
        yield f"no-type/{number}", {"server": {"auth": {"provider_config": {"kind": value}}}}
    others: tuple[object, ...] = (None, 1, 1.5, True, [], {}, [None], {"a": None}, [[]], {"a": {"b": []}})
    for number, plain in enumerate(others):
        yield f"plain/{number}", plain
    yield "keys", {"${env.X}": "${env.X}", "a": {"${env.NOT_SET}": 1}}
    yield "first-error", {"b": "${env.NOT_SET}", "a": "${env.EMPTY}"}
    yield "later-error", {"b": "fine", "a": ["x", {"c": "${env.EMPTY}"}]}
    yield "deep", {"a": [{"b": [{"c": "${env.NUM:=1}"}, "${env.TRUE}"]}, 3]}
    yield "dropped-before", [{"provider_id": "__disabled__", "x": "${env.NOT_SET}"}, "${env.X}", None]
    yield "auth-null", {"server": {"auth": {"provider_config": None}}}
    yield "auth-text", {"server": {"auth": {"provider_config": "${env.X}"}}}
