"""What users install is the wheel, not this folder: it is built, looked into, and put to work elsewhere."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from process import run
from requirements import REPOSITORY, require
from stacklint import __version__

PACKAGES = ("stacklint", "stacklint_lsp", "stacklint_schemas")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    finished = run(*pip, REPOSITORY, folder=folder)
    assert finished.code == 0, finished.stderr
    (path,) = folder.glob("*.whl")
    return path


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_holds_three_packages_and_nothing_else(wheel: Path) -> None:
    assert wheel.name == f"stacklint-{__version__}-py3-none-any.whl"
    assert {name.split("/")[0] for name in names_in(wheel)} <= {*PACKAGES, f"stacklint-{__version__}.dist-info"}


def test_it_holds_every_source_and_data_file(wheel: Path) -> None:
    sources = {
        path.relative_to(root).as_posix()
        for root in (REPOSITORY / "linter", REPOSITORY / "lsp_server", REPOSITORY / "schemas")
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert any(name.startswith("stacklint_schemas/data/") for name in sources), "no data, so nothing was proved"
    assert sources <= names_in(wheel)


def test_it_carries_the_licence_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        information = f"stacklint-{__version__}.dist-info"
        assert b"MIT License" in archive.read(f"{information}/licenses/LICENSE")
        assert b"stacklint = stacklint.__main__:run" in archive.read(f"{information}/entry_points.txt")


@pytest.mark.slow
def test_it_lints_the_examples_in_an_environment_of_its_own(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "environment", with_pip=True)
    programs = tmp_path / "environment" / ("Scripts" if sys.platform == "win32" else "bin")
    installed = subprocess.run(
        [programs / "python", "-m", "pip", "install", "--constraint", REPOSITORY / "requirements" / "dev.txt", wheel],
        capture_output=True,
        text=True,
        check=False,
    )
    require("a package index", installed.returncode == 0, installed.stderr[-500:])
    for name in ("examples", "elsewhere"):
        (tmp_path / name).mkdir()
    for path in (REPOSITORY / "examples").glob("*.yaml"):
        (tmp_path / "examples" / path.name).write_bytes(path.read_bytes())

    clean = run(programs / "stacklint", "check", "examples/clean.yaml", folder=tmp_path)
    assert (clean.code, clean.stdout) == (0, ""), clean.stderr
    dangling = run(programs / "stacklint", "check", "../examples/dangling-backend.yaml", folder=tmp_path / "elsewhere")
    assert dangling.code == 1, dangling.stderr
    assert "kv_vectors" in dangling.stdout
