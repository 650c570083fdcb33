"""Random intents on random documents and on real files: the loaded value is what the intent says, nothing else changed.

The oracle is PyYAML and plain Python: it knows nothing of our trees.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from requirements import require_corpus
from stacklint.syntax.emit import same
from stacklint.syntax.nodes import Alias, Mapping, Node, Scalar, Sequence
from stacklint.syntax.parse import parse
from stacklint.syntax.surgery import Value
from stacklint.text import decode
from syntax.operations import (
    Operation,
    append,
    comment,
    exchange,
    insert,
    merge,
    move,
    move_under,
    operate,
    remove,
    rename,
    replace,
    scalar,
)
from syntax.texts import SCALARS, Writer

VALUES: tuple[Value, ...] = (
    *(value for value, _ in SCALARS),
    "1:30", "0o17", "=", "~", "<<", "1e3", ".5", "y: z", "[", "*x", "&x", "!x", "%x", "@x", "`x", "|", "> x", "- x",
    "? x", "---", "#x", "x #y", " x", "x ", "a\r\nb", "\x07", "\u2028", "on", "NULL", "0x1f", "1_000", "x" * 300,
    1e300, -0.0,
    {"type": "kv", "n": [1, {"k": "off"}], "e": {}}, ["a", ["b"], {"c": None}], [], {},
)  # fmt: skip

Path = tuple[str | int, ...]


class Intent(NamedTuple):
    """What is asked of the surgeon, and the value that the file is to have then."""

    kind: str
    operation: Operation
    expected: Any
    value: Value = None


def loaded_of(text: str) -> list[Any]:
    """All documents of a text."""
    return unshared(list(yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))))  # type: ignore[no-any-return]


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def unshared(value: Any) -> Any:
    """A copy in which nothing stands in two places, whatever aliases made of it."""
    if isinstance(value, dict):
        return {key: unshared(inner) for key, inner in value.items()}
    return [unshared(inner) for inner in value] if isinstance(value, list) else value


def in_order(value: Any) -> Any:
    """With the keys of every mapping sorted."""
    if isinstance(value, dict):
        return {key: in_order(value[key]) for key in sorted(value, key=str)}
    return [in_order(inner) for inner in value] if isinstance(value, list) else value


def is_written(root: Node, path: Path) -> bool:
    """Whether the place stands in the text itself, not behind an alias or a merge key."""
    for step in path:
        if isinstance(root, Sequence) and isinstance(step, int):
            root = root.items[step]
            continue
        found = root.entry(step) if isinstance(root, Mapping) and isinstance(step, str) else None
        if found is None or not isinstance(root, Mapping) or found not in root.entries:
            return False
        root = found.value
    return not isinstance(root, Alias)


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in children:
        if isinstance(step, str | int) and not isinstance(step, bool):
            yield from paths(inner, (*path, step))


def with_items(parent: dict[Any, Any], items: list[tuple[Any, Any]]) -> None:
    parent.clear()
    parent.update(items)


def intents(loaded: Any, root: Node, chance: random.Random) -> Iterator[Intent]:
    """One random intent of every kind that the document has a place for."""
    places = [path for path in paths(loaded) if is_written(root, path)]
    mappings = [path for path in places if isinstance(at(loaded, path), dict)]
    lists = [path for path in places if isinstance(at(loaded, path), list)]
    leaves = [path for path in places if path and not isinstance(at(loaded, path), dict | list)]
    entries = [path for path in places if path and isinstance(path[-1], str)]
    value = chance.choice(VALUES)

    def changed() -> Any:
        return copy.deepcopy(loaded)

    if leaves:
        path = chance.choice(leaves)
        result = changed()
        at(result, path[:-1])[path[-1]] = copy.deepcopy(value)
        yield Intent("replace", replace(*path, to=value), result, value)
    if entries:
        path = chance.choice(entries)
        result = changed()
        parent = at(result, path[:-1])
        with_items(parent, [("new key" if key == path[-1] else key, inner) for key, inner in parent.items()])
        yield Intent("rename", rename(*path, to="new key"), result)
    path = chance.choice([path for path in places if path])
    result = changed()
    del at(result, path[:-1])[path[-1]]
    yield Intent("remove", remove(*path), result)
    path = chance.choice(mappings)
    result = changed()
    parent = at(result, path)
    before = chance.choice([None, *(key for key in parent if isinstance(key, str))])
    items = list(parent.items())
    index = len(items) if before is None else [key for key, _ in items].index(before)
    with_items(parent, [*items[:index], ("new", copy.deepcopy(value)), *items[index:]])
    yield Intent("insert", insert(*path, value=value, before=before), result)
    result = changed()
    addition: dict[str, Value] = {"new": {"deep": [value]}}
    at(result, path).update(copy.deepcopy(addition))
    yield Intent("merge", merge(*path, addition=addition), result)
    filled = [path for path in mappings if any(isinstance(key, str) for key in at(loaded, path))]
    path = chance.choice(filled)
    keys = [key for key in at(loaded, path) if isinstance(key, str) and is_written(root, (*path, key))]
    if keys:
        going = chance.sample(keys, chance.randint(1, len(keys)))
        result = changed()
        items = list(at(result, path).items())
        first = next(index for index, (key, _) in enumerate(items) if key in going)
        items.insert(first, ("new", copy.deepcopy(value)))
        with_items(at(result, path), [item for item in items if item[0] not in going])
        yield Intent("exchange", exchange(*path, names=going, values={"new": value}), result)
    if entries:
        yield Intent("comment", comment(*chance.choice(entries), text="# new"), changed())
    if lists:
        path = chance.choice(lists)
        result = changed()
        at(result, path).append(copy.deepcopy(value))
        yield Intent("append", append(*path, value=value), result)
    if entries:
        path, target = chance.choice(entries), chance.choice(mappings)
        if target[: len(path)] != path and target != path[:-1]:
            result = changed()
            # Found before anything goes: indices of lists stay, as only entries move.
            source, goal = at(result, path[:-1]), at(result, target)
            goal["moved"] = source.pop(path[-1])
            yield Intent("move", move(*path, to=target, key="moved"), result)
        result = changed()
        moved = {"far": {"away": {path[-1]: at(result, path[:-1])[path[-1]]}}}
        if len(path) == 1:
            # New mappings around an entry stand where it stood.
            items = list(result.items())
            index = [key for key, _ in items].index(path[-1])
            with_items(result, [*items[:index], *moved.items(), *items[index + 1 :]])
        else:
            del at(result, path[:-1])[path[-1]]
            result.update(moved)
        yield Intent("move under", move_under(*path, to=("far", "away", str(path[-1]))), result)


def check(text: str, intent: Intent, comments: list[str]) -> bool:
    """Whether the intent was carried out; fails where it was carried out badly."""
    result = operate(text, intent.operation)
    if result is None:
        return False
    loaded, *others = loaded_of(result)
    if "<<: *" in text:
        # Merged keys come first for the loader, wherever they are written, and with them keys that replace one.
        assert same(in_order(loaded), in_order(intent.expected)), (intent.kind, text, result)
    else:
        assert same(loaded, intent.expected), (intent.kind, text, result)
    assert same(others, loaded_of(text)[1:])
    if intent.kind == "merge" or (intent.kind == "replace" and not isinstance(intent.value, dict | list)):
        assert operate(result, intent.operation) == result, "doing it twice does more"
    missing = [comment for comment in comments if comment not in result]
    assert missing == [], (intent.kind, text, result)
    if "\r\n" in text and "\n" not in text.replace("\r\n", ""):
        assert "\n" not in result.replace("\r\n", "")
    else:
        assert "\r" not in result or "\r" in text
    assert result.startswith("\ufeff") == text.startswith("\ufeff")
    return True


def real(comments: Iterable[str], loaded: Any) -> list[str]:
    """Without those that stand in the lines of a block scalar, and so are text."""
    texts = str(loaded)
    return [comment for comment in comments if comment.lstrip("#\t") not in texts]


def attempts(seed: int) -> Iterator[tuple[str, bool]]:
    chance = random.Random(seed)
    writer = Writer(chance)
    parsed = parse(writer.text)
    assert parsed.problems == (), writer.text
    assert parsed.root is not None
    loaded = loaded_of(writer.text)[0]
    for intent in intents(loaded, parsed.root, chance):
        yield intent.kind, check(writer.text, intent, real(writer.comments, loaded))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_any_intent_on_any_document(seed: int) -> None:
    assert list(attempts(seed))


def test_most_is_done_not_refused() -> None:
    """A surgeon that refuses everything would pass the test above."""
    asked: Counter[str] = Counter()
    done: Counter[str] = Counter()
    for seed in range(150):
        for kind, was_done in attempts(seed):
            asked[kind] += 1
            done[kind] += was_done
    shares = {kind: done[kind] / asked[kind] for kind in asked}
    assert {kind: share for kind, share in shares.items() if share < 0.75} == {}


def has_repeated_key(root: Node) -> bool:
    """Then a path does not say which of the two is meant."""
    if isinstance(root, Mapping) and len(root.effective()) < len(root.entries):
        return True
    children = [entry.value for entry in root.entries] if isinstance(root, Mapping) else []
    return any(map(has_repeated_key, root.items if isinstance(root, Sequence) else children))


@pytest.mark.slow
def test_any_intent_on_real_files() -> None:
    corpus = require_corpus()
    asked = done = 0
    for number, path in enumerate(sorted(corpus.rglob("*.yaml"))):
        if number % 3:
            continue
        text = decode(path.read_bytes()).text
        parsed = parse(text)
        if parsed.problems or not isinstance(parsed.root, Mapping) or has_repeated_key(parsed.root):
            continue
        loaded = loaded_of(text)[0]
        lines = Counter(line.strip() for line in text.splitlines() if line.strip().startswith("#"))
        for intent in intents(loaded, parsed.root, random.Random(number)):
            asked += 1
            done += check(text, intent, real(lines, loaded))
    assert done > asked * 0.85, (done, asked)


def test_the_oracle_sees_a_wrong_value() -> None:
    intent = Intent("replace", replace("a", to=2), {"a": 3})
    with pytest.raises(AssertionError):
        check("a: 1\n", intent, [])
    found = parse("a: 1\n").root
    assert found is not None
    assert isinstance(scalar(found, "a"), Scalar)
