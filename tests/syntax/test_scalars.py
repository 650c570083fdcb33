"""Scalars mean what they mean to upstream's `yaml.safe_load`."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stacklint.syntax.scalars import CannotConstruct, construct, resolve

TABLE = """
yes Yes YES yEs no No NO true True TRUE false False FALSE on On ON off Off OFF y n Y N t f
~ null Null NULL nULL None nil = << . .. - + -- _ 0 00 0_ 07 08 010 0777 0o10 -0 +0 -0_1 1_000 1__0 _1 1_
0b 0b1 0b1_0 -0b11 0b2 0b_ 0x 0x1F 0X1f -0xfF 0x_ 0xg 1:30 -1:30:20 1:60 0:30 01:30 12:30:45 190:20:30.15
1.5 1. .5 +.5 -.5 1.e3 1e3 1.5e3 1.5e+3 1.5E-3 1_0.5_0 ._5 .inf -.inf +.Inf .INF .nan .NaN .NAN -.nan .iNf
2001-12-14 2001-1-1 2001-99-01 2001-02-30 0000-01-01 2001-12-14t21:59:43.10-05:00 2001-12-14T21:59:43Z
2001-12-14T21:59:43+99:00 2001-12-14T21:59:43+5 2001-12-14T99:00:00Z 2001-1-1T1:1:1 1.2.3 1e 1-2 12abc 8321
"""
WORDS = [
    *TABLE.split(),
    "2001-12-14 21:59:43",
    "2001-12-14 21:59:43.123456789 +5:30",
    "2001-12-14\t21:59:43 Z",
    "9" * 30,
    "9" * 5000,
    "1" + ":59" * 100,
    "１２",
    "",
]


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return type(one) is type(other) and one == other


def upstreams(tag: str | None, text: str) -> object:
    """What PyYAML makes of a scalar node of this text; CannotConstruct when it raises anything."""
    loader = yaml.SafeLoader("")
    try:
        resolve_tag: Any = loader.resolve
        resolved = tag if tag is not None else resolve_tag(yaml.ScalarNode, text, (True, False))
        return loader.construct_object(yaml.ScalarNode(resolved, text), deep=True)
    except Exception:  # noqa: BLE001 - upstream crashes with whatever the constructor raises
        return CannotConstruct


def ours(tag: str | None, text: str) -> object:
    try:
        return resolve(text) if tag is None else construct(tag, text)
    except CannotConstruct:
        return CannotConstruct


@pytest.mark.parametrize("text", WORDS)
def test_words(text: str) -> None:
    assert same(ours(None, text), upstreams(None, text))


@given(st.text(alphabet="0123456789_+-.:eExXbBoOtTzZ aAfFnNiI=<~", max_size=14))
def test_whatever_looks_like_a_number(text: str) -> None:
    assert same(ours(None, text), upstreams(None, text))


@given(
    st.from_regex(
        r"\A[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]{0,8})?"
        r"([ \t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?)?\Z"
    )
)
def test_dates(text: str) -> None:
    assert same(ours(None, text), upstreams(None, text))


KINDS = ("str", "null", "bool", "int", "float", "timestamp", "binary", "seq", "map", "set", "omap", "value", "python/x")


@pytest.mark.parametrize("kind", KINDS)
def test_tags(kind: str) -> None:
    tag = f"tag:yaml.org,2002:{kind}"
    for text in [*WORDS, "aGVsbG8=", "aGVsbG8", "é", "maybe", "a b"]:
        mine, theirs = ours(tag, text), upstreams(tag, text)
        assert same(mine, theirs), (kind, text, mine, theirs)


def test_reasons_are_for_people() -> None:
    with pytest.raises(CannotConstruct, match="'2001-99-01' looks like a number or a date but is none"):
        resolve("2001-99-01")
    with pytest.raises(CannotConstruct, match="'!mine' is unknown"):
        construct("!mine", "x")
