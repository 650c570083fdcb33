"""Where the cursor is: which collection, which word, and what is already there."""

from __future__ import annotations

import pytest

from ide.cursor import at
from stacklint.syntax.path import Path
from stacklint_lsp.ide.cursor import Cursor, Typing, cursor_at

CONFIG = """\
version: 2
apis:
- inference
providers:
  inference:
  - provider_id: ollama
    provider_type: remote::ollama
    config:
      base_url: http://localhost
storage:
  backends:
    kv_default:
      type: kv_sqlite
      db_path: /data/kv.db
  stores:
    metadata:
      namespace: registry
      backend: kv_default
"""


def cursor(marked: str) -> Cursor | None:
    analysis, offset = at(marked)
    view = analysis.view_at(offset)
    assert view is not None
    return cursor_at(analysis, view, offset)


def found(marked: str) -> tuple[Path, Typing, str]:
    """Path, what is typed, and the word that would be replaced."""
    place = cursor(marked)
    assert place is not None
    return place.path, place.typing, place.word


def changed(old: str, new: str) -> str:
    assert CONFIG.count(old) == 1, old
    return CONFIG.replace(old, new)


METADATA = ("storage", "stores", "metadata")
OLLAMA = ("providers", "inference", 0)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("      backend: kv_default\n", "      back<|>\n", (METADATA, Typing.KEY, "back")),
        ("      backend: kv_default\n", "      <|>\n", (METADATA, Typing.KEY, "")),
        ("backend: kv_default", "back<|>end: kv_default", (METADATA, Typing.KEY, "backend")),
        ("backend: kv_default", "backend: <|>", ((*METADATA, "backend"), Typing.VALUE, "")),
        ("backend: kv_default", "backend:<|>", ((*METADATA, "backend"), Typing.VALUE, "")),
        ("backend: kv_default", "backend: kv<|>_default", ((*METADATA, "backend"), Typing.VALUE, "kv_default")),
        ("backend: kv_default", "backend: kv<|>_default # why", ((*METADATA, "backend"), Typing.VALUE, "kv_default")),
        ("backend: kv_default", "backend: 'kv<|>_default'", ((*METADATA, "backend"), Typing.VALUE, "kv_default")),
        ("backend: kv_default", 'backend: "kv<|>', ((*METADATA, "backend"), Typing.VALUE, "kv")),
        ("backend: kv_default", "'back<|>end': kv_default", (METADATA, Typing.KEY, "backend")),
        ("- inference", "- inf<|>", (("apis", 0), Typing.ITEM, "inf")),
        ("- inference", "- inference\n- <|>", (("apis", 1), Typing.ITEM, "")),
        ("- inference", "- inference\n-<|>", (("apis", 1), Typing.ITEM, "")),
        ("- provider_id: ollama", "- <|>provider_id: ollama", (OLLAMA, Typing.KEY, "provider_id")),
        ("- provider_id: ollama", "- provider_id: <|>", ((*OLLAMA, "provider_id"), Typing.VALUE, "")),
        ("  - provider_id: ollama\n", "  - <|>\n", (OLLAMA, Typing.ITEM, "")),
        ("    config:\n", "    config:\n      <|>\n", ((*OLLAMA, "config"), Typing.KEY, "")),
        (
            "    config:\n      base_url: http://localhost\n",
            "    config:\n      <|>\n",
            ((*OLLAMA, "config"), Typing.BLOCK, ""),
        ),
        ("localhost\n", "localhost\n    mod<|>\n", (OLLAMA, Typing.KEY, "mod")),
        ("localhost\n", "localhost\n  - <|>\n", (("providers", "inference", 1), Typing.ITEM, "")),
        ("localhost\n", "localhost\n  vec<|>\n", (("providers",), Typing.KEY, "vec")),
        ("  stores:\n", "\n  <|>\n\n  stores:\n", (("storage",), Typing.KEY, "")),
        ("version: 2\n", "version: 2\n<|>\n", ((), Typing.KEY, "")),
        ("    kv_default:\n", "    <|>\n    kv_default:\n", (("storage", "backends"), Typing.KEY, "")),
    ],
)
def test_block_style(old: str, new: str, expected: tuple[Path, Typing, str]) -> None:
    assert found(changed(old, new)) == expected


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        ("{<|>}", (METADATA, Typing.KEY, "")),
        ("{<|>", (METADATA, Typing.KEY, "")),
        ("{backend: <|>}", ((*METADATA, "backend"), Typing.VALUE, "")),
        ("{backend: kv<|>_x, namespace: a}", ((*METADATA, "backend"), Typing.VALUE, "kv_x")),
        ("{namespace: a, <|>}", (METADATA, Typing.KEY, "")),
        ("{namespace: a, ba<|>", (METADATA, Typing.KEY, "ba")),
        ('{"namespace": "a", "backend": "kv<|>', ((*METADATA, "backend"), Typing.VALUE, "kv")),
        ("{namespace: {a: [x, <|>]}}", ((*METADATA, "namespace", "a", 1), Typing.VALUE, "")),
        ("{\n      namespace: a,\n      <|>\n    }", (METADATA, Typing.KEY, "")),
        ("{\n      namespace: a,\n      backend: <|>\n    }", ((*METADATA, "backend"), Typing.VALUE, "")),
        ('{namespace: "a, b", backend: <|>}', ((*METADATA, "backend"), Typing.VALUE, "")),
    ],
)
def test_flow_style(flow: str, expected: tuple[Path, Typing, str]) -> None:
    text = changed("metadata:\n      namespace: registry\n      backend: kv_default", f"metadata: {flow}")
    assert found(text) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("backend: kv_default", "backend: kv_default <|>"),
        ("backend: kv_default", "backend: kv_default # na<|>"),
        ("      backend: kv_default", "      # ba<|>"),
        ("      backend: kv_default", "      backend: kv_default\n        <|>"),
        ("backend: kv_default", "backend: |\n        kv_<|>"),
        ("backend: kv_default", "backend: >-<|>"),
        ("backend: kv_default", "backend: 'a'<|>"),
        ("backend: kv_default", "backend: {a: b}<|>"),
        ("      backend: kv_default", "  <|>    backend: kv_default"),
        ("backend: kv_default", 'backend: "a\n        b<|>\n        c"'),
        ("  - provider_id: ollama\n", "  - provider_id: ollama\n  <|>\n"),
        ("      namespace: registry\n", "    <|>\n      namespace: registry\n"),
        ("- inference\n", "- inference\n  <|>\n"),
        ("apis:\n", "apis:\n  <|>\n"),
        ("      backend: kv_default", "\t<|>"),
    ],
)
def test_places_where_nothing_belongs(old: str, new: str) -> None:
    assert cursor(changed(old, new)) is None


def test_a_column_without_a_key_is_that_of_a_list_item() -> None:
    indented = CONFIG.replace("- inference", "  - inference")
    assert found(indented.replace("  - inference\n", "  - inference\n  <|>\n"))[:2] == (("apis",), Typing.DASH)
    place = cursor(CONFIG.replace("- inference\n", "- inference\n<|>\n"))
    assert place is not None
    assert (place.path, place.list_path) == ((), ("apis",))


def test_between_a_key_and_its_list_only_an_item_fits() -> None:
    assert found(CONFIG.replace("apis:\n", "apis:\n<|>\n"))[:2] == (("apis",), Typing.DASH)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_all_the_same(end: str) -> None:
    text = changed("backend: kv_default", "backend: kv<|>_default").replace("\n", end)
    assert found(text) == ((*METADATA, "backend"), Typing.VALUE, "kv_default")


def test_keys_that_are_there_are_known_with_their_values() -> None:
    place = cursor(changed("      backend: kv_default", "      \"back<|>\": kv_default\n      other: 'x' # why"))
    assert place is not None
    assert place.keys_at(METADATA) == {"namespace": "registry", "other": "x"}
    assert place.keys_at(("storage",)) == {"backends": "", "stores": ""}
    inside = cursor(changed("localhost\n", "localhost\n      <|>\n"))
    assert inside is not None
    assert inside.keys_at(OLLAMA) == {"provider_id": "ollama", "provider_type": "remote::ollama", "config": ""}


def test_keys_between_brackets_are_known_on_both_sides() -> None:
    text = changed(
        "metadata:\n      namespace: registry\n      backend: kv_default", "metadata: {a: 1, <|>, 'b': \"2\"}"
    )
    place = cursor(text)
    assert place is not None
    assert place.keys_at(METADATA) == {"a": "1", "b": "2"}


CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: stack
data:
  run.yaml: |
    version: 2
    providers:
      inference:
      - provider_id: ollama
        provider_type: remote::ollama
    storage:
      backends:
        kv_default:
          type: kv_sqlite
          <|>
"""


def test_an_embedded_configuration_has_columns_of_its_own() -> None:
    place = cursor(CONFIG_MAP)
    assert place is not None
    assert (place.path, place.typing) == (("storage", "backends", "kv_default"), Typing.KEY)
    assert (place.column, place.leading) == (10, 10)
    assert place.keys_at(place.path) == {"type": "kv_sqlite"}


def test_documents_of_a_stream_do_not_mix() -> None:
    other = "apis:\n  wrong: 1\n---\n"
    text = other + changed("version: 2\n", "version: 2\n<|>\n")
    place = cursor(text)
    assert place is not None
    assert "wrong" not in place.keys_at(())
    assert list(place.keys_at(())) == ["version", "apis", "providers", "storage"]
