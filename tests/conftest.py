"""One neutral surrounding for all tests: no colours, no CI annotations, no settings of the person who runs them."""

from __future__ import annotations

import pytest

_SPEAKING = (
    "CI",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKFLOW",
    "GITLAB_CI",
    "NO_COLOR",
    "TF_BUILD",
)


@pytest.fixture(autouse=True)
def neutral_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out what would change the output of the tool."""
    for name in _SPEAKING:
        monkeypatch.delenv(name, raising=False)
