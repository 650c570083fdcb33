"""A secret in a file is shown nowhere: not beside, above or below the text, not in lists and titles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ide.cursor import analyse, at
from stacklint.graph import graph_of
from stacklint.graph.render import text as drawn
from stacklint.text.span import Span
from stacklint_lsp.ide.actions import actions
from stacklint_lsp.ide.analysis import Analysis
from stacklint_lsp.ide.answers import Symbol
from stacklint_lsp.ide.completion import complete
from stacklint_lsp.ide.hover import hover
from stacklint_lsp.ide.inlay import hints
from stacklint_lsp.ide.lens import lenses
from stacklint_lsp.ide.links import links
from stacklint_lsp.ide.outline import find, symbols
from stacklint_lsp.ide.picture import picture
from stacklint_lsp.ide.release import release

SECRET = "hunter2"

STACK = """\
version: 2
providers:
  inference:
  - provider_id: vllm
    provider_type: remote::vllm
    config:
      base_url: http://admin:hunter2@gpu:8000/v1
      api_token: hunter2
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_one, namespace: 'vector_io::faiss'}
      metadata_store: {type: redis, host: 'redis://:hunter2@old', db_path: 'postgresql://u:hunter2@old/x'}
storage:
  backends:
    kv_one:
      type: kv_redis
      host: HOST
    kv_two:
      type: kv_redis
      host: ${env.CACHE:=HOST}
    sql_one:
      type: sql_postgres
      host: HOST
      user: me
      password: hunter2
    sql_two: {type: sql_postgres, host: db, user: me, password: '${env.PGPASSWORD:=hunter2}'}
    sql_three: {type: sql_sqlite, db_path: 'file:/data/sql.db?password=hunter2'}
  stores:
    metadata: {backend: kv_one, namespace: registry}
    inference: {backend: sql_one, table_name: inference}
    conversations: {backend: sql_gone, table_name: conversations}
server:
  port: 8321
  api_key: hunter2
metadata_store: {type: redis, host: 'redis://:hunter2@old'}
"""

HOSTS = ["redis://:hunter2@cache", "user:hunter2@cache", "redis://user:hunter2@cache/0", "rediss://:hu@hunter2@cache"]


@pytest.fixture(params=HOSTS)
def analysis(request: pytest.FixtureRequest) -> Analysis:
    return analyse(STACK.replace("HOST", request.param))


def whole(analysis: Analysis) -> Span:
    return Span(0, len(analysis.text))


def places(analysis: Analysis) -> Iterator[int]:
    """Every third place, and the end of every line."""
    yield from range(0, len(analysis.text), 3)
    yield from (number for number, character in enumerate(analysis.text) if character == "\n")


def told(symbol: Symbol) -> Iterator[str]:
    yield from (symbol.name, symbol.detail, symbol.container)
    for child in symbol.children:
        yield from told(child)


def test_not_in_the_outline_and_in_its_search(analysis: Analysis) -> None:
    shown = [text for symbol in (*symbols(analysis), *find(analysis, "")) for text in told(symbol)]
    assert any("***@cache" in text for text in shown)
    assert SECRET not in "\n".join(shown)


def test_not_beside_completions(analysis: Analysis) -> None:
    details = set()
    for offset in places(analysis):
        for item in complete(analysis, offset).items:
            assert SECRET not in item.label, item
            assert SECRET not in item.detail + item.documentation, item
            details.add(item.detail)
    assert any("***@cache" in detail for detail in details)


@pytest.mark.parametrize(
    ("written", "typed", "label"),
    [
        (
            "{type: kv_redis, host: 'redis://:${env.PW:=hunter2}@cache'}",
            "{type: kv_redis, host: <|>}",
            "redis://***@cache",
        ),
        (
            "{type: kv_redis, host: 'redis://:${env.PW:=hunter2}@cache'}",
            "{type: kv_redis, host: 're<|>'}",
            "redis://***@cache",
        ),
        (
            "{type: sql_postgres, host: db, password: '${env.PW:=hunter2}'}",
            "{type: sql_postgres, password: <|>}",
            "${env.POSTGRES_PASSWORD}",
        ),
        ("{type: sql_postgres, password: '${env.PW}'}", "{type: sql_postgres, password: <|>}", "${env.PW}"),
    ],
)
def test_not_in_values_after_the_pattern_of_others(written: str, typed: str, label: str) -> None:
    text = f"version: 2\nproviders: {{}}\nstorage:\n  backends:\n    one: {written}\n    two: {typed}\n"
    found = complete(*at(text)).items
    assert label in {item.label for item in found}
    assert SECRET not in "".join(item.label + item.detail + item.documentation for item in found)


def test_no_password_is_written_down_a_second_time() -> None:
    one = "{type: sql_postgres, host: db, user: me, password: hunter2}"
    text = f"version: 2\nproviders: {{}}\nstorage:\n  backends:\n    one: {one}\n    <|>\n"
    (item,) = (each for each in complete(*at(text)).items if each.label == "sql_postgres")
    assert "host: ${2:db}" in item.content
    assert SECRET not in item.content


def test_not_in_what_hovers(analysis: Analysis) -> None:
    found = [answer.markdown for offset in places(analysis) if (answer := hover(analysis, offset)) is not None]
    assert len(found) > 100
    assert SECRET not in "\n".join(found)


def test_not_between_and_above_the_lines(analysis: Analysis) -> None:
    inlays = hints(analysis, whole(analysis))
    assert inlays
    assert SECRET not in "\n".join(hint.label + hint.tooltip for hint in inlays)
    assert SECRET not in "\n".join(lens.title for lens in lenses(analysis))
    assert SECRET not in "\n".join(link.url + link.tooltip for link in links(analysis))


def test_not_in_findings_and_the_titles_of_actions(analysis: Analysis) -> None:
    assert analysis.report.diagnostics
    for diagnostic in analysis.report.diagnostics:
        assert SECRET not in diagnostic.message, diagnostic
        assert SECRET not in str(diagnostic._replace(span=Span(0, 0))), diagnostic
    found = actions(analysis, whole(analysis), None, None)
    assert found
    assert SECRET not in "\n".join(action.title + action.annotation + str(action.data) for action in found)


def test_not_in_the_picture(analysis: Analysis) -> None:
    assert SECRET not in picture(analysis, None)
    assert SECRET not in str(release(analysis))
    for view in analysis.views:
        assert SECRET not in drawn([graph_of(view.document)])
