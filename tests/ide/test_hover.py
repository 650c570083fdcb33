"""Hover stands on `stacklint.knowledge`; here: places in the file, embedded configurations, foreign text."""

from __future__ import annotations

import random

from ide.cursor import MARK, analyse, at
from requirements import require_corpus
from stacklint.text.span import Span
from stacklint_lsp.ide import inlay, lens, links, tokens
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


def test_comments_around_an_embedded_configuration() -> None:
    found = shown(f"# stacklint: tar{MARK}get=ogx-1.4.0\n" + EMBEDDED)
    assert found is not None
    assert found[0] == "# stacklint: target=ogx-1.4.0"
    assert found[1].startswith("**`ogx 1.4.0, pinned`** \u2014 release")
    assert shown(f"# just a com{MARK}ment\n" + EMBEDDED) is None


def test_nothing_in_a_file_of_somebody_else() -> None:
    assert shown("services:\n  we<|>b: {image: nginx}\n") is None


def test_half_typed_text_has_hovers_elsewhere() -> None:
    found = shown(
        "version: 2\nproviders:\n  inference:\n  - provider_id: a\n    provider_type: remote::v<|>llm\n    confi\n"
    )
    assert found is not None
    assert found[0] == "remote::vllm"


def test_everything_goes_on_while_real_files_are_broken_anywhere() -> None:
    """Files cut off, and lines cut short, at random places: each question is answered, and without exception."""
    dice = random.Random(4)
    paths = sorted(require_corpus().rglob("*.y*ml"))
    asked = 0
    for path in dice.sample(paths, 60):
        text = path.read_bytes().decode("utf-8", "replace")
        for _ in range(3):
            cut = dice.randrange(len(text) + 1)
            line_end = text.find("\n", cut)
            broken = text[:cut] + (text[line_end:] if dice.random() < 0.7 and line_end >= 0 else "")
            analysis = analyse(broken, path=path.name)
            everything = Span(0, len(broken))
            spans = [Span(hint.offset, hint.offset) for hint in inlay.hints(analysis, everything)]
            spans += [token.span for token in tokens.tokens(analysis, None)]
            spans += [link.span for link in links.links(analysis)]
            spans += [each.span for each in lens.lenses(analysis)]
            for offset in (cut, *(dice.randrange(len(broken) + 1) for _ in range(20))):
                found = hover(analysis, min(offset, len(broken)))
                spans += [found.span] if found is not None else []
            asked += len(spans)
            assert all(everything.contains(span) for span in spans), path
    assert asked > 5000
