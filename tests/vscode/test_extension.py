"""Promises about the VS Code extension; what it does in an editor is tested by its own tests."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from process import run
from requirements import REPOSITORY, require, require_program
from stacklint import __version__

EXTENSION = REPOSITORY / "vscode-extension"
MANIFEST = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
LOCK = (EXTENSION / "package-lock.json").read_text(encoding="utf-8")
README = (EXTENSION / "README.md").read_text(encoding="utf-8")
GUIDE = (REPOSITORY / "docs" / "editors" / "vscode.md").read_text(encoding="utf-8")
LARGEST = 30 * 1024 * 1024


def test_there_is_one_version() -> None:
    assert MANIFEST["version"] == __version__
    lock = json.loads(LOCK)
    assert lock["version"] == __version__
    assert lock["packages"][""]["version"] == __version__


def test_the_lock_file_names_no_place() -> None:
    packages = json.loads(LOCK)["packages"]
    assert len(packages) > 1
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_the_licence_is_the_repository_s() -> None:
    assert (EXTENSION / "LICENSE").read_bytes() == (REPOSITORY / "LICENSE").read_bytes()


def test_the_types_are_those_of_the_oldest_editor_it_runs_in() -> None:
    assert "^" + MANIFEST["devDependencies"]["@types/vscode"] == MANIFEST["engines"]["vscode"]


@pytest.mark.parametrize("name", MANIFEST["contributes"]["configuration"]["properties"])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in GUIDE


@pytest.mark.parametrize("command", MANIFEST["contributes"]["commands"], ids=lambda command: str(command["command"]))
def test_every_command_is_documented_and_made(command: dict[str, str]) -> None:
    assert command["title"] in GUIDE
    source = (EXTENSION / "src" / "extension.ts").read_text(encoding="utf-8")
    assert f"'{command['command']}'" in source


def test_every_picture_of_the_readme_is_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert pictures
    assert [picture for picture in pictures if not (EXTENSION / picture).is_file()] == []


def test_every_file_of_the_walkthrough_is_there() -> None:
    (walkthrough,) = MANIFEST["contributes"]["walkthroughs"]
    assert all((EXTENSION / step["media"]["markdown"]).is_file() for step in walkthrough["steps"])


def test_the_bundle_holds_what_is_locked_for_the_tests() -> None:
    """The same versions as in the development environment, and all that stacklint needs, no more."""
    server = _locked("server.txt")
    assert server.items() <= _locked("dev.txt").items()
    assert server.keys() == _needed("stacklint") - {"stacklint"}


def _locked(name: str) -> dict[str, str]:
    lines = (REPOSITORY / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ;")[0].split("==") for line in lines)


def _needed(name: str) -> set[str]:
    found: set[str] = set()
    pending = [name]
    while pending:
        package = canonicalize_name(pending.pop())
        if package in found:
            continue
        found.add(package)
        needed = map(Requirement, metadata.requires(package) or ())
        pending += [each.name for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    return found


@pytest.mark.parametrize("script", ["check", "lint", "test"])
def test_its_own(script: str) -> None:
    """Types, style and unit tests of the extension itself."""
    npm = require_program("npm", "the extension is built and tested with Node.js, 20.19 or newer")
    installed = (EXTENSION / "node_modules" / ".package-lock.json").is_file()
    require("the extension's packages", installed, "make node-tools installs them")
    finished = run(npm, "run", "--silent", script, folder=EXTENSION, seconds=300)
    assert finished.code == 0, finished.stdout + finished.stderr


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged extension of this platform, as VS Code would unpack it."""
    npm = require_program("npm", "the extension is packaged with Node.js, 20.19 or newer")
    installed = (EXTENSION / "node_modules" / ".package-lock.json").is_file()
    require("the extension's packages", installed, "make node-tools installs them")
    if (sys.platform, os.uname().machine) not in {("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64")}:
        pytest.skip("there is no bundle for this platform")
    # A copy, since packaging builds in place and other tests read there.
    work = tmp_path_factory.mktemp("package")
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", "node_modules", "build", "packages", "libs", ".*_cache", "corpus"
    )
    shutil.copytree(REPOSITORY, work / "copy", ignore=left_out)
    extension = work / "copy" / "vscode-extension"
    (extension / "node_modules").symlink_to(EXTENSION / "node_modules", target_is_directory=True)
    target = f"{sys.platform}-{'x64' if os.uname().machine == 'x86_64' else 'arm64'}"
    variables = {"PYTHON": sys.executable}
    command = (npm, "run", "--silent", "package", "--", "--target", target)
    finished = run(*command, folder=extension, variables=variables, seconds=600)
    assert finished.code == 0, finished.stdout + finished.stderr
    (package,) = (extension / "packages").glob("*.vsix")
    assert package.stat().st_size <= LARGEST
    with zipfile.ZipFile(package) as archive:
        archive.extractall(work / "unpacked")
    return work / "unpacked" / "extension"


@pytest.mark.slow
def test_the_package_holds_what_runs_and_nothing_else(unpacked: Path) -> None:
    names = {path.relative_to(unpacked).parts[0] for path in unpacked.rglob("*") if path.is_file()}
    documents = {"readme.md", "changelog.md", "LICENSE.txt"}
    assert names == {"package.json", "bundled", "dist", "images", "walkthrough", *documents}
    assert {path.name for path in (unpacked / "dist").iterdir()} == {"extension.js", "session.js"}
    assert not [path for path in unpacked.rglob("*") if path.suffix in (".pyc", ".ts", ".map")]


@pytest.mark.slow
def test_the_bundled_server_answers_on_every_python_of_this_machine(unpacked: Path) -> None:
    bundle = json.loads((unpacked / "bundled" / "libs" / "bundle.json").read_text(encoding="utf-8"))
    assert bundle["version"] == __version__
    asked = set()
    for version in bundle["pythons"]:
        python = _python(version)
        if python is not None:
            asked.add(version)
            assert _initialized(python, unpacked) == {"name": "stacklint", "version": __version__}
    assert asked, "no Python that the bundle is for, so nothing was proved"


def _python(version: str) -> str | None:
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for candidate in (f"python{version}", *map(str, pyenv.glob(f"{version}.*/bin/python"))):
        path = shutil.which(candidate)
        # A shim in PATH may have no Python behind it.
        if path is not None and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return path
    return None


def _initialized(python: str, extension: Path) -> object:
    messages = (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}, "processId": None}},
        {"jsonrpc": "2.0", "id": 2, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": "exit"},
    )
    bodies = [json.dumps(message) for message in messages]
    finished = subprocess.run(
        [python, "-I", extension / "bundled" / "start.py", "server", "--stdio"],
        input="".join(f"Content-Length: {len(body)}\r\n\r\n{body}" for body in bodies).encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    answer = re.search(rb"\{.*?\}(?=Content-Length|\Z)", finished.stdout, re.DOTALL)
    assert answer is not None, finished.stderr.decode()
    information = json.loads(answer[0])["result"]["serverInfo"]
    return {name: information[name] for name in ("name", "version")}
