"""One neutral surrounding for all tests: no colours, no CI annotations, no settings of the person who runs them."""

from __future__ import annotations

import os

import hypothesis
import pytest

# No deadline: a busy machine is no defect. The same examples on every automatic run: a red run can be repeated.
hypothesis.settings.register_profile("person", deadline=None)
hypothesis.settings.register_profile("machine", deadline=None, derandomize=True)
hypothesis.settings.load_profile("machine" if os.environ.get("CI") else "person")

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
