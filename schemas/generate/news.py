"""Finds upstream releases that the catalogue lacks, through the package installer's own client."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Callable

from generate.wheels import HANDKEPT, upstream_python, version_key

FIRST = (0, 2, 0)
"""Configurations of older releases have another format."""


def missing(published: Callable[[str], list[str]]) -> list[str]:
    """Releases to add, as `package==version`; *published* gives the versions of a package."""
    with (HANDKEPT / "releases.toml").open("rb") as file:
        packages = tomllib.load(file)["package"]
    return [
        f"{entry['package']}=={version}"
        for entry in packages
        for version in sorted(published(entry["package"]), key=version_key)
        if version_key(version) >= FIRST and version not in entry["versions"] and version not in entry["left_out"]
    ]


def published(package: str) -> list[str]:
    """The versions of a package that can be installed; pre-releases are left out.

    Raises CalledProcessError when the index cannot be asked.
    """
    command = [upstream_python(), "-m", "pip", "index", "versions", "--disable-pip-version-check", package]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return versions(answer)


def versions(answer: str) -> list[str]:
    """Reads the client's answer.

    Raises ValueError when it has no list of versions.
    """
    for line in answer.splitlines():
        heading, _, found = line.partition(":")
        if heading.strip() == "Available versions":
            return [version.strip() for version in found.split(",")]
    raise ValueError("the package installer gave no list of versions")
