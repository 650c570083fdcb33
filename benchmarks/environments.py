"""Installs the tool and its peers the way users do: from wheels, each into an environment of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from upstream import environments as upstream

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "build" / "bench"
UPSTREAM_RELEASE = "1.5.0"

_FILES = """
import importlib.util, json, pathlib
from ogx.core.datatypes import StackConfig
package = pathlib.Path(importlib.util.find_spec("ogx").submodule_search_locations[0]) / "distributions"
print(json.dumps({
    "schema": StackConfig.model_json_schema(),
    "starter": (package / "starter" / "config.yaml").read_text(encoding="utf-8"),
    "small": (package / "nvidia" / "config.yaml").read_text(encoding="utf-8"),
}))
"""


class Tools(NamedTuple):
    """Programs to be measured."""

    python: str
    """The plain interpreter that all environments share."""
    stacklint: str
    yamllint: str
    check_jsonschema: str
    upstream_python: str
    yaml_language_server: tuple[str, ...]
    """The command, with the Node it needs."""


class UpstreamFiles(NamedTuple):
    """What upstream's wheel holds, read at run time; none of it is kept here."""

    starter: str
    small: str
    schema: str
    """The JSON Schema of the whole configuration."""


def install() -> Tools:
    """Make all environments.

    Raises EnvironmentMissing without Python 3.12 or a package index.
    """
    upstream.make([UPSTREAM_RELEASE])
    upstream_python = upstream.python_of(UPSTREAM_RELEASE)
    assert upstream_python is not None, "make() has just said that it is there"
    python = os.path.realpath(upstream_python)
    peers = _peers(python)
    return Tools(
        python,
        str(_tool(python) / "bin" / "stacklint"),
        str(peers / "bin" / "yamllint"),
        str(peers / "bin" / "check-jsonschema"),
        str(upstream_python),
        _yaml_language_server(),
    )


def upstream_files(tools: Tools) -> UpstreamFiles:
    """Ask upstream's own package for its files."""
    home = FOLDER / "home"
    home.mkdir(parents=True, exist_ok=True)
    answer = json.loads(_run(tools.upstream_python, "-c", _FILES, variables=upstream.neutral_variables(home)))
    return UpstreamFiles(answer["starter"], answer["small"], json.dumps(answer["schema"]))


def _tool(python: str) -> Path:
    wheels, environment = FOLDER / "wheels", FOLDER / "stacklint"
    shutil.rmtree(wheels, ignore_errors=True)
    _run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-qq",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(wheels),
        str(REPOSITORY),
    )
    (wheel,) = wheels.glob("*.whl")
    locked = REPOSITORY / "requirements" / "dev.txt"
    _refresh(environment, python, locked.read_text(encoding="utf-8"))
    pip = (str(environment / "bin" / "python"), "-m", "pip", "install", "-qq")
    _run(*pip, "--constraint", str(locked), str(wheel))
    _run(*pip, "--force-reinstall", "--no-deps", str(wheel))
    return environment


def _peers(python: str) -> Path:
    environment, locked = FOLDER / "peers", REPOSITORY / "requirements" / "peers.txt"
    if _refresh(environment, python, locked.read_text(encoding="utf-8")):
        _run(str(environment / "bin" / "python"), "-m", "pip", "install", "-qq", "--requirement", str(locked))
    return environment


def _yaml_language_server() -> tuple[str, ...]:
    root = Path(os.environ.get("STACKLINT_CACHE", Path.home() / ".cache" / "stacklint")) / "npm" / "node_modules"
    script = root / "yaml-language-server" / "bin" / "yaml-language-server"
    if not script.exists():
        _run("make", "-C", str(REPOSITORY), "node-tools")
    return str(root / "node" / "bin" / "node"), str(script), "--stdio"


def _refresh(environment: Path, python: str, content: str) -> bool:
    """Make *environment* anew unless it was made by this Python for this *content*; say whether it was."""
    mark = environment / ".made-for"
    wanted = hashlib.sha256(f"{python}\n{content}".encode()).hexdigest()
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return False
    _run(python, "-m", "venv", "--clear", str(environment))
    mark.write_text(wanted, encoding="utf-8")
    return True


def _run(*command: str, variables: dict[str, str] | None = None) -> str:
    environment = variables if variables is not None else dict(os.environ)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise upstream.EnvironmentMissing(f"{' '.join(command[:5])} ...: {done.stderr[-2000:]}")
    return done.stdout
