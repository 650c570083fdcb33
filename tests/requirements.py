"""What a test needs from outside: a missing tool skips it with a reason, and fails it where everything is promised."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
CORPUS = REPOSITORY.parent / "shared" / "corpus"
"""Real files that are not ours to commit; `CORPUS / "INDEX.tsv"` lists them."""


def require(tool_name: str, found: bool, reason: str) -> None:
    """Skip the running test unless *tool_name* was *found*; fail it instead under STACKLINT_REQUIRE_ALL=1."""
    if found:
        return
    message = f"{tool_name} is missing: {reason}"
    if os.environ.get("STACKLINT_REQUIRE_ALL") == "1":
        pytest.fail(message)
    pytest.skip(message)


def require_program(name: str, reason: str) -> str:
    """Return the path of the program *name*, looked for beside the running Python first; else as `require`."""
    beside = Path(os.path.abspath(sys.executable)).parent / name
    path = str(beside) if beside.exists() else shutil.which(name)
    require(name, path is not None, reason)
    assert path is not None
    return path


def require_corpus() -> Path:
    """Return the corpus folder; skip where it does not lie beside the repository, whatever is promised.

    The corpus is no tool that could be installed, so a clone without it is complete.
    """
    if not CORPUS.is_dir():
        pytest.skip("no real files beside the repository (../shared/corpus)")
    return CORPUS
