"""Our migration beside those that people made by hand, replayed from what real releases said about both."""

from __future__ import annotations

import pytest

from requirements import require_corpus
from upstream import pair_differences, pair_page, pairs

COMPARED = [each for each in pairs.recorded() if "why not" not in each]
CURE = "write it anew: PYTHONPATH=tests:linter:schemas python -m upstream pairs"


@pytest.mark.slow
def test_the_pairs_are_as_recorded() -> None:
    require_corpus()
    assert pairs.compare(ask=False) == pairs.recorded(), CURE


def test_the_page_is_up_to_date() -> None:
    assert pair_page.PAGE.read_text(encoding="utf-8") == pair_page.render(pairs.recorded()), CURE


def test_most_pairs_can_be_compared() -> None:
    assert len(COMPARED) >= 34
    assert all(each["why not"] for each in pairs.recorded() if "why not" in each)


@pytest.mark.parametrize("record", COMPARED, ids=lambda record: record["pair"])
def test_every_comment_survives_in_ours(record: dict[str, dict[str, list[int]]]) -> None:
    kept, total = record["ours"]["comments"]
    assert kept == total


@pytest.mark.parametrize("record", COMPARED, ids=lambda record: record["pair"])
def test_ours_finds_at_least_as_much_data(record: dict[str, dict[str, dict[str, int]]]) -> None:
    ours, theirs = (record[side]["data"] for side in ("ours", "by hand"))
    assert ours.get("found", 0) >= theirs.get("found", 0)
    if theirs:
        assert ours.get("not found", 0) <= theirs.get("not found", 0)


def test_every_difference_has_a_class_that_is_explained() -> None:
    kinds = {kind for each in COMPARED for kind in each["differences"]}
    assert kinds
    assert kinds <= pair_differences.WHY.keys()


def test_where_theirs_is_right_and_ours_is_not_is_explained() -> None:
    assert set(pair_page.worse(pairs.recorded())) == pair_page.EXPLAINED.keys()


def test_nothing_is_wrong_in_ours_in_silence() -> None:
    """What does not load, has errors or is lost is left to a person, with a comment."""
    wrong = [each for each in COMPARED if each["ours"]["refused"] or each["ours"]["errors"] or each["ours"]["lost"]]
    remarked = {name for name, _ in pair_page.REMARKS}
    assert wrong
    assert all(each["left"] or each["pair"] in remarked for each in wrong)


def test_people_made_mistakes_that_ours_avoids() -> None:
    avoided = [each for each in COMPARED if pair_page.mistakes(each)]
    assert len(avoided) >= 25


OLD = """
providers:
  inference:
  - {provider_id: vllm, provider_type: remote::vllm, config: {url: 'http://a'}}
  vector_io:
  - {provider_id: faiss, provider_type: inline::faiss, config: {kvstore: {type: sqlite, db_path: a.db}}}
metadata_store: {type: sqlite, db_path: b.db}
models: [{model_id: m, provider_id: vllm}]
"""
OURS = """
providers:
  inference:
  - {provider_id: vllm, provider_type: remote::vllm, config: {base_url: 'http://a'}}
  vector_io:
  - {provider_id: faiss, provider_type: inline::faiss, config: {persistence: {backend: kv_faiss, namespace: ''}}}
storage:
  backends:
    kv_default: {type: kv_sqlite, db_path: b.db}
    kv_faiss: {type: kv_sqlite, db_path: a.db}
  stores:
    metadata: {backend: kv_default, namespace: ''}
registered_resources:
  models: [{model_id: m, provider_id: vllm}]
"""


def _classes(theirs: str) -> dict[tuple[str, ...], str]:
    sides = [pair_differences.leaves(text) for text in (OLD, OURS, theirs)]
    return {path: kind for kind, path in pair_differences.differences(sides[0], sides[1], sides[2])}


@pytest.mark.parametrize(
    ("ours", "theirs", "kind", "path"),
    [
        ("base_url", "url", pair_differences.OLD_KEYS, "provider inference vllm config url"),
        ("kv_faiss", "kv_vectors", pair_differences.NAMES, "provider vector_io faiss config persistence backend"),
        ("a.db", "new.db", pair_differences.PLACES, "provider vector_io faiss config persistence place"),
        ("kv_default, namespace: ''", "kv_default, namespace: x", pair_differences.TABLES, "store metadata namespace"),
        ("registered_resources:\n  models", "models", pair_differences.OLD_PLACES, "resource models m place"),
        ("[{model_id: m, provider_id: vllm}]", "[]", pair_differences.DROPPED, "resource models m"),
        ("provider_id: faiss", "provider_id: other", pair_differences.ADDED, "provider vector_io other"),
        ("provider_id: faiss", "provider_id: other", pair_differences.REMOVED, "provider vector_io faiss"),
        (
            "\nstorage",
            "\nmetadata_store: {type: sqlite}\nstorage",
            pair_differences.OLD_STORES,
            "top metadata_store type",
        ),
        ("http://a", "http://b", pair_differences.BOTH, "provider inference vllm config base_url"),
        ("\nstorage", "\nscoring_fns: []\nstorage", pair_differences.EMPTY, "top top scoring_fns"),
        ("\nstorage", "\nserver: {port: 1}\nstorage", pair_differences.CHANGED, "top server port"),
    ],
)
def test_a_difference_gets_its_class(ours: str, theirs: str, kind: str, path: str) -> None:
    assert ours in OURS
    assert _classes(OURS.replace(ours, theirs)).get(tuple(path.split())) == kind


def test_what_is_the_same_is_no_difference() -> None:
    assert _classes(OURS) == {}
