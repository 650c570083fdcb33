"""All fixes of a rule at once: offered at every finding that goes away by them, and at no other."""

from __future__ import annotations

import pytest

from ide.actions.offered import STORAGE, after, offered, titles
from stacklint_lsp.ide.actions import fixes

AGENTS = (
    """\
# stacklint: target=llama-stack-0.3.5
providers:
  agents:
  - provider_id: agents
    provider_type: inline::meta-reference
    config:
      persistence_store: {type: sqlite, db_path: /data/agents.db}
      responses_store: {type: sqlite, db_path: /data/responses.db}
"""
    + STORAGE
)
FAISS = """\
providers:
  vector_io:
  - provider_id: faiss
    provider_type: inline::faiss
    config:
      persistence: {backend: kv_<|>defaulx, namespace: vector_io::faiss}
"""
ALL_INLINE = "Fix all 'legacy-inline-store' findings in this file (unsafe)"


@pytest.mark.parametrize("key", ["persistence_store", "responses_store"])
def test_all_findings_are_offered_at_one_that_is_sure_only_after_the_others(key: str) -> None:
    marked = AGENTS.replace(key, f"<|>{key}")
    text = after(marked, ALL_INLINE, target=None)
    assert "persistence_store" not in text
    assert "responses_store" not in text


def test_one_of_these_has_no_fix_of_its_own_that_a_machine_makes() -> None:
    _, found = offered(AGENTS.replace("responses_store", "<|>responses_store"), target=None)
    own = [each for each in found if each.data["do"] == "fix"]
    assert [each.title for each in own] == ["Declare it as the backend 'sql_responses'"]
    assert not own[0].preferred


def test_all_findings_are_not_offered_at_one_that_stays() -> None:
    """Two backends could be meant there, which the fixes of the others do not change."""
    marked = (FAISS + STORAGE).replace("sql_default, table_name: inf", "sql_defualt, table_name: inf")
    marked = marked.replace(
        "    sql_default:", "    kv_defauly: {type: kv_sqlite, db_path: /data/o.db}\n    sql_default:"
    )
    found = titles(marked)
    assert found[:2] == ["Change to 'kv_default'", "Change to 'kv_defauly'"]
    assert not any(each.startswith("Fix all") for each in found)


def test_nobody_waits_for_all_of_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixes, "_EFFORT", 10)
    monkeypatch.setattr(fixes, "_takes_others", lambda *_: pytest.fail("dear"))
    assert ALL_INLINE not in titles(AGENTS.replace("responses_store", "<|>responses_store"), target=None)


def test_who_makes_unsafe_fixes_makes_the_safe_ones_of_the_others_too() -> None:
    marked = (FAISS + STORAGE).replace("kv_<|>defaulx", "kv_defualt")
    marked = marked.replace("kv_default, namespace: prompts", "nothing_<|>like_it, namespace: prompts")
    marked = marked.replace(
        "    sql_default:", "    kv_other: {type: kv_sqlite, db_path: /data/o.db}\n    sql_default:"
    )
    text = after(marked, "Fix all 'dangling-backend' findings in this file (unsafe)")
    assert "kv_defualt" not in text
    assert "    nothing_like_it:\n" in text
