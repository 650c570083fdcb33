"""Runs the probe in a throw-away environment, once per release, and keeps what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from generate.wheels import PROBE, REQUIREMENTS, Source, Wheels, fingerprint, upstream_python

MAKING = threading.Lock()
NEUTRAL = "/neutral"
"""The home folder of the probe, so that defaults made of it are the same everywhere."""


def dump(wheels: Wheels, source: Source) -> dict[str, Any]:
    """What a release says about itself; runs the probe unless its answer is kept.

    Raises CalledProcessError when the release cannot be imported.
    """
    target = wheels.dump(source)
    if not target.exists():
        print(f"reading {source.name}", file=sys.stderr)
        wheels.fetch(source)
        answer = run(wheels, source)
        json.loads(answer)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(answer)
    facts: dict[str, Any] = json.loads(target.read_bytes())
    return facts


def run(wheels: Wheels, source: Source) -> bytes:
    """Run the probe on one release."""
    command = [str(environment(wheels)), str(PROBE)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, env=neutral_variables(wheels, source)).stdout


def neutral_variables(wheels: Wheels, source: Source) -> dict[str, str]:
    """A small environment without anything of the builder in it."""
    return {
        "PATH": os.defpath,
        "HOME": NEUTRAL,
        "PYTHONPATH": os.pathsep.join(str(tree) for tree in wheels.trees(source)),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def environment(wheels: Wheels) -> Path:
    """The interpreter of the one environment that has what every release imports; made when missing."""
    folder = wheels.folder / f"environment-{fingerprint(REQUIREMENTS)}"
    python = folder / "bin" / "python"
    with MAKING:
        if not python.exists():
            subprocess.run([upstream_python(), "-m", "venv", str(folder)], check=True)
            install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(REQUIREMENTS)]
            subprocess.run(install, check=True, stdout=sys.stderr)
    return python
