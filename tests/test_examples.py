"""What `make demo` shows: every example is found out, at the right line, and the clean ones stay clean."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from process import run_stacklint
from requirements import REPOSITORY

EXAMPLES = REPOSITORY / "examples"
GOLDEN = EXAMPLES / "findings.txt"
FIXES = EXAMPLES / "fixes.txt"
MIGRATION = EXAMPLES / "migration.txt"

HEADLINES = [
    ("dangling-backend.yaml", "dangling-backend", ["backend: kv_vectors"]),
    ("backend-family-mismatch.yaml", "backend-family-mismatch", ["backend: kv_default", "backend: kv_default"]),
    ("duplicate-namespace.yaml", "duplicate-namespace", ["namespace: vector_io::faiss"]),
    ("table-clash.yaml", "duplicate-table", ["table_name: inference_store"]),
    ("table-clash.yaml", "reserved-table", ["table_name: jobs"]),
    ("leftover-inline-store.yaml", "legacy-server-store", ["metadata_store:", "inference_store:"]),
    ("leftover-inline-store.yaml", "legacy-inline-store", ["metadata_store:"]),
    ("misplaced-resources.yaml", "misplaced-resources", ["models:"]),
    ("env-syntax.yaml", "env-syntax", ["${env.OLLAMA_URL:http", "${env.SQLITE_STORE_DIR:-/var"]),
    ("env-syntax.yaml", "env-always-empty", ["${env.BRAVE_SEARCH_API_KEY:+}"]),
    ("env-syntax.yaml", "env-default-as-id", ["${env.TAVILY_SEARCH_API_KEY:=tavily-search}"]),
    ("half-migrated.yaml", "legacy-server-store", ["metadata_store:"]),
    ("half-migrated.yaml", "misplaced-resources", ["models:"]),
    ("kubernetes/configmap.yaml", "dangling-backend", ["backend: kv_vectors"]),
    ("change-3697/before.yaml", "legacy-inline-store", ["kvstore:"]),
    (
        "change-3697/before.yaml",
        "legacy-server-store",
        ["metadata_store:", "inference_store:", "conversations_store:"],
    ),
]
"""File, rule, and what stands in the lines that the rule must name."""

QUIET = ("clean.yaml", "change-3697/after.yaml")
FOREIGN = ("others/compose.yaml", "others/chart/Chart.yaml", "others/chart/templates/configmap.yaml")


@pytest.fixture(scope="module")
def findings() -> list[dict[str, Any]]:
    finished = run_stacklint("check", "--output-format", "json", "examples")
    assert finished.code == 1, finished.stderr
    found: list[dict[str, Any]] = json.loads(finished.stdout)["findings"]
    return found


@pytest.mark.parametrize(("name", "rule", "texts"), HEADLINES)
def test_the_defect_is_found_where_it_stands(
    findings: list[dict[str, Any]], name: str, rule: str, texts: list[str]
) -> None:
    lines = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()
    places = [finding["start"]["line"] for finding in findings if _is(finding, name) and finding["rule"] == rule]
    named = [lines[line - 1] for line in sorted(places)]
    assert len(named) == len(texts), named
    assert all(text in line for text, line in zip(texts, named, strict=True)), named


@pytest.mark.parametrize("name", QUIET + FOREIGN)
def test_what_is_right_or_not_ours_is_passed_over(findings: list[dict[str, Any]], name: str) -> None:
    assert (EXAMPLES / name).is_file()
    loud = [finding for finding in findings if _is(finding, name) and finding["severity"] in ("error", "warning")]
    assert loud == []


def test_every_example_has_its_expectation() -> None:
    expected = {name for name, _, _ in HEADLINES} | {*QUIET, *FOREIGN, "legacy.yaml"}
    assert {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.yaml")} == expected


def test_a_wholly_legacy_file_gets_warnings_only(findings: list[dict[str, Any]]) -> None:
    rules = {(finding["rule"], finding["severity"]) for finding in findings if _is(finding, "legacy.yaml")}
    assert {severity for _, severity in rules} & {"error", "warning"} == {"warning"}


def test_the_listing_is_up_to_date() -> None:
    finished = run_stacklint("check", "--output-format", "concise", "examples")
    listing = finished.stdout + finished.stderr
    if os.environ.get("STACKLINT_UPDATE_GOLDEN") == "1":
        GOLDEN.write_text(listing, encoding="utf-8")
    assert listing == GOLDEN.read_text(encoding="utf-8"), "read the difference, then set STACKLINT_UPDATE_GOLDEN=1"


def test_what_fixes_would_change_is_up_to_date() -> None:
    finished = run_stacklint("fix", "--unsafe-fixes", "--diff", "examples")
    assert finished.code == 1
    shown = finished.stdout + finished.stderr
    if os.environ.get("STACKLINT_UPDATE_GOLDEN") == "1":
        FIXES.write_text(shown, encoding="utf-8")
    assert shown == FIXES.read_text(encoding="utf-8"), "read the difference, then set STACKLINT_UPDATE_GOLDEN=1"


def test_fixes_leave_no_error_that_has_one(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    run_stacklint("fix", "--unsafe-fixes", "examples", folder=tmp_path)
    finished = run_stacklint("check", "--output-format", "json", "examples", folder=tmp_path)
    left = json.loads(finished.stdout)["findings"]
    assert not [each for each in left if any(fix["safety"] != "display" for fix in each["fixes"])]
    # An old file is for `migrate`, and where three stores have to go a person decides.
    loud = [each for each in left if each["severity"] in ("error", "warning")]
    assert {each["path"] for each in loud} <= {"examples/legacy.yaml", "examples/change-3697/before.yaml"}


def test_the_migration_is_up_to_date() -> None:
    finished = run_stacklint("migrate", "examples/legacy.yaml")
    assert finished.code == 0
    shown = finished.stdout + finished.stderr
    if os.environ.get("STACKLINT_UPDATE_GOLDEN") == "1":
        MIGRATION.write_text(shown, encoding="utf-8")
    assert shown == MIGRATION.read_text(encoding="utf-8"), "read the difference, then set STACKLINT_UPDATE_GOLDEN=1"


def _is(finding: dict[str, Any], name: str) -> bool:
    return bool(finding["path"] == f"examples/{name}")
