"""Verdicts and values equal those of upstream's `yaml.safe_load`, on real files and on thousands of odd ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from requirements import require_corpus
from stacklint.syntax.comments import scalars_in
from stacklint.syntax.loading import to_python
from stacklint.syntax.nodes import Entry, Mapping, Node, Scalar, Sequence
from stacklint.syntax.parse import parse
from stacklint.text import decode


def plain(value: object, inside: tuple[int, ...] = ()) -> object:
    """A value in a form that compares types, order and circles too."""
    if id(value) in inside:
        return "circle"
    deeper = (*inside, id(value))
    if isinstance(value, dict):
        return ["dict", [(plain(key), plain(item, deeper)) for key, item in value.items()]]
    if isinstance(value, list | tuple):
        return [type(value).__name__, [plain(item, deeper) for item in value]]
    if isinstance(value, set):
        return ["set", sorted(map(repr, value))]
    return [type(value).__name__, repr(value)]


def upstreams(text: str) -> object:
    """All documents as upstream loads them; None when it refuses."""
    try:
        return plain(list(yaml.safe_load_all(text)))
    except Exception:  # noqa: BLE001 - upstream stops with whatever its loader raises
        return None


def ours(text: str) -> object:
    parsed = parse(text)
    if parsed.problems:
        return None
    roots = [tree.root for tree in parsed.documents]
    assert None not in roots, "a text without a problem was not read"
    return plain([to_python(root) for root in roots if root is not None])


def assert_sound(text: str) -> None:
    """Every node lies inside its parent, behind its elder, and covers what it says."""
    for tree in parse(text).documents:
        if tree.root is not None:
            assert tree.span.contains(tree.root.span)
            _assert_sound(text, tree.root)


def _assert_sound(text: str, root: Node) -> None:
    pending = [root]
    while pending:
        node = pending.pop()
        assert 0 <= node.start <= node.end <= len(text)
        piece = node.span.of(text)
        if isinstance(node, Scalar):
            if node.style in {"'", '"'}:
                assert piece[0] == piece[-1] == node.style
            elif node.style:
                assert piece[0] == node.style
            elif not set(piece) & set("\n\r\x85\u2028\u2029"):
                # What no reader accepts is replaced before it is read.
                assert not node.text or piece == node.text or "\N{REPLACEMENT CHARACTER}" in node.text
            continue
        if not isinstance(node, Mapping | Sequence):
            continue
        if node.flow and piece[0] in "[{":
            assert piece[-1] == {"[": "]", "{": "}"}[piece[0]]
        children: list[Entry] | list[Node] = node.entries if isinstance(node, Mapping) else node.items
        done = node.start
        for child in children:
            assert done <= child.span.start <= child.span.end <= node.end
            done = child.span.end
            pending.extend([child.key, child.value] if isinstance(child, Entry) else [child])


def test_the_corpus() -> None:
    seen = 0
    for path in sorted(require_corpus().rglob("*.yaml")):
        text = decode(path.read_bytes()).text
        assert ours(text) == upstreams(text), path
        assert_sound(text)
        seen += 1
    assert seen > 800


# Documents that are nearly sound: pieces of every construct, put together and then damaged a little -------------------

TABLE = r"""
a b: yes NO 0x1F 017 08 1:30 1e3 1.5e+3 .5 -.inf .NaN ~ null 2001-12-14 2001-99-01 = << 1_000 0_ 0x_ +12 - '' 'it''s'
"x\ty" "\u00e9\q" !!int_"3" !!float_3 !!binary_aGk= !!str_3 !!bool_maybe !foo_x !_12 *x *y &x &y_{a:_1} [a,_b] {a:_b}
[a,b:c] [] {} {a} [a_?_b] [http://x?y=z] x#y x_#y @a `b %c !!set_{a,_b} !!omap_[a:_1] !!pairs_[a:_1,_a:_2] &x_1 é 😀
${env.X:=y} ${env.X:+} |+ |- > |2 a:b:c a:_b
"""
SCALARS = st.sampled_from([word.replace("_", " ") for word in TABLE.split()])
NAMES = st.sampled_from(["a", "b", "c", "<<", "=", "'q'", "1", "yes", "? a", "[a]", "*x", "&z d", "a b", "-", ""])


@st.composite
def documents(draw: st.DrawFn) -> str:
    lines = ["top: &x {q: 1, r: [2]}"] if draw(st.booleans()) else []
    indent = 0
    for _ in range(draw(st.integers(1, 7))):
        shape = draw(st.integers(0, 6))
        margin = " " * indent
        if shape <= 2:
            lines.append(f"{margin}{draw(NAMES)}: {draw(SCALARS)}")
        elif shape == 3:
            lines.append(f"{margin}- {draw(SCALARS)}")
        elif shape == 4:
            lines.append(f"{margin}{draw(NAMES)}:")
            indent += 2
        elif shape == 5:
            lines.append(
                draw(st.sampled_from(["", "# c", "---", "...", f"{margin}  text", "\t", "%YAML 1.1", "- - a"]))
            )
        else:
            indent = max(indent - 2, 0)
            lines.append(f"{margin}{draw(NAMES)}: {draw(st.sampled_from(['|', '>-', '|+', '>', '|2']))}")
            lines.extend(
                " " * (indent + draw(st.integers(1, 4))) + word for word in draw(st.lists(SCALARS, max_size=3))
            )
    text = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"])).join(lines) + draw(
        st.sampled_from(["", "\n", "\n\n"])
    )
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(ODD)) + text[at + draw(st.integers(0, 1)) :]
    return draw(st.sampled_from(["", "", "", "\ufeff"])) + text


ODD = [*" \n\t:-?,[]{}#&*!|>'\"%@`\\<~=.", "", "\ufeff", "\x85", "\u2028", "\x00", "é", "😀", ": ", "- ", "\n\n", "  "]

judged: dict[str, int] = {"accepted": 0, "refused": 0}


# Four documents an example: drawing costs more than reading.
@settings(max_examples=1300)
@given(st.lists(documents(), min_size=4, max_size=4))
def test_generated_documents(texts: list[str]) -> None:
    for text in texts:
        expected = upstreams(text)
        assert ours(text) == expected, text
        assert_sound(text)
        judged["refused" if expected is None else "accepted"] += 1


def test_both_verdicts_were_seen_often() -> None:
    # Runs behind the test above; a generator that only makes nonsense would prove little.
    if sum(judged.values()):
        assert sum(judged.values()) >= 5000
        assert judged["accepted"] > 500
        assert judged["refused"] > 500


CIRCLES = [
    "&a [*a]",
    "&a {b: *a}",
    "&a {<<: *a, b: 1}",
    "&a {b: 1, <<: {c: *a, <<: *a}}",
    "a: &a [1, &b {c: *a, d: *b}]\ne: *b",
    "- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {<<: [*b, *a], x: 3}\n- {<<: *b, <<: {z: 4}}",
    "&a {*a : 1}",
    "!!omap [&a {b: *a}]",
    "&a !!set {b, c}",
]


def test_circles_and_merges() -> None:
    for text in CIRCLES:
        assert ours(text) == upstreams(text), text


ODD_KEYS = [
    "&z =: a",
    "! =: a",
    "&z <<: {a: 1}",
    "&z <<: 5",
    "! <<: {a: 1}",
    '! "<<": {a: 1}',
    '! "<<": 5',
    '&z "<<": 5',
    "!!str <<: {a: 1}",
    "{&z <<: {a: 1}, a: 2}",
    "[&z =: a, ! <<: {a: 1}]",
    "? &k <<\n: {a: 1}\nb: 2",
    "<<: !x {a: b}",
    "<<: !!str {a: b}",
    "<<: !x [!y {a: b}]",
    "<<: !x {a: !y b}",
    "b: !x {a: b}",
    "- !x {<<: {a: b}}",
    "- ! <<",
    "a: &z =",
]


def test_keys_and_merged_values_that_would_be_refused_elsewhere() -> None:
    for text in ODD_KEYS:
        assert ours(text) == upstreams(text), text


def test_an_alias_bomb_is_one_object_each() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10))]
    root = parse("\n".join(lines)).root
    assert root is not None
    loaded: Any = to_python(root)
    assert loaded["a9"][0] is loaded["a8"]


def test_scalars_come_in_the_order_of_the_text() -> None:
    root = parse("a: [b, {c: d}]\n? [e]\n: *x\n").root
    assert [scalar.text for scalar in _in_order(root)] == ["a", "b", "c", "d", "e"]


def _in_order(root: Node | None) -> Iterator[Scalar]:
    return scalars_in([root])
