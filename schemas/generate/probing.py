"""Runs the probe in a throw-away environment, once per release, and keeps what it said."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from generate.wheels import HERE, Source, Wheels, upstream_python

NEUTRAL = "/neutral"
"""The home folder of the probe, so that defaults made of it are the same everywhere."""


def dump(wheels: Wheels, source: Source) -> dict[str, Any]:
    """What a release says about itself; runs the probe unless its answer is kept.

    Raises CalledProcessError when the release cannot be imported.
    """
    target = wheels.dump(source)
    if not target.exists():
        wheels.fetch(source)
        answer = subprocess.run(
            [str(environment(wheels)), str(HERE / "probe.py")],
            check=True,
            capture_output=True,
            env=neutral_variables(wheels, source),
        ).stdout
        target.parent.mkdir(parents=True, exist_ok=True)
        json.loads(answer)
        target.write_bytes(answer)
    facts: dict[str, Any] = json.loads(target.read_bytes())
    return facts


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
    folder = wheels.folder / "environment"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([upstream_python(), "-m", "venv", str(folder)], check=True)
        requirements = str(HERE / "upstream-requirements.txt")
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
    return python
