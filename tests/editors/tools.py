"""Which editors this run drives, and where they are."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from requirements import require

CHOSEN = os.environ.get("STACKLINT_EDITORS", "neovim").split()
"""`make test-editors` names them; Neovim alone, a wheel of a few seconds, belongs to every run."""

_CACHE = Path(os.environ.get("STACKLINT_CACHE", Path.home() / ".cache" / "stacklint"))


def require_neovim() -> str:
    """The path of a current Neovim; missing, it fails the test where everything is promised."""
    chosen("neovim")
    beside = Path(os.path.abspath(sys.executable)).parent / "nvim"
    candidates = [_CACHE / "editors" / "bin" / "nvim", beside, Path(shutil.which("nvim") or "nvim")]
    found = [path for path in candidates if path.exists() and _neovim_version(path) >= (0, 11)]
    require("Neovim 0.11", bool(found), "make test-editors-setup EDITORS=neovim")
    return str(found[0])


def require_old_neovim() -> str:
    """The path of a Neovim that is older than 0.11."""
    chosen("neovim-old")
    path = shutil.which("nvim")
    if path is None or _neovim_version(Path(path)) >= (0, 11):
        pytest.skip("no Neovim older than 0.11 in PATH")
    return path


def require_editor(name: str, *programs: str) -> list[str]:
    """The paths of all *programs* that driving the editor *name* takes."""
    chosen(name)
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (make test-editors-setup EDITORS={name})")
    return [str(shutil.which(program)) for program in programs]


def chosen(name: str) -> None:
    """Skip the running test unless the editor *name* belongs to this run."""
    if name not in CHOSEN:
        pytest.skip(f"make test-editors EDITORS={name}")


def _neovim_version(path: Path) -> tuple[int, int]:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"NVIM v(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)
