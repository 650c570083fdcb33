"""What is written is read back as what was meant, whatever YAML 1.1 makes of such words."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from requirements import REPOSITORY
from stacklint.syntax.emit import Style, Value, block, flow, same, spelling

TRAPS = (
    "yes", "No", "on", "OFF", "true", "null", "~", "", " ", "=", "<<", "1:30", "12:30:45", "0o17", "017",
    "0x1f", "0b1", "1_000", "1e3", "1.0e+3", ".5", "5.", "+1", "-0", ".inf", "-.INF", ".nan", "2024-01-01",
    "2001-12-14 21:59:43.10 -5", "# x", "x #y", "x: y", "x:", ":x", "- x", "-", "--", "---", "...", "? x", "?",
    "*x", "&x", "!x", "%x", "@x", "`x", "|", ">", "[x", "]", "{x", "}", ",", "x, y", "'", '"', "it's",
    'say "x"', "back\\slash", " lead", "trail ", "tab\tin", "\t", "a\nb", "a\nb\n", "\n", "\n\n", "a\r\nb",
    "a\rb", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\ufffe", "😀", "é", "${env.X:=y}", "${env.X:+}",
    "x" * 2000, "word " * 100, "!!str", "key: |\n  text\n", "a\n b\n", " a\nb\n", "a \nb\n", "#\n#\n",
)  # fmt: skip


@pytest.mark.parametrize("text", TRAPS)
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_a_string_stays_one(text: str, quote: str) -> None:
    spelt = spelling(text, "value", quote)
    assert spelt is not None
    assert yaml.safe_load(f"k: {spelt}\n") == {"k": text}
    between = spelling(text, "flow value", quote)
    assert yaml.safe_load(f"[{between}, {{a: {between}}}]") == [text, {"a": text}]
    if len(text) < 100:
        assert yaml.safe_load(f"{spelling(text, 'key', quote)}: 1\n") == {text: 1}
        assert yaml.safe_load(f"{{{spelling(text, 'flow key', quote)}: 1}}") == {text: 1}


@pytest.mark.parametrize(
    ("value", "preferred", "expected"),
    [
        ("kv", "", "kv"),
        ("kv", "'", "'kv'"),
        ("kv", '"', '"kv"'),
        ("it's", "'", "'it''s'"),
        ("a\nb", "'", '"a\\nb"'),
        ("no", "", "'no'"),
        (5, '"', "5"),
        (True, "", "true"),
        (None, "", "null"),
        (1e20, "", "1.0e+20"),
        (1e-7, "", "1.0e-07"),
        (math.inf, "", ".inf"),
        ("\ud800", "", None),
    ],
)
def test_the_least_quotes_that_hold_it(value: Value, preferred: str, expected: str | None) -> None:
    assert spelling(value, "value", preferred) == expected


NUMBERS = st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False))
TEXTS = st.one_of(st.sampled_from(TRAPS), st.text(max_size=12))
VALUES: st.SearchStrategy[Value] = st.recursive(
    st.one_of(NUMBERS, TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(TEXTS.filter(lambda key: len(key) < 100), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from([1, 2, 4, 8]), st.booleans(), st.sampled_from(["", "'", '"']))
def test_any_value_reads_back(value: Value, step: int, dashed: bool, quote: str) -> None:
    style = Style(step, step if dashed else 0, quote, quote, quote)
    written = flow(value, style)
    assert written is not None
    assert "\n" not in written
    assert same(yaml.safe_load(f"[{written}]"), [value])
    if isinstance(value, dict | list):
        lines = block(value, style)
        assert lines is not None
        assert same(yaml.safe_load("\n".join(lines) + "\n"), value)
        margin = [" " * 3 + line if line else line for line in lines]
        assert same(yaml.safe_load("k:\n" + "\n".join(margin) + "\n"), {"k": value})


def test_habits() -> None:
    value: dict[str, Value] = {"url": "${env.URL}", "list": [{"a": 1, "b": [2]}], "text": "one\n\ntwo\n", "none": {}}
    assert block(value, Style(step=4, dash=2, env_quote="'")) == [
        "url: '${env.URL}'", "list:", "  - a: 1", "    b:", "      - 2",
        "text: |", "    one", "", "    two", "none: {}",
    ]  # fmt: skip
    assert flow(value, Style(key_quote='"', text_quote='"', env_quote='"')) == (
        '{"url": "${env.URL}", "list": [{"a": 1, "b": [2]}], "text": "one\\n\\ntwo\\n", "none": {}}'
    )


def test_the_library_comes_with_the_first_collection_only() -> None:
    program = (
        "import sys\nfrom stacklint.syntax.surgery import Surgeon\nfrom stacklint.syntax.parse import parse\n"
        "root = parse('a: 1').root\nSurgeon('a: 1', root).replace(root.entries[0].value, 'x y')\n"
        "assert 'ruamel.yaml' not in sys.modules\n"
        "Surgeon('a: 1', root).insert(root, 'b', {'c': 1})\nassert 'ruamel.yaml' in sys.modules\n"
    )
    places = [str(REPOSITORY / folder) for folder in ("linter", "schemas")]
    result = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {places!r}\n" + program], capture_output=True, check=False
    )
    assert result.returncode == 0, result.stderr.decode()
