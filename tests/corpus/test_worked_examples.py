"""Five real files with exactly what to say and what not to say, as far as the rules that exist go."""

from __future__ import annotations

import pytest

from requirements import CORPUS
from stacklint import engine
from stacklint.rules import BY_NAME
from stacklint.settings import FileSettings
from stacklint.text.lines import LineIndex

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not beside the repository")

Expected = set[tuple[int, str, str]]

LIGHTSPEED: Expected = {
    (16, "error", "legacy-server-store"),
    (22, "error", "legacy-server-store"),
    (25, "error", "legacy-server-store"),
    (29, "error", "misplaced-resources"),
    (44, "error", "legacy-inline-store"),
    (47, "error", "legacy-inline-store"),
    (54, "error", "legacy-inline-store"),
    (61, "error", "legacy-inline-store"),
    (67, "error", "legacy-inline-store"),
    (74, "error", "legacy-inline-store"),
    (81, "error", "legacy-inline-store"),
    (118, "error", "legacy-inline-store"),
    (127, "error", "misplaced-resources"),
}
CONFIG_MAP: Expected = {
    (18, "error", "renamed-key"),
    (25, "error", "renamed-key"),
    (40, "error", "legacy-inline-store"),
    (52, "error", "legacy-inline-store"),
    (77, "warning", "env-always-empty"),
    (82, "warning", "env-always-empty"),
    (122, "error", "misplaced-resources"),
    (140, "error", "misplaced-resources"),
}
SAFETY: Expected = {
    (11, "warning", "env-default-as-id"),
    (24, "warning", "legacy-inline-store"),
    (27, "warning", "legacy-inline-store"),
    (35, "warning", "legacy-inline-store"),
}
DISTRIBUTION: Expected = {
    (58, "error", "renamed-key"),
    (184, "warning", "duplicate-table"),
    (254, "warning", "removed-key"),
}
GARAK: Expected = {(39, "error", "duplicate-key")}

EXAMPLES = [
    ("third_party/lightspeed-core+lightspeed-stack/run@2025-12-08-809a2df5.yaml", "0.3.0 to 0.6.1", LIGHTSPEED),
    ("upstream/docs-k8s/0.8.0-k8s__stack-configmap.yaml", "0.7.0 to 0.8.0", CONFIG_MAP),
    (
        "third_party/opendatahub-io+agents/examples__safety__run@2025-09-16-c5c7ed0a.yaml",
        "0.2.13 to 0.2.24",
        SAFETY,
    ),
    (
        "third_party/opendatahub-io+ogx-distribution/distribution__config@2026-07-16-f5738608.yaml",
        "1.1.0 to 1.5.0",
        DISTRIBUTION,
    ),
    (
        "third_party/trustyai-explainability+llama-stack-provider-trustyai-garak/"
        "configs__total-inline@2026-02-05-29c8ed13.yaml",
        "0.4.0 to 0.7.3",
        GARAK,
    ),
]


def loud(path: str, settings: FileSettings) -> tuple[Expected, set[str]]:
    """Warnings and errors by line, severity and rule, and the releases they are said for."""
    report = engine.check_bytes((CORPUS / path).read_bytes(), path, settings)
    index = LineIndex(report.text)
    found: Expected = {
        (index.position(each.span.start)[0] + 1, each.severity.value, each.rule)
        for each in report.diagnostics
        if each.severity.value in ("error", "warning")
    }
    return found, {each.target for each in report.diagnostics}


@pytest.mark.parametrize(("path", "releases", "expected"), EXAMPLES, ids=[path for path, _, _ in EXAMPLES])
def test_worked_example(path: str, releases: str, expected: Expected) -> None:
    found, targets = loud(path, FileSettings())
    # Rules of later issues are left out by their names, so that each counts from the day it exists.
    assert found == {each for each in expected if each[2] in BY_NAME}
    assert targets == {f"{releases}, inferred"}


def test_the_legacy_file_is_silent_with_its_release_pinned() -> None:
    found, _ = loud(EXAMPLES[2][0], FileSettings(forced_target="0.2.24"))
    assert found == {(11, "warning", "env-default-as-id")}
