"""Tokens: each kind once, the rules of the protocol on all real files, parts of a file."""

from __future__ import annotations

import re

from ide.cursor import analyse
from requirements import require_corpus
from stacklint.text.span import Span
from stacklint_lsp.ide.answers import Token, TokenKind
from stacklint_lsp.ide.tokens import tokens

STACK = """\
version: 2
providers:
  inference:
  - provider_id: ${env.VLLM_URL:+vllm}
    provider_type: remote::vllm
    config: {base_url: "${env.VLLM_URL}/v1"}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: "${env.DIR:=/data}/kv.db"}
  stores:
    metadata: {namespace: registry, backend: kv_default}
registered_resources:
  models: [{model_id: llama, provider_id: vllm}]
"""


def drawn(text: str, span: Span | None = None) -> list[tuple[str, str]]:
    return [(token.span.of(text), token.kind.name.lower()) for token in tokens(analyse(text), span)]


def test_all_tokens_of_a_file() -> None:
    assert drawn(STACK) == [
        ("${env.", "operator"),
        ("VLLM_URL", "variable"),
        (":+", "operator"),
        # The name that a provider has is drawn as one, wherever it stands.
        ("vllm", "declaration"),
        ("}", "operator"),
        ("remote::vllm", "type"),
        ("${env.", "operator"),
        ("VLLM_URL", "variable"),
        ("}", "operator"),
        ("kv_default", "declaration"),
        ("kv_sqlite", "type"),
        ("${env.", "operator"),
        ("DIR", "variable"),
        (":=", "operator"),
        ("/data", "string"),
        ("}", "operator"),
        ("kv_default", "reference"),
        ("llama", "declaration"),
        ("vllm", "reference"),
    ]


def test_only_what_is_in_the_part_that_is_asked_about() -> None:
    start, end = STACK.index("storage:"), STACK.index("  stores:")
    whole = tokens(analyse(STACK), None)
    inside = tuple(token for token in whole if start <= token.span.start < end)
    assert tokens(analyse(STACK), Span(start, end)) == inside


def test_tokens_of_an_embedded_configuration_are_the_same_further_on() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\ndata:\n  run.yaml: |\n" + "".join(
        f"    {line}\n" for line in STACK.splitlines()
    )
    assert drawn(text) == drawn(STACK)


def test_what_upstream_takes_literally_is_not_drawn_as_an_expression() -> None:
    text = "# stacklint: target=ogx-1.5.0\nserver: {host: '${env.HOST:localhost}'}\n" + STACK
    assert not any(kind == "variable" and word == "HOST" for word, kind in drawn(text))


def test_nothing_in_a_file_of_somebody_else() -> None:
    assert drawn("services: {web: '${env.X}'}\n") == []


def test_tokens_of_real_files_are_in_order_apart_and_on_one_line_each() -> None:
    seen: set[TokenKind] = set()
    for path in sorted(require_corpus().rglob("*.y*ml")):
        text = path.read_bytes().decode("utf-8", "replace")
        analysis = analyse(text, path=path.name)
        found = tokens(analysis, None)
        seen.update(token.kind for token in found)
        _assert_drawable(found, text)
        middle = Span(len(text) // 3, 2 * len(text) // 3)
        part = tokens(analysis, middle)
        assert set(part) <= set(found)
        inside = [token for token in found if middle.start <= token.span.start and token.span.end <= middle.end]
        assert set(inside) <= set(part), path
    assert seen == set(TokenKind)


def _assert_drawable(found: tuple[Token, ...], text: str) -> None:
    done = 0
    for token in found:
        assert done <= token.span.start < token.span.end <= len(text)
        assert "\n" not in token.span.of(text)
        assert "\r" not in token.span.of(text)
        word = token.span.of(text)
        if token.kind is TokenKind.VARIABLE:
            assert re.fullmatch(r"[A-Z0-9_]+", word)
        if token.kind is TokenKind.OPERATOR:
            assert word in ("${env.", ":=", ":+", ":", "+", "}")
        done = token.span.end
