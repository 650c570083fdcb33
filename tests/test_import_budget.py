"""Start-up is an import budget: what a clean check must not load, read off `sys.modules` of a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from requirements import REPOSITORY

CLEAN = REPOSITORY / "examples" / "clean.yaml"

TOO_DEAR = (
    "asyncio",
    "attr",
    "attrs",
    "cattrs",
    "dataclasses",
    "difflib",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "jsonschema",
    "logging",
    "lsprotocol",
    "multiprocessing",
    "pydantic",
    "pydantic_core",
    "pygls",
    "referencing",
    "ruamel",
    "typing",
)
"""Each costs more than parsing the file; together they cost more than the whole run of the nearest peer."""

ONLY_FOR_FIXES = (
    "stacklint.files.writing",
    "stacklint.fixing",
    "stacklint.migrate",
    "stacklint.model.conversion",
    "stacklint.report.plan",
    "stacklint.rules.repair",
    "stacklint.suppress.repairing",
    "stacklint.syntax.emit",
    "stacklint.syntax.surgery",
    "stacklint_schemas.migration",
)
"""Ours, for files that are changed; whoever only checks does not pay for them."""

# The start-up files of the surrounding environment (`site`, editable installs) may load what they like: what
# stood there before our first line is not ours. The report goes out before the tool leaves, which may be by `os._exit`.
_SPY = """
import json, os, sys
before = frozenset(sys.modules)
target = sys.argv.pop(1)
def report():
    with open(target, "w", encoding="utf-8") as handle:
        json.dump(sorted(set(sys.modules) - before), handle)
leave = os._exit
def spied(code):
    report()
    leave(code)
os._exit = spied
sys.argv[0] = "stacklint"
from stacklint.__main__ import run
try:
    code = run()
except SystemExit as stop:
    code = stop.code
report()
raise SystemExit(code)
"""


def loaded_modules(folder: Path, *arguments: str) -> frozenset[str]:
    """The modules that `stacklint check ARGUMENTS`, run in *folder* on a clean file, loads beyond an empty Python."""
    report = folder / "modules.json"
    roots = os.pathsep.join(str(REPOSITORY / root) for root in ("linter", "lsp_server", "schemas"))
    finished = subprocess.run(
        [sys.executable, "-c", _SPY, str(report), "check", *arguments],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONPATH": roots},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return frozenset(json.loads(report.read_text(encoding="utf-8")))


def too_dear(modules: frozenset[str]) -> list[str]:
    # Reading TOML needs `typing`, so with settings it cannot be saved.
    affordable = {"typing"} if "tomllib" in modules else set()
    return sorted({*TOO_DEAR, *ONLY_FOR_FIXES} & modules - affordable)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "config.yaml").write_bytes(CLEAN.read_bytes())
    return tmp_path


def test_without_settings(project: Path) -> None:
    modules = loaded_modules(project, "config.yaml")
    assert "yaml" in modules, "nothing was read, so nothing was proved"
    assert too_dear(modules) == []
    assert "tomllib" not in modules


def test_a_folder_without_settings(project: Path) -> None:
    (project / ".gitignore").write_text("build/\n", encoding="utf-8")
    modules = loaded_modules(project, ".")
    assert too_dear(modules) == []
    assert "tomllib" not in modules


@pytest.mark.parametrize("name", ["stacklint.toml", ".stacklint.toml"])
def test_with_a_settings_file(project: Path, name: str) -> None:
    (project / name).write_text('ignore = ["unused-backend"]\n', encoding="utf-8")
    modules = loaded_modules(project, "config.yaml")
    assert "tomllib" in modules, "the settings were not read, so nothing was proved"
    assert too_dear(modules) == []


def test_with_settings_in_pyproject(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.stacklint]\nignore = ["unused-backend"]\n', encoding="utf-8")
    modules = loaded_modules(project, "config.yaml")
    assert "tomllib" in modules, "the settings were not read, so nothing was proved"
    assert too_dear(modules) == []


def test_a_pyproject_of_others_costs_nothing(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "something"\n', encoding="utf-8")
    modules = loaded_modules(project, "config.yaml")
    assert "tomllib" not in modules


def test_the_spy_sees_a_dear_import(project: Path) -> None:
    (project / "config.yaml").write_bytes(CLEAN.read_bytes())
    assert "argparse" not in TOO_DEAR
    code = _SPY.replace("from stacklint.__main__ import run", "import dataclasses\ndef run(): return 0")
    report = project / "modules.json"
    subprocess.run([sys.executable, "-c", code, str(report)], check=True, timeout=60)
    assert too_dear(frozenset(json.loads(report.read_text(encoding="utf-8")))) == ["dataclasses", "inspect"]
