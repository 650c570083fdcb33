"""The hook that other repositories use, run by the two hook managers they use it with, on YAML of all kinds."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from process import Finished, git, own_files, run
from requirements import REPOSITORY, require, require_program

EXAMPLES = REPOSITORY / "examples"

MANAGERS = ("pre-commit", "prek")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This work tree as a repository that a hook manager can clone."""
    folder = tmp_path_factory.mktemp("published")
    for path in own_files():
        target = folder / path.relative_to(REPOSITORY)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    _commit_all(folder)
    return folder


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A repository with configurations of ours among YAML of others."""
    folder = tmp_path / "sample"
    (folder / "deploy").mkdir(parents=True)
    shutil.copyfile(EXAMPLES / "clean.yaml", folder / "config.yaml")
    shutil.copytree(EXAMPLES / "others", folder / "others")
    (folder / "deploy" / "pipeline.yml").write_text("stages: [build, test]\n", encoding="utf-8")
    (folder / "notes.txt").write_text("providers: not YAML at all\n", encoding="utf-8")
    _commit_all(folder)
    return folder


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_defect_stops_the_commit(
    manager: str, published: Path, sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shutil.copyfile(EXAMPLES / "dangling-backend.yaml", sample / "deploy" / "stack.yaml")
    shutil.copyfile(EXAMPLES / "kubernetes" / "configmap.yaml", sample / "deploy" / "configmap.yml")
    _commit_all(sample)
    arguments = ("try-repo", str(published), "stacklint", "--all-files", "--verbose")
    finished = run_manager(manager, *arguments, sample=sample, factory=tmp_path_factory)
    assert finished.code == 1, finished.stdout + finished.stderr
    assert "dangling-backend" in finished.stdout
    assert "deploy/stack.yaml" in finished.stdout
    assert "deploy/configmap.yml" in finished.stdout
    assert "others/" not in finished.stdout


@pytest.mark.parametrize("manager", MANAGERS)
def test_what_is_clean_foreign_or_excluded_passes(
    manager: str, published: Path, sample: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    revision = git("rev-parse", "HEAD", folder=published).strip()
    (sample / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {published}\n  rev: {revision}\n  hooks:\n  - id: stacklint\n", encoding="utf-8"
    )
    _commit_all(sample)
    finished = run_manager(manager, "run", "--all-files", sample=sample, factory=tmp_path_factory)
    assert finished.code == 0, finished.stdout + finished.stderr
    assert "Passed" in finished.stdout

    shutil.copyfile(EXAMPLES / "dangling-backend.yaml", sample / "deploy" / "stack.yaml")
    _commit_all(sample)
    finished = run_manager(manager, "run", "--all-files", sample=sample, factory=tmp_path_factory)
    assert finished.code == 1, finished.stdout + finished.stderr

    (sample / "stacklint.toml").write_text('exclude = ["deploy"]\n', encoding="utf-8")
    _commit_all(sample)
    finished = run_manager(manager, "run", "--all-files", sample=sample, factory=tmp_path_factory)
    assert finished.code == 0, finished.stdout + finished.stderr


def run_manager(manager: str, *arguments: str, sample: Path, factory: pytest.TempPathFactory) -> Finished:
    """Let *manager* do its work in *sample*, with a cache that all tests share."""
    program = require_program(manager, "it stands in requirements/dev.txt")
    cache = factory.getbasetemp() / f"{manager}-cache"
    variables = {
        "PRE_COMMIT_HOME": str(cache),
        "PREK_HOME": str(cache),
        # The uv of the lock file, so that nothing is fetched for making the hook's environment.
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
    }
    finished = run(program, *arguments, folder=sample, variables=variables)
    could_install = finished.code in (0, 1) and "An unexpected error" not in finished.stdout + finished.stderr
    require("a package index", could_install, (finished.stdout + finished.stderr)[-1500:])
    return finished


def _commit_all(folder: Path) -> None:
    if not (folder / ".git").exists():
        git("init", "--quiet", folder=folder)
    git("add", "--all", "--force", folder=folder)
    git("commit", "--quiet", "--message", "test", folder=folder)
