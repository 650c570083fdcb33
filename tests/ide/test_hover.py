"""Hover stands on `stacklint.knowledge`; here: places in the file, embedded configurations, foreign text."""

from __future__ import annotations

from ide.cursor import MARK, at
from stacklint_lsp.ide.hover import hover

EMBEDDED = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: stack}
data:
  run.yaml: |
    version: 2
    providers:
      vector_io:
      - provider_id: faiss
        provider_type: inline::faiss
        config:
          persistence: {namespace: a, backend: kv_default}
    storage:
      backends:
        kv_default: {type: kv_sqlite, db_path: /x.db}
"""


def shown(marked: str) -> tuple[str, str] | None:
    """The text that a hover is about, and what it says."""
    analysis, offset = at(marked)
    found = hover(analysis, offset)
    return None if found is None else (found.span.of(analysis.text), found.markdown)


def test_a_place_of_a_plain_file() -> None:
    text = "version: 2\nproviders:\n  inference: [{provider_id: a, provider_type: 'remote::v<|>llm'}]\n"
    found = shown(text)
    assert found is not None
    assert found[0] == "'remote::vllm'"
    assert found[1].startswith("**`remote::vllm`** \u2014 provider type of inference\n\n- Known: in every release")


def test_a_place_of_an_embedded_configuration() -> None:
    found = shown(EMBEDDED.replace("backend: kv_default", f"backend: kv_{MARK}default"))
    assert found is not None
    assert found[0] == "kv_default"
    assert "- Type: `kv_sqlite` (key-value)" in found[1]


def test_nothing_around_an_embedded_configuration() -> None:
    assert shown(EMBEDDED.replace("ConfigMap", f"Config{MARK}Map")) is None
    assert shown(EMBEDDED.replace("    version", f"  {MARK}  version")) is None


def test_nothing_in_a_file_of_somebody_else() -> None:
    assert shown("services:\n  we<|>b: {image: nginx}\n") is None


def test_half_typed_text_has_hovers_elsewhere() -> None:
    found = shown(
        "version: 2\nproviders:\n  inference:\n  - provider_id: a\n    provider_type: remote::v<|>llm\n    confi\n"
    )
    assert found is not None
    assert found[0] == "remote::vllm"
